package io.scheelite.formats.input;

import io.scheelite.formats.FileStamp;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A far input of which a table finds out what it looks like: the beginning, which is read several
 * times, is kept on the heap meanwhile. Used by one thread, which closes it.
 */
public final class HeadInput implements InputFile, AutoCloseable {
  private static final int LEAST_BYTES = 256 << 10;
  private static final long MOST_KEPT_BYTES = 16L << 20;

  private final FoundFile file;
  private final List<byte[]> kept = new ArrayList<>();
  private long keptBytes;
  private @Nullable InputChannel channel;

  /** Opens nothing yet. */
  public HeadInput(FoundFile file) {
    this.file = file;
  }

  /** As a file that is read when its bytes are needed. */
  public FoundFile asFile() {
    return new FoundFile(this, file.stamp());
  }

  @Override
  public String location() {
    return file.input().location();
  }

  @Override
  public FileStamp stamp() throws IOException {
    return file.input().stamp();
  }

  @Override
  public InputChannel open(FileStamp expected) throws IOException {
    if (channel == null) {
      channel = file.input().open(expected);
    }
    return this::read;
  }

  private int read(ByteBuffer into, long position) throws IOException {
    InputChannel source = channel;
    if (source == null || position >= file.sizeBytes()) {
      return -1;
    }
    while (position >= keptBytes && keptBytes < MOST_KEPT_BYTES) {
      keep(source);
    }
    long start = 0;
    for (byte[] block : kept) {
      if (position < start + block.length) {
        int from = (int) (position - start);
        int size = Math.min(into.remaining(), block.length - from);
        into.put(block, from, size);
        return size;
      }
      start += block.length;
    }
    return source.read(into, position);
  }

  /** As much as there is, so that few requests are enough. */
  private void keep(InputChannel source) throws IOException {
    long wanted = Math.min(Math.max(LEAST_BYTES, keptBytes), file.input().readCost().readBytes());
    byte[] block = new byte[(int) Math.min(wanted, file.sizeBytes() - keptBytes)];
    ByteBuffer buffer = ByteBuffer.wrap(block);
    while (buffer.hasRemaining()) {
      if (source.read(buffer, keptBytes + buffer.position()) < 0) {
        throw new EOFException("file became shorter");
      }
    }
    kept.add(block);
    keptBytes += block.length;
  }

  @Override
  public void close() {
    InputChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        System.getLogger(HeadInput.class.getName())
            .log(System.Logger.Level.WARNING, "input does not close: file=" + file.name(), e);
      }
    }
  }
}
