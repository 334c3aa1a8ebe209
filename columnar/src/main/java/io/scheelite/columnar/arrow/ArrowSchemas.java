package io.scheelite.columnar.arrow;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.util.List;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Names the Arrow type of each of our types. Stateless. */
public final class ArrowSchemas {
  private static final int DECIMAL_BITS = 128;

  private ArrowSchemas() {}

  /** The schema of exported batches. */
  public static org.apache.arrow.vector.types.pojo.Schema toArrow(Schema schema) {
    List<org.apache.arrow.vector.types.pojo.Field> fields =
        schema.fields().stream().map(ArrowSchemas::toArrow).toList();
    return new org.apache.arrow.vector.types.pojo.Schema(fields);
  }

  private static org.apache.arrow.vector.types.pojo.Field toArrow(Field field) {
    boolean nullable = field.nullable() || field.type() instanceof DataType.Null;
    FieldType type = new FieldType(nullable, arrowType(field.type()), null);
    List<org.apache.arrow.vector.types.pojo.Field> children =
        children(field.type()).stream().map(ArrowSchemas::toArrow).toList();
    return new org.apache.arrow.vector.types.pojo.Field(field.name(), type, children);
  }

  /** The fields that Arrow keeps below a nested one. */
  private static List<Field> children(DataType type) {
    return switch (type) {
      case DataType.List list -> List.of(new Field("item", list.element(), true));
      case DataType.Struct struct -> struct.fields();
      case DataType.Map map -> List.of(new Field("entries", map.entry(), false));
      default -> List.of();
    };
  }

  /** The Arrow type whose values mean the same. */
  public static ArrowType arrowType(DataType type) {
    return switch (type) {
      case DataType.Null _ -> ArrowType.Null.INSTANCE;
      case DataType.Bool _ -> ArrowType.Bool.INSTANCE;
      case DataType.Int8 _ -> new ArrowType.Int(8, true);
      case DataType.Int16 _ -> new ArrowType.Int(16, true);
      case DataType.Int32 _ -> new ArrowType.Int(32, true);
      case DataType.Int64 _ -> new ArrowType.Int(64, true);
      case DataType.Float32 _ -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case DataType.Float64 _ -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case DataType.Decimal decimal ->
          new ArrowType.Decimal(decimal.precision(), decimal.scale(), DECIMAL_BITS);
      case DataType.Date _ -> new ArrowType.Date(DateUnit.DAY);
      case DataType.Timestamp _ -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
      case DataType.Utf8 _ -> ArrowType.Utf8.INSTANCE;
      case DataType.Binary _ -> ArrowType.Binary.INSTANCE;
      case DataType.List _ -> ArrowType.List.INSTANCE;
      case DataType.Struct _ -> ArrowType.Struct.INSTANCE;
      case DataType.Map _ -> new ArrowType.Map(false);
    };
  }
}
