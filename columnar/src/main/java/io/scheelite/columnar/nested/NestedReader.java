package io.scheelite.columnar.nested;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;

/**
 * Walks through packed nested values from left to right, see the package. The caller knows the
 * types and asks for one part after another. Used by one thread; refers to memory of others.
 */
public final class NestedReader {
  private long at;
  private long limit;
  private long bytes;
  private int bytesLength;
  private int numEscapes;

  /** Starts with the value behind a view. */
  public void reset(long view) {
    reset(StringView.bytesAddress(view), StringView.length(view));
  }

  /** Starts with a value of so many bytes, or where one begins that ends before them. */
  public void reset(long address, long length) {
    at = address;
    limit = address + length;
  }

  /** Where the next part begins. */
  public long position() {
    return at;
  }

  /** What {@link #next} finds. */
  public enum Mark {
    /** A value follows. */
    VALUE,
    /** A null, which is behind the reader already. */
    NULL,
    /** No element follows; the list is behind the reader. */
    END
  }

  /** Reads the mark of the next element or field. */
  public Mark next(DataType type) {
    byte mark = NativeMemory.getByte(at++);
    if (mark == NestedLayout.VALUE) {
      return Mark.VALUE;
    }
    if (mark == NestedLayout.END) {
      return Mark.END;
    }
    at += Math.max(0, NestedLayout.fixedBytes(type));
    return Mark.NULL;
  }

  /** A truth value. */
  public boolean readBoolean() {
    return NativeMemory.getByte(at++) != 0;
  }

  /** An integer of 1, 2, 4 or 8 bytes. */
  public long readInteger(int widthBytes) {
    long value =
        switch (widthBytes) {
          case 1 -> NativeMemory.getByte(at) ^ Byte.MIN_VALUE;
          case 2 -> Short.reverseBytes(NativeMemory.getShort(at)) ^ Short.MIN_VALUE;
          case 4 -> Integer.reverseBytes(NativeMemory.getInt(at)) ^ Integer.MIN_VALUE;
          default -> Long.reverseBytes(NativeMemory.getLong(at)) ^ Long.MIN_VALUE;
        };
    at += widthBytes;
    return value;
  }

  /** The unscaled value of a decimal. */
  public BigInteger readDecimal(DataType.Decimal type) {
    if (type.physicalType() != PhysicalType.INT128) {
      return BigInteger.valueOf(readInteger(Long.BYTES));
    }
    byte[] bigEndian = new byte[PhysicalType.INT128.widthBytes()];
    NativeMemory.copyToArray(at, bigEndian, 0, bigEndian.length);
    bigEndian[0] ^= Byte.MIN_VALUE;
    at += bigEndian.length;
    return new BigInteger(bigEndian);
  }

  /** Writes a wide decimal as vectors hold it. */
  public void copyInt128(long target) {
    NativeMemory.putLong(
        target + Long.BYTES, Long.reverseBytes(NativeMemory.getLong(at)) ^ Long.MIN_VALUE);
    NativeMemory.putLong(target, Long.reverseBytes(NativeMemory.getLong(at + Long.BYTES)));
    at += 2 * Long.BYTES;
  }

  /** A binary32 number. */
  public float readFloat32() {
    int ordered = (int) readInteger(Integer.BYTES);
    return Float.intBitsToFloat(ordered ^ (ordered >> 31 & Integer.MAX_VALUE));
  }

  /** A binary64 number. */
  public double readFloat64() {
    long ordered = readInteger(Long.BYTES);
    return Double.longBitsToDouble(ordered ^ (ordered >> 63 & Long.MAX_VALUE));
  }

  /**
   * Reads a text or bytes: {@link #bytesLength} and {@link #copyBytes} are about it until the next
   * call.
   */
  public void readBytes() {
    bytes = at;
    numEscapes = 0;
    while (true) {
      while (at + Long.BYTES <= limit && !NestedWriter.hasZero(NativeMemory.getLong(at))) {
        at += Long.BYTES;
      }
      while (NativeMemory.getByte(at) != 0) {
        at++;
      }
      at += 2;
      if (NativeMemory.getByte(at - 1) == NestedLayout.TEXT_END) {
        bytesLength = Math.toIntExact(at - 2 - bytes) - numEscapes;
        return;
      }
      numEscapes++;
    }
  }

  /** Length of the text that {@link #readBytes} read. */
  public int bytesLength() {
    return bytesLength;
  }

  /** Whether its bytes lie in memory one behind another, so that {@link #bytesAddress} is there. */
  public boolean isPlain() {
    return numEscapes == 0;
  }

  /** Where its bytes lie. */
  public long bytesAddress() {
    assert isPlain();
    return bytes;
  }

  /** Copies its bytes. */
  public void copyBytes(long target) {
    if (numEscapes == 0) {
      NativeMemory.copy(bytes, target, bytesLength);
      return;
    }
    long from = bytes;
    for (int i = 0; i < bytesLength; i++) {
      byte value = NativeMemory.getByte(from++);
      NativeMemory.putByte(target + i, value);
      if (value == 0) {
        from++;
      }
    }
  }

  /** Reads a text or bytes into an array. */
  public byte[] readByteArray() {
    readBytes();
    byte[] array = new byte[bytesLength];
    if (numEscapes == 0) {
      NativeMemory.copyToArray(bytes, array, 0, bytesLength);
      return array;
    }
    long from = bytes;
    for (int i = 0; i < bytesLength; i++) {
      array[i] = NativeMemory.getByte(from++);
      from += array[i] == 0 ? 1 : 0;
    }
    return array;
  }

  /** Passes over a value whose mark was read. */
  public void skip(DataType type) {
    int fixed = NestedLayout.fixedBytes(type);
    if (fixed >= 0) {
      at += fixed;
      return;
    }
    switch (type) {
      case DataType.Utf8 _, DataType.Binary _ -> readBytes();
      case DataType.List list -> skipElements(list.element());
      case DataType.Map map -> skipElements(map.entry());
      case DataType.Struct struct -> skipFields(struct, struct.fields().size());
      case DataType.Null _,
          DataType.Bool _,
          DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _,
          DataType.Date _,
          DataType.Timestamp _ ->
          throw new IllegalStateException("values have no fixed size: type=" + type);
    }
  }

  private void skipElements(DataType element) {
    for (Mark mark = next(element); mark != Mark.END; mark = next(element)) {
      if (mark == Mark.VALUE) {
        skip(element);
      }
    }
  }

  /** Passes over the first fields of a struct. */
  public void skipFields(DataType.Struct struct, int count) {
    for (int i = 0; i < count; i++) { // without an iterator: for every value
      DataType type = struct.fields().get(i).type();
      if (next(type) == Mark.VALUE) {
        skip(type);
      }
    }
  }

  /**
   * Passes over so many elements of a list.
   *
   * @return whether the list has as many
   */
  public boolean skipElements(DataType element, long count) {
    int fixed = NestedLayout.fixedBytes(element);
    if (fixed >= 0) {
      long elements = (limit - 1 - at) / (1 + fixed);
      at += Math.min(elements, count) * (1 + fixed);
      return elements >= count;
    }
    for (long i = 0; i < count; i++) {
      switch (next(element)) {
        case VALUE -> skip(element);
        case NULL -> {}
        case END -> {
          return false;
        }
      }
    }
    return true;
  }

  /** How many elements the list at hand, which is all there is, has; the reader does not move. */
  public long countElements(DataType element) {
    int fixed = NestedLayout.fixedBytes(element);
    if (fixed >= 0) {
      return (limit - 1 - at) / (1 + fixed);
    }
    long before = at;
    long count = 0;
    for (Mark mark = next(element); mark != Mark.END; mark = next(element)) {
      count++;
      if (mark == Mark.VALUE) {
        skip(element);
      }
    }
    at = before;
    return count;
  }
}
