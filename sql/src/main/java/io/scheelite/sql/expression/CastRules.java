package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import java.util.List;
import java.util.stream.IntStream;

/** Which explicit casts exist. */
final class CastRules {
  private CastRules() {}

  /** Whether {@code CAST(from AS to)} means something. */
  static boolean allowed(DataType from, DataType to) {
    if (from instanceof DataType.Null || from.equals(to)) {
      return true;
    }
    if (from instanceof DataType.List(DataType each)
        && to instanceof DataType.List(DataType target)) {
      return allowed(each, target) && (each.equals(target) || !(each instanceof DataType.Struct));
    }
    if (from instanceof DataType.Struct(List<Field> fields)
        && to instanceof DataType.Struct(List<Field> targets)) {
      return fields.size() == targets.size()
          && IntStream.range(0, fields.size())
              .allMatch(i -> allowed(fields.get(i).type(), targets.get(i).type()));
    }
    if (from instanceof DataType.Utf8) {
      return !DataType.isNested(to);
    }
    return switch (to) {
      case DataType.Utf8 _ -> true;
      case DataType.Bool _ -> NumericTypes.isInteger(from);
      case DataType.Date _ -> from instanceof DataType.Timestamp;
      case DataType.Timestamp _ -> from instanceof DataType.Date;
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _ ->
          NumericTypes.isNumeric(from) || from instanceof DataType.Bool;
      case DataType.Null _,
          DataType.Binary _, // from text alone, see above
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          false;
    };
  }
}
