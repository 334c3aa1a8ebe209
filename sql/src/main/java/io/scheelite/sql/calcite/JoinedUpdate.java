package io.scheelite.sql.calcite;

import static io.scheelite.sql.calcite.DataChanges.as;

import io.scheelite.columnar.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table after {@code UPDATE … FROM}: each row is numbered and joined with the rows of
 * the other tables; of several that match one is taken, no matter which.
 *
 * @param joined a query of the other tables, whose condition is the update's
 */
record JoinedUpdate(SqlNode table, String alias, SqlSelect joined) {
  private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;
  private static final String ROW = "row number";
  private static final String MATCH = "match number";

  /**
   * The rows as they are afterwards, and whether they are changed.
   *
   * @param items of the table's columns and {@link DataChanges#CHANGED}
   */
  SqlNode select(SqlNode[] items, Schema schema) {
    SqlNode rows = as(DataChanges.select(numbered(), as(table, alias), null), alias);
    SqlNode condition = joined.getWhere();
    SqlNode matches =
        join(
            rows,
            JoinType.LEFT,
            join(joined.getFrom(), JoinType.CROSS, flag(), null),
            condition == null ? SqlLiteral.createBoolean(true, NOWHERE) : condition);
    List<SqlNode> all = new ArrayList<>();
    List<SqlNode> wanted = new ArrayList<>();
    for (int i = 0; i < items.length; i++) {
      String name = i < schema.size() ? schema.fields().get(i).name() : DataChanges.CHANGED;
      all.add(as(items[i], name));
      wanted.add(new SqlIdentifier(name, NOWHERE));
    }
    all.add(as(number(List.of(new SqlIdentifier(List.of(alias, ROW), NOWHERE))), MATCH));
    SqlNode isFirst =
        SqlStdOperatorTable.EQUALS.createCall(
            NOWHERE,
            new SqlIdentifier(MATCH, NOWHERE),
            SqlLiteral.createExactNumeric("1", NOWHERE));
    return DataChanges.select(wanted, as(DataChanges.select(all, matches, null), alias), isFirst);
  }

  private static List<SqlNode> numbered() {
    return Arrays.asList(DataChanges.STAR, as(number(List.of()), ROW));
  }

  /** One row that says that there is a match. */
  private static SqlNode flag() {
    SqlNode row =
        SqlStdOperatorTable.ROW.createCall(NOWHERE, SqlLiteral.createBoolean(true, NOWHERE));
    return SqlStdOperatorTable.AS.createCall(
        NOWHERE,
        SqlStdOperatorTable.VALUES.createCall(NOWHERE, row),
        new SqlIdentifier(SelectShapes.FROM, NOWHERE),
        new SqlIdentifier(DataChanges.CHANGED, NOWHERE));
  }

  private static SqlNode number(List<SqlNode> partition) {
    SqlNode window =
        SqlWindow.create(
            null,
            null,
            new SqlNodeList(partition, NOWHERE),
            SqlNodeList.EMPTY,
            SqlLiteral.createBoolean(false, NOWHERE),
            null,
            null,
            null,
            NOWHERE);
    return SqlStdOperatorTable.OVER.createCall(
        NOWHERE, SqlStdOperatorTable.ROW_NUMBER.createCall(NOWHERE), window);
  }

  /** A join; on no condition if there is none. */
  static SqlNode join(
      @Nullable SqlNode left, JoinType type, SqlNode right, @Nullable SqlNode condition) {
    JoinConditionType kind = condition == null ? JoinConditionType.NONE : JoinConditionType.ON;
    return new SqlJoin(
        NOWHERE,
        left,
        SqlLiteral.createBoolean(false, NOWHERE),
        type.symbol(NOWHERE),
        right,
        kind.symbol(NOWHERE),
        condition);
  }
}
