package io.scheelite.columnar;

import java.util.List;
import java.util.stream.Stream;

/**
 * The columns of a table or of a plan node's output, in order. Names may repeat.
 *
 * @param fields the columns
 */
public record Schema(List<Field> fields) {
  /** Copies the list. */
  public Schema {
    fields = List.copyOf(fields);
  }

  /** A schema of the given fields. */
  public static Schema of(Field... fields) {
    return new Schema(List.of(fields));
  }

  /** Number of columns. */
  public int size() {
    return fields.size();
  }

  /** Column {@code index}, from 0. */
  public Field field(int index) {
    return fields.get(index);
  }

  /** Type of column {@code index}. */
  public DataType type(int index) {
    return fields.get(index).type();
  }

  /** Position of the first column of that name, ignoring case, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Only the columns at {@code indexes}, in that order. */
  public Schema select(List<Integer> indexes) {
    return new Schema(indexes.stream().map(fields::get).toList());
  }

  /** These columns followed by {@code other}'s. */
  public Schema concat(Schema other) {
    return new Schema(Stream.concat(fields.stream(), other.fields.stream()).toList());
  }
}
