package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.calcite.WindowLayer.Order;
import io.scheelite.sql.expression.AggregateTypes;
import io.scheelite.sql.expression.Literals;
import io.scheelite.sql.expression.NamedFunction;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Takes the window functions out of the expressions of one SELECT list, to compute them below. */
final class WindowCollector {
  private final LogicalPlan input;
  private final WindowLayer first;
  private final WindowLayer second;

  WindowCollector(ColumnFactory columns, LogicalPlan input) {
    this.input = input;
    this.first = new WindowLayer(columns);
    this.second = new WindowLayer(columns);
  }

  /**
   * The sum inside of {@code CASE WHEN COUNT(x) OVER w > 0 THEN SUM(x) OVER w END}, which Calcite
   * makes of sums; null if the expression is something else.
   */
  static @Nullable RexOver guardedSum(RexCall call) {
    if (call.getOperands().size() == 3
        && call.getOperands().get(0) instanceof RexCall condition
        && condition.getKind() == SqlKind.GREATER_THAN
        && condition.getOperands().get(0) instanceof RexOver count
        && count.getKind() == SqlKind.COUNT
        && call.getOperands().get(1) instanceof RexOver sum
        && sum.getKind() == SqlKind.SUM0
        && count.getWindow().equals(sum.getWindow())
        && count.getOperands().equals(sum.getOperands())
        && count.isDistinct() == sum.isDistinct()) {
      return sum;
    }
    return null;
  }

  /** A function's values: a column, or made of some. */
  Expression value(RexOver over, RexTranslator expressions) {
    PlanColumn column = column(over, expressions);
    boolean deviation =
        over.getKind() == SqlKind.STDDEV_POP || over.getKind() == SqlKind.STDDEV_SAMP;
    return deviation
        ? Objects.requireNonNull(NamedFunction.find("sqrt")).call(List.of(column))
        : column;
  }

  /** The column with a function's values. */
  PlanColumn column(RexOver over, RexTranslator expressions) {
    WindowFunction function = function(over);
    List<Expression> arguments = arguments(function, over, expressions);
    Order order = order(over, expressions);
    WindowFrame frame =
        ignoresFrame(function)
            ? WindowFrame.WHOLE_PARTITION
            : new WindowFrames(this, expressions).frame(over.getWindow(), order.orderings());
    WindowCall call =
        new WindowCall(
            function, arguments, null, over.ignoreNulls(), frame, type(function, arguments), "");
    boolean distinct =
        over.isDistinct() && function != WindowFunction.MIN && function != WindowFunction.MAX;
    return distinct ? distinct(order, call) : first.add(order, call);
  }

  /**
   * A value counts where it is met first: in the first row, in the order asked for, of those of the
   * partition that have it. That says what is met in frames that begin with the partition and end
   * between peers.
   */
  private PlanColumn distinct(Order order, WindowCall call) {
    WindowFrame frame = call.frame();
    boolean whole = frame.equals(WindowFrame.WHOLE_PARTITION);
    if (!frame.isCumulative() || (frame.unit() == WindowFrame.Unit.ROWS && !whole)) {
      throw SqlException.unsupported("DISTINCT in a window over this frame");
    }
    Expression argument = call.arguments().getFirst();
    List<PlanColumn> keys = new ArrayList<>(order.partitionKeys());
    if (argument instanceof PlanColumn column && !keys.contains(column)) {
      keys.add(column);
    }
    WindowCall number =
        new WindowCall(
            WindowFunction.ROW_NUMBER,
            List.of(),
            null,
            false,
            WindowFrame.WHOLE_PARTITION,
            DataType.INT64,
            "");
    PlanColumn seen = first.add(new Order(keys, order.orderings()), number);
    Expression once =
        TypedExpressions.caseWhen(
            List.of(
                TypedExpressions.comparison(
                    ComparisonOperator.EQUAL, seen, new Expression.Literal(1L, DataType.INT64))),
            List.of(argument),
            new Expression.Literal(null, argument.type()));
    return second.add(
        order,
        new WindowCall(
            call.function(),
            List.of(second.columnOf(once)),
            null,
            false,
            frame,
            call.type(),
            call.name()));
  }

  private static String nameOf(WindowFunction function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  /** Whether a column is one of the functions'. */
  boolean defines(PlanColumn column) {
    return first.defines(column) || second.defines(column);
  }

  /** The input with all functions computed. */
  LogicalPlan plan() {
    return second.over(first.over(input));
  }

  /** The value as a column of what the functions read. */
  PlanColumn columnOf(Expression value) {
    if (value instanceof PlanColumn column && input.columns().contains(column)) {
      return column;
    }
    return first.columnOf(value);
  }

  private static WindowFunction function(RexOver over) {
    return switch (over.getKind()) {
      case ROW_NUMBER -> WindowFunction.ROW_NUMBER;
      case RANK -> WindowFunction.RANK;
      case DENSE_RANK -> WindowFunction.DENSE_RANK;
      case PERCENT_RANK -> WindowFunction.PERCENT_RANK;
      case CUME_DIST -> WindowFunction.CUME_DIST;
      case NTILE -> WindowFunction.NTILE;
      case LAG -> WindowFunction.LAG;
      case LEAD -> WindowFunction.LEAD;
      case FIRST_VALUE -> WindowFunction.FIRST_VALUE;
      case LAST_VALUE -> WindowFunction.LAST_VALUE;
      case NTH_VALUE -> WindowFunction.NTH_VALUE;
      case COUNT -> over.getOperands().isEmpty() ? WindowFunction.COUNT_STAR : WindowFunction.COUNT;
      case SUM, SUM0 -> WindowFunction.SUM;
      case MIN -> WindowFunction.MIN;
      case MAX -> WindowFunction.MAX;
      case AVG -> WindowFunction.AVG;
      case VAR_SAMP, STDDEV_SAMP -> WindowFunction.VAR_SAMP;
      case VAR_POP, STDDEV_POP -> WindowFunction.VAR_POP;
      case LISTAGG, STRING_AGG, GROUP_CONCAT -> WindowFunction.STRING_AGG;
      default ->
          throw SqlException.unsupported(
              "window function " + over.getAggOperator().getName().toLowerCase(Locale.ROOT));
    };
  }

  private static boolean ignoresFrame(WindowFunction function) {
    return switch (function) {
      case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, LAG, LEAD -> true;
      case FIRST_VALUE,
          LAST_VALUE,
          NTH_VALUE,
          COUNT_STAR,
          COUNT,
          SUM,
          MIN,
          MAX,
          AVG,
          VAR_SAMP,
          VAR_POP,
          STRING_AGG ->
          false;
    };
  }

  private List<Expression> arguments(
      WindowFunction function, RexOver over, RexTranslator expressions) {
    List<Expression> result = new ArrayList<>();
    for (RexNode operand : over.getOperands()) {
      result.add(expressions.translate(operand));
    }
    return switch (function) {
      case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, COUNT_STAR -> List.of();
      case NTILE -> List.of(number(result.getFirst()));
      case LAG, LEAD -> shifted(result);
      case NTH_VALUE -> List.of(columnOf(result.getFirst()), number(result.get(1)));
      case FIRST_VALUE, LAST_VALUE, COUNT, SUM, MIN, MAX, AVG -> {
        if (result.size() != 1) {
          throw SqlException.unsupported(nameOf(function) + " of several values in a window");
        }
        yield List.of(columnOf(result.getFirst()));
      }
      case VAR_SAMP, VAR_POP ->
          List.of(columnOf(TypedExpressions.cast(result.getFirst(), DataType.FLOAT64)));
      case STRING_AGG -> {
        Expression separator =
            result.size() > 1 ? result.get(1) : new Expression.Literal(",", DataType.UTF8);
        yield List.of(
            columnOf(TypedExpressions.cast(result.getFirst(), DataType.UTF8)),
            columnOf(TypedExpressions.cast(separator, DataType.UTF8)));
      }
    };
  }

  /** The value, the distance, and the value that is taken where there is no row. */
  private List<Expression> shifted(List<Expression> given) {
    Expression distance =
        given.size() > 1 ? number(given.get(1)) : new Expression.Literal(1L, DataType.INT64);
    if (given.size() < 3 || isNull(given.get(2))) {
      return List.of(columnOf(given.getFirst()), distance);
    }
    List<Expression> values = List.of(given.get(0), given.get(2));
    DataType type = given.getFirst().type();
    DataType common =
        given.get(2) instanceof Expression.Literal literal && fits(literal, type)
            ? type
            : TypedExpressions.commonType("LAG and LEAD", values);
    return List.of(
        columnOf(TypedExpressions.cast(given.get(0), common)),
        distance,
        columnOf(TypedExpressions.cast(given.get(2), common)));
  }

  private static boolean fits(Expression.Literal literal, DataType type) {
    return Literals.convertsExactly(literal, type);
  }

  private static boolean isNull(Expression value) {
    return value instanceof Expression.Literal literal && literal.value() == null;
  }

  /** A number that is a literal or a column. */
  Expression number(Expression value) {
    Expression typed = TypedExpressions.cast(value, DataType.INT64);
    return typed instanceof Expression.Literal ? typed : columnOf(typed);
  }

  private static DataType type(WindowFunction function, List<Expression> arguments) {
    return switch (function) {
      case ROW_NUMBER, RANK, DENSE_RANK, NTILE, COUNT_STAR, COUNT -> DataType.INT64;
      case PERCENT_RANK, CUME_DIST, VAR_SAMP, VAR_POP -> DataType.FLOAT64;
      case LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE, MIN, MAX -> arguments.getFirst().type();
      case SUM -> AggregateTypes.result(AggregateFunction.SUM, arguments.getFirst());
      case AVG -> AggregateTypes.result(AggregateFunction.AVG, arguments.getFirst());
      case STRING_AGG -> DataType.UTF8;
    };
  }

  private Order order(RexOver over, RexTranslator expressions) {
    List<PlanColumn> keys = new ArrayList<>();
    for (RexNode key : over.getWindow().partitionKeys) {
      Expression value = expressions.translate(key);
      if (!(value instanceof Expression.Literal)) {
        PlanColumn column = columnOf(value);
        if (!keys.contains(column)) {
          keys.add(column);
        }
      }
    }
    List<Ordering> orderings = new ArrayList<>();
    Map<PlanColumn, Boolean> seen = new HashMap<>();
    for (RexFieldCollation key : over.getWindow().orderKeys) {
      if (!(key.left instanceof RexLiteral)) {
        PlanColumn column = columnOf(expressions.translate(key.left));
        if (seen.put(column, true) == null) {
          orderings.add(
              new Ordering(
                  column,
                  !key.getDirection().isDescending(),
                  key.getNullDirection() == RelFieldCollation.NullDirection.FIRST));
        }
      }
    }
    return new Order(keys, orderings);
  }

  static SqlException invalid(String message) {
    return SqlException.of(ErrorCode.INVALID_DATA, message);
  }
}
