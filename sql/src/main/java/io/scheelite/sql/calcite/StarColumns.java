package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlStarReplace;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/**
 * Writes out {@code * EXCLUDE (…)} and {@code * REPLACE (…)} of joins whose sides have columns in
 * common: Calcite counts those twice there, though not in {@code *} alone.
 */
final class StarColumns {
  private StarColumns() {}

  /** Puts the columns into a select list whose FROM was validated. */
  static void expand(SqlSelect select, SqlValidatorImpl validator) {
    List<SqlNode> items = new ArrayList<>();
    for (SqlNode item : select.getSelectList()) {
      if (item instanceof SqlStarExclude star && star.getStarIdentifier().names.size() == 1) {
        List<SqlNode> columns = columns(star.getStarIdentifier(), select, validator);
        star.getExcludeList().forEach(name -> columns.remove(indexOf(name, columns, validator)));
        items.addAll(columns);
      } else if (item instanceof SqlStarReplace star
          && star.getStarIdentifier().names.size() == 1) {
        List<SqlNode> columns = columns(star.getStarIdentifier(), select, validator);
        for (SqlNode replacement : star.getReplaceList()) {
          int index = indexOf(((SqlCall) replacement).operand(1), columns, validator);
          SqlNode name = columns.get(index);
          columns.set(
              index,
              SqlStdOperatorTable.AS.createCall(
                  replacement.getParserPosition(),
                  ((SqlCall) replacement).operand(0),
                  new SqlIdentifier(alias(name), name.getParserPosition())));
        }
        items.addAll(columns);
      } else {
        items.add(item);
      }
    }
    select.getSelectList().clear(); // the validator holds this very list
    select.getSelectList().addAll(items);
  }

  private static List<SqlNode> columns(
      SqlIdentifier star, SqlSelect select, SqlValidatorImpl validator) {
    return new ArrayList<>(validator.expandStar(SqlNodeList.of(star), select, false).getList());
  }

  private static int indexOf(SqlNode name, List<SqlNode> columns, SqlValidatorImpl validator) {
    SqlIdentifier wanted = (SqlIdentifier) name;
    if (!wanted.isSimple()) {
      throw SqlException.unsupported("EXCLUDE of a table's column from a join with USING");
    }
    for (int i = 0; i < columns.size(); i++) {
      if (validator
          .getCatalogReader()
          .nameMatcher()
          .matches(alias(columns.get(i)), wanted.getSimple())) {
        return i;
      }
    }
    throw CalciteErrors.at(
        wanted.getParserPosition(),
        ErrorCode.UNKNOWN_COLUMN,
        "unknown column: " + wanted.getSimple());
  }

  private static String alias(SqlNode column) {
    return Objects.requireNonNull(SqlValidatorUtil.alias(column));
  }
}
