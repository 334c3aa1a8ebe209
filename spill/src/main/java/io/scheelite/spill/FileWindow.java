package io.scheelite.spill;

import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A piece of a file in a workspace: reads ahead as far as that reaches, never beyond the range it
 * was moved to. For one thread at a time; nothing in the workspace is relied on between two {@link
 * #moveTo}.
 */
final class FileWindow implements AutoCloseable {

  private final StoredFile file;
  private final FileChannel channel;
  private final long buffer;
  private long position;
  private long limit;
  private int start;
  private int end;

  FileWindow(StoredFile file, SpillWorkspace workspace) throws IOException {
    this.file = file;
    this.channel = file.openToRead();
    this.buffer = workspace.address();
  }

  /** Starts anew at an offset of the file; what is read lies before {@code endOffset}. */
  void moveTo(long offset, long endOffset) {
    position = offset;
    limit = endOffset;
    start = 0;
    end = 0;
  }

  /** Offset in the file of the next byte. */
  long position() {
    return position;
  }

  /** Where the next bytes are; valid until the next call. At most a workspace of them. */
  long require(int sizeBytes) throws IOException {
    requireInside(sizeBytes);
    if (end - start < sizeBytes && start > 0) {
      NativeMemory.copy(buffer + start, buffer, end - start);
      end -= start;
      start = 0;
    }
    while (end - start < sizeBytes) {
      long unread = limit - (position + (end - start));
      end += read(buffer + end, (int) Math.min(unread, SpillWorkspace.BYTES - end));
    }
    return buffer + start;
  }

  /** Leaves out bytes that were {@link #require}d. */
  void skip(int sizeBytes) {
    start += sizeBytes;
    position += sizeBytes;
  }

  /** Moves the next bytes elsewhere, past the workspace where they are not in it yet. */
  void readTo(long target, int sizeBytes) throws IOException {
    requireInside(sizeBytes);
    int buffered = Math.min(sizeBytes, end - start);
    NativeMemory.copy(buffer + start, target, buffered);
    skip(buffered);
    for (int done = buffered; done < sizeBytes; ) {
      int count = read(target + done, sizeBytes - done);
      done += count;
      position += count;
    }
  }

  private int read(long target, int sizeBytes) throws IOException {
    ByteBuffer bytes = NativeMemory.byteBuffer(target, sizeBytes);
    int count = channel.read(bytes, position + (end - start));
    if (count < 0) {
      throw outside(sizeBytes, "end of file");
    }
    return count;
  }

  private void requireInside(int sizeBytes) {
    if (sizeBytes > limit - position) {
      throw outside(sizeBytes, (limit - position) + " bytes");
    }
  }

  private CorruptDataException outside(int sizeBytes, String found) {
    return new CorruptDataException(
        "length of a part", file.path().toString(), position, sizeBytes + " bytes", found);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      logger()
          .log(
              Level.WARNING,
              () -> "spill file does not close: file=" + file.path() + " reason=" + e);
    }
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static System.Logger logger() {
    return System.getLogger(FileWindow.class.getName());
  }
}
