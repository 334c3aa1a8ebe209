package io.scheelite.sql.calcite;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * Lets ORDER BY name a column that is selected more than once, as in {@code SELECT x, x FROM t
 * ORDER BY x}: its number stands there instead, since it does not matter which of them is meant.
 * Columns of the same name that are not the same remain ambiguous.
 */
final class RepeatedColumns {
  private RepeatedColumns() {}

  /** Replaces names in the ORDER BY of a query whose select list was validated. */
  static void replace(SqlNodeList orderings, SqlSelect select, SqlNameMatcher matcher) {
    orderings.replaceAll(
        key -> {
          SqlNode value = SelectSyntax.withoutDirection(key);
          SqlNode number =
              value instanceof SqlIdentifier name && name.isSimple()
                  ? number(name, select.getSelectList(), matcher)
                  : null;
          return number == null ? key : SelectSyntax.inDirection(key, number);
        });
  }

  /** The number of the first of several columns of a name that are the same; null if none are. */
  private static @Nullable SqlNode number(
      SqlIdentifier name, SqlNodeList items, SqlNameMatcher matcher) {
    int first = 0;
    boolean again = false;
    for (int i = 0; i < items.size(); i++) {
      String label = label(items.get(i));
      if (label == null || !matcher.matches(label, name.getSimple())) {
        continue;
      }
      if (first == 0) {
        first = i + 1;
      } else if (value(items.get(first - 1)).equalsDeep(value(items.get(i)), Litmus.IGNORE)) {
        again = true;
      } else {
        return null;
      }
    }
    return again
        ? SqlLiteral.createExactNumeric(Integer.toString(first), name.getParserPosition())
        : null;
  }

  private static SqlNode value(SqlNode item) {
    return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
  }

  private static @Nullable String label(SqlNode item) {
    SqlNode named = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(1) : item;
    return named instanceof SqlIdentifier name && !name.isStar() ? name.names.getLast() : null;
  }
}
