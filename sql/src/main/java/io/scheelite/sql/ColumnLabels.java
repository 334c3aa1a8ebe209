package io.scheelite.sql;

import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The label of a data frame's column that got none: what it computes, as SQL would write it. */
final class ColumnLabels {
  private ColumnLabels() {}

  static String of(ColumnNode node) {
    return switch (node) {
      case ColumnNode.Name name -> name.name();
      case ColumnNode.Bound bound -> bound.column().name();
      case ColumnNode.Constant constant -> Objects.toString(constant.literal().value(), "NULL");
      case ColumnNode.Arithmetic a ->
          of(a.left()) + " " + a.operator().symbol() + " " + of(a.right());
      case ColumnNode.Comparison c ->
          of(c.left()) + " " + c.operator().symbol() + " " + of(c.right());
      case ColumnNode.Logical logical ->
          of(logical.left()) + (logical.and() ? " AND " : " OR ") + of(logical.right());
      case ColumnNode.Not not -> "NOT " + of(not.operand());
      case ColumnNode.IsNull isNull -> of(isNull.operand()) + " IS NULL";
      case ColumnNode.Like like -> of(like.operand()) + " LIKE '" + like.pattern() + "'";
      case ColumnNode.In in -> of(in.operand()) + " IN (" + all(in.values()) + ")";
      case ColumnNode.Cast cast ->
          "CAST(" + of(cast.operand()) + " AS " + cast.type().sqlName() + ")";
      case ColumnNode.Call call ->
          call.function().name().toLowerCase(Locale.ROOT) + "(" + all(call.arguments()) + ")";
      case ColumnNode.CaseWhen _ -> "case";
      case ColumnNode.Aggregate aggregate -> aggregate(aggregate);
    };
  }

  private static String all(List<ColumnNode> nodes) {
    return nodes.stream().map(ColumnLabels::of).collect(Collectors.joining(", "));
  }

  private static String aggregate(ColumnNode.Aggregate aggregate) {
    ColumnNode argument = aggregate.argument();
    String name =
        aggregate.function() == AggregateFunction.COUNT_STAR
            ? "count"
            : aggregate.function().name().toLowerCase(Locale.ROOT);
    String inner = argument == null ? "*" : of(argument);
    return name + "(" + (aggregate.distinct() ? "DISTINCT " : "") + inner + ")";
  }
}
