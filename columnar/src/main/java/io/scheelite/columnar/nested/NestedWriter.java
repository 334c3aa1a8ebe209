package io.scheelite.columnar.nested;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs nested values, one after another, into memory that is thrown away at once: the values of a
 * batch. The first chunk belongs to the owner's floor; a value that does not fit is moved to a
 * chunk that is reserved for it, and fails with a {@link
 * io.scheelite.memory.MemoryLimitExceededException} if there is no memory.
 *
 * <p>Between {@link #begin} and {@link #finish} the marks and values of one value are written, as
 * the package describes them. Used by one thread; whoever made it closes it.
 */
public final class NestedWriter implements AutoCloseable {
  private record Chunk(long address, long sizeBytes) {}

  private final long first;
  private final long firstBytes;
  private final @Nullable MemoryConsumer consumer;
  private final List<Chunk> more = new ArrayList<>();
  private long start;
  private long at;
  private long limit;

  /**
   * Writes into memory of the owner.
   *
   * @param consumer where further chunks come from; null where none is ever needed
   */
  public NestedWriter(long first, long firstBytes, @Nullable MemoryConsumer consumer) {
    this.first = first;
    this.firstBytes = firstBytes;
    this.consumer = consumer;
    reset();
  }

  /** Forgets all values and frees all but the first chunk. */
  public void reset() {
    close();
    start = first;
    at = first;
    limit = first + firstBytes;
  }

  /** Bytes left before more memory is asked for. */
  public long bytesLeft() {
    return more.isEmpty() ? limit - at : 0;
  }

  /** Starts a value; one that was not finished is forgotten. */
  public void begin() {
    at = start;
  }

  /** Completes the value and writes a view of it. */
  public void finish(long view) {
    StringView.write(view, start, length(at - start));
    start = at;
  }

  /** What a view can say of the size of a value. */
  static int length(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new NestedValueTooLongException(bytes);
    }
    return (int) bytes;
  }

  /** The mark before an element or a field that is not null. */
  public void mark() {
    require(1);
    NativeMemory.putByte(at++, NestedLayout.VALUE);
  }

  /** Ends a list or a map. */
  public void endList() {
    require(1);
    NativeMemory.putByte(at++, NestedLayout.END);
  }

  /** An element or a field that is null, its mark included. */
  public void writeNull(DataType type) {
    int padding = Math.max(0, NestedLayout.fixedBytes(type));
    require(1 + padding);
    NativeMemory.putByte(at++, NestedLayout.NULL);
    NativeMemory.fill(at, padding, (byte) 0);
    at += padding;
  }

  /** A truth value. */
  public void writeBoolean(boolean value) {
    require(1);
    NativeMemory.putByte(at++, (byte) (value ? 1 : 0));
  }

  /** An integer, narrow decimal, date or timestamp of 1, 2, 4 or 8 bytes. */
  public void writeInteger(long value, int widthBytes) {
    require(widthBytes);
    putInteger(at, value, widthBytes);
    at += widthBytes;
  }

  private static void putInteger(long to, long value, int widthBytes) {
    switch (widthBytes) {
      case 1 -> NativeMemory.putByte(to, (byte) (value ^ Byte.MIN_VALUE));
      case 2 -> NativeMemory.putShort(to, Short.reverseBytes((short) (value ^ Short.MIN_VALUE)));
      case 4 -> NativeMemory.putInt(to, Integer.reverseBytes((int) value ^ Integer.MIN_VALUE));
      default -> NativeMemory.putLong(to, Long.reverseBytes(value ^ Long.MIN_VALUE));
    }
  }

  /**
   * Elements of a list that are integers, narrow decimals, dates or timestamps and not null, with
   * their marks.
   *
   * @param values in the form of a vector, which may be narrower than what is written
   * @param widthBytes 1, 2, 4 or 8
   */
  public void writeIntegers(long values, PhysicalType form, int count, int widthBytes) {
    require((long) count * (1 + widthBytes));
    long to = at;
    for (int i = 0; i < count; i++) {
      long value =
          switch (form) {
            case INT8 -> NativeMemory.getByte(values + i);
            case INT16 -> NativeMemory.getShort(values + 2L * i);
            case INT32 -> NativeMemory.getInt(values + 4L * i);
            default -> NativeMemory.getLong(values + 8L * i);
          };
      NativeMemory.putByte(to, NestedLayout.VALUE);
      putInteger(to + 1, value, widthBytes);
      to += 1 + widthBytes;
    }
    at = to;
  }

  /** A wide decimal. */
  public void writeInt128(long low, long high) {
    require(2 * Long.BYTES);
    NativeMemory.putLong(at, Long.reverseBytes(high ^ Long.MIN_VALUE));
    NativeMemory.putLong(at + Long.BYTES, Long.reverseBytes(low));
    at += 2 * Long.BYTES;
  }

  /** A binary32 number. */
  public void writeFloat32(float value) {
    int bits = Float.floatToIntBits(value);
    writeInteger(bits ^ (bits >> 31 & Integer.MAX_VALUE), Integer.BYTES);
  }

  /** A binary64 number. */
  public void writeFloat64(double value) {
    long bits = Double.doubleToLongBits(value);
    writeInteger(bits ^ (bits >> 63 & Long.MAX_VALUE), Long.BYTES);
  }

  /** A text or bytes. */
  public void writeBytes(long address, int length) {
    require(2L * length + 2);
    if (copyWithoutZeros(address, length)) {
      at += length;
    } else {
      for (int i = 0; i < length; i++) {
        byte value = NativeMemory.getByte(address + i);
        NativeMemory.putByte(at++, value);
        if (value == 0) {
          NativeMemory.putByte(at++, NestedLayout.ESCAPED_ZERO);
        }
      }
    }
    NativeMemory.putByte(at++, (byte) 0);
    NativeMemory.putByte(at++, NestedLayout.TEXT_END);
  }

  /** The text, or the bytes, of a view: short ones without a loop. */
  public void writeView(long view) {
    int length = StringView.length(view);
    long bytes = StringView.bytesAddress(view);
    if (length > StringView.MAX_INLINE_LENGTH) {
      writeBytes(bytes, length);
      return;
    }
    require(2L * StringView.MAX_INLINE_LENGTH + 2);
    long head = NativeMemory.getLong(bytes);
    int tail = NativeMemory.getInt(bytes + Long.BYTES);
    if (hasZero(head | beyond(length)) || hasZero(tail | beyond(length - Long.BYTES))) {
      writeBytes(bytes, length);
      return;
    }
    NativeMemory.putLong(at, head);
    NativeMemory.putInt(at + Long.BYTES, tail);
    at += length;
    NativeMemory.putByte(at++, (byte) 0);
    NativeMemory.putByte(at++, NestedLayout.TEXT_END);
  }

  /** All ones in the bytes of a word behind the first {@code length}. */
  private static long beyond(int length) {
    return length >= Long.BYTES ? 0 : -1L << (Math.max(0, length) << 3);
  }

  /** Whether none of the bytes is zero; then they were copied, the last word over others. */
  private boolean copyWithoutZeros(long address, int length) {
    if (length >= Long.BYTES) {
      int last = length - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        if (!copyWord(address, i)) {
          return false;
        }
      }
      return copyWord(address, last);
    }
    if (length >= Integer.BYTES) {
      int last = length - Integer.BYTES;
      int head = NativeMemory.getInt(address);
      int tail = NativeMemory.getInt(address + last);
      NativeMemory.putInt(at, head);
      NativeMemory.putInt(at + last, tail);
      return !hasZero((long) head << 32 | tail & 0xFFFF_FFFFL);
    }
    int zeros = 0;
    for (int i = 0; i < length; i++) {
      byte value = NativeMemory.getByte(address + i);
      NativeMemory.putByte(at + i, value);
      zeros += value == 0 ? 1 : 0;
    }
    return zeros == 0;
  }

  private boolean copyWord(long address, int offset) {
    long word = NativeMemory.getLong(address + offset);
    NativeMemory.putLong(at + offset, word);
    return !hasZero(word);
  }

  /** A part of another nested value, as it is packed there. */
  public void writePacked(long address, long length) {
    require(length);
    NativeMemory.copy(address, at, length);
    at += length;
  }

  /** Whether a byte of the word is zero (Hacker's Delight, section 6-1). */
  static boolean hasZero(long word) {
    return (word - 0x0101010101010101L & ~word & 0x8080808080808080L) != 0;
  }

  private void require(long sizeBytes) {
    if (limit - at < sizeBytes) {
      grow(sizeBytes);
    }
  }

  /** Moves the value that is being written to a new chunk of twice its size. */
  private void grow(long sizeBytes) {
    MemoryConsumer memory = consumer;
    if (memory == null) {
      throw new IllegalStateException("nested values are made without memory for them");
    }
    long written = at - start;
    long size = MemoryConsumer.roundUpToChunk(Math.max(2 * written, written + sizeBytes));
    memory.reserveNow(size);
    long chunk = memory.allocate(size);
    more.add(new Chunk(chunk, size));
    NativeMemory.copy(start, chunk, written);
    start = chunk;
    at = chunk + written;
    limit = chunk + size;
  }

  /** Frees all but the first chunk. */
  @Override
  public void close() {
    MemoryConsumer memory = consumer;
    if (memory != null && !more.isEmpty()) {
      more.forEach(chunk -> memory.free(chunk.address, chunk.sizeBytes));
      more.clear();
      memory.releaseUnused();
    }
  }
}
