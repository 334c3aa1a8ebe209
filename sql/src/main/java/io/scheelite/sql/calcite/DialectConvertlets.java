package io.scheelite.sql.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/**
 * Leaves the operands of comparisons as they are, and variances over windows. Calcite would bring
 * decimals to a common type that may lose digits; our typing finds one that does not.
 */
final class DialectConvertlets implements SqlRexConvertletTable {
  static final DialectConvertlets INSTANCE = new DialectConvertlets();

  private DialectConvertlets() {}

  @Override
  public SqlRexConvertlet get(SqlCall call) {
    return switch (call.getKind()) {
      case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          DialectConvertlets::comparison;
      case BETWEEN -> isAsymmetric(call) ? DialectConvertlets::between : standard(call);
      case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> DialectConvertlets::distinction;
      case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> DialectConvertlets::aggregate;
      default -> standard(call);
    };
  }

  private static SqlRexConvertlet standard(SqlCall call) {
    return StandardConvertletTable.INSTANCE.get(call);
  }

  private static boolean isAsymmetric(SqlCall call) {
    return ((SqlBetweenOperator) call.getOperator()).flag == SqlBetweenOperator.Flag.ASYMMETRIC;
  }

  private static RexNode comparison(SqlRexContext context, SqlCall call) {
    return context.getRexBuilder().makeCall(call.getOperator(), operands(context, call));
  }

  /** Calcite would take rows apart after they were made. */
  private static RexNode distinction(SqlRexContext context, SqlCall call) {
    return distinction(context, call, call.operand(0), call.operand(1));
  }

  private static RexNode distinction(
      SqlRexContext context, SqlCall call, SqlNode left, SqlNode right) {
    RexBuilder builder = context.getRexBuilder();
    if (!(left instanceof SqlCall leftRow && left.getKind() == SqlKind.ROW)
        || !(right instanceof SqlCall rightRow && right.getKind() == SqlKind.ROW)) {
      return builder.makeCall(
          call.getOperator(), context.convertExpression(left), context.convertExpression(right));
    }
    List<RexNode> fields = new ArrayList<>();
    for (int i = 0; i < leftRow.operandCount(); i++) {
      fields.add(distinction(context, call, leftRow.operand(i), rightRow.operand(i)));
    }
    return call.getKind() == SqlKind.IS_DISTINCT_FROM
        ? RexUtil.composeDisjunction(builder, fields)
        : RexUtil.composeConjunction(builder, fields);
  }

  /** Calcite would make a variance over a window of sums of squares, and lose digits. */
  private static RexNode aggregate(SqlRexContext context, SqlCall call) {
    return context
        .getRexBuilder()
        .makeCall(
            Objects.requireNonNull(context.getValidator()).getValidatedNodeType(call),
            call.getOperator(),
            operands(context, call));
  }

  private static RexNode between(SqlRexContext context, SqlCall call) {
    List<RexNode> operands = operands(context, call);
    RexBuilder builder = context.getRexBuilder();
    RexNode range =
        builder.makeCall(
            SqlStdOperatorTable.AND,
            builder.makeCall(
                SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, operands.get(0), operands.get(1)),
            builder.makeCall(
                SqlStdOperatorTable.LESS_THAN_OR_EQUAL, operands.get(0), operands.get(2)));
    boolean negated = ((SqlBetweenOperator) call.getOperator()).isNegated();
    return negated ? builder.makeCall(SqlStdOperatorTable.NOT, range) : range;
  }

  private static List<RexNode> operands(SqlRexContext context, SqlCall call) {
    List<RexNode> operands = new ArrayList<>();
    for (SqlNode operand : call.getOperandList()) {
      operands.add(context.convertExpression(operand));
    }
    return operands;
  }
}
