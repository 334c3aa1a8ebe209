package io.scheelite.operators.testing;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes Java values as vectors: flat, narrowed, by dictionary or constant where the values allow
 * it.
 */
public final class EncodedColumns {
  private static final int VIEW_BYTES = 16;
  private static final int INLINE_BYTES = 12;

  private EncodedColumns() {}

  /** Upper bound of what {@link #write} allocates. */
  static long mostBytes(DataType type, List<@Nullable Object> values) {
    long strings = 0; // each in a cache line of its own
    for (Object value : values) {
      strings += value instanceof String text ? utf8(text).length + 64L : 0;
    }
    return (type.physicalType().sizeBytes(values.size() + 64L) + 8L * values.size() + 256) * 2
        + strings;
  }

  /** A vector of the values; {@code variant} chooses among the encodings that can hold them. */
  public static ColumnVector write(
      DataType type, List<@Nullable Object> values, int variant, ScratchAllocator scratch) {
    long validity = validity(values, scratch);
    boolean allTheSame =
        validity == 0
            && values.stream().distinct().count() == 1
            && type.physicalType() != PhysicalType.BIT;
    return switch (Math.floorMod(variant, 3)) {
      case 0 -> flat(type, type.physicalType(), values, validity, scratch);
      case 1 ->
          allTheSame
              ? constant(type, values, scratch)
              : flat(type, narrowest(type, values), values, validity, scratch);
      default ->
          type.physicalType() == PhysicalType.BIT
              ? flat(type, PhysicalType.BIT, values, validity, scratch)
              : dictionary(type, values, validity, scratch);
    };
  }

  private static long validity(List<@Nullable Object> values, ScratchAllocator scratch) {
    if (!values.contains(null)) {
      return 0;
    }
    long address = zeroed(PhysicalType.BIT.sizeBytes(values.size()), scratch);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != null) {
        setBit(address, i);
      }
    }
    return address;
  }

  private static long zeroed(long sizeBytes, ScratchAllocator scratch) {
    long address = scratch.allocate(sizeBytes);
    NativeMemory.fill(address, sizeBytes, (byte) 0);
    return address;
  }

  private static void setBit(long bitmap, int i) {
    long address = bitmap + (i >>> 3);
    NativeMemory.putByte(address, (byte) (NativeMemory.getByte(address) | 1 << (i & 7)));
  }

  private static ColumnVector flat(
      DataType type,
      PhysicalType physical,
      List<@Nullable Object> values,
      long validity,
      ScratchAllocator scratch) {
    long data = zeroed(physical.sizeBytes(values.size()), scratch);
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value != null) {
        put(physical, data, i, value, scratch);
      }
    }
    return ColumnVector.flat(type, physical, values.size(), data, validity);
  }

  private static ColumnVector constant(
      DataType type, List<@Nullable Object> values, ScratchAllocator scratch) {
    ColumnVector one = flat(type, type.physicalType(), values.subList(0, 1), 0, scratch);
    return ColumnVector.constant(type, type.physicalType(), values.size(), one.valuesAddress());
  }

  private static ColumnVector dictionary(
      DataType type, List<@Nullable Object> values, long validity, ScratchAllocator scratch) {
    Map<Object, Integer> codes = new LinkedHashMap<>();
    long data = zeroed(4L * values.size(), scratch);
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value != null) {
        Integer code = codes.get(value);
        if (code == null) {
          code = codes.size();
          codes.put(value, code);
        }
        NativeMemory.putInt(data + 4L * i, code);
      }
    }
    List<@Nullable Object> distinct = new ArrayList<>(codes.keySet());
    if (distinct.isEmpty()) {
      return flat(type, type.physicalType(), values, validity, scratch);
    }
    ColumnVector dictionary = flat(type, type.physicalType(), distinct, 0, scratch);
    return ColumnVector.dictionary(values.size(), data, validity, dictionary);
  }

  private static PhysicalType narrowest(DataType type, List<@Nullable Object> values) {
    PhysicalType widest = type.physicalType();
    if (!widest.isNarrowInteger() && widest != PhysicalType.INT128) {
      return widest;
    }
    int bits = 0;
    for (Object value : values) {
      if (value != null) {
        bits = Math.max(bits, integer(value).bitLength() + 1);
      }
    }
    PhysicalType narrow =
        bits <= 8
            ? PhysicalType.INT8
            : bits <= 16
                ? PhysicalType.INT16
                : bits <= 32 ? PhysicalType.INT32 : bits <= 64 ? PhysicalType.INT64 : widest;
    return narrow.widthBytes() < widest.widthBytes() ? narrow : widest;
  }

  private static BigInteger integer(Object value) {
    return value instanceof BigInteger big ? big : BigInteger.valueOf((Long) value);
  }

  private static void put(
      PhysicalType type, long data, int i, Object value, ScratchAllocator scratch) {
    long slot = data + (long) i * type.widthBytes();
    switch (type) {
      case BIT -> {
        if ((Boolean) value) {
          setBit(data, i);
        }
      }
      case INT8 -> NativeMemory.putByte(slot, integer(value).byteValueExact());
      case INT16 -> NativeMemory.putShort(slot, integer(value).shortValueExact());
      case INT32 -> NativeMemory.putInt(slot, integer(value).intValueExact());
      case INT64 -> NativeMemory.putLong(slot, integer(value).longValueExact());
      case INT128 -> {
        NativeMemory.putLong(slot, integer(value).longValue());
        NativeMemory.putLong(slot + 8, integer(value).shiftRight(64).longValueExact());
      }
      case FLOAT32 -> NativeMemory.putFloat(slot, ((Double) value).floatValue());
      case FLOAT64 -> NativeMemory.putDouble(slot, (Double) value);
      case VIEW -> putString(slot, utf8((String) value), scratch);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void putString(long view, byte[] bytes, ScratchAllocator scratch) {
    NativeMemory.putInt(view, bytes.length);
    if (bytes.length <= INLINE_BYTES) {
      NativeMemory.copyFromArray(bytes, 0, view + 4, bytes.length);
      return;
    }
    long heap = scratch.allocate(bytes.length);
    NativeMemory.copyFromArray(bytes, 0, heap, bytes.length);
    NativeMemory.copyFromArray(bytes, 0, view + 4, 4);
    NativeMemory.putLong(view + VIEW_BYTES - 8, heap);
  }
}
