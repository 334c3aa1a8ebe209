package io.scheelite.columnar;

import io.scheelite.columnar.nested.NestedLayout;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nested values as bytes, and back, as the description of {@link io.scheelite.columnar.nested} has
 * them: slowly, and by nothing of what the engine has for it but the sizes of types.
 */
public final class NestedBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private NestedBytes() {}

  /** Packs a value in canonical form, see {@link Batches}. */
  public static byte[] of(DataType type, Object value) {
    NestedBytes bytes = new NestedBytes();
    bytes.write(type, value);
    return bytes.out.toByteArray();
  }

  private void write(DataType type, Object value) {
    switch (type) {
      case DataType.List(DataType element) -> writeElements(element, (List<?>) value);
      case DataType.Map map -> writeElements(map.entry(), (List<?>) value);
      case DataType.Struct(List<Field> fields) -> {
        for (int i = 0; i < fields.size(); i++) {
          writePart(fields.get(i).type(), ((List<?>) value).get(i));
        }
      }
      case DataType.Bool _ -> out.write((Boolean) value ? 1 : 0);
      case DataType.Float32 _ -> {
        int bits = Float.floatToIntBits(((Number) value).floatValue());
        writeInteger(BigInteger.valueOf(bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits), 4);
      }
      case DataType.Float64 _ -> {
        long bits = Double.doubleToLongBits(((Number) value).doubleValue());
        writeInteger(BigInteger.valueOf(bits < 0 ? ~bits ^ Long.MIN_VALUE : bits), 8);
      }
      case DataType.Utf8 _ -> writeBytes(((String) value).getBytes(StandardCharsets.UTF_8));
      case DataType.Binary _ -> writeBytes(((ByteBuffer) value).array());
      default -> writeInteger(JavaValues.toInteger(type, value), type.physicalType().widthBytes());
    }
  }

  private void writeElements(DataType element, List<?> values) {
    values.forEach(value -> writePart(element, value));
    out.write(0);
  }

  private void writePart(DataType type, @Nullable Object value) {
    if (value == null) {
      out.write(2);
      out.writeBytes(new byte[Math.max(0, NestedLayout.fixedBytes(type))]);
    } else {
      out.write(1);
      write(type, value);
    }
  }

  private void writeInteger(BigInteger value, int width) {
    BigInteger lifted = value.add(BigInteger.ONE.shiftLeft(8 * width - 1));
    for (int i = width - 1; i >= 0; i--) {
      out.write(lifted.shiftRight(8 * i).intValue());
    }
  }

  private void writeBytes(byte[] bytes) {
    for (byte value : bytes) {
      out.write(value);
      if (value == 0) {
        out.write(0xFF);
      }
    }
    out.write(0);
    out.write(1);
  }

  /** Reverses {@link #of}. */
  public static Object read(DataType type, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Object value = read(type, buffer);
    if (buffer.hasRemaining()) {
      throw new IllegalStateException("bytes behind the value: " + Arrays.toString(bytes));
    }
    return value;
  }

  private static Object read(DataType type, ByteBuffer from) {
    return switch (type) {
      case DataType.List(DataType element) -> readElements(element, from);
      case DataType.Map map -> readElements(map.entry(), from);
      case DataType.Struct(List<Field> fields) -> {
        List<@Nullable Object> values = new ArrayList<>();
        fields.forEach(field -> values.add(readPart(field.type(), from.get(), from)));
        yield values;
      }
      case DataType.Bool _ -> from.get() == 1;
      case DataType.Float32 _ -> {
        int ordered = readInteger(from, 4).intValueExact();
        yield (double) Float.intBitsToFloat(ordered < 0 ? ~ordered ^ Integer.MIN_VALUE : ordered);
      }
      case DataType.Float64 _ -> {
        long ordered = readInteger(from, 8).longValueExact();
        yield Double.longBitsToDouble(ordered < 0 ? ~ordered ^ Long.MIN_VALUE : ordered);
      }
      case DataType.Utf8 _ -> new String(readBytes(from), StandardCharsets.UTF_8);
      case DataType.Binary _ -> ByteBuffer.wrap(readBytes(from));
      default -> JavaValues.fromInteger(type, readInteger(from, type.physicalType().widthBytes()));
    };
  }

  private static List<@Nullable Object> readElements(DataType element, ByteBuffer from) {
    List<@Nullable Object> values = new ArrayList<>();
    for (byte mark = from.get(); mark != 0; mark = from.get()) {
      values.add(readPart(element, mark, from));
    }
    return values;
  }

  private static @Nullable Object readPart(DataType type, byte mark, ByteBuffer from) {
    if (mark == 1) {
      return read(type, from);
    }
    from.position(from.position() + Math.max(0, NestedLayout.fixedBytes(type)));
    return null;
  }

  private static BigInteger readInteger(ByteBuffer from, int width) {
    byte[] bytes = new byte[width];
    from.get(bytes);
    return new BigInteger(1, bytes).subtract(BigInteger.ONE.shiftLeft(8 * width - 1));
  }

  private static byte[] readBytes(ByteBuffer from) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      byte value = from.get();
      if (value == 0 && from.get() == 1) {
        return bytes.toByteArray();
      }
      bytes.write(value);
    }
  }
}
