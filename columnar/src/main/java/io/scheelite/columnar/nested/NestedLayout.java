package io.scheelite.columnar.nested;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;

/** The marks between packed values and how long these are. Stateless. */
public final class NestedLayout {
  /** No element follows. */
  static final byte END = 0;

  /** A value follows. */
  static final byte VALUE = 1;

  /** A null, see the package. */
  static final byte NULL = 2;

  /** Stands behind a zero byte that is part of a text. */
  static final byte ESCAPED_ZERO = (byte) 0xFF;

  /** Stands behind the zero byte that ends a text. */
  static final byte TEXT_END = 1;

  private static final int VARIABLE = -1;

  private NestedLayout() {}

  /** Bytes that every value of the type takes, its mark left out; -1 where they differ. */
  public static int fixedBytes(DataType type) {
    return switch (type) {
      case DataType.Null _ -> 0;
      case DataType.Bool _ -> 1;
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _,
          DataType.Date _,
          DataType.Timestamp _ ->
          type.physicalType().widthBytes();
      case DataType.Utf8 _, DataType.Binary _, DataType.List _, DataType.Map _ -> VARIABLE;
      case DataType.Struct struct -> fixedBytes(struct);
    };
  }

  private static int fixedBytes(DataType.Struct struct) {
    int bytes = 0;
    for (Field field : struct.fields()) {
      int size = fixedBytes(field.type());
      if (size == VARIABLE) {
        return VARIABLE;
      }
      bytes += 1 + size;
    }
    return bytes;
  }
}
