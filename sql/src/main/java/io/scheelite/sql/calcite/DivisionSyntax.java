package io.scheelite.sql.calcite;

import io.scheelite.sql.catalog.Dialect;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Writes divisions as settings want them: {@code a / b} as {@code CAST(a AS DOUBLE) / b}, or as
 * {@code a / NULLIF(b, 0)}, or both. Used by one thread.
 */
final class DivisionSyntax extends SqlShuttle {
  private static final SqlOperator OF_WHOLES = DialectOperators.function("//");

  private final Dialect dialect;

  private DivisionSyntax(Dialect dialect) {
    this.dialect = dialect;
  }

  static SqlNode rewrite(SqlNode parsed, Dialect dialect) {
    if (dialect.integerDivision() && !dialect.nullForDivisionByZero()) {
      return parsed;
    }
    SqlNode result = parsed.accept(new DivisionSyntax(dialect));
    return result == null ? parsed : result;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode rewritten = super.visit(call);
    boolean divides = call.getKind() == SqlKind.DIVIDE;
    if (!(rewritten instanceof SqlCall division)
        || !(divides || call.getKind() == SqlKind.MOD || division.getOperator().equals(OF_WHOLES))
        || division.operandCount() != 2) {
      return rewritten;
    }
    SqlNode dividend = division.operand(0);
    SqlNode divisor = division.operand(1);
    if (divides && !dialect.integerDivision()) {
      dividend = SqlStdOperatorTable.CAST.createCall(position(dividend), dividend, type());
    }
    if (dialect.nullForDivisionByZero()) {
      SqlParserPos at = position(divisor);
      divisor =
          SqlStdOperatorTable.NULLIF.createCall(
              at, divisor, SqlLiteral.createExactNumeric("0", at));
    }
    return division.getOperator().createCall(position(call), dividend, divisor);
  }

  private static SqlParserPos position(SqlNode node) {
    return node.getParserPosition();
  }

  private static SqlDataTypeSpec type() {
    return new SqlDataTypeSpec(
        new SqlBasicTypeNameSpec(SqlTypeName.DOUBLE, SqlParserPos.ZERO), SqlParserPos.ZERO);
  }
}
