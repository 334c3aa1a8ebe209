package io.scheelite.formats.arrow;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.RandomRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * A field as Arrow stores it, of any type that we read, with what it means to us.
 *
 * @param field for a vector of Arrow
 * @param type ours
 * @param children below a nested one
 * @param dictionary values that are referred to, or null if there are none; grows
 */
record StoredField(
    Field field,
    DataType type,
    List<StoredField> children,
    @Nullable List<@Nullable Object> dictionary) {

  private record Leaf(ArrowType stored, DataType type) {}

  private static final DataType TIME = DataType.TIMESTAMP;

  private static final List<Leaf> LEAVES =
      List.of(
          new Leaf(ArrowType.Bool.INSTANCE, DataType.BOOLEAN),
          new Leaf(new ArrowType.Int(8, true), DataType.INT8),
          new Leaf(new ArrowType.Int(16, true), DataType.INT16),
          new Leaf(new ArrowType.Int(32, true), DataType.INT32),
          new Leaf(new ArrowType.Int(64, true), DataType.INT64),
          new Leaf(new ArrowType.Int(8, false), DataType.INT16),
          new Leaf(new ArrowType.Int(16, false), DataType.INT32),
          new Leaf(new ArrowType.Int(32, false), DataType.INT64),
          new Leaf(new ArrowType.Int(64, false), new DataType.Decimal(20, 0)),
          new Leaf(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF), DataType.FLOAT32),
          new Leaf(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), DataType.FLOAT32),
          new Leaf(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), DataType.FLOAT64),
          new Leaf(new ArrowType.Decimal(15, 2, 128), new DataType.Decimal(15, 2)),
          new Leaf(new ArrowType.Decimal(38, 4, 128), new DataType.Decimal(38, 4)),
          new Leaf(new ArrowType.Decimal(12, 1, 256), new DataType.Decimal(12, 1)),
          new Leaf(new ArrowType.Decimal(38, 6, 256), new DataType.Decimal(38, 6)),
          new Leaf(new ArrowType.Date(DateUnit.DAY), DataType.DATE),
          new Leaf(new ArrowType.Date(DateUnit.MILLISECOND), DataType.DATE),
          new Leaf(new ArrowType.Timestamp(TimeUnit.SECOND, null), TIME),
          new Leaf(new ArrowType.Timestamp(TimeUnit.MILLISECOND, "UTC"), TIME),
          new Leaf(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null), TIME),
          new Leaf(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Berlin"), TIME),
          new Leaf(new ArrowType.Timestamp(TimeUnit.NANOSECOND, null), TIME),
          new Leaf(ArrowType.Utf8.INSTANCE, DataType.UTF8),
          new Leaf(ArrowType.Utf8.INSTANCE, DataType.UTF8),
          new Leaf(ArrowType.LargeUtf8.INSTANCE, DataType.UTF8),
          new Leaf(ArrowType.Utf8View.INSTANCE, DataType.UTF8),
          new Leaf(ArrowType.Binary.INSTANCE, DataType.BINARY),
          new Leaf(ArrowType.LargeBinary.INSTANCE, DataType.BINARY),
          new Leaf(ArrowType.BinaryView.INSTANCE, DataType.BINARY),
          new Leaf(new ArrowType.FixedSizeBinary(5), DataType.BINARY),
          new Leaf(new ArrowType.FixedSizeBinary(40), DataType.BINARY),
          new Leaf(ArrowType.Null.INSTANCE, DataType.NULL));

  /** A field; {@code levels} more may be below it. */
  static StoredField random(
      String name, int levels, boolean nullable, boolean anyDictionaries, RandomGenerator random) {
    StoredField plain =
        levels > 0 && random.nextInt(2) == 0
            ? nested(name, levels - 1, nullable, anyDictionaries, random)
            : leaf(name, nullable, random);
    // Arrow's writer of streams copies few types of dictionaries
    boolean writable =
        anyDictionaries || (plain.children().isEmpty() && !plain.type().equals(DataType.NULL));
    return random.nextInt(6) == 0 && writable && !hasDictionary(plain)
        ? coded(plain, nullable, random)
        : plain;
  }

  private static boolean hasDictionary(StoredField field) {
    return field.dictionary() != null
        || field.children().stream().anyMatch(StoredField::hasDictionary);
  }

  private static StoredField leaf(String name, boolean nullable, RandomGenerator random) {
    Leaf leaf = LEAVES.get(random.nextInt(LEAVES.size()));
    boolean mayBeNull = nullable || leaf.type.equals(DataType.NULL);
    return of(name, leaf.stored, leaf.type, List.of(), mayBeNull);
  }

  private static StoredField of(
      String name, ArrowType stored, DataType type, List<StoredField> children, boolean nullable) {
    Field field =
        new Field(
            name,
            new FieldType(nullable, stored, null),
            children.stream().map(StoredField::field).toList());
    return new StoredField(field, type, children, null);
  }

  private static StoredField nested(
      String name, int levels, boolean nullable, boolean anyDictionaries, RandomGenerator random) {
    int kind = random.nextInt(5);
    if (kind < 3) {
      StoredField element = random("item", levels, true, anyDictionaries, random);
      ArrowType stored =
          switch (kind) {
            case 0 -> ArrowType.List.INSTANCE;
            case 1 -> ArrowType.LargeList.INSTANCE;
            default -> new ArrowType.FixedSizeList(random.nextInt(4));
          };
      return of(name, stored, new DataType.List(element.type()), List.of(element), nullable);
    }
    if (kind == 3) {
      List<StoredField> fields = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        fields.add(random("f" + i, levels, true, anyDictionaries, random));
      }
      return of(name, ArrowType.Struct.INSTANCE, struct(fields), fields, nullable);
    }
    StoredField key = of("key", ArrowType.Utf8.INSTANCE, DataType.UTF8, List.of(), false);
    StoredField value = random("value", levels, true, anyDictionaries, random);
    List<StoredField> both = List.of(key, value);
    StoredField entry = of("entries", ArrowType.Struct.INSTANCE, struct(both), both, false);
    DataType type = new DataType.Map(key.type(), value.type());
    return of(name, new ArrowType.Map(false), type, List.of(entry), nullable);
  }

  private static DataType struct(List<StoredField> fields) {
    return new DataType.Struct(
        fields.stream()
            .map(f -> new io.scheelite.columnar.Field(f.field().getName(), f.type(), true))
            .toList());
  }

  private static StoredField coded(StoredField plain, boolean nullable, RandomGenerator random) {
    ArrowType.Int index =
        new ArrowType.Int(List.of(8, 16, 32, 64).get(random.nextInt(4)), random.nextBoolean());
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 1 + random.nextInt(40); i > 0; i--) {
      values.add(nullable && random.nextInt(10) == 0 ? null : plain.value(random));
    }
    DictionaryEncoding encoding = new DictionaryEncoding(random.nextInt(), false, index);
    // a vector of numbers; what they stand for is in a vector of the plain field
    Field field =
        new Field(plain.field().getName(), new FieldType(nullable, index, encoding), List.of());
    return new StoredField(field, plain.type(), List.of(plain), values);
  }

  /** A value in our canonical form; null where there is no other. */
  @Nullable Object value(RandomGenerator random) {
    if (dictionary != null) {
      return dictionary.get(random.nextInt(dictionary.size()));
    }
    boolean narrow = random.nextBoolean();
    return switch (field.getType()) {
      case ArrowType.Null _ -> null;
      case ArrowType.List _, ArrowType.LargeList _, ArrowType.Map _ ->
          values(random.nextInt(narrow ? 3 : 8), random);
      case ArrowType.FixedSizeList list -> values(list.getListSize(), random);
      case ArrowType.Struct _ -> {
        @Nullable Object[] values = new Object[children.size()];
        Arrays.setAll(values, i -> part(children.get(i), random));
        yield Arrays.asList(values);
      }
      default -> StoredValues.fitting(field.getType(), RandomRows.value(type, narrow, random));
    };
  }

  private List<@Nullable Object> values(int count, RandomGenerator random) {
    @Nullable Object[] values = new Object[count];
    Arrays.setAll(values, _ -> part(children.getFirst(), random));
    return Arrays.asList(values);
  }

  private static @Nullable Object part(StoredField field, RandomGenerator random) {
    return field.field().isNullable() && random.nextInt(6) == 0 ? null : field.value(random);
  }
}
