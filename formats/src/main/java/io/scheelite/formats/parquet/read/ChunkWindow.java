package io.scheelite.formats.parquet.read;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.LeftOut;
import io.scheelite.memory.NativeMemory;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a column chunk that lies in memory: moves forward through the file, reading ahead.
 *
 * <p>A window of its own is filled as far as it goes, so that small pages share a read. A shared
 * one belongs to several columns in turn: it reads little more than the page at hand, and its
 * content is gone when another column has used it. Headers of pages that may be left out are read
 * without what follows them.
 */
final class ChunkWindow {
  /** Bytes read with a page header of unknown length. */
  static final int HEADER_GUESS_BYTES = 128;

  static final int FIRST_SHARED_READ_BYTES = 4096;

  /** Memory of several windows, and the one whose content is in it. */
  static final class SharedMemory {
    private final long address;
    private final long capacity;
    private @Nullable ChunkWindow user;

    SharedMemory(long address, long capacity) {
      this.address = address;
      this.capacity = capacity;
    }
  }

  private final FileSite site;
  private final InputReader input;
  private final long end;
  private final long address;
  private final int capacity;
  private final @Nullable SharedMemory shared;
  private final ByteBuffer buffer;
  private long start;
  private int filled;
  private int expectedBytes = FIRST_SHARED_READ_BYTES;
  private long bytesRead;
  private LeftOut leftOut = LeftOut.none();

  /**
   * A window over memory that other windows use, too.
   *
   * @param end of the chunk in the file
   */
  static ChunkWindow sharing(FileSite site, InputReader input, long end, SharedMemory memory) {
    return new ChunkWindow(site, input, end, memory.address, memory.capacity, memory);
  }

  /** A window over memory of its own, of {@code capacity} bytes. */
  static ChunkWindow own(FileSite site, InputReader input, long end, long address, long capacity) {
    return new ChunkWindow(site, input, end, address, capacity, null);
  }

  private ChunkWindow(
      FileSite site,
      InputReader input,
      long end,
      long address,
      long capacity,
      @Nullable SharedMemory shared) {
    this.site = site;
    this.input = input;
    this.end = end;
    this.address = address;
    this.capacity = Math.toIntExact(capacity);
    this.shared = shared;
    this.buffer = NativeMemory.byteBuffer(address, this.capacity);
  }

  int capacity() {
    return capacity;
  }

  long bytesRead() {
    return bytesRead;
  }

  /** Does not read on where nobody will ask for what follows. */
  void leaveOut(LeftOut parts) {
    leftOut = parts;
  }

  /** Where reads that begin at an offset end at the latest. */
  long end(long offset) {
    return Math.min(end, leftOut.next(offset));
  }

  /** The next page is about as large as the last one. */
  void turnTo(int lastPageBytes) {
    expectedBytes = lastPageBytes + HEADER_GUESS_BYTES;
  }

  /**
   * Brings bytes of the file, which lie before the chunk's end and fit the window, into memory.
   *
   * @param ahead whether to read what is likely to be wanted next as well
   * @return their address, valid until the next call, of another column's window if it is shared
   */
  long require(long offset, int size, boolean ahead) {
    assert size <= capacity && offset + size <= end;
    if (shared != null && shared.user != this) {
      shared.user = this;
      filled = 0;
    }
    if (offset < start || offset + size > start + filled) {
      fill(offset, size, ahead);
    }
    return address + (offset - start);
  }

  private void fill(long offset, int size, boolean ahead) {
    int kept = 0;
    if (offset >= start && offset < start + filled) {
      kept = (int) (start + filled - offset);
      NativeMemory.copy(address + (offset - start), address, kept);
    }
    start = offset;
    filled = kept;
    int likely = !ahead ? size : shared == null ? capacity : expectedBytes;
    long wanted = Math.min(capacity, Math.max(size, likely));
    buffer.limit((int) Math.max(size, Math.min(wanted, end(offset) - offset))).position(kept);
    input.read(site, buffer, start + filled);
    bytesRead += buffer.limit() - filled;
    filled = buffer.limit();
  }
}
