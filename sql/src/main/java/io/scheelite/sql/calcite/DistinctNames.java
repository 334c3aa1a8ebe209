package io.scheelite.sql.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/**
 * Gives the columns of a query that others read names of their own: of columns of one name the
 * first keeps it, the others become {@code a_1}, {@code a_2} and so on, as in DuckDB.
 */
final class DistinctNames {
  private DistinctNames() {}

  /** The select list with such names; what a star stands for has them from the validator. */
  static SqlNodeList of(SqlNodeList items, SqlSelect select, SqlValidatorImpl validator) {
    Set<String> taken = validator.getCatalogReader().nameMatcher().createSet();
    List<SqlNode> named = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      SqlNode item = items.get(i);
      String name = SelectSyntax.isStar(item) ? null : SqlValidatorUtil.alias(item);
      if (name == null) {
        named.add(item);
        if (item instanceof SqlIdentifier && i < items.size() - 1) {
          takeAll(item, select, validator, taken);
        }
      } else {
        String own = take(name, taken);
        named.add(own.equals(name) ? item : as(item, own));
      }
    }
    return new SqlNodeList(named, items.getParserPosition());
  }

  private static void takeAll(
      SqlNode star, SqlSelect select, SqlValidatorImpl validator, Set<String> taken) {
    for (SqlNode column : validator.expandStar(SqlNodeList.of(star), select, false)) {
      String name = SqlValidatorUtil.alias(column);
      if (name != null) {
        String _ = take(name, taken);
      }
    }
  }

  private static SqlNode as(SqlNode item, String name) {
    return SqlStdOperatorTable.AS.createCall(
        item.getParserPosition(),
        SqlUtil.stripAs(item),
        new SqlIdentifier(name, item.getParserPosition()));
  }

  /** A name that is not taken yet, and is then. */
  static String take(String name, Set<String> taken) {
    String own = name;
    for (int i = 1; !taken.add(own); i++) {
      own = name + '_' + i;
    }
    return own;
  }
}
