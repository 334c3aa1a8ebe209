package io.scheelite.formats.text;

import io.scheelite.formats.UrlText;
import io.scheelite.formats.input.BookedReadAhead;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.ReadPlan;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that lies in native memory; {@code .gz} files are unpacked. Moves forward
 * only, except for {@link #seek}. Far files are read ahead once that is {@linkplain #readAhead
 * asked for}. The memory is the owner's; used by one thread, which closes it.
 */
public final class ByteWindow implements AutoCloseable {
  /** Bytes that may be read, though not used, behind the last one. */
  public static final int PADDING_BYTES = 64;

  /** Bytes that are read at once: they should be in the processor's cache when they are parsed. */
  public static final int READ_BYTES = 256 << 10;

  private static final int BYTE_ORDER_MARK = 0xBFBBEF;
  private static final int MARK_BYTES = 3;

  /** Bytes behind a part that are read with it, for the end of its last record. */
  private static final long TAIL_BYTES = 64 << 10;

  /** Lines of far files are counted no further. */
  private static final long MOST_COUNTED_BYTES = 8L << 20;

  private final FoundFile file;
  private final long address;
  private final int capacity;
  private final InputReader input;
  private final boolean packed;
  private @Nullable InputStream unpacked; // once it has read the header
  private final byte[] block;
  private final ByteBuffer buffer;
  private @Nullable BookedReadAhead ahead;
  private long offset;
  private int filled;
  private boolean ended;
  private long bytesRead;

  /** Opens a file; {@code address} has {@link #sizeBytes} of {@code capacity}. */
  public ByteWindow(FoundFile file, long address, int capacity) {
    this.file = file;
    this.address = address;
    this.capacity = capacity;
    this.packed = isPacked(file);
    this.input = file.open();
    this.block = new byte[packed ? 64 << 10 : 0];
    this.buffer = NativeMemory.byteBuffer(address, capacity);
    NativeMemory.fill(address + capacity, PADDING_BYTES, (byte) 0);
  }

  /** Memory of a window for records of so many bytes. */
  public static int capacity(int longestRecord) {
    return longestRecord + READ_BYTES;
  }

  /** What to allocate for a window. */
  public static long sizeBytes(int capacity) {
    return (long) capacity + PADDING_BYTES;
  }

  /** Whether a file is packed, so that nobody can begin in the middle of it. */
  public static boolean isPacked(FoundFile file) {
    String name = UrlText.withoutQuery(file.input().location());
    return name.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  private static InputStream unpacked(FoundFile file, InputReader input) throws IOException {
    return new GZIPInputStream(new InputReaderStream(file, input), 64 << 10);
  }

  /** Memory that {@link #readAhead} takes at least, of any part of a file: a floor's share. */
  public static long aheadFloorBytes(FoundFile file, long batchBytes) {
    return file.isFar()
        ? BookedReadAhead.leastBytes(List.of(range(file, 0, file.sizeBytes(), batchBytes)))
        : 0;
  }

  private static ReadPlan.Range range(FoundFile file, long start, long end, long batchBytes) {
    long last = end > file.sizeBytes() - TAIL_BYTES ? file.sizeBytes() : end + TAIL_BYTES;
    return new ReadPlan.Range(start, last, Math.max(READ_BYTES, batchBytes), true);
  }

  /**
   * Begins to read a part of a far file.
   *
   * @param end the offset behind it
   * @param batchBytes about what is read between two looks at {@link #awaited}
   * @param memory gets back what is taken when the window is closed
   */
  public void readAhead(long start, long end, long batchBytes, MemoryConsumer memory) {
    if (file.isFar() && start < file.sizeBytes()) {
      ReadPlan.Range range = range(file, start, end, batchBytes);
      ahead = BookedReadAhead.start(input, file.input().readCost(), List.of(range), memory);
    }
  }

  /** What to wait for before the next records; null if they are there, or nothing is ahead. */
  public @Nullable CompletableFuture<Void> awaited() {
    return ahead == null || ended ? null : ahead.awaited();
  }

  /** Where the window begins. */
  public long address() {
    return address;
  }

  /** Bytes in the window. */
  public int filled() {
    return filled;
  }

  /** Offset in the (unpacked) file of the window's first byte. */
  public long offset() {
    return offset;
  }

  /** Whether no byte of the file lies behind the window. */
  public boolean isAtEnd() {
    return ended;
  }

  /** Bytes read so far. */
  public long bytesRead() {
    return bytesRead;
  }

  /** Empties the window and continues at an offset of a file that is not packed. */
  public void seek(long position) {
    assert !packed;
    offset = position;
    filled = 0;
    ended = false;
  }

  /** Forgets the bytes before a position; what is behind them moves to the front. */
  public void dropBefore(int position) {
    NativeMemory.copy(address + position, address, filled - (long) position);
    offset += position;
    filled -= position;
  }

  /** Whether there is room to read more. */
  public boolean hasRoom() {
    return filled < capacity;
  }

  /** Reads on, if there is room and the file goes on; false if not. */
  public boolean more() {
    if (ended || filled == capacity) {
      return false;
    }
    int size = Math.min(READ_BYTES, capacity - filled);
    try {
      int count = packed ? unpack(size) : read(size);
      ended = count < 0;
      filled += Math.max(0, count);
      bytesRead += Math.max(0, count);
      return count > 0 || (!ended && more());
    } catch (IOException e) {
      throw file.site().failed("reading", e);
    }
  }

  private int read(int size) throws IOException {
    if (file.isFar() && offset + filled >= file.sizeBytes()) {
      return -1; // local files may be of those whose size is not known
    }
    buffer.limit(filled + size).position(filled);
    int count = input.readSome(buffer, offset + filled);
    if (count < 0 && offset + filled < file.sizeBytes()) {
      throw new EOFException("file became shorter");
    }
    return count;
  }

  private int unpack(int size) throws IOException {
    InputStream stream = unpacked == null ? unpacked(file, input) : unpacked;
    unpacked = stream;
    int count = stream.read(block, 0, Math.min(size, block.length));
    if (count > 0) {
      NativeMemory.copyFromArray(block, 0, address + filled, count);
    }
    return count;
  }

  /** Bytes of the mark that some put before UTF-8; at the beginning of a file. */
  public int markBytes() {
    while (filled < MARK_BYTES && more()) {
      continue;
    }
    boolean marked =
        filled >= MARK_BYTES && (NativeMemory.getInt(address) & 0xFFFFFF) == BYTE_ORDER_MARK;
    return marked ? MARK_BYTES : 0;
  }

  /** Where a byte of a file is, for messages: its line, from 1, where that is cheap to tell. */
  public static String placeOf(FoundFile file, long position) {
    return placeOf(file, position, 0);
  }

  /** As {@link #placeOf(FoundFile, long)}, some lines below. */
  public static String placeOf(FoundFile file, long position, long linesBelow) {
    return file.isFar() && (isPacked(file) || position > MOST_COUNTED_BYTES)
        ? "offset=" + position
        : "line=" + (lineAt(file, position) + linesBelow);
  }

  /** The number, from 1, of the line in which a byte of a file lies; reads the file anew. */
  private static long lineAt(FoundFile file, long position) {
    long line = 1;
    try (InputReader input = file.open();
        InputStream stream =
            isPacked(file) ? unpacked(file, input) : new InputReaderStream(file, input)) {
      byte[] bytes = new byte[file.isFar() ? READ_BYTES : 64 << 10];
      long left = position;
      boolean afterReturn = false;
      while (left > 0) {
        int count = stream.read(bytes, 0, (int) Math.min(left, bytes.length));
        if (count < 0) {
          break;
        }
        for (int i = 0; i < count; i++) {
          boolean feed = bytes[i] == '\n';
          line += (feed && !afterReturn) || bytes[i] == '\r' ? 1 : 0;
          afterReturn = bytes[i] == '\r';
        }
        left -= count;
      }
    } catch (IOException e) {
      throw file.site().failed("reading", e);
    }
    return line;
  }

  /** Gives back the memory of what was read ahead, once the window is closed. */
  private void freeAhead() {
    BookedReadAhead stopped = ahead;
    ahead = null;
    if (stopped != null) {
      stopped.free();
    }
  }

  @Override
  public void close() {
    try {
      if (unpacked != null) {
        unpacked.close();
      }
    } catch (IOException e) {
      System.getLogger(ByteWindow.class.getName())
          .log(System.Logger.Level.WARNING, "file does not close: file=" + file.name(), e);
    }
    input.close(); // nobody writes into what was read ahead any more
    freeAhead();
  }
}
