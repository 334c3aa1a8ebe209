package io.scheelite.integration.parquet;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.JavaValues;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.JulianFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/** Turns rows in the form of {@code Batches.rows} into records of parquet-java, and back. */
final class Records {
  private static final long NANOS_PER_MICRO = 1000;

  private final Schema schema;

  Records(Schema schema) {
    this.schema = schema;
  }

  /** The row with what the file cannot store replaced: nulls, microseconds, texts of UUIDs. */
  List<@Nullable Object> fitting(
      List<@Nullable Object> row, MessageType message, RandomGenerator random) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(fitting(schema.type(i), message.getType(i), row.get(i), random));
    }
    return values;
  }

  private static @Nullable Object fitting(
      DataType type, Type stored, @Nullable Object given, RandomGenerator random) {
    if (given == null && stored.getRepetition() == Repetition.OPTIONAL) {
      return null;
    }
    Object value = given == null ? RandomRows.value(type, true, random) : given;
    return switch (type) {
      case DataType.List(DataType element) ->
          parts(value, part -> fitting(element, elementType(stored), part, random));
      case DataType.Struct(List<Field> fields) -> fields(fields, stored, (List<?>) value, random);
      case DataType.Map map ->
          parts(
              value,
              entry ->
                  fields(
                      map.entry().fields(),
                      stored.asGroupType().getType(0),
                      (List<?>) Objects.requireNonNull(entry),
                      random));
      case DataType.Timestamp _ ->
          stored.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp
                  && timestamp.getUnit() == TimeUnit.MILLIS
              ? ((LocalDateTime) value).truncatedTo(ChronoUnit.MILLIS)
              : value;
      case DataType.Utf8 _ when isUuid(stored) -> uuid((String) value).toString();
      default -> value;
    };
  }

  private static boolean isUuid(Type stored) {
    return stored.getLogicalTypeAnnotation() instanceof UUIDLogicalTypeAnnotation;
  }

  /** One for each text, of any digits. */
  static UUID uuid(String text) {
    long hash = text.hashCode() * 0x9E3779B97F4A7C15L;
    return new UUID(hash, Long.reverse(hash) ^ text.length());
  }

  private static List<@Nullable Object> fields(
      List<Field> fields, Type stored, List<?> values, RandomGenerator random) {
    List<@Nullable Object> parts = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Type field = stored.asGroupType().getType(i);
      parts.add(fitting(fields.get(i).type(), field, values.get(i), random));
    }
    return parts;
  }

  private interface Step {
    @Nullable Object apply(@Nullable Object part);
  }

  private static List<@Nullable Object> parts(Object list, Step step) {
    List<@Nullable Object> parts = new ArrayList<>();
    ((List<?>) list).forEach(part -> parts.add(step.apply(part)));
    return parts;
  }

  /** Whether the group that repeats stands for elements that are inside of it. */
  private static boolean wraps(Type list) {
    String name = list.asGroupType().getType(0).getName();
    return name.equals("list") || name.equals("bag");
  }

  private static Type elementType(Type list) {
    Type repeated = list.asGroupType().getType(0);
    return wraps(list) ? repeated.asGroupType().getType(0) : repeated;
  }

  Group record(List<@Nullable Object> row, MessageType message) {
    Group record = new SimpleGroup(message);
    addFields(schema.fields(), row, record);
    return record;
  }

  private static void addFields(List<Field> fields, List<?> values, Group group) {
    for (int i = 0; i < fields.size(); i++) {
      Object value = values.get(i);
      if (value != null) {
        add(fields.get(i).type(), value, group, i);
      }
    }
  }

  private static void add(DataType type, Object value, Group group, int field) {
    switch (type) {
      case DataType.List(DataType element) -> {
        Group list = group.addGroup(field);
        boolean wraps = wraps(group.getType().getType(field));
        for (Object part : (List<?>) value) {
          Group target = wraps ? list.addGroup(0) : list;
          if (part != null) {
            add(element, part, target, 0);
          }
        }
      }
      case DataType.Map map -> {
        Group entries = group.addGroup(field);
        for (Object entry : (List<?>) value) {
          addFields(map.entry().fields(), (List<?>) entry, entries.addGroup(0));
        }
      }
      case DataType.Struct(List<Field> fields) ->
          addFields(fields, (List<?>) value, group.addGroup(field));
      default -> addLeaf(type, value, group, field);
    }
  }

  private static void addLeaf(DataType type, Object value, Group group, int field) {
    PrimitiveType stored = group.getType().getType(field).asPrimitiveType();
    switch (value) {
      case Boolean bool -> group.add(field, bool);
      case Double number when stored.getPrimitiveTypeName() == PrimitiveTypeName.FLOAT ->
          group.add(field, number.floatValue());
      case Double number -> group.add(field, number);
      case String text when isUuid(stored) ->
          group.add(
              field,
              Binary.fromConstantByteBuffer(
                  ByteBuffer.wrap(HexFormat.of().parseHex(text.replace("-", "")))));
      case String text -> group.add(field, Binary.fromString(text));
      case ByteBuffer bytes -> group.add(field, Binary.fromConstantByteBuffer(bytes));
      default -> addInteger(JavaValues.toInteger(type, value), stored, group, field);
    }
  }

  private static void addInteger(BigInteger integer, PrimitiveType stored, Group group, int field) {
    switch (stored.getPrimitiveTypeName()) {
      case INT32 -> group.add(field, integer.intValueExact());
      case INT64 -> {
        boolean millis =
            stored.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp
                && timestamp.getUnit() == TimeUnit.MILLIS;
        group.add(field, millis ? integer.longValueExact() / 1000 : integer.longValueExact());
      }
      case BINARY -> group.add(field, Binary.fromConstantByteArray(integer.toByteArray()));
      case FIXED_LEN_BYTE_ARRAY -> {
        byte[] bytes = new byte[stored.getTypeLength()];
        Arrays.fill(bytes, (byte) (integer.signum() < 0 ? -1 : 0));
        byte[] digits = integer.toByteArray();
        System.arraycopy(digits, 0, bytes, bytes.length - digits.length, digits.length);
        group.add(field, Binary.fromConstantByteArray(bytes));
      }
      default -> group.add(field, int96(integer.longValueExact()));
    }
  }

  /** Nanoseconds of the day, then the Julian day. */
  private static Binary int96(long micros) {
    long microsPerDay = 86_400_000_000L;
    long day =
        Math.floorDiv(micros, microsPerDay) + LocalDate.EPOCH.getLong(JulianFields.JULIAN_DAY);
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(Math.floorMod(micros, microsPerDay) * NANOS_PER_MICRO).putInt((int) day);
    return Binary.fromConstantByteArray(bytes.array());
  }

  /** What a record of one of our own files holds. */
  List<@Nullable Object> row(Group record) {
    return fieldsOf(schema.fields(), record);
  }

  private static List<@Nullable Object> fieldsOf(List<Field> fields, Group group) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      values.add(value(fields.get(i).type(), group, i));
    }
    return values;
  }

  private static @Nullable Object value(DataType type, Group group, int field) {
    if (group.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    return switch (type) {
      case DataType.List(DataType element) -> {
        List<@Nullable Object> elements = new ArrayList<>();
        Group list = group.getGroup(field, 0);
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
          elements.add(value(element, list.getGroup(0, i), 0));
        }
        yield elements;
      }
      case DataType.Map map -> {
        List<@Nullable Object> entries = new ArrayList<>();
        Group list = group.getGroup(field, 0);
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
          entries.add(fieldsOf(map.entry().fields(), list.getGroup(0, i)));
        }
        yield entries;
      }
      case DataType.Struct(List<Field> fields) -> fieldsOf(fields, group.getGroup(field, 0));
      case DataType.Bool _ -> group.getBoolean(field, 0);
      case DataType.Float32 _ -> (double) group.getFloat(field, 0);
      case DataType.Float64 _ -> group.getDouble(field, 0);
      case DataType.Utf8 _ -> group.getString(field, 0);
      case DataType.Binary _ -> ByteBuffer.wrap(group.getBinary(field, 0).getBytes());
      default -> JavaValues.fromInteger(type, integer(group, field));
    };
  }

  private static BigInteger integer(Group group, int field) {
    GroupType type = group.getType();
    return switch (type.getType(field).asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> BigInteger.valueOf(group.getInteger(field, 0));
      case INT64 -> BigInteger.valueOf(group.getLong(field, 0));
      default -> new BigInteger(group.getBinary(field, 0).getBytes());
    };
  }
}
