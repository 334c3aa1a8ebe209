package io.scheelite.formats.json;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.json.JsonRecord.Kind;
import io.scheelite.formats.text.TextValues;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of the values at one place of objects. Used by one thread. */
final class ValueShape {
  private long numValues;
  private long numNulls;
  private boolean texts = true;
  private boolean truths = true;
  private boolean integers = true;
  private boolean numbers = true;
  private boolean dates = true;
  private boolean timestamps = true;
  private boolean hasScalars;
  private @Nullable ValueShape elements;
  private @Nullable Map<String, ValueShape> fields;

  /** Looks at a value and all that is inside of it. */
  void add(JsonTape tape, int value) {
    numValues++;
    switch (tape.kind(value)) {
      case NULL -> numNulls++;
      case ARRAY -> {
        ValueShape inside = elements == null ? new ValueShape() : elements;
        elements = inside;
        for (int at = value + 1; at < tape.next(value); at = tape.next(at)) {
          inside.add(tape, at);
        }
      }
      case OBJECT -> {
        Map<String, ValueShape> inside = fields == null ? new LinkedHashMap<>() : fields;
        fields = inside;
        for (int at = value + 1; at < tape.next(value); at = tape.next(at)) {
          inside.computeIfAbsent(tape.name(at), _ -> new ValueShape()).add(tape, at);
        }
      }
      case TRUTH, INTEGER, NUMBER, TEXT -> addScalar(tape, value);
    }
  }

  private void addScalar(JsonTape tape, int value) {
    Kind kind = tape.kind(value);
    hasScalars = true;
    texts &= kind == Kind.TEXT;
    truths &= kind == Kind.TRUTH;
    integers &= kind == Kind.INTEGER && (!integers || isA(DataType.INT64, tape, value));
    numbers &= kind == Kind.INTEGER || kind == Kind.NUMBER;
    dates &= kind == Kind.TEXT && dates && isA(DataType.DATE, tape, value);
    timestamps &= kind == Kind.TEXT && timestamps && isA(DataType.TIMESTAMP, tape, value);
  }

  private static boolean isA(DataType type, JsonTape tape, int value) {
    return TextValues.isA(type, tape.text(value));
  }

  /** Takes over what is known of values at another place. */
  void merge(ValueShape other) {
    numValues += other.numValues;
    numNulls += other.numNulls;
    texts &= other.texts;
    truths &= other.truths;
    integers &= other.integers;
    numbers &= other.numbers;
    dates &= other.dates;
    timestamps &= other.timestamps;
    hasScalars |= other.hasScalars;
    if (other.elements != null) {
      elements = elements == null ? new ValueShape() : elements;
      elements.merge(other.elements);
    }
    if (other.fields != null) {
      Map<String, ValueShape> inside = fields == null ? new LinkedHashMap<>() : fields;
      fields = inside;
      other.fields.forEach(
          (name, field) -> inside.computeIfAbsent(name, _ -> new ValueShape()).merge(field));
    }
  }

  /** How many values there are, nulls included. */
  long numValues() {
    return numValues;
  }

  long numNulls() {
    return numNulls;
  }

  /** Whether nothing is known: there is no value, or all are null. */
  boolean isUnknown() {
    return !hasScalars && elements == null && fields == null;
  }

  /** Whether there are values of several kinds: objects and arrays, texts and numbers. */
  boolean isMixed() {
    int numKinds = (hasScalars ? 1 : 0) + (elements == null ? 0 : 1) + (fields == null ? 0 : 1);
    return numKinds > 1;
  }

  /** What is inside of arrays; null if there is none. */
  @Nullable ValueShape elements() {
    return elements;
  }

  /** What is inside of objects, in the order in which it came up; null if there is none. */
  @Nullable Map<String, ValueShape> fields() {
    return fields;
  }

  /** The type of values that are not nested; null if they have none in common. */
  @Nullable DataType scalarType() {
    if (truths) {
      return DataType.BOOLEAN;
    }
    if (numbers) {
      return integers ? DataType.INT64 : DataType.FLOAT64;
    }
    if (timestamps) {
      return dates ? DataType.DATE : DataType.TIMESTAMP;
    }
    return texts ? DataType.UTF8 : null;
  }
}
