package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import org.apache.parquet.format.Type;

/**
 * A column of a file: its type and how its values are stored.
 *
 * @param name the name
 * @param type logical type
 * @param optional whether rows may be null, that is, definition levels are stored
 * @param stored the file's physical type
 * @param typeLength bytes per value of FIXED_LEN_BYTE_ARRAY, else 0
 * @param conversion from stored to physical values
 */
public record ParquetColumn(
    String name,
    DataType type,
    boolean optional,
    Type stored,
    int typeLength,
    Conversion conversion) {
  /** The form of values in vectors. */
  public PhysicalType physicalType() {
    return switch (conversion) {
      case NONE ->
          switch (stored) {
            case BOOLEAN -> PhysicalType.BIT;
            case INT32 -> PhysicalType.INT32;
            case INT64 -> PhysicalType.INT64;
            case FLOAT -> PhysicalType.FLOAT32;
            case DOUBLE -> PhysicalType.FLOAT64;
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, INT96 -> PhysicalType.VIEW;
          };
      case TO_INT8 -> PhysicalType.INT8;
      case TO_INT16, FROM_UINT8 -> PhysicalType.INT16;
      case FROM_UINT16 -> PhysicalType.INT32;
      case FROM_UINT32, FROM_MILLIS, FROM_NANOS -> PhysicalType.INT64;
      case FROM_FIXED_BYTES, FROM_BYTES -> type.physicalType();
    };
  }

  /** Bytes per decoded value before conversion; byte arrays are decoded to views. */
  public int storedWidth() {
    return switch (stored) {
      case BOOLEAN -> 1;
      case INT32, FLOAT -> 4;
      case INT64, DOUBLE -> 8;
      case INT96 -> 12;
      case BYTE_ARRAY -> PhysicalType.VIEW.widthBytes();
      case FIXED_LEN_BYTE_ARRAY -> Math.max(typeLength, PhysicalType.VIEW.widthBytes());
    };
  }

  /** Whether vectors of this column hold strings. */
  public boolean isString() {
    return physicalType() == PhysicalType.VIEW;
  }
}
