package io.scheelite.formats.text;

import io.scheelite.formats.FileSite;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that lies in native memory; {@code .gz} files are unpacked. Moves forward
 * only, except for {@link #seek}. The memory is the owner's; used by one thread, which closes it.
 */
public final class ByteWindow implements AutoCloseable {
  /** Bytes that may be read, though not used, behind the last one. */
  public static final int PADDING_BYTES = 64;

  /** Bytes that are read at once: they should be in the processor's cache when they are parsed. */
  public static final int READ_BYTES = 256 << 10;

  private static final int BYTE_ORDER_MARK = 0xBFBBEF;
  private static final int MARK_BYTES = 3;

  private final Path path;
  private final long address;
  private final int capacity;
  private final @Nullable FileChannel channel;
  private final @Nullable InputStream unpacked;
  private final byte[] block;
  private final ByteBuffer buffer;
  private long offset;
  private int filled;
  private boolean ended;
  private long bytesRead;

  /** Opens a file; {@code address} has {@link #sizeBytes} of {@code capacity}. */
  public ByteWindow(Path path, long address, int capacity) {
    this.path = path;
    this.address = address;
    this.capacity = capacity;
    try {
      boolean packed = isPacked(path);
      this.channel = packed ? null : FileChannel.open(path, StandardOpenOption.READ);
      this.unpacked = packed ? unpacked(path) : null;
      this.block = new byte[packed ? 64 << 10 : 0];
    } catch (IOException e) {
      throw FileSite.of(path).failed("opening", e);
    }
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
  public static boolean isPacked(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  private static InputStream unpacked(Path path) throws IOException {
    InputStream stream = Files.newInputStream(path);
    try {
      return new GZIPInputStream(stream, 64 << 10);
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
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
    assert channel != null;
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
      int count = channel == null ? unpack(size) : read(channel, size);
      ended = count < 0;
      filled += Math.max(0, count);
      bytesRead += Math.max(0, count);
      return count > 0 || (!ended && more());
    } catch (IOException e) {
      throw FileSite.of(path).failed("reading", e);
    }
  }

  private int read(FileChannel file, int size) throws IOException {
    buffer.limit(filled + size).position(filled);
    return file.read(buffer, offset + filled);
  }

  private int unpack(int size) throws IOException {
    InputStream stream = unpacked;
    int count = stream == null ? -1 : stream.read(block, 0, Math.min(size, block.length));
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

  /** The number, from 1, of the line in which a byte of a file lies; reads the file anew. */
  public static long lineAt(Path path, long position) {
    long line = 1;
    try (InputStream stream = isPacked(path) ? unpacked(path) : Files.newInputStream(path)) {
      byte[] bytes = new byte[64 << 10];
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
      throw FileSite.of(path).failed("reading", e);
    }
    return line;
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
      if (unpacked != null) {
        unpacked.close();
      }
    } catch (IOException e) {
      System.getLogger(ByteWindow.class.getName())
          .log(System.Logger.Level.WARNING, "file does not close: file=" + path, e);
    }
  }
}
