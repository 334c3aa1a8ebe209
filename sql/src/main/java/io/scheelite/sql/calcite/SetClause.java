package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * What an UPDATE sets, column by column: {@code (a, b) = (1, 2)}, which {@link SelectShapes} has
 * marked, are two of them, and so are those of a query.
 */
final class SetClause {
  private SetClause() {}

  /** A column and what it gets. */
  record Assigned(SqlNode column, SqlNode value) {}

  static List<Assigned> of(SqlUpdate update) {
    List<Assigned> assigned = new ArrayList<>();
    for (int i = 0; i < update.getTargetColumnList().size(); i++) {
      SqlIdentifier column = (SqlIdentifier) update.getTargetColumnList().get(i);
      SqlNode value = update.getSourceExpressionList().get(i);
      if (column.isSimple() && column.getSimple().equals(SelectShapes.COLUMNS)) {
        addTogether(value, assigned);
      } else {
        assigned.add(new Assigned(column, value));
      }
    }
    return assigned;
  }

  private static void addTogether(SqlNode comparison, List<Assigned> assigned) {
    if (!(comparison instanceof SqlBasicCall call) || call.getKind() != SqlKind.EQUALS) {
      throw malformed(comparison);
    }
    List<SqlNode> columns = items(call.operand(0));
    SqlNode source = call.operand(1);
    boolean isQuery = source.isA(SqlKind.QUERY);
    if (isQuery && columns.size() > 1 && isLimited(source)) { // each column asks once more
      throw SqlException.unsupported("LIMIT in a query of several columns of SET");
    }
    List<SqlNode> values = isQuery ? List.of() : items(source);
    if (!isQuery && values.size() != columns.size()) {
      throw CalciteErrors.at(
          source.getParserPosition(),
          ErrorCode.INVALID_QUERY,
          "number of values differs from the number of columns: values="
              + values.size()
              + " columns="
              + columns.size());
    }
    for (int i = 0; i < columns.size(); i++) {
      if (!(columns.get(i) instanceof SqlIdentifier column)) {
        throw malformed(columns.get(i));
      }
      SqlNode value = isQuery ? column(source, i, columns.size()) : values.get(i);
      assigned.add(new Assigned(column, value));
    }
  }

  private static boolean isLimited(SqlNode query) {
    return switch (query) {
      case SqlOrderBy ordered ->
          ordered.fetch != null || ordered.offset != null || isLimited(ordered.query);
      case SqlSelect select -> select.getFetch() != null || select.getOffset() != null;
      default -> false;
    };
  }

  private static List<SqlNode> items(SqlNode node) {
    return node instanceof SqlCall row && node.getKind() == SqlKind.ROW
        ? row.getOperandList()
        : List.of(node);
  }

  private static CalciteContextException malformed(SqlNode node) {
    return CalciteErrors.at(
        node.getParserPosition(),
        ErrorCode.SYNTAX_ERROR,
        "columns in parentheses are set to a row or a query: (a, b) = (1, 2)");
  }

  /** The query of one of a query's columns. */
  private static SqlNode column(SqlNode query, int index, int numColumns) {
    SqlParserPos at = query.getParserPosition();
    List<SqlNode> named = new ArrayList<>();
    named.add(Objects.requireNonNull(query.accept(new NodeCopy())));
    named.add(new SqlIdentifier(SelectShapes.COLUMNS, at));
    for (int i = 0; i < numColumns; i++) {
      named.add(new SqlIdentifier("column" + i, at));
    }
    return DataChanges.select(
        List.of(new SqlIdentifier("column" + index, at)),
        SqlStdOperatorTable.AS.createCall(at, named),
        null);
  }
}
