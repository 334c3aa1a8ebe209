package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.PlanColumn;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Decides whether a predicate can only be true when some of the given columns are not null. */
final class NullRejection {
  private NullRejection() {}

  /** Whether rows on which all {@code columns} are null never pass {@code predicate}. */
  static boolean rejectsNulls(Expression predicate, Set<PlanColumn> columns) {
    return rejectsByConstants(predicate, columns) || rejectsByStructure(predicate, columns);
  }

  /** Whether constants decide against the predicate once nulls stand for the columns. */
  private static boolean rejectsByConstants(Expression predicate, Set<PlanColumn> columns) {
    Map<PlanColumn, Literal> nulls = new HashMap<>();
    for (PlanColumn column : ExpressionTrees.columns(predicate)) {
      if (columns.contains(column)) {
        nulls.put(column, new Literal(null, column.type()));
      }
    }
    return !nulls.isEmpty()
        && PredicateNormalizer.predicate(ExpressionTrees.substitute(predicate, nulls))
            instanceof Literal result
        && !Boolean.TRUE.equals(result.value());
  }

  private static boolean rejectsByStructure(Expression predicate, Set<PlanColumn> columns) {
    return switch (predicate) {
      case Expression.And and ->
          and.operands().stream().anyMatch(operand -> rejectsByStructure(operand, columns));
      case Expression.Or or ->
          or.operands().stream().allMatch(operand -> rejectsByStructure(operand, columns));
      case Expression.Not not ->
          not.operand() instanceof Expression.IsNull isNull
              ? isNullOnNulls(isNull.operand(), columns)
              : isNullOnNulls(not.operand(), columns);
      default -> isNullOnNulls(predicate, columns);
    };
  }

  /** Whether the expression is surely null when all {@code columns} are. */
  private static boolean isNullOnNulls(Expression node, Set<PlanColumn> columns) {
    return switch (node) {
      case Expression.Arithmetic _, Expression.Cast _, Expression.Like _, Expression.InList _ ->
          anyChild(node, columns);
      case Expression.Comparison comparison ->
          switch (comparison.operator()) {
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                anyChild(node, columns);
            case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> false;
          };
      case Expression.Not not -> isNullOnNulls(not.operand(), columns);
      case Expression.FunctionCall call -> call.function().isStrict() && anyChild(node, columns);
      case PlanColumn column -> columns.contains(column);
      case Expression.Literal literal -> literal.value() == null;
      case Expression.ColumnRef _,
          Expression.And _,
          Expression.Or _,
          Expression.IsNull _,
          Expression.CaseWhen _,
          Expression.PlannerExpression _ ->
          false;
    };
  }

  private static boolean anyChild(Expression node, Set<PlanColumn> columns) {
    return node.children().stream().anyMatch(child -> isNullOnNulls(child, columns));
  }
}
