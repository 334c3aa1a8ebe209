package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.FileSite;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Maps the types of Parquet's schema elements to ours. Columns that have no counterpart are refused
 * by name when somebody wants to read them; until then they are of bytes.
 */
final class ColumnTypes {
  private static final int MAX_TYPE_LENGTH = 1 << 10;
  private static final int UUID_BYTES = 16;
  private static final DataType UNSIGNED_INT64 = new DataType.Decimal(20, 0);

  private final SchemaElement element;
  private final Type stored;
  private final @Nullable LogicalType logical;
  private final @Nullable ConvertedType converted;
  private final String name;
  private final ParquetColumn.Levels levels;

  private ColumnTypes(SchemaElement element, String name, ParquetColumn.Levels levels) {
    this.element = element;
    this.name = name;
    this.levels = levels;
    this.stored = element.getType();
    LogicalType annotation = element.isSetLogicalType() ? element.getLogicalType() : null;
    // of nulls alone, whatever they are stored as
    this.logical = annotation != null && annotation.isSetUNKNOWN() ? null : annotation;
    this.converted = element.isSetConverted_type() ? element.getConverted_type() : null;
  }

  /**
   * What a leaf of the schema describes.
   *
   * @param name with those of what it is below
   */
  static ParquetColumn column(
      FileSite file, SchemaElement element, String name, ParquetColumn.Levels levels) {
    if (!element.isSetType()) {
      throw file.column(name).unsupported("Parquet column has no type");
    }
    return new ColumnTypes(element, name, levels).column();
  }

  private ParquetColumn column() {
    return switch (stored) {
      case BOOLEAN -> of(DataType.BOOLEAN, Conversion.NONE);
      case INT32 -> int32();
      case INT64 -> int64();
      case FLOAT -> of(DataType.FLOAT32, Conversion.NONE);
      case DOUBLE -> of(DataType.FLOAT64, Conversion.NONE);
      case BYTE_ARRAY -> bytes();
      case FIXED_LEN_BYTE_ARRAY -> fixedBytes();
      case INT96 -> of(DataType.TIMESTAMP, Conversion.FROM_INT96);
    };
  }

  private ParquetColumn int32() {
    if (isDecimal()) {
      return decimal(9, Conversion.NONE);
    }
    if (isSet(LogicalType._Fields.DATE) || converted == ConvertedType.DATE) {
      return of(DataType.DATE, Conversion.NONE);
    }
    return integer(32);
  }

  private ParquetColumn int64() {
    if (isDecimal()) {
      return decimal(DataType.Decimal.MAX_INT64_PRECISION, Conversion.NONE);
    }
    if (logical != null && logical.isSetTIMESTAMP()) {
      TimeUnit unit = logical.getTIMESTAMP().getUnit();
      return unit.isSetMILLIS()
          ? of(DataType.TIMESTAMP, Conversion.FROM_MILLIS)
          : of(DataType.TIMESTAMP, unit.isSetNANOS() ? Conversion.FROM_NANOS : Conversion.NONE);
    }
    if (converted == ConvertedType.TIMESTAMP_MILLIS) {
      return of(DataType.TIMESTAMP, Conversion.FROM_MILLIS);
    }
    return converted == ConvertedType.TIMESTAMP_MICROS
        ? of(DataType.TIMESTAMP, Conversion.NONE)
        : integer(64);
  }

  private ParquetColumn integer(int storedBits) {
    int bits = storedBits;
    boolean signed = true;
    if (logical != null && logical.isSetINTEGER()) {
      IntType type = logical.getINTEGER();
      bits = type.getBitWidth();
      signed = type.isIsSigned();
    } else if (logical != null && logical.isSet()) {
      return refused(String.valueOf(logical.getSetField()));
    } else if (converted != null) {
      bits =
          switch (converted) {
            case INT_8, UINT_8 -> 8;
            case INT_16, UINT_16 -> 16;
            case INT_32, UINT_32 -> 32;
            case INT_64, UINT_64 -> 64;
            default -> 0;
          };
      if (bits == 0) {
        return refused(converted.name());
      }
      signed = converted.name().startsWith("INT");
    }
    if (bits > storedBits || (storedBits == 64 && bits < 64)) {
      return refused("INT" + bits + " stored in " + storedBits + " bits");
    }
    return switch (bits) {
      case 8 ->
          signed
              ? of(DataType.INT8, Conversion.TO_INT8)
              : of(DataType.INT16, Conversion.FROM_UINT8);
      case 16 ->
          signed
              ? of(DataType.INT16, Conversion.TO_INT16)
              : of(DataType.INT32, Conversion.FROM_UINT16);
      case 32 ->
          signed ? of(DataType.INT32, Conversion.NONE) : of(DataType.INT64, Conversion.FROM_UINT32);
      case 64 -> {
        yield signed
            ? of(DataType.INT64, Conversion.NONE)
            : of(UNSIGNED_INT64, Conversion.FROM_UINT64);
      }
      default -> refused("integer of " + bits + " bits");
    };
  }

  private ParquetColumn bytes() {
    if (isDecimal()) {
      return decimal(DataType.Decimal.MAX_PRECISION, Conversion.FROM_BYTES);
    }
    boolean text =
        logical != null && logical.isSet()
            ? logical.isSetSTRING() || logical.isSetENUM() || logical.isSetJSON()
            : converted == ConvertedType.UTF8
                || converted == ConvertedType.ENUM
                || converted == ConvertedType.JSON;
    boolean plain =
        logical != null && logical.isSet()
            ? logical.isSetBSON() || logical.isSetGEOMETRY() || logical.isSetGEOGRAPHY()
            : converted == null || converted == ConvertedType.BSON;
    if (!text && !plain) {
      return refused(String.valueOf(logical == null ? converted : logical.getSetField()));
    }
    return of(text ? DataType.UTF8 : DataType.BINARY, Conversion.NONE);
  }

  private ParquetColumn fixedBytes() {
    int length = element.getType_length();
    if (length < 1 || length > MAX_TYPE_LENGTH) {
      return refused("fixed-length binary of " + length + " bytes");
    }
    if (isSet(LogicalType._Fields.FLOAT16) && length == Short.BYTES) {
      return of(DataType.FLOAT32, Conversion.FROM_FLOAT16);
    }
    if (isSet(LogicalType._Fields.UUID) && length == UUID_BYTES) {
      return of(DataType.UTF8, Conversion.FROM_UUID);
    }
    if (!isDecimal()) {
      boolean plain = (logical == null || !logical.isSet()) && converted == null;
      if (!plain) {
        return refused(
            String.valueOf(logical != null && logical.isSet() ? logical.getSetField() : converted));
      }
      return of(DataType.BINARY, Conversion.NONE);
    }
    return decimal(DataType.Decimal.MAX_PRECISION, Conversion.FROM_FIXED_BYTES);
  }

  private boolean isDecimal() {
    return isSet(LogicalType._Fields.DECIMAL) || converted == ConvertedType.DECIMAL;
  }

  private boolean isSet(LogicalType._Fields field) {
    return logical != null && logical.isSet(field);
  }

  private ParquetColumn decimal(int maxPrecision, Conversion conversion) {
    int precision = element.getPrecision();
    int scale = element.getScale();
    if (logical != null && logical.isSetDECIMAL()) {
      precision = logical.getDECIMAL().getPrecision();
      scale = logical.getDECIMAL().getScale();
    }
    if (precision < 1 || precision > maxPrecision || scale < 0 || scale > precision) {
      return refused("decimal of precision " + precision + " and scale " + scale);
    }
    return of(new DataType.Decimal(precision, scale), conversion);
  }

  private ParquetColumn of(DataType type, Conversion conversion) {
    int length = stored == Type.FIXED_LEN_BYTE_ARRAY ? element.getType_length() : 0;
    return new ParquetColumn(name, type, levels, stored, length, conversion, null);
  }

  private ParquetColumn refused(String what) {
    return new ParquetColumn(
        name,
        DataType.BINARY,
        levels,
        stored,
        0,
        Conversion.NONE,
        "Parquet type is not supported, leave the column out or cast it when writing the file ("
            + what
            + ")");
  }
}
