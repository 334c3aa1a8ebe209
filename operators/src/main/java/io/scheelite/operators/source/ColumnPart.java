package io.scheelite.operators.source;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.util.List;

/**
 * A part of a column of nested values: a field of a struct, an element of a list, how long a list
 * is; or such a part of a part.
 *
 * @param column position of the column in the table's schema
 * @param steps from the outside in; at least one
 */
public record ColumnPart(int column, List<Step> steps) {
  /** Leads from a value to a part of it. */
  public sealed interface Step {}

  /**
   * To a field of a struct.
   *
   * @param position in the struct's type
   */
  public record Member(int position) implements Step {}

  /**
   * To an element of a list.
   *
   * @param number from 1, or from the end from -1
   */
  public record Element(long number) implements Step {}

  /** To how many elements a list or a map has, as an INT64; the last step. */
  public record Length() implements Step {}

  /** Copies the list. */
  public ColumnPart {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("no part: column=" + column);
    }
  }

  /** The part as a column of its own: null where it, or something around it, is not there. */
  public Field resolve(Schema schema) {
    Field place = schema.fields().get(column);
    String name = place.name();
    DataType type = place.type();
    for (Step step : steps) {
      switch (step) {
        case Member(int position) -> {
          Field field = ((DataType.Struct) type).fields().get(position);
          name = name + '.' + field.name();
          type = field.type();
        }
        case Element(long number) -> {
          name = name + '[' + number + ']';
          type = ((DataType.List) type).element();
        }
        case Length() -> {
          name = "len(" + name + ')';
          type = DataType.INT64;
        }
      }
    }
    return new Field(name, type, true);
  }
}
