package io.scheelite.sql.calcite;

import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Gives calls of aggregates a meaning that Calcite does not: {@code count()} counts rows, {@code
 * mode() WITHIN GROUP (ORDER BY x)} is {@code mode(x)}, and an aggregate to which the order of rows
 * does not matter has none. In windows, first, last and any_value are the window functions.
 */
final class CallSyntax extends SqlShuttle {
  /** Those whose value depends on the order of the rows, or that are an order's. */
  private static final Set<String> ORDERED =
      Set.of(
          "first",
          "last",
          "any_value",
          "arbitrary",
          "string_agg",
          "group_concat",
          "listagg",
          "array_agg",
          "list",
          "percentile_cont",
          "percentile_disc",
          "arg_min",
          "arg_max",
          "argmin",
          "argmax",
          "min_by",
          "max_by");

  private final SqlOperator nulls;

  private CallSyntax(boolean nullsFirst) {
    nulls = nullsFirst ? SqlStdOperatorTable.NULLS_FIRST : SqlStdOperatorTable.NULLS_LAST;
  }

  static SqlNode rewrite(SqlNode statement, boolean nullsFirst) {
    return Objects.requireNonNull(statement.accept(new CallSyntax(nullsFirst)));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode rewritten = super.visit(call);
    if (!(rewritten instanceof SqlCall changed)) {
      return rewritten;
    }
    String name = name(changed);
    if (changed.getKind() == SqlKind.WITHIN_GROUP) {
      return withinGroup(changed);
    }
    if (changed.getKind() == SqlKind.OVER) {
      return overWindow(changed);
    }
    if (changed.operandCount() == 0
        && changed.getFunctionQuantifier() == null
        && (name.equals("count") || name.equals("count_star"))) {
      SqlParserPos at = changed.getParserPosition();
      return SqlStdOperatorTable.COUNT.createCall(at, SqlIdentifier.star(at));
    }
    return changed;
  }

  private static String name(SqlCall call) {
    return call.getOperator().getName().toLowerCase(Locale.ROOT);
  }

  private static SqlNode overWindow(SqlCall over) {
    if (!(over.operand(0) instanceof SqlCall function) || function.operandCount() != 1) {
      return over;
    }
    SqlParserPos at = function.getParserPosition();
    SqlNode value = function.operand(0);
    switch (name(function)) {
      case "first" -> over.setOperand(0, SqlStdOperatorTable.FIRST_VALUE.createCall(at, value));
      case "last" -> over.setOperand(0, SqlStdOperatorTable.LAST_VALUE.createCall(at, value));
      case "any_value", "arbitrary" ->
          over.setOperand(
              0,
              SqlStdOperatorTable.IGNORE_NULLS.createCall(
                  at, SqlStdOperatorTable.FIRST_VALUE.createCall(at, value)));
      case "count_if", "countif" -> over.setOperand(0, count(value, at));
      default -> {}
    }
    return over;
  }

  private static SqlNode count(SqlNode condition, SqlParserPos at) {
    SqlNode counted =
        new SqlCase(
            at,
            null,
            SqlNodeList.of(condition),
            SqlNodeList.of(SqlLiteral.createBoolean(true, at)),
            SqlLiteral.createNull(at));
    return SqlStdOperatorTable.COUNT.createCall(at, counted);
  }

  private SqlNode withinGroup(SqlCall within) {
    if (!(within.operand(0) instanceof SqlCall aggregate)) {
      return within;
    }
    String name = name(aggregate);
    if (name.equals("mode") && aggregate.operandCount() == 0) {
      SqlNodeList keys = within.operand(1);
      return keys.size() == 1
          ? aggregate
              .getOperator()
              .createCall(
                  aggregate.getParserPosition(),
                  List.of(SelectSyntax.withoutDirection(keys.get(0))))
          : within;
    }
    if (!DialectAggregates.isAggregate(name)) {
      return within;
    }
    within.setOperand(1, withNulls(within.operand(1)));
    if (name.equals("any_value") || name.equals("arbitrary")) {
      SqlNode ordered =
          DialectAggregates.FIRST_NOT_NULL.createCall(
              aggregate.getParserPosition(), aggregate.getOperandList());
      return within
          .getOperator()
          .createCall(within.getParserPosition(), ordered, within.operand(1));
    }
    if (name.equals("mode") || name.startsWith("arg") || name.endsWith("_by")) {
      throw SqlException.unsupported("ORDER BY in " + name);
    }
    return ORDERED.contains(name) ? within : aggregate;
  }

  /** Calcite would put nulls first where an order is descending. */
  private SqlNodeList withNulls(SqlNodeList keys) {
    List<SqlNode> told = new ArrayList<>();
    for (SqlNode key : keys) {
      boolean said = key.getKind() == SqlKind.NULLS_FIRST || key.getKind() == SqlKind.NULLS_LAST;
      told.add(said ? key : nulls.createCall(key.getParserPosition(), key));
    }
    return new SqlNodeList(told, keys.getParserPosition());
  }
}
