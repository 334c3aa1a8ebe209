package io.scheelite.sql.catalog;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.TableSource;
import java.util.List;

/**
 * What a table's declaration says besides names and types.
 *
 * @param defaults what a column gets where an INSERT has no value for it, of the column's type
 * @param primaryKey columns; empty if none was declared; not enforced
 */
public record TableRules(List<Literal> defaults, List<String> primaryKey) {
  /** A table that has such rules. */
  public interface Ruled extends TableSource {
    /** Its rules. */
    TableRules rules();
  }

  /** Copies the lists. */
  public TableRules {
    defaults = List.copyOf(defaults);
    primaryKey = List.copyOf(primaryKey);
  }

  /** Nulls, and no key. */
  public static TableRules none(Schema schema) {
    return new TableRules(
        schema.fields().stream().map(field -> new Literal(null, field.type())).toList(), List.of());
  }

  /** The rules of a table; none if it has no declaration. */
  public static TableRules of(TableSource table) {
    return table instanceof Ruled ruled ? ruled.rules() : none(table.schema());
  }
}
