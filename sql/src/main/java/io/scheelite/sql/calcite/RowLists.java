package io.scheelite.sql.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code (a, b) IN ((1, NULL), (2, 3))} as comparisons of the fields: Calcite wants one type
 * for the rows of a list, and a null has none.
 */
final class RowLists extends SqlShuttle {
  private RowLists() {}

  static SqlNode rewrite(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new RowLists()));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode rewritten = super.visit(call);
    boolean negated = call.getKind() == SqlKind.NOT_IN;
    if (!(negated || call.getKind() == SqlKind.IN)
        || !(rewritten instanceof SqlCall in)
        || !(in.operand(0) instanceof SqlCall row && row.getKind() == SqlKind.ROW)
        || !(in.operand(1) instanceof SqlNodeList rows && hasNull(rows, row.operandCount()))) {
      return rewritten;
    }
    SqlParserPos at = in.getParserPosition();
    List<SqlNode> matches = new ArrayList<>();
    for (SqlNode other : rows) {
      matches.add(equal(row, (SqlCall) other, at));
    }
    SqlNode any = joined(SqlStdOperatorTable.OR, matches, at);
    return negated ? SqlStdOperatorTable.NOT.createCall(at, any) : any;
  }

  /** Whether all are rows of that size, and one has a null. */
  private static boolean hasNull(SqlNodeList rows, int size) {
    boolean found = false;
    for (SqlNode node : rows) {
      if (!(node instanceof SqlCall row)
          || row.getKind() != SqlKind.ROW
          || row.operandCount() != size) {
        return false;
      }
      found |= row.getOperandList().stream().anyMatch(field -> SqlUtil.isNullLiteral(field, false));
    }
    return found;
  }

  private static SqlNode equal(SqlCall left, SqlCall right, SqlParserPos at) {
    List<SqlNode> fields = new ArrayList<>();
    for (int i = 0; i < left.operandCount(); i++) {
      SqlNode copy = Objects.requireNonNull(left.operand(i).accept(new NodeCopy()));
      fields.add(SqlStdOperatorTable.EQUALS.createCall(at, copy, right.operand(i)));
    }
    return joined(SqlStdOperatorTable.AND, fields, at);
  }

  /** A tree without long chains. */
  private static SqlNode joined(SqlOperator operator, List<SqlNode> nodes, SqlParserPos at) {
    if (nodes.size() == 1) {
      return nodes.getFirst();
    }
    int half = nodes.size() / 2;
    return operator.createCall(
        at,
        joined(operator, nodes.subList(0, half), at),
        joined(operator, nodes.subList(half, nodes.size()), at));
  }
}
