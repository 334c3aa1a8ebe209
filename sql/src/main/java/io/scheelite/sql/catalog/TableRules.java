package io.scheelite.sql.catalog;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.TableSource;
import java.util.List;

/**
 * What a table's declaration says besides names and types.
 *
 * @param defaults what a column gets where an INSERT has no value for it
 * @param primaryKey columns; empty if none was declared; not enforced
 * @param checks conditions that no row may make false
 */
public record TableRules(List<Default> defaults, List<String> primaryKey, List<Check> checks) {
  /** What a column gets where an INSERT has no value for it. */
  public sealed interface Default {
    /** Always the same, of the column's type. */
    record Constant(Literal value) implements Default {}

    /**
     * Told by each INSERT anew, such as the time.
     *
     * @param text as it was written
     * @param query that selects it
     */
    record Computed(String text, String query) implements Default {}
  }

  /**
   * A condition that no row may make false; a null is not false.
   *
   * @param condition over the table's columns, by their positions
   */
  public record Check(String name, Expression condition) {}

  /** A table that has such rules. */
  public interface Ruled extends TableSource {
    /** Its rules. */
    TableRules rules();
  }

  /** Copies the lists. */
  public TableRules {
    defaults = List.copyOf(defaults);
    primaryKey = List.copyOf(primaryKey);
    checks = List.copyOf(checks);
  }

  /** Nulls, no key and no conditions. */
  public static TableRules none(Schema schema) {
    List<Default> nulls =
        schema.fields().stream()
            .<Default>map(field -> new Default.Constant(new Literal(null, field.type())))
            .toList();
    return new TableRules(nulls, List.of(), List.of());
  }

  /** The rules of a table; none if it has no declaration. */
  public static TableRules of(TableSource table) {
    return table instanceof Ruled ruled ? ruled.rules() : none(table.schema());
  }
}
