package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * What the footer says about the values of a column chunk: for skipping and estimates only.
 *
 * @param min smallest value as a literal's value (Boolean, Long, BigInteger, Double, String), or
 *     null if unknown
 * @param max largest value likewise
 * @param numNulls nulls, or -1 if unknown
 * @param numDistinct distinct values, or -1 if unknown
 */
public record ColumnBounds(
    @Nullable Object min, @Nullable Object max, long numNulls, long numDistinct) {
  /** Nothing is known. */
  public static final ColumnBounds UNKNOWN = new ColumnBounds(null, null, -1, -1);

  /** What statistics say about values of a column. */
  public static ColumnBounds of(ParquetColumn column, @Nullable Statistics statistics) {
    if (statistics == null) {
      return UNKNOWN;
    }
    byte[] min = statistics.getMin_value();
    byte[] max = statistics.getMax_value();
    if (min == null && max == null && isSignedInteger(column)) {
      // the old fields are reliable for signed numbers only
      min = statistics.getMin();
      max = statistics.getMax();
    }
    Object smallest = min == null ? null : decode(column, min);
    Object largest = max == null ? null : decode(column, max);
    if (smallest instanceof Double low && largest instanceof Double high) {
      if (low.isNaN() || high.isNaN()) {
        smallest = null;
        largest = null;
      }
    }
    return new ColumnBounds(
        smallest,
        largest,
        statistics.isSetNull_count() ? statistics.getNull_count() : -1,
        statistics.isSetDistinct_count() ? statistics.getDistinct_count() : -1);
  }

  private static boolean isSignedInteger(ParquetColumn column) {
    return switch (column.stored()) {
      case INT32, INT64 ->
          switch (column.conversion()) {
            case FROM_UINT8, FROM_UINT16, FROM_UINT32, FROM_UINT64 -> false;
            case NONE,
                TO_INT8,
                TO_INT16,
                FROM_MILLIS,
                FROM_NANOS,
                FROM_INT96,
                FROM_FLOAT16,
                FROM_FIXED_BYTES,
                FROM_BYTES,
                FROM_UUID ->
                true;
          };
      case BOOLEAN, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> false;
    };
  }

  private static @Nullable Object decode(ParquetColumn column, byte[] bytes) {
    return switch (column.stored()) {
      case BOOLEAN -> bytes.length == 1 ? (Object) (bytes[0] != 0) : null;
      case INT32 -> bytes.length == 4 ? integer(column, buffer(bytes).getInt()) : null;
      case INT64 -> bytes.length == 8 ? integer(column, buffer(bytes).getLong()) : null;
      case FLOAT -> bytes.length == 4 ? (Object) (double) buffer(bytes).getFloat() : null;
      case DOUBLE -> bytes.length == 8 ? (Object) buffer(bytes).getDouble() : null;
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
          switch (column.type()) {
            case DataType.Decimal _ -> decimal(bytes);
            case DataType.Utf8 _ ->
                column.conversion() == Conversion.FROM_UUID ? UuidText.of(bytes) : text(bytes);
            default -> null;
          };
      case INT96 -> null;
    };
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static @Nullable Object integer(ParquetColumn column, long stored) {
    long value =
        switch (column.conversion()) {
          case FROM_UINT8, FROM_UINT16, FROM_UINT32 -> stored & 0xFFFFFFFFL;
          case FROM_MILLIS -> stored == clampMillis(stored) ? stored * 1000 : Long.MIN_VALUE;
          case FROM_NANOS -> Math.floorDiv(stored, 1000L);
          case NONE,
              TO_INT8,
              TO_INT16,
              FROM_UINT64,
              FROM_INT96,
              FROM_FLOAT16,
              FROM_FIXED_BYTES,
              FROM_BYTES,
              FROM_UUID ->
              stored;
        };
    if (column.conversion() == Conversion.FROM_UINT64 && value < 0) {
      return null; // larger than what 64 bits hold
    }
    if (column.conversion() == Conversion.FROM_MILLIS && value == Long.MIN_VALUE) {
      return null;
    }
    return column.type() instanceof DataType.Decimal ? BigInteger.valueOf(value) : (Object) value;
  }

  private static long clampMillis(long millis) {
    return Math.clamp(millis, Long.MIN_VALUE / 1000 + 1, Long.MAX_VALUE / 1000);
  }

  private static @Nullable Object decimal(byte[] bytes) {
    return bytes.length == 0 ? null : new BigInteger(bytes);
  }

  private static @Nullable Object text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // cut inside a character: decoded it would sort elsewhere
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? text : null;
  }
}
