package io.scheelite.scheduler.plan;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.PlanWire.DataType.Kind;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.scheduler.wire.WireValues;
import java.util.List;

/** Schemas and types. */
final class SchemaCodec {
  private SchemaCodec() {}

  static PlanWire.Schema encode(Schema schema) {
    PlanWire.Schema.Builder wire = PlanWire.Schema.newBuilder();
    schema.fields().forEach(field -> wire.addFields(encode(field)));
    return wire.build();
  }

  private static PlanWire.Field encode(Field field) {
    return PlanWire.Field.newBuilder()
        .setName(field.name())
        .setType(encode(field.type()))
        .setNullable(field.nullable())
        .build();
  }

  static Schema decode(PlanWire.Schema wire) {
    return new Schema(fields(wire.getFieldsList()));
  }

  private static List<Field> fields(List<PlanWire.Field> wire) {
    return wire.stream()
        .map(field -> new Field(field.getName(), decode(field.getType()), field.getNullable()))
        .toList();
  }

  static PlanWire.DataType encode(DataType type) {
    PlanWire.DataType.Builder wire = PlanWire.DataType.newBuilder().setKind(kind(type));
    if (type instanceof DataType.Decimal(int precision, int scale)) {
      wire.setPrecision(precision).setScale(scale);
    }
    children(type).forEach(child -> wire.addChildren(encode(child)));
    return wire.build();
  }

  private static List<Field> children(DataType type) {
    return switch (type) {
      case DataType.List list -> List.of(new Field("element", list.element(), true));
      case DataType.Struct struct -> struct.fields();
      case DataType.Map map -> map.entry().fields();
      default -> List.of();
    };
  }

  private static Kind kind(DataType type) {
    return switch (type) {
      case DataType.Null _ -> Kind.NULL;
      case DataType.Bool _ -> Kind.BOOLEAN;
      case DataType.Int8 _ -> Kind.INT8;
      case DataType.Int16 _ -> Kind.INT16;
      case DataType.Int32 _ -> Kind.INT32;
      case DataType.Int64 _ -> Kind.INT64;
      case DataType.Float32 _ -> Kind.FLOAT32;
      case DataType.Float64 _ -> Kind.FLOAT64;
      case DataType.Decimal _ -> Kind.DECIMAL;
      case DataType.Date _ -> Kind.DATE;
      case DataType.Timestamp _ -> Kind.TIMESTAMP;
      case DataType.Utf8 _ -> Kind.UTF8;
      case DataType.Binary _ -> Kind.BINARY;
      case DataType.List _ -> Kind.LIST;
      case DataType.Struct _ -> Kind.STRUCT;
      case DataType.Map _ -> Kind.MAP;
    };
  }

  static DataType decode(PlanWire.DataType wire) {
    return switch (wire.getKind()) {
      case NULL -> DataType.NULL;
      case BOOLEAN -> DataType.BOOLEAN;
      case INT8 -> DataType.INT8;
      case INT16 -> DataType.INT16;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      case DECIMAL -> new DataType.Decimal(wire.getPrecision(), wire.getScale());
      case DATE -> DataType.DATE;
      case TIMESTAMP -> DataType.TIMESTAMP;
      case UTF8 -> DataType.UTF8;
      case BINARY -> DataType.BINARY;
      case LIST -> new DataType.List(child(wire, 0, 1).type());
      case STRUCT -> {
        WireValues.require(wire.getChildrenCount() > 0, "struct without fields");
        yield new DataType.Struct(fields(wire.getChildrenList()));
      }
      case MAP -> new DataType.Map(child(wire, 0, 2).type(), child(wire, 1, 2).type());
      case UNKNOWN, UNRECOGNIZED -> throw WireException.malformed("unknown type of a column");
    };
  }

  private static Field child(PlanWire.DataType wire, int index, int count) {
    WireValues.require(wire.getChildrenCount() == count, "nested type with other parts");
    return fields(wire.getChildrenList()).get(index);
  }
}
