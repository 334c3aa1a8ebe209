package io.scheelite.sql.calcite;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Lets numbers be conditions, which hold unless they are zero: what stands in WHERE, ON, HAVING,
 * QUALIFY, FILTER or WHEN and does not look like a condition becomes the argument of a function
 * that makes one of it. {@link DialectCoercion} does the same for operands of AND, OR and NOT.
 */
final class Conditions extends SqlShuttle {
  /** A function of one value: that is a condition. */
  static final String CONDITION = "*condition*";

  private static final Set<SqlKind> CONDITIONS =
      EnumSet.of(
          SqlKind.AND,
          SqlKind.OR,
          SqlKind.NOT,
          SqlKind.EQUALS,
          SqlKind.NOT_EQUALS,
          SqlKind.LESS_THAN,
          SqlKind.LESS_THAN_OR_EQUAL,
          SqlKind.GREATER_THAN,
          SqlKind.GREATER_THAN_OR_EQUAL,
          SqlKind.IS_DISTINCT_FROM,
          SqlKind.IS_NOT_DISTINCT_FROM,
          SqlKind.IS_NULL,
          SqlKind.IS_NOT_NULL,
          SqlKind.IS_TRUE,
          SqlKind.IS_NOT_TRUE,
          SqlKind.IS_FALSE,
          SqlKind.IS_NOT_FALSE,
          SqlKind.IS_UNKNOWN,
          SqlKind.IN,
          SqlKind.NOT_IN,
          SqlKind.SOME,
          SqlKind.ALL,
          SqlKind.EXISTS,
          SqlKind.BETWEEN,
          SqlKind.LIKE,
          SqlKind.RLIKE,
          SqlKind.SIMILAR);

  private Conditions() {}

  static SqlNode rewrite(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new Conditions()));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode rewritten = super.visit(call);
    switch (rewritten) {
      case SqlSelect select -> {
        select.setWhere(condition(select.getWhere()));
        select.setHaving(condition(select.getHaving()));
        select.setQualify(condition(select.getQualify()));
      }
      case SqlJoin join when join.getConditionType() == JoinConditionType.ON ->
          join.setOperand(
              join.getOperandList().indexOf(join.getCondition()), condition(join.getCondition()));
      case SqlDelete delete -> delete.setOperand(1, condition(delete.getCondition()));
      case SqlUpdate update -> update.setOperand(3, condition(update.getCondition()));
      case SqlCase cases when cases.getValueOperand() == null -> {
        SqlNodeList when = cases.getWhenOperands();
        when.replaceAll(Conditions::condition);
      }
      case SqlCall filter when filter.getKind() == SqlKind.FILTER ->
          filter.setOperand(1, filtering(filter.operand(1)));
      case null, default -> {}
    }
    return rewritten;
  }

  /** Calcite knows no type of NULL here. */
  private static @Nullable SqlNode filtering(SqlNode node) {
    return SqlUtil.isNullLiteral(node, false)
        ? SqlLiteral.createUnknown(node.getParserPosition())
        : condition(node);
  }

  private static @Nullable SqlNode condition(@Nullable SqlNode node) {
    return node == null || isCondition(node)
        ? node
        : DialectOperators.function(CONDITION).createCall(node.getParserPosition(), List.of(node));
  }

  private static boolean isCondition(SqlNode node) {
    return switch (node) {
      case SqlLiteral literal ->
          literal.getTypeName() == SqlTypeName.BOOLEAN || literal.getTypeName() == SqlTypeName.NULL;
      case SqlCall call -> CONDITIONS.contains(call.getKind());
      case SqlDynamicParam _, SqlNodeList _ -> true; // a list is an error
      default -> false;
    };
  }
}
