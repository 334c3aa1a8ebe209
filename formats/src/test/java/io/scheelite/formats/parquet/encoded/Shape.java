package io.scheelite.formats.parquet.encoded;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/**
 * A column: its elements of the schema, its random values, and their levels. Values are stored ones
 * at the leaves, and lists of values for lists, structs and maps (of pairs).
 */
sealed interface Shape {
  /** One value of a leaf with its levels; null where the definition level says that none is. */
  record Entry(int repetition, int definition, @Nullable Object value) {}

  /** What a leaf of the schema is and how deep. */
  record Leaf(String path, LeafKind kind, int definition, int repetition) {}

  /** How a list is written. */
  enum ListForm {
    /** A group around a repeated group around the element. */
    THREE_LEVELS,
    /** A group around an element that repeats. */
    TWO_LEVELS,
    /** An element that repeats, without a group. */
    BARE
  }

  String name();

  boolean optional();

  record Value(String name, boolean optional, LeafKind kind, boolean narrow, int nullPercent)
      implements Shape {}

  record Struct(String name, boolean optional, List<Shape> fields) implements Shape {}

  record Many(String name, boolean optional, Shape element, ListForm form) implements Shape {}

  record Pairs(String name, boolean optional, Struct entry) implements Shape {}

  /** A column of any kind, nested so deep at most. */
  static Shape random(String name, int levels, RandomGenerator random) {
    boolean optional = random.nextInt(3) > 0;
    return switch (levels > 0 ? random.nextInt(8) : 0) {
      case 5 -> struct(name, optional, levels, random);
      case 6 -> {
        ListForm form = List.of(ListForm.values()).get(random.nextInt(3));
        if (form == ListForm.THREE_LEVELS) {
          Shape element = random("element", levels - 1, random);
          // a bare list inside would make the wrapper the element
          yield new Many(name, optional, isBare(element) ? flat(element, random) : element, form);
        }
        String inside = form == ListForm.BARE ? name : "array";
        Shape element =
            random.nextBoolean()
                ? value(inside, false, random)
                : struct(inside, false, levels, random);
        yield new Many(name, form == ListForm.TWO_LEVELS && optional, element, form);
      }
      case 7 -> {
        Shape key = value("key", false, random);
        Shape value = random("value", levels - 1, random);
        // a bare list would be taken for a list of the map's group
        yield new Pairs(
            name,
            optional,
            new Struct(
                "key_value", false, List.of(key, isBare(value) ? flat(value, random) : value)));
      }
      default -> value(name, optional, random);
    };
  }

  private static Shape flat(Shape instead, RandomGenerator random) {
    return value(instead.name(), random.nextBoolean(), random);
  }

  private static boolean isBare(Shape shape) {
    return shape instanceof Many many && many.form() == ListForm.BARE;
  }

  private static Struct struct(String name, boolean optional, int levels, RandomGenerator random) {
    List<Shape> fields = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      fields.add(random("f" + i, levels - 1, random));
    }
    return new Struct(name, optional, fields);
  }

  private static Value value(String name, boolean optional, RandomGenerator random) {
    LeafKind[] kinds = LeafKind.values();
    int nulls = List.of(0, 10, 50, 95, 100).get(random.nextInt(5));
    return new Value(
        name, optional, kinds[random.nextInt(kinds.length)], random.nextBoolean(), nulls);
  }

  /** What a reader should take it for. */
  default DataType type() {
    return switch (this) {
      case Value value -> value.kind().type;
      case Struct struct ->
          new DataType.Struct(
              struct.fields().stream()
                  .map(field -> new Field(field.name(), field.type(), true))
                  .toList());
      case Many many -> new DataType.List(many.element().type());
      case Pairs pairs ->
          new DataType.Map(
              pairs.entry().fields().get(0).type(), pairs.entry().fields().get(1).type());
    };
  }

  /** A value; null only where it is optional. */
  default @Nullable Object value(RandomGenerator random) {
    return switch (this) {
      case Value value ->
          value.optional() && random.nextInt(100) < value.nullPercent()
              ? null
              : value.kind().random(value.narrow(), random);
      case Struct struct ->
          struct.optional() && random.nextInt(6) == 0 ? null : values(struct.fields(), random);
      case Many many ->
          many.optional() && random.nextInt(6) == 0 ? null : repeat(many.element(), random);
      case Pairs pairs ->
          pairs.optional() && random.nextInt(6) == 0 ? null : repeat(pairs.entry(), random);
    };
  }

  private static List<@Nullable Object> values(List<Shape> fields, RandomGenerator random) {
    List<@Nullable Object> values = new ArrayList<>();
    fields.forEach(field -> values.add(field.value(random)));
    return values;
  }

  private static List<@Nullable Object> repeat(Shape element, RandomGenerator random) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int left = random.nextInt(random.nextInt(20) == 0 ? 40 : 4); left > 0; left--) {
      values.add(element.value(random));
    }
    return values;
  }

  /** A value as {@code Batches.rows} gives it. */
  default @Nullable Object canonical(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (this) {
      case Value leaf -> leaf.kind().canonical(value);
      case Struct struct -> {
        @Nullable Object[] values = ((List<?>) value).toArray();
        for (int i = 0; i < values.length; i++) {
          values[i] = struct.fields().get(i).canonical(values[i]);
        }
        yield Arrays.asList(values);
      }
      case Many many -> canonical(many.element(), (List<?>) value);
      case Pairs pairs -> canonical(pairs.entry(), (List<?>) value);
    };
  }

  private static List<@Nullable Object> canonical(Shape element, List<?> values) {
    List<@Nullable Object> result = new ArrayList<>();
    values.forEach(value -> result.add(element.canonical(value)));
    return result;
  }

  /** Adds its elements to a schema. */
  default void describe(List<SchemaElement> elements, RandomGenerator random) {
    FieldRepetitionType repetition =
        optional() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED;
    describe(elements, repetition, random);
  }

  private void describe(
      List<SchemaElement> elements, FieldRepetitionType repetition, RandomGenerator random) {
    if (this instanceof Many(String _, boolean _, Shape element, ListForm form)
        && form == ListForm.BARE) {
      element.describe(elements, FieldRepetitionType.REPEATED, random);
      return;
    }
    SchemaElement own = new SchemaElement(name());
    own.setRepetition_type(repetition);
    elements.add(own);
    switch (this) {
      case Value value -> value.kind().annotate(own, random.nextBoolean(), random.nextBoolean());
      case Struct struct -> {
        own.setNum_children(struct.fields().size());
        struct.fields().forEach(field -> field.describe(elements, random));
      }
      case Many many -> {
        own.setNum_children(1);
        own.setConverted_type(ConvertedType.LIST);
        if (random.nextBoolean()) {
          own.setLogicalType(LogicalType.LIST(new ListType()));
        }
        if (many.form() == ListForm.TWO_LEVELS) {
          many.element().describe(elements, FieldRepetitionType.REPEATED, random);
        } else {
          SchemaElement wrapper = new SchemaElement("list");
          wrapper.setRepetition_type(FieldRepetitionType.REPEATED);
          wrapper.setNum_children(1);
          elements.add(wrapper);
          many.element().describe(elements, random);
        }
      }
      case Pairs pairs -> {
        own.setNum_children(1);
        own.setConverted_type(ConvertedType.MAP);
        if (random.nextBoolean()) {
          own.setLogicalType(LogicalType.MAP(new MapType()));
        }
        Shape entry = pairs.entry(); // its own method is private
        entry.describe(elements, FieldRepetitionType.REPEATED, random);
      }
    }
  }

  /** Adds its leaves, which stand below so many levels. */
  default void leaves(List<Leaf> leaves, String path, int definition, int repetition) {
    String own = path + name();
    int there = definition + (optional() ? 1 : 0);
    switch (this) {
      case Value value -> leaves.add(new Leaf(own, value.kind(), there, repetition));
      case Struct struct ->
          struct.fields().forEach(field -> field.leaves(leaves, own + ".", there, repetition));
      case Many many -> {
        String below =
            switch (many.form()) {
              case THREE_LEVELS -> own + ".list.";
              case TWO_LEVELS -> own + ".";
              case BARE -> path;
            };
        many.element().leaves(leaves, below, there + 1, repetition + 1);
      }
      case Pairs pairs -> pairs.entry().leaves(leaves, own + ".", there + 1, repetition + 1);
    }
  }

  /**
   * Adds a value's entries to those of its leaves (Dremel's record shredding).
   *
   * @param first the first of its leaves
   * @param definition the level up to which what is above it is there
   * @param repetition level of the first entry
   * @param depth repetition level of what is above it
   * @return the leaf behind its last one
   */
  default int shred(
      @Nullable Object value,
      List<List<Entry>> leaves,
      int first,
      int definition,
      int repetition,
      int depth) {
    if (value == null) {
      return absent(leaves, first, definition, repetition);
    }
    int there = definition + (optional() ? 1 : 0);
    return switch (this) {
      case Value _ -> {
        leaves.get(first).add(new Entry(repetition, there, value));
        yield first + 1;
      }
      case Struct struct -> {
        int next = first;
        for (int i = 0; i < struct.fields().size(); i++) {
          Object part = ((List<?>) value).get(i);
          next = struct.fields().get(i).shred(part, leaves, next, there, repetition, depth);
        }
        yield next;
      }
      case Many many ->
          elements(many.element(), (List<?>) value, leaves, first, there, repetition, depth);
      case Pairs pairs ->
          elements(pairs.entry(), (List<?>) value, leaves, first, there, repetition, depth);
    };
  }

  private static int elements(
      Shape element,
      List<?> values,
      List<List<Entry>> leaves,
      int first,
      int definition,
      int repetition,
      int depth) {
    if (values.isEmpty()) {
      return element.absent(leaves, first, definition, repetition);
    }
    int next = first;
    for (int i = 0; i < values.size(); i++) {
      int level = i == 0 ? repetition : depth + 1;
      next = element.shred(values.get(i), leaves, first, definition + 1, level, depth + 1);
    }
    return next;
  }

  private int absent(List<List<Entry>> leaves, int first, int definition, int repetition) {
    List<Leaf> own = new ArrayList<>();
    leaves(own, "", 0, 0);
    for (int i = 0; i < own.size(); i++) {
      leaves.get(first + i).add(new Entry(repetition, definition, null));
    }
    return first + own.size();
  }
}
