package io.scheelite.scheduler.plan;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.PlanWire.DataType.Kind;
import io.scheelite.scheduler.wire.WireException;

/** Schemas and types. */
final class SchemaCodec {
  private SchemaCodec() {}

  static PlanWire.Schema encode(Schema schema) {
    PlanWire.Schema.Builder wire = PlanWire.Schema.newBuilder();
    for (Field field : schema.fields()) {
      wire.addFields(
          PlanWire.Field.newBuilder()
              .setName(field.name())
              .setType(encode(field.type()))
              .setNullable(field.nullable()));
    }
    return wire.build();
  }

  static Schema decode(PlanWire.Schema wire) {
    return new Schema(
        wire.getFieldsList().stream()
            .map(field -> new Field(field.getName(), decode(field.getType()), field.getNullable()))
            .toList());
  }

  static PlanWire.DataType encode(DataType type) {
    PlanWire.DataType.Builder wire = PlanWire.DataType.newBuilder().setKind(kind(type));
    if (type instanceof DataType.Decimal(int precision, int scale)) {
      wire.setPrecision(precision).setScale(scale);
    }
    return wire.build();
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
      case UNKNOWN, UNRECOGNIZED -> throw WireException.malformed("unknown type of a column");
    };
  }
}
