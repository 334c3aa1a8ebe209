package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.calcite.RelTranslator.Relation;
import io.scheelite.sql.expression.AggregateTypes;
import io.scheelite.sql.expression.NamedFunction;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.LogicalPlan.Window;
import io.scheelite.sql.logical.LogicalPlan.WindowAssignment;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;

/**
 * Aggregates that are made of simpler ones. Those that pick a value of a group (quantiles, the
 * value beside the smallest) number the rows of each group by a window; {@link PairAggregates} are
 * made of how far values are from the means of their group, which a window finds.
 *
 * <p>{@link #add} all, then group {@link #input()}, then {@link #finish}.
 */
final class CompositeAggregates {
  private static final Set<String> NAMES =
      Set.of(
          "COUNT_IF",
          "COUNTIF",
          "TOTAL",
          "COVAR_POP",
          "COVAR_SAMP",
          "CORR",
          "REGR_COUNT",
          "REGR_AVGX",
          "REGR_AVGY",
          "REGR_SXX",
          "REGR_SYY",
          "REGR_SXY",
          "REGR_SLOPE",
          "REGR_INTERCEPT",
          "REGR_R2",
          "MEDIAN",
          "QUANTILE_CONT",
          "QUANTILE_DISC",
          "QUANTILE",
          "PERCENTILE_CONT",
          "PERCENTILE_DISC",
          "MODE",
          "BIT_AND",
          "ARGMIN",
          "ARGMAX",
          "ARG_MIN",
          "ARG_MAX",
          "MIN_BY",
          "MAX_BY",
          "FIRST",
          "LAST",
          "STRING_AGG",
          "GROUP_CONCAT",
          "LISTAGG",
          "FSUM",
          "KAHAN_SUM",
          "SUMKAHAN",
          "FAVG",
          "MAD",
          "SEM",
          "GEOMEAN",
          "GEOMETRIC_MEAN",
          "*FIRST NOT NULL*");
  private static final String DEFAULT_SEPARATOR = ",";
  private static final Literal ONE = new Literal(1L, DataType.INT64);

  private final ColumnFactory columns;
  private final List<PlanColumn> keys = new ArrayList<>();
  private final boolean simple;
  private final List<AggregateAssignment> calls = new ArrayList<>();
  private final List<Assignment> results = new ArrayList<>();
  private final List<PlanColumn> row;
  private LogicalPlan plan;

  CompositeAggregates(Aggregate aggregate, Relation input, ColumnFactory columns) {
    this.columns = columns;
    this.row = input.row();
    this.plan = input.plan();
    this.simple = aggregate.getGroupType() == Aggregate.Group.SIMPLE;
    for (int position : aggregate.getGroupSet()) {
      if (!keys.contains(row.get(position))) {
        keys.add(row.get(position));
      }
    }
  }

  static boolean isOne(AggregateCall call) {
    return NAMES.contains(nameOf(call));
  }

  private static String nameOf(AggregateCall call) {
    return call.getAggregation().getName().toUpperCase(Locale.ROOT);
  }

  /** What is to be grouped. */
  Relation input() {
    return new Relation(plan, row);
  }

  /** The simpler aggregates. */
  List<AggregateAssignment> calls() {
    return calls;
  }

  /** The groups with the results. */
  LogicalPlan finish(LogicalPlan groups) {
    return results.isEmpty() ? groups : RelTranslator.withComputed(groups, results);
  }

  /** Adds an aggregate; returns the column with its results. */
  PlanColumn add(AggregateCall call, String name) {
    boolean texts = isTexts(nameOf(call));
    if (call.isDistinct() && !texts && !nameOf(call).equals("BIT_AND")) {
      throw SqlException.unsupported("DISTINCT in " + nameOf(call).toLowerCase(Locale.ROOT));
    }
    List<Expression> arguments = new ArrayList<>();
    call.getArgList().forEach(index -> arguments.add(counted(call, row.get(index))));
    Expression result =
        switch (nameOf(call)) {
          case "COUNT_IF", "COUNTIF" ->
              aggregate(
                  AggregateFunction.COUNT,
                  caseWhen(arguments.getFirst(), ONE, nothing(ONE.type())));
          case "TOTAL" ->
              function(
                  "ifnull",
                  aggregate(AggregateFunction.SUM, real(arguments.getFirst())),
                  new Literal(0.0, DataType.FLOAT64));
          case "BIT_AND" -> // the bits that no complement has
              complement(aggregate(AggregateFunction.BIT_OR, complement(arguments.getFirst())));
          case "MEDIAN" -> quantile(arguments.getFirst(), half(), true, true);
          case "QUANTILE_CONT" -> quantile(arguments.get(0), arguments.get(1), true, true);
          case "QUANTILE_DISC", "QUANTILE" ->
              quantile(arguments.get(0), arguments.get(1), true, false);
          case "PERCENTILE_CONT", "PERCENTILE_DISC" -> percentile(call, arguments.getFirst());
          case "MODE" -> mode(arguments.isEmpty() ? ordered(call) : arguments.getFirst());
          case "ARGMIN", "ARG_MIN", "MIN_BY" -> beside(arguments.get(0), arguments.get(1), true);
          case "ARGMAX", "ARG_MAX", "MAX_BY" -> beside(arguments.get(0), arguments.get(1), false);
          case "FSUM", "KAHAN_SUM", "SUMKAHAN" ->
              aggregate(AggregateFunction.SUM, real(arguments.getFirst()));
          case "FAVG" -> aggregate(AggregateFunction.AVG, real(arguments.getFirst()));
          case "GEOMEAN", "GEOMETRIC_MEAN" ->
              function(
                  "exp", aggregate(AggregateFunction.AVG, logarithm(real(arguments.getFirst()))));
          case "MAD" -> deviation(arguments.getFirst());
          case "SEM" -> error(arguments.getFirst());
          case "*FIRST NOT NULL*" -> firstNotNull(call, arguments.getFirst());
          case "FIRST" -> atEnd(call, true);
          case "LAST" -> atEnd(call, false);
          case "STRING_AGG", "GROUP_CONCAT", "LISTAGG" -> texts(call, arguments);
          default ->
              new PairAggregates(this, arguments.get(0), arguments.get(1)).result(nameOf(call));
        };
    PlanColumn column = columns.create(name, result);
    results.add(new Assignment(column, result));
    return column;
  }

  /** Rows that a filter leaves out have a null. */
  private Expression counted(AggregateCall call, PlanColumn argument) {
    return call.filterArg < 0
        ? argument
        : caseWhen(row.get(call.filterArg), argument, nothing(argument.type()));
  }

  /** What WITHIN GROUP orders by. */
  private Expression ordered(AggregateCall call) {
    return counted(call, row.get(call.collation.getFieldCollations().getFirst().getFieldIndex()));
  }

  private Expression percentile(AggregateCall call, Expression share) {
    boolean descending =
        call.collation.getFieldCollations().getFirst().getDirection().isDescending();
    boolean continuous = nameOf(call).equals("PERCENTILE_CONT");
    return quantile(ordered(call), share, !descending, continuous);
  }

  /** The value that a share of the others comes before, in the middle of two if need be. */
  private Expression quantile(
      Expression argument, Expression share, boolean ascending, boolean continuous) {
    PlanColumn value = column(continuous ? real(argument) : argument);
    PlanColumn number = number(value, ascending);
    PlanColumn count = countOver(value, keys);
    if (!continuous) {
      Expression place = function("ceil", part(share, count));
      return pick(value, equal(number, function("greatest", integer(place), ONE)));
    }
    Expression last = arithmetic(ArithmeticOperator.SUBTRACT, real(count), real(ONE));
    Expression place = column(arithmetic(ArithmeticOperator.MULTIPLY, real(share), last));
    Expression low = integer(function("floor", place));
    Expression high = integer(function("ceil", place));
    Expression before = pick(value, equal(number, plus(low, ONE)));
    Expression behind = pick(value, equal(number, plus(high, ONE)));
    Expression at = aggregate(AggregateFunction.MAX, place);
    Expression weight = arithmetic(ArithmeticOperator.SUBTRACT, at, function("floor", at));
    Expression between =
        plus(
            arithmetic(
                ArithmeticOperator.MULTIPLY,
                before,
                arithmetic(ArithmeticOperator.SUBTRACT, real(ONE), weight)),
            arithmetic(ArithmeticOperator.MULTIPLY, behind, weight));
    // no part of infinity is no number
    return caseWhen(equal(before, behind), before, between);
  }

  /** The median of how far values are from their median. */
  private Expression deviation(Expression argument) {
    PlanColumn value = column(real(argument));
    PlanColumn number = number(value, true);
    PlanColumn count = countOver(value, keys);
    Expression twice =
        arithmetic(ArithmeticOperator.MULTIPLY, number, new Literal(2L, DataType.INT64));
    Expression distance =
        function("abs", arithmetic(ArithmeticOperator.SUBTRACT, twice, plus(count, ONE)));
    Expression inMiddle =
        TypedExpressions.comparison(ComparisonOperator.LESS_OR_EQUAL, distance, ONE);
    PlanColumn median = mean(column(caseWhen(inMiddle, value, nothing(DataType.FLOAT64))));
    Expression far = function("abs", arithmetic(ArithmeticOperator.SUBTRACT, value, median));
    return quantile(far, half(), true, true);
  }

  /** That of zero is below all. */
  private static Expression logarithm(Expression value) {
    Literal zero = new Literal(0.0, DataType.FLOAT64);
    Literal least = new Literal(Double.NEGATIVE_INFINITY, DataType.FLOAT64);
    return caseWhen(equal(value, zero), least, function("ln", value));
  }

  /** How far the mean of as many values may be off. */
  private Expression error(Expression argument) {
    PlanColumn value = column(real(argument));
    Expression count = real(aggregate(AggregateFunction.COUNT, value));
    return arithmetic(
        ArithmeticOperator.DIVIDE,
        function("sqrt", aggregate(AggregateFunction.VAR_POP, value)),
        function("sqrt", count));
  }

  /** Rows with a null come last. */
  private Expression firstNotNull(AggregateCall call, Expression argument) {
    PlanColumn value = column(argument);
    List<Ordering> orderings = new ArrayList<>();
    orderings.add(new Ordering(column(new Expression.IsNull(value)), true, false));
    orderings.addAll(orderings(call, true));
    return pick(value, equal(number(orderings), ONE));
  }

  /** A share of some rows: 0.55 of 100 are 55 exactly, but more as doubles. */
  private static Expression part(Expression share, Expression count) {
    DataType all = new DataType.Decimal(DataType.Decimal.MAX_INT64_PRECISION, 0);
    boolean exact =
        share.type() instanceof DataType.Decimal decimal
            && decimal.precision() <= DataType.Decimal.MAX_INT64_PRECISION;
    return exact
        ? arithmetic(ArithmeticOperator.MULTIPLY, share, TypedExpressions.cast(count, all))
        : arithmetic(ArithmeticOperator.MULTIPLY, real(share), real(count));
  }

  /** The most frequent value; of several the smallest. */
  private Expression mode(Expression argument) {
    PlanColumn value = column(argument);
    List<PlanColumn> partition = new ArrayList<>(keys);
    if (!partition.contains(value)) {
      partition.add(value);
    }
    PlanColumn count = countOver(value, partition);
    PlanColumn number =
        number(List.of(new Ordering(count, false, false), new Ordering(value, true, false)));
    return pick(value, equal(number, ONE));
  }

  private Expression beside(Expression argument, Expression by, boolean smallest) {
    Expression there = not(new Expression.IsNull(argument));
    PlanColumn order = column(caseWhen(there, by, nothing(by.type())));
    PlanColumn number = number(order, smallest);
    return pick(column(argument), and(equal(number, ONE), not(new Expression.IsNull(order))));
  }

  private static boolean isTexts(String name) {
    return name.equals("STRING_AGG") || name.equals("GROUP_CONCAT") || name.equals("LISTAGG");
  }

  /** The texts of a group one after another, by a window whose first row is picked. */
  private Expression texts(AggregateCall call, List<Expression> arguments) {
    List<Ordering> orderings = orderings(call, true);
    PlanColumn value = column(TypedExpressions.cast(arguments.getFirst(), DataType.UTF8));
    Expression separator =
        arguments.size() > 1
            ? row.get(call.getArgList().get(1))
            : new Literal(DEFAULT_SEPARATOR, DataType.UTF8);
    if (call.isDistinct()) {
      List<PlanColumn> partition = new ArrayList<>(keys);
      if (!partition.contains(value)) {
        partition.add(value);
      }
      PlanColumn seen = window(WindowFunction.ROW_NUMBER, List.of(), partition, orderings);
      value = column(caseWhen(equal(seen, ONE), value, nothing(DataType.UTF8)));
    }
    PlanColumn before = column(TypedExpressions.cast(separator, DataType.UTF8));
    PlanColumn number = number(orderings);
    PlanColumn text = columns.create("texts", DataType.UTF8, true);
    WindowCall concat =
        new WindowCall(
            WindowFunction.STRING_AGG,
            List.of(value, before),
            null,
            false,
            WindowFrame.WHOLE_PARTITION,
            DataType.UTF8,
            text.name());
    plan = new Window(plan, keys, orderings, List.of(new WindowAssignment(text, concat)));
    return pick(text, equal(number, ONE));
  }

  /** Rows that a filter leaves out are numbered by themselves. */
  private Expression atEnd(AggregateCall call, boolean first) {
    List<PlanColumn> partition = new ArrayList<>(keys);
    if (call.filterArg >= 0 && !partition.contains(row.get(call.filterArg))) {
      partition.add(row.get(call.filterArg));
    }
    List<Ordering> orderings = orderings(call, first);
    PlanColumn number = window(WindowFunction.ROW_NUMBER, List.of(), partition, orderings);
    boolean asTheyCome = !first && orderings.isEmpty();
    Expression end =
        asTheyCome ? window(WindowFunction.COUNT_STAR, List.of(), partition, List.of()) : ONE;
    PlanColumn value = row.get(call.getArgList().getFirst());
    return pick(column(counted(call, value)), equal(number, end));
  }

  private List<Ordering> orderings(AggregateCall call, boolean first) {
    List<Ordering> orderings = new ArrayList<>();
    for (RelFieldCollation field : call.collation.getFieldCollations()) {
      orderings.add(
          new Ordering(
              row.get(field.getFieldIndex()),
              field.getDirection().isDescending() != first,
              (field.nullDirection == RelFieldCollation.NullDirection.FIRST) == first));
    }
    return orderings;
  }

  /** The one value of the rows that a condition chooses. */
  private Expression pick(PlanColumn value, Expression condition) {
    return aggregate(AggregateFunction.MIN, caseWhen(condition, value, nothing(value.type())));
  }

  PlanColumn aggregate(AggregateFunction function, Expression argument) {
    PlanColumn read = column(argument);
    for (AggregateAssignment known : calls) {
      if (known.function() == function && read.equals(known.argument())) {
        return known.column();
      }
    }
    boolean nullable = function != AggregateFunction.COUNT;
    PlanColumn column =
        columns.create(
            function.name().toLowerCase(Locale.ROOT),
            AggregateTypes.result(function, read),
            nullable);
    calls.add(new AggregateAssignment(column, function, read, null, false));
    return column;
  }

  PlanColumn column(Expression value) {
    if (value instanceof PlanColumn column && plan.columns().contains(column)) {
      return column;
    }
    if (plan instanceof LogicalPlan.Project project) {
      for (Assignment known : project.assignments()) {
        if (known.expression().equals(value)) {
          return known.column();
        }
      }
    }
    PlanColumn column = columns.create("part", value);
    plan = RelTranslator.withComputed(plan, List.of(new Assignment(column, value)));
    return column;
  }

  /** The mean of a group's values, in each of its rows. */
  PlanColumn mean(PlanColumn value) {
    PlanColumn mean = columns.create("mean", DataType.FLOAT64, true);
    return window(WindowFunction.AVG, List.of(value), keys, List.of(), mean);
  }

  private PlanColumn number(PlanColumn value, boolean ascending) {
    return number(List.of(new Ordering(value, ascending, false)));
  }

  private PlanColumn number(List<Ordering> orderings) {
    return window(WindowFunction.ROW_NUMBER, List.of(), keys, orderings);
  }

  private PlanColumn countOver(PlanColumn value, List<PlanColumn> partition) {
    return window(WindowFunction.COUNT, List.of(value), partition, List.of());
  }

  private PlanColumn window(
      WindowFunction function,
      List<Expression> arguments,
      List<PlanColumn> partition,
      List<Ordering> orderings) {
    PlanColumn number = columns.create("number", DataType.INT64, false);
    return window(function, arguments, partition, orderings, number);
  }

  private PlanColumn window(
      WindowFunction function,
      List<Expression> arguments,
      List<PlanColumn> partition,
      List<Ordering> orderings,
      PlanColumn column) {
    if (!simple) {
      throw SqlException.unsupported("this aggregate with grouping sets");
    }
    WindowCall call =
        new WindowCall(
            function,
            arguments,
            null,
            false,
            WindowFrame.WHOLE_PARTITION,
            column.type(),
            column.name());
    plan = new Window(plan, partition, orderings, List.of(new WindowAssignment(column, call)));
    return column;
  }

  private static Literal half() {
    return new Literal(1.0 / 2, DataType.FLOAT64);
  }

  static Literal nothing(DataType type) {
    return new Literal(null, type);
  }

  static Expression real(Expression value) {
    return TypedExpressions.cast(value, DataType.FLOAT64);
  }

  private static Expression integer(Expression value) {
    return TypedExpressions.cast(value, DataType.INT64);
  }

  private static Expression plus(Expression left, Expression right) {
    return arithmetic(ArithmeticOperator.ADD, left, right);
  }

  static Expression arithmetic(ArithmeticOperator operator, Expression left, Expression right) {
    return TypedExpressions.arithmetic(operator, left, right);
  }

  static Expression equal(Expression left, Expression right) {
    return TypedExpressions.comparison(ComparisonOperator.EQUAL, left, right);
  }

  private static Expression and(Expression left, Expression right) {
    return new Expression.And(List.of(left, right));
  }

  static Expression not(Expression operand) {
    return new Expression.Not(operand);
  }

  static Expression caseWhen(Expression condition, Expression result, Expression otherwise) {
    return TypedExpressions.caseWhen(List.of(condition), List.of(result), otherwise);
  }

  private static Expression complement(Expression operand) {
    return function("~", operand);
  }

  private static Expression function(String name, Expression... arguments) {
    return Objects.requireNonNull(NamedFunction.find(name)).call(List.of(arguments));
  }
}
