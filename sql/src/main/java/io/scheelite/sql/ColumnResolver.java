package io.scheelite.sql;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.expression.AggregateTypes;
import io.scheelite.sql.expression.ConstantFolder;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.expression.TypedFunctions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the columns of a data frame's operation their meaning and types. Used by one thread. */
final class ColumnResolver {
  private final List<Output> outputs;
  private final ColumnFactory columns;
  private final @Nullable List<AggregateAssignment> aggregates;

  private ColumnResolver(
      List<Output> outputs, ColumnFactory columns, @Nullable List<AggregateAssignment> aggregates) {
    this.outputs = outputs;
    this.columns = columns;
    this.aggregates = aggregates;
  }

  /** Resolves values of single rows. */
  static ColumnResolver ofRows(List<Output> outputs, ColumnFactory columns) {
    return new ColumnResolver(outputs, columns, null);
  }

  /** Resolves values of groups; aggregates met on the way are collected. */
  static ColumnResolver ofGroups(List<Output> outputs, ColumnFactory columns) {
    return new ColumnResolver(outputs, columns, new ArrayList<>());
  }

  /** The aggregates met so far. */
  List<AggregateAssignment> aggregates() {
    return aggregates == null ? List.of() : aggregates;
  }

  Expression resolve(Column column) {
    return resolve(column.node());
  }

  /** The label a column gets: its author's, else what it computes. */
  static String label(Column column) {
    String label = column.label();
    return label == null ? ColumnLabels.of(column.node()) : label;
  }

  private Expression resolve(ColumnNode node) {
    return switch (node) {
      case ColumnNode.Name name -> find(name.name());
      case ColumnNode.Bound bound -> find(bound.column());
      case ColumnNode.Constant constant -> constant.literal();
      case ColumnNode.Arithmetic a ->
          TypedExpressions.arithmetic(a.operator(), resolve(a.left()), resolve(a.right()));
      case ColumnNode.Comparison c ->
          TypedExpressions.comparison(c.operator(), resolve(c.left()), resolve(c.right()));
      case ColumnNode.Logical logical -> {
        List<Expression> operands = List.of(truth(logical.left()), truth(logical.right()));
        yield ConstantFolder.foldNode(
            logical.and() ? new Expression.And(operands) : new Expression.Or(operands));
      }
      case ColumnNode.Not not -> ConstantFolder.foldNode(new Expression.Not(truth(not.operand())));
      case ColumnNode.IsNull isNull ->
          ConstantFolder.foldNode(new Expression.IsNull(resolve(isNull.operand())));
      case ColumnNode.Like like -> like(like);
      case ColumnNode.In in -> in(in);
      case ColumnNode.Cast cast -> TypedExpressions.cast(resolve(cast.operand()), cast.type());
      case ColumnNode.Call call -> TypedFunctions.call(call.function(), all(call.arguments()));
      case ColumnNode.CaseWhen c ->
          TypedExpressions.caseWhen(
              c.conditions().stream().map(this::truth).toList(),
              all(c.results()),
              resolve(c.otherwise()));
      case ColumnNode.Aggregate aggregate -> aggregate(aggregate);
    };
  }

  private List<Expression> all(List<ColumnNode> nodes) {
    return nodes.stream().map(this::resolve).toList();
  }

  /** A condition; refuses what is not true or false. */
  Expression truth(ColumnNode node) {
    Expression result = resolve(node);
    if (result.type() instanceof DataType.Null) {
      return new Expression.Literal(null, DataType.BOOLEAN);
    }
    if (!(result.type() instanceof DataType.Bool)) {
      throw SqlException.of(
          ErrorCode.TYPE_MISMATCH, "a condition is needed: type=" + result.type().sqlName());
    }
    return result;
  }

  private Expression like(ColumnNode.Like like) {
    Expression operand = resolve(like.operand());
    if (!(operand.type() instanceof DataType.Utf8)) {
      throw SqlException.of(
          ErrorCode.TYPE_MISMATCH, "LIKE needs text: " + operand.type().sqlName());
    }
    return new Expression.Like(operand, like.pattern(), -1);
  }

  private Expression in(ColumnNode.In in) {
    Expression operand = resolve(in.operand());
    List<Expression> equalities = new ArrayList<>();
    for (ColumnNode value : in.values()) {
      equalities.add(
          TypedExpressions.comparison(ComparisonOperator.EQUAL, operand, resolve(value)));
    }
    return ConstantFolder.foldNode(new Expression.Or(equalities));
  }

  private Expression aggregate(ColumnNode.Aggregate node) {
    if (aggregates == null) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY, "an aggregate may only stand in agg(…): " + node.function());
    }
    ColumnNode argumentNode = node.argument();
    Expression argument =
        argumentNode == null
            ? null
            : new ColumnResolver(outputs, columns, null).resolve(argumentNode);
    if (argument != null && node.function().takesDoubles()) {
      argument = TypedExpressions.cast(argument, DataType.FLOAT64);
    }
    DataType type = AggregateTypes.result(node.function(), argument);
    boolean nullable =
        switch (node.function()) {
          case COUNT, COUNT_STAR -> false;
          case SUM, MIN, MAX, AVG, VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> true;
          case BIT_OR, BIT_XOR, PRODUCT -> true;
        };
    PlanColumn column = columns.create(node.function().name(), type, nullable);
    aggregates.add(
        new AggregateAssignment(column, node.function(), argument, null, node.distinct()));
    return column;
  }

  private PlanColumn find(String name) {
    List<PlanColumn> found =
        outputs.stream()
            .filter(output -> output.label().equalsIgnoreCase(name))
            .map(Output::column)
            .distinct()
            .toList();
    if (found.isEmpty()) {
      List<String> labels = outputs.stream().map(Output::label).toList();
      throw SqlException.of(
          ErrorCode.UNKNOWN_COLUMN, "unknown column: " + name + NearNames.hint(name, labels));
    }
    if (found.size() > 1) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY, "ambiguous column, use DataFrame.col: " + name);
    }
    return found.getFirst();
  }

  private PlanColumn find(PlanColumn column) {
    for (Output output : outputs) {
      if (output.column().equals(column)) {
        return output.column();
      }
    }
    throw SqlException.of(
        ErrorCode.UNKNOWN_COLUMN, "column of another data frame: " + column.name());
  }
}
