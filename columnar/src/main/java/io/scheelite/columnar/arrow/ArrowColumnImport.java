package io.scheelite.columnar.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.columnar.kernels.RangeKernels;
import io.scheelite.memory.NativeMemory;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the buffers of one Arrow column as column vectors: as they are where they keep our rules
 * (same width, no garbage under nulls), else from a copy. The bytes of strings always stay where
 * they are. Immutable; thread-safe.
 */
public final class ArrowColumnImport {
  /** How the values of an Arrow type become ours. */
  private enum Form {
    NULLS,
    BITS,
    SAME,
    UNSIGNED8,
    UNSIGNED16,
    UNSIGNED32,
    UNSIGNED64,
    HALF,
    DECIMAL32,
    DECIMAL64,
    DECIMAL,
    DECIMAL256,
    DATE_MILLIS,
    SECONDS,
    MILLIS,
    NANOS,
    STRINGS,
    LARGE_STRINGS,
    FIXED_BYTES
  }

  /**
   * The buffers of a column, as addresses.
   *
   * @param validity bitmap, or 0 if no row is null
   * @param values fixed-width values, bytes of one length among them, or offsets of strings
   * @param data where the byte at offset 0 of the strings is (or would be)
   * @param firstByte first offset whose byte is there
   * @param endByte offset after the last byte that is there
   */
  public record Buffers(long validity, long values, long data, long firstByte, long endByte) {
    /** Of a column without strings. */
    public static Buffers fixed(long validity, long values) {
      return new Buffers(validity, values, 0, 0, 0);
    }
  }

  private static final DataType UNSIGNED_INT64 = new DataType.Decimal(20, 0);

  private final DataType type;
  private final Form form;
  private final int fixedBytes;

  private ArrowColumnImport(DataType type, Form form) {
    this(type, form, 0);
  }

  private ArrowColumnImport(DataType type, Form form, int fixedBytes) {
    this.type = type;
    this.form = form;
    this.fixedBytes = fixedBytes;
  }

  /** An import of this type, or null if we have no type for its values. */
  public static @Nullable ArrowColumnImport of(ArrowType type) {
    return switch (type) {
      case ArrowType.Null _ -> new ArrowColumnImport(DataType.NULL, Form.NULLS);
      case ArrowType.Bool _ -> new ArrowColumnImport(DataType.BOOLEAN, Form.BITS);
      case ArrowType.Int integer -> integers(integer);
      case ArrowType.FloatingPoint number ->
          switch (number.getPrecision()) {
            case SINGLE -> new ArrowColumnImport(DataType.FLOAT32, Form.SAME);
            case DOUBLE -> new ArrowColumnImport(DataType.FLOAT64, Form.SAME);
            case HALF -> new ArrowColumnImport(DataType.FLOAT32, Form.HALF);
          };
      case ArrowType.Decimal decimal -> decimals(decimal);
      case ArrowType.Date date ->
          switch (date.getUnit()) {
            case DAY -> new ArrowColumnImport(DataType.DATE, Form.SAME);
            case MILLISECOND -> new ArrowColumnImport(DataType.DATE, Form.DATE_MILLIS);
          };
      case ArrowType.Timestamp timestamp -> timestamps(timestamp);
      case ArrowType.Utf8 _ -> new ArrowColumnImport(DataType.UTF8, Form.STRINGS);
      case ArrowType.Binary _ -> new ArrowColumnImport(DataType.BINARY, Form.STRINGS);
      case ArrowType.LargeBinary _ -> new ArrowColumnImport(DataType.BINARY, Form.LARGE_STRINGS);
      case ArrowType.LargeUtf8 _ -> new ArrowColumnImport(DataType.UTF8, Form.LARGE_STRINGS);
      case ArrowType.FixedSizeBinary bytes when bytes.getByteWidth() > 0 ->
          new ArrowColumnImport(DataType.BINARY, Form.FIXED_BYTES, bytes.getByteWidth());
      default -> null;
    };
  }

  private static ArrowColumnImport integers(ArrowType.Int integer) {
    return switch (integer.getBitWidth()) {
      case 8 ->
          integer.getIsSigned()
              ? new ArrowColumnImport(DataType.INT8, Form.SAME)
              : new ArrowColumnImport(DataType.INT16, Form.UNSIGNED8);
      case 16 ->
          integer.getIsSigned()
              ? new ArrowColumnImport(DataType.INT16, Form.SAME)
              : new ArrowColumnImport(DataType.INT32, Form.UNSIGNED16);
      case 32 ->
          integer.getIsSigned()
              ? new ArrowColumnImport(DataType.INT32, Form.SAME)
              : new ArrowColumnImport(DataType.INT64, Form.UNSIGNED32);
      default ->
          integer.getIsSigned()
              ? new ArrowColumnImport(DataType.INT64, Form.SAME)
              : new ArrowColumnImport(UNSIGNED_INT64, Form.UNSIGNED64);
    };
  }

  private static @Nullable ArrowColumnImport decimals(ArrowType.Decimal decimal) {
    int precision = decimal.getPrecision();
    int scale = decimal.getScale();
    int maxPrecision = decimal.getBitWidth() >= 128 ? DataType.Decimal.MAX_PRECISION : 9;
    if (decimal.getBitWidth() == 64) {
      maxPrecision = DataType.Decimal.MAX_INT64_PRECISION;
    }
    if (precision < 1 || precision > maxPrecision || scale < 0 || scale > precision) {
      return null;
    }
    DataType type = new DataType.Decimal(precision, scale);
    return switch (decimal.getBitWidth()) {
      case 32 -> new ArrowColumnImport(type, Form.DECIMAL32);
      case 64 -> new ArrowColumnImport(type, Form.DECIMAL64);
      case 128 -> new ArrowColumnImport(type, Form.DECIMAL);
      case 256 -> new ArrowColumnImport(type, Form.DECIMAL256);
      default -> null;
    };
  }

  /** With a zone or without: the time in UTC, as Parquet's are read. */
  private static ArrowColumnImport timestamps(ArrowType.Timestamp timestamp) {
    Form form =
        switch (timestamp.getUnit()) {
          case SECOND -> Form.SECONDS;
          case MILLISECOND -> Form.MILLIS;
          case MICROSECOND -> Form.SAME;
          case NANOSECOND -> Form.NANOS;
        };
    return new ArrowColumnImport(DataType.TIMESTAMP, form);
  }

  /** What the values mean to us. */
  public DataType type() {
    return type;
  }

  /** Whether values are bytes of one length, which may be any. */
  public boolean isFixedBytes() {
    return form == Form.FIXED_BYTES;
  }

  /** Bytes per value in Arrow's values buffer (per offset for strings); 0 for bits and nulls. */
  public int valueBytes() {
    return switch (form) {
      case NULLS, BITS -> 0;
      case UNSIGNED8 -> 1;
      case UNSIGNED16, HALF -> 2;
      case UNSIGNED32, DECIMAL32, STRINGS -> 4;
      case UNSIGNED64, DECIMAL64, DATE_MILLIS, SECONDS, MILLIS, NANOS, LARGE_STRINGS -> 8;
      case DECIMAL -> 16;
      case DECIMAL256 -> 32;
      case FIXED_BYTES -> fixedBytes;
      case SAME -> type.physicalType().widthBytes();
    };
  }

  /** How many buffers Arrow keeps for such a column. */
  public int numBuffers() {
    return switch (form) {
      case NULLS -> 0;
      case STRINGS, LARGE_STRINGS -> 3;
      default -> 2;
    };
  }

  /** Room for a vector of so many rows, see {@link #read}. */
  public long targetBytes(int numRows) {
    return VectorTarget.sizeBytes(type.physicalType(), Math.max(1, numRows));
  }

  /**
   * The rows from {@code firstRow} on as a vector.
   *
   * @param target room for the rows; the result lies there or in the buffers
   * @throws ArrowValueException if a value is out of our range or an offset is malformed
   */
  public ColumnVector read(Buffers buffers, int firstRow, int numRows, VectorTarget target) {
    if (form == Form.NULLS) {
      Bitmap.fill(target.validityAddress(), numRows, false);
      Bitmap.fill(target.valuesAddress(), numRows, false);
      return flat(PhysicalType.BIT, numRows, target.valuesAddress(), target.validityAddress());
    }
    long validity = 0;
    if (buffers.validity() != 0) {
      validity = ArrowBits.slice(buffers.validity(), firstRow, numRows, target.validityAddress());
      validity = Bitmap.allSet(validity, numRows) ? 0 : validity;
    }
    if (form == Form.BITS) {
      long bits = ArrowBits.slice(buffers.values(), firstRow, numRows, target.valuesAddress());
      return cleaned(PhysicalType.BIT, numRows, bits, validity, target.valuesAddress());
    }
    long values = buffers.values() + (long) firstRow * valueBytes();
    if (form == Form.STRINGS || form == Form.LARGE_STRINGS) {
      long views = target.valuesAddress();
      ArrowStrings.writeViews(buffers, values, form == Form.LARGE_STRINGS, numRows, views);
      return cleaned(PhysicalType.VIEW, numRows, views, validity, views);
    }
    if (form == Form.FIXED_BYTES) {
      long views = target.valuesAddress();
      ArrowStrings.writeViewsOfFixed(values, fixedBytes, numRows, views);
      return cleaned(PhysicalType.VIEW, numRows, views, validity, views);
    }
    return numbers(values, numRows, validity, target.valuesAddress());
  }

  private ColumnVector numbers(long values, int numRows, long validity, long target) {
    PhysicalType stored = type.physicalType();
    switch (form) {
      case UNSIGNED8 -> ArrowNumbers.unsigned8(values, numRows, target);
      case UNSIGNED16 -> ArrowNumbers.unsigned16(values, numRows, target);
      case UNSIGNED32 -> ArrowNumbers.unsigned32(values, numRows, target);
      case UNSIGNED64 -> ArrowNumbers.unsigned64(values, numRows, target);
      case HALF -> ArrowNumbers.floatsOfHalves(values, numRows, target);
      case DECIMAL32 -> ArrowNumbers.widen(values, numRows, target);
      case DATE_MILLIS -> ArrowNumbers.daysOfMillis(values, validity, numRows, target);
      case SECONDS -> ArrowNumbers.times(values, validity, numRows, 1_000_000, target);
      case MILLIS -> ArrowNumbers.times(values, validity, numRows, 1_000, target);
      case NANOS -> ArrowNumbers.microsOfNanos(values, numRows, target);
      case DECIMAL -> {
        if (stored == PhysicalType.INT128) {
          return cleaned(stored, numRows, values, validity, target);
        }
        ArrowNumbers.narrow(values, validity, numRows, target);
      }
      case DECIMAL256 ->
          ArrowNumbers.narrow256(values, validity, numRows, stored.widthBytes(), target);
      default -> {
        return cleaned(stored, numRows, values, validity, target);
      }
    }
    return cleaned(stored, numRows, target, validity, target);
  }

  /** A vector whose null rows hold zero: of the values as they are, or of a copy. */
  private ColumnVector cleaned(
      PhysicalType stored, int numRows, long values, long validity, long target) {
    long clean = values;
    if (validity != 0) {
      if (values != target) {
        NativeMemory.copy(values, target, stored.sizeBytes(numRows));
      }
      clean = target;
      NullSlots.zero(stored, clean, validity, numRows);
    }
    return flat(stored, numRows, clean, validity);
  }

  private ColumnVector flat(PhysicalType stored, int numRows, long values, long validity) {
    ColumnVector vector = ColumnVector.flat(type, stored, numRows, values, validity);
    if (numRows == 0) {
      return vector;
    }
    return switch (stored) {
      case INT8 ->
          vector.withInterval(
              RangeKernels.minInt8(values, numRows), RangeKernels.maxInt8(values, numRows));
      case INT16 ->
          vector.withInterval(
              RangeKernels.minInt16(values, numRows), RangeKernels.maxInt16(values, numRows));
      case INT32 ->
          vector.withInterval(
              RangeKernels.minInt32(values, numRows), RangeKernels.maxInt32(values, numRows));
      case INT64 ->
          vector.withInterval(
              RangeKernels.minInt64(values, numRows), RangeKernels.maxInt64(values, numRows));
      case BIT, INT128, FLOAT32, FLOAT64, VIEW -> vector;
    };
  }
}
