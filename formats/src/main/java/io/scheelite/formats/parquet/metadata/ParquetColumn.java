package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of a file's schema: its type and how its values are stored.
 *
 * @param name the name; of a leaf below others with theirs before it
 * @param type logical type
 * @param levels what is stored of its place in the schema
 * @param stored the file's physical type
 * @param typeLength bytes per value of FIXED_LEN_BYTE_ARRAY, else 0
 * @param conversion from stored to physical values
 * @param refusal why its type cannot be read, and what helps; null if it can
 */
public record ParquetColumn(
    String name,
    DataType type,
    Levels levels,
    Type stored,
    int typeLength,
    Conversion conversion,
    @Nullable String refusal) {
  /**
   * The levels of values (Parquet format, "Nested Encoding").
   *
   * @param definition of a value that is there; no levels are stored if it is 0
   * @param repetition largest one; no levels are stored if it is 0
   * @param nested whether the leaf is part of a list, a struct or a map
   */
  public record Levels(int definition, int repetition, boolean nested) {
    /** Of a column of its own. */
    public static Levels flat(boolean optional) {
      return new Levels(optional ? 1 : 0, 0, false);
    }
  }

  /** A field of structs alone, read as a column of its own. */
  ParquetColumn alone() {
    return new ParquetColumn(
        name,
        type,
        new Levels(levels.definition, 0, false),
        stored,
        typeLength,
        conversion,
        refusal);
  }

  /** Whether definition levels are stored. */
  public boolean optional() {
    return levels.definition() > 0;
  }

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
      case FROM_UINT32, FROM_MILLIS, FROM_NANOS, FROM_INT96 -> PhysicalType.INT64;
      case FROM_UINT64 -> PhysicalType.INT128;
      case FROM_FLOAT16 -> PhysicalType.FLOAT32;
      case FROM_UUID -> PhysicalType.VIEW;
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
