package io.scheelite.operators.source;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.util.List;

/**
 * A field of a column of structs, or of structs in it.
 *
 * @param column position of the column in the table's schema
 * @param fields position of the field in the column's type, then in that field's, and so on; at
 *     least one
 */
public record FieldPath(int column, List<Integer> fields) {
  /** Copies the list. */
  public FieldPath {
    fields = List.copyOf(fields);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("no field: column=" + column);
    }
  }

  /** The field as a column of its own: null where it, or a struct around it, is. */
  public Field resolve(Schema schema) {
    Field place = schema.fields().get(column);
    StringBuilder name = new StringBuilder(place.name());
    DataType type = place.type();
    for (int index : fields) {
      Field field = ((DataType.Struct) type).fields().get(index);
      name.append('.').append(field.name());
      type = field.type();
    }
    return new Field(name.toString(), type, true);
  }
}
