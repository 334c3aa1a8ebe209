package io.scheelite.sql.calcite;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code ||} bind weaker than arithmetic, as users of DuckDB and PostgreSQL know it: {@code
 * 'n' || i * 2} is {@code 'n' || (i * 2)}. Calcite's parser lets it bind as strongly as {@code *},
 * so what it gives is turned around; what stands in parentheses stays as it is. Used by one thread.
 */
final class ConcatenationSyntax extends SqlShuttle {
  private static final Set<SqlKind> ARITHMETIC =
      EnumSet.of(SqlKind.PLUS, SqlKind.MINUS, SqlKind.TIMES, SqlKind.DIVIDE, SqlKind.MOD);

  private ConcatenationSyntax() {}

  static SqlNode rewrite(SqlNode parsed) {
    return Objects.requireNonNullElse(parsed.accept(new ConcatenationSyntax()), parsed);
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode rewritten = super.visit(call);
    return rewritten instanceof SqlCall inner && isArithmetic(inner)
        ? arithmetic(inner.getOperator(), inner.operand(0), inner.operand(1), position(inner))
        : rewritten;
  }

  /** Of two operands that are as they should be themselves. */
  private static SqlNode arithmetic(
      SqlOperator operator, SqlNode left, SqlNode right, SqlParserPos place) {
    if (isOpen(left)) {
      SqlNode last = ((SqlCall) left).operand(1);
      return joined(
          ((SqlCall) left).operand(0), arithmetic(operator, last, right, sum(last, right)));
    }
    if (isOpen(right)) {
      SqlNode first = ((SqlCall) right).operand(0);
      return joined(
          arithmetic(operator, left, first, sum(left, first)), ((SqlCall) right).operand(1));
    }
    return operator.createCall(place, left, right);
  }

  private static SqlNode joined(SqlNode left, SqlNode right) {
    return SqlStdOperatorTable.CONCAT.createCall(sum(left, right), left, right);
  }

  private static boolean isArithmetic(SqlCall call) {
    return ARITHMETIC.contains(call.getKind()) && call.operandCount() == 2;
  }

  /** Whether something is a concatenation without parentheses, which belong to its place. */
  private static boolean isOpen(SqlNode node) {
    return node instanceof SqlCall call
        && call.getOperator() == SqlStdOperatorTable.CONCAT
        && position(call).startsAt(position(call.operand(0)))
        && position(call).getEndLineNum() == position(call.operand(1)).getEndLineNum()
        && position(call).getEndColumnNum() == position(call.operand(1)).getEndColumnNum();
  }

  private static SqlParserPos sum(SqlNode first, SqlNode last) {
    return position(first).plus(position(last));
  }

  private static SqlParserPos position(SqlNode node) {
    return node.getParserPosition();
  }
}
