package io.scheelite.integration.parquet;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Chooses among the ways in which files may store our types. */
final class StoredTypes {
  private final RandomGenerator random;

  StoredTypes(RandomGenerator random) {
    this.random = random;
  }

  MessageType message(Schema schema) {
    List<Type> fields = new ArrayList<>();
    for (Field field : schema.fields()) {
      fields.add(stored(field.name(), field.type(), repetition(field.nullable())));
    }
    return new MessageType("written", fields);
  }

  private static Repetition repetition(boolean nullable) {
    return nullable ? Repetition.OPTIONAL : Repetition.REQUIRED;
  }

  private Repetition anyRepetition() {
    return repetition(random.nextInt(3) > 0);
  }

  private Type stored(String name, DataType type, Repetition repetition) {
    return switch (type) {
      case DataType.List(DataType element) -> list(name, element, repetition);
      case DataType.Map map -> {
        GroupType entry =
            new GroupType(
                Repetition.REPEATED,
                random.nextBoolean() ? "key_value" : "map",
                stored("key", map.key(), Repetition.REQUIRED),
                stored("value", map.value(), anyRepetition()));
        yield Types.buildGroup(repetition)
            .addField(entry)
            .as(LogicalTypeAnnotation.mapType())
            .named(name);
      }
      case DataType.Struct(List<Field> fields) ->
          new GroupType(
              repetition,
              name,
              fields.stream()
                  .map(field -> stored(field.name(), field.type(), anyRepetition()))
                  .toList());
      default -> leaf(name, type, repetition);
    };
  }

  /** With the names of the specification or those of Hive, or without room for nulls. */
  private Type list(String name, DataType element, Repetition repetition) {
    Type repeated =
        switch (random.nextInt(4)) {
          case 0 ->
              new GroupType(
                  Repetition.REPEATED, "bag", stored("array_element", element, anyRepetition()));
          case 1 ->
              element instanceof DataType.Struct || element instanceof DataType.List
                  ? stored("array", element, Repetition.REPEATED)
                  : stored("element", element, Repetition.REPEATED);
          default ->
              new GroupType(
                  Repetition.REPEATED, "list", stored("element", element, anyRepetition()));
        };
    return Types.buildGroup(repetition)
        .addField(repeated)
        .as(LogicalTypeAnnotation.listType())
        .named(name);
  }

  private PrimitiveType leaf(String name, DataType type, Repetition repetition) {
    return switch (type) {
      case DataType.Bool _ -> of(PrimitiveTypeName.BOOLEAN, repetition, null, name);
      case DataType.Int8 _ -> of(PrimitiveTypeName.INT32, repetition, integer(8), name);
      case DataType.Int16 _ -> of(PrimitiveTypeName.INT32, repetition, integer(16), name);
      case DataType.Int32 _ -> of(PrimitiveTypeName.INT32, repetition, maybe(integer(32)), name);
      case DataType.Int64 _ -> of(PrimitiveTypeName.INT64, repetition, maybe(integer(64)), name);
      case DataType.Float32 _ -> of(PrimitiveTypeName.FLOAT, repetition, null, name);
      case DataType.Float64 _ -> of(PrimitiveTypeName.DOUBLE, repetition, null, name);
      case DataType.Date _ ->
          of(PrimitiveTypeName.INT32, repetition, LogicalTypeAnnotation.dateType(), name);
      case DataType.Timestamp _ -> timestamp(name, repetition);
      case DataType.Utf8 _ when random.nextInt(4) == 0 -> uuid(name, repetition);
      case DataType.Utf8 _ ->
          of(PrimitiveTypeName.BINARY, repetition, LogicalTypeAnnotation.stringType(), name);
      case DataType.Binary _ -> of(PrimitiveTypeName.BINARY, repetition, null, name);
      case DataType.Decimal decimal -> decimal(name, decimal, repetition);
      default -> throw new IllegalArgumentException("no leaf: " + type);
    };
  }

  static PrimitiveType uuid(String name, Repetition repetition) {
    return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
        .length(16)
        .as(LogicalTypeAnnotation.uuidType())
        .named(name);
  }

  private @Nullable LogicalTypeAnnotation maybe(LogicalTypeAnnotation annotation) {
    return random.nextBoolean() ? annotation : null;
  }

  private static LogicalTypeAnnotation integer(int bits) {
    return LogicalTypeAnnotation.intType(bits, true);
  }

  private PrimitiveType timestamp(String name, Repetition repetition) {
    return switch (random.nextInt(3)) {
      case 0 -> of(PrimitiveTypeName.INT96, repetition, null, name);
      case 1 ->
          of(
              PrimitiveTypeName.INT64,
              repetition,
              LogicalTypeAnnotation.timestampType(false, TimeUnit.MILLIS),
              name);
      default ->
          of(
              PrimitiveTypeName.INT64,
              repetition,
              LogicalTypeAnnotation.timestampType(random.nextBoolean(), TimeUnit.MICROS),
              name);
    };
  }

  private PrimitiveType decimal(String name, DataType.Decimal type, Repetition repetition) {
    LogicalTypeAnnotation annotation =
        LogicalTypeAnnotation.decimalType(type.scale(), type.precision());
    int smallest = type.precision() <= 9 ? 4 : type.precision() <= 18 ? 8 : 16;
    int choice = random.nextInt(4);
    if (choice == 0 && smallest == 4) {
      return of(PrimitiveTypeName.INT32, repetition, annotation, name);
    }
    if (choice <= 1 && smallest <= 8) {
      return of(PrimitiveTypeName.INT64, repetition, annotation, name);
    }
    if (choice == 2) {
      return of(PrimitiveTypeName.BINARY, repetition, annotation, name);
    }
    return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
        .length(smallest + random.nextInt(17 - smallest))
        .as(annotation)
        .named(name);
  }

  private static PrimitiveType of(
      PrimitiveTypeName stored,
      Repetition repetition,
      @Nullable LogicalTypeAnnotation annotation,
      String name) {
    return Types.primitive(stored, repetition).as(annotation).named(name);
  }
}
