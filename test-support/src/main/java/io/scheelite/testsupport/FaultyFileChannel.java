package io.scheelite.testsupport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** Passes everything on to a real channel, save what its {@link FaultyDisk} makes fail. */
final class FaultyFileChannel extends FileChannel {
  private final FileChannel channel;
  private final FaultyDisk disk;

  FaultyFileChannel(FileChannel channel, FaultyDisk disk) {
    this.channel = channel;
    this.disk = disk;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = read(target, channel.position());
    if (count > 0) {
      channel.position(channel.position() + count);
    }
    return count;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    int limit = target.limit();
    target.limit(start + disk.admitRead(target.remaining()));
    try {
      int count = channel.read(target, position);
      if (count > 0) {
        disk.corrupt(target, start, count, position);
      }
      return count;
    } finally {
      target.limit(limit);
    }
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      int wanted = targets[i].remaining();
      int count = read(targets[i]);
      if (count < 0) {
        return total == 0 ? count : total;
      }
      total += count;
      if (count < wanted) {
        break;
      }
    }
    return total;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int limit = source.limit();
    source.limit(source.position() + disk.admitWrite(source.remaining()));
    try {
      int count = channel.write(source);
      disk.countWritten(count);
      return count;
    } finally {
      source.limit(limit);
    }
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    int limit = source.limit();
    source.limit(source.position() + disk.admitWrite(source.remaining()));
    try {
      int count = channel.write(source, position);
      disk.countWritten(count);
      return count;
    } finally {
      source.limit(limit);
    }
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      int wanted = sources[i].remaining();
      int count = write(sources[i]);
      total += count;
      if (count < wanted) {
        break;
      }
    }
    return total;
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    channel.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    channel.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    channel.force(metadata);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    int admitted = disk.admitRead((int) Math.min(count, Integer.MAX_VALUE));
    return channel.transferTo(position, admitted, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    int admitted = disk.admitWrite((int) Math.min(count, Integer.MAX_VALUE));
    long moved = channel.transferFrom(source, position, admitted);
    disk.countWritten((int) moved);
    return moved;
  }

  /** Mapped files see no faults: the project does not map what it must verify. */
  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return channel.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return channel.lock(position, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return channel.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    channel.close();
  }
}
