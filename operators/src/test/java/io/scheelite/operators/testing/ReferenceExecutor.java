package io.scheelite.operators.testing;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Executes plans over Java objects, one row at a time, as naively as possible: the judge of all
 * operators. Values are those of literals. Tables must be {@link RowsTable}s.
 */
public final class ReferenceExecutor {
  /** Evaluates an expression over one row. */
  @FunctionalInterface
  public interface Evaluator {
    /** The value, or null. */
    @Nullable Object evaluate(Expression expression, List<@Nullable Object> row);
  }

  /** A join yields more rows than a test has memory for. */
  static final class TooManyRowsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyRowsException(int numRows) {
      super("join yields more rows than anybody wants to compare: rows=" + numRows);
    }
  }

  private static final int MOST_JOINED_ROWS = 1_000_000;

  private final Evaluator evaluator;

  /** Executes with this evaluator. */
  public ReferenceExecutor(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** All rows of the plan; in order where the plan has one. */
  public List<List<@Nullable Object>> execute(PlanNode plan) {
    return switch (plan) {
      case PlanNode.Scan scan -> scan(scan);
      case PlanNode.Values values ->
          values.rows().stream().map(ReferenceExecutor::literals).toList();
      case PlanNode.Filter filter ->
          execute(filter.input()).stream().filter(row -> isTrue(filter.predicate(), row)).toList();
      case PlanNode.Project project ->
          execute(project.input()).stream()
              .map(row -> evaluate(project.expressions(), row))
              .toList();
      case PlanNode.Aggregate aggregate -> aggregate(aggregate);
      case PlanNode.HashJoin join -> join(join);
      case PlanNode.Shared shared -> execute(shared.input());
      case PlanNode.SingleRow single -> singleRow(single);
      case PlanNode.Sort sort -> sorted(execute(sort.input()), sort.keys());
      case PlanNode.TopN top ->
          window(sorted(execute(top.input()), top.keys()), top.limit(), top.offset());
      case PlanNode.Expand expand -> expand(expand);
      case PlanNode.Window window ->
          new ReferenceWindows(
                  ReferenceExecutor::compareValues,
                  (call, rows) -> aggregate(call, type(window.input(), call), rows))
              .execute(window, execute(window.input()));
      case PlanNode.Limit limit -> window(execute(limit.input()), limit.limit(), limit.offset());
      case PlanNode.UnionAll union ->
          union.inputs().stream().flatMap(input -> execute(input).stream()).toList();
      case PlanNode.Exchange exchange -> execute(exchange.input());
      case PlanNode.ExchangeRead read ->
          throw new IllegalArgumentException("not a whole plan: stage=" + read.stage());
    };
  }

  private static List<@Nullable Object> literals(List<Expression.Literal> row) {
    List<@Nullable Object> values = new ArrayList<>();
    row.forEach(literal -> values.add(literal.value()));
    return values;
  }

  private List<@Nullable Object> evaluate(
      List<Expression> expressions, List<@Nullable Object> row) {
    List<@Nullable Object> values = new ArrayList<>();
    expressions.forEach(expression -> values.add(evaluator.evaluate(expression, row)));
    return values;
  }

  private boolean isTrue(Expression predicate, List<@Nullable Object> row) {
    return Boolean.TRUE.equals(evaluator.evaluate(predicate, row));
  }

  private List<List<@Nullable Object>> expand(PlanNode.Expand node) {
    List<List<@Nullable Object>> rows = execute(node.input());
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (int set = 0; set < node.sets().size(); set++) {
      for (List<@Nullable Object> row : rows) {
        List<@Nullable Object> output = new ArrayList<>(row);
        for (int i = 0; i < node.keys().size(); i++) {
          output.add(node.sets().get(set).contains(i) ? row.get(node.keys().get(i)) : null);
        }
        output.add((long) set);
        result.add(output);
      }
      if (node.emptyGroups() && node.sets().get(set).isEmpty()) {
        List<@Nullable Object> empty =
            new ArrayList<>(Collections.nCopies(node.schema().size(), null));
        empty.set(empty.size() - 1, (long) set);
        result.add(empty);
      }
    }
    return result;
  }

  private List<List<@Nullable Object>> scan(PlanNode.Scan scan) {
    RowsTable table = (RowsTable) scan.table();
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<@Nullable Object> row : table.rows()) {
      List<@Nullable Object> picked = pick(row, scan.columns());
      if (scan.filters().stream().allMatch(filter -> isTrue(filter, picked))) {
        result.add(picked);
      }
    }
    return result;
  }

  private static List<@Nullable Object> pick(List<@Nullable Object> row, List<Integer> columns) {
    List<@Nullable Object> values = new ArrayList<>();
    columns.forEach(column -> values.add(row.get(column)));
    return values;
  }

  private static <T> List<T> window(List<T> rows, long limit, long offset) {
    return rows.stream().skip(offset).limit(limit).toList();
  }

  private List<List<@Nullable Object>> singleRow(PlanNode.SingleRow node) {
    List<List<@Nullable Object>> rows = execute(node.input());
    if (rows.size() > 1) {
      throw new IllegalStateException("more than one row");
    }
    return rows.isEmpty()
        ? List.of(Arrays.asList(new @Nullable Object[node.schema().size()]))
        : rows;
  }

  /** Rows in the order of the keys; a stable sort. */
  public static List<List<@Nullable Object>> sorted(
      List<List<@Nullable Object>> rows, List<SortKey> keys) {
    List<List<@Nullable Object>> result = new ArrayList<>(rows);
    Collections.sort(result, order(keys));
    return result;
  }

  /** The order of the keys. */
  public static Comparator<List<@Nullable Object>> order(List<SortKey> keys) {
    return (a, b) -> {
      for (SortKey key : keys) {
        int order = compare(a.get(key.column()), b.get(key.column()), key);
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  private static int compare(@Nullable Object a, @Nullable Object b, SortKey key) {
    if (a == null || b == null) {
      int nullOrder = a == b ? 0 : a == null ? -1 : 1;
      return key.nullsFirst() ? nullOrder : -nullOrder;
    }
    int order = compareValues(a, b);
    return key.ascending() ? order : -order;
  }

  /** Compares two values of one type; −0 equals 0, NaN is the largest. */
  public static int compareValues(Object a, Object b) {
    return switch (a) {
      case Long number -> number.compareTo((Long) b);
      case BigInteger number -> number.compareTo((BigInteger) b);
      case Boolean flag -> flag.compareTo((Boolean) b);
      case Double number -> Double.compare(number + 0.0, (Double) b + 0.0);
      case String text ->
          Arrays.compareUnsigned(
              text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException("no such value: " + a.getClass());
    };
  }

  private List<List<@Nullable Object>> join(PlanNode.HashJoin join) {
    List<List<@Nullable Object>> probe = execute(join.probe());
    List<List<@Nullable Object>> build = execute(join.build());
    boolean[] buildMatched = new boolean[build.size()];
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<@Nullable Object> left : probe) {
      int matches = 0;
      for (int i = 0; i < build.size(); i++) {
        if (matches(join, left, build.get(i))) {
          matches++;
          buildMatched[i] = true;
          if (isPaired(join)) {
            result.add(concat(left, build.get(i)));
          }
        }
      }
      addProbeRow(join, left, matches, build, result);
      if (result.size() > MOST_JOINED_ROWS) {
        throw new TooManyRowsException(result.size());
      }
    }
    for (int i = 0; i < build.size(); i++) {
      boolean wanted =
          switch (join.joinType()) {
            case RIGHT_SEMI -> buildMatched[i];
            case RIGHT, FULL, RIGHT_ANTI -> !buildMatched[i];
            case INNER, LEFT, SINGLE, SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> false;
          };
      if (wanted && isPaired(join)) {
        result.add(concat(nulls(join.probe()), build.get(i)));
      } else if (wanted) {
        result.add(build.get(i));
      }
    }
    return result;
  }

  private static List<@Nullable Object> nulls(PlanNode node) {
    return Arrays.asList(new @Nullable Object[node.schema().size()]);
  }

  private static boolean isPaired(PlanNode.HashJoin join) {
    return switch (join.joinType()) {
      case INNER, LEFT, RIGHT, FULL, SINGLE -> true;
      case SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK, RIGHT_SEMI, RIGHT_ANTI -> false;
    };
  }

  private static void addProbeRow(
      PlanNode.HashJoin join,
      List<@Nullable Object> left,
      int matches,
      List<List<@Nullable Object>> build,
      List<List<@Nullable Object>> result) {
    boolean matched = matches > 0;
    switch (join.joinType()) {
      case LEFT, FULL, SINGLE -> {
        if (join.joinType() == JoinType.SINGLE && matches > 1) {
          throw new IllegalStateException("more than one match");
        }
        if (!matched) {
          result.add(concat(left, nulls(join.build())));
        }
      }
      case MARK -> result.add(concat(left, List.of(matched)));
      case NULL_AWARE_MARK -> {
        Boolean mark = matched ? Boolean.TRUE : isUnknown(join, left, build) ? null : false;
        result.add(concat(left, Arrays.asList(mark)));
      }
      case NULL_AWARE_ANTI -> {
        if (!matched && !isUnknown(join, left, build)) {
          result.add(left);
        }
      }
      case SEMI -> {
        if (matched) {
          result.add(left);
        }
      }
      case ANTI -> {
        if (!matched) {
          result.add(left);
        }
      }
      case INNER, RIGHT, RIGHT_SEMI, RIGHT_ANTI -> {}
    }
  }

  /** Whether a null is compared, on either side. */
  private static boolean isUnknown(
      PlanNode.HashJoin join, List<@Nullable Object> left, List<List<@Nullable Object>> build) {
    Object key = left.get(join.probeKeys().getFirst());
    return !build.isEmpty() && key == null
        || build.stream().anyMatch(row -> row.get(join.buildKeys().getFirst()) == null);
  }

  private boolean matches(
      PlanNode.HashJoin join, List<@Nullable Object> left, List<@Nullable Object> right) {
    for (int i = 0; i < join.probeKeys().size(); i++) {
      Object a = left.get(join.probeKeys().get(i));
      Object b = right.get(join.buildKeys().get(i));
      if (a == null || b == null || compareValues(a, b) != 0) {
        return false;
      }
    }
    Expression residual = join.residual();
    return residual == null || isTrue(residual, concat(left, right));
  }

  private static List<@Nullable Object> concat(
      List<@Nullable Object> left, List<@Nullable Object> right) {
    List<@Nullable Object> row = new ArrayList<>(left);
    row.addAll(right);
    return row;
  }

  private List<List<@Nullable Object>> aggregate(PlanNode.Aggregate node) {
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new LinkedHashMap<>();
    if (node.keys().isEmpty()) {
      groups.put(List.of(), new ArrayList<>());
    }
    for (List<@Nullable Object> row : execute(node.input())) {
      List<@Nullable Object> key = pick(row, node.keys());
      key.replaceAll(value -> value instanceof Double number ? (Object) (number + 0.0) : value);
      groups.computeIfAbsent(key, absent -> new ArrayList<>()).add(row);
    }
    List<List<@Nullable Object>> result = new ArrayList<>();
    groups.forEach(
        (key, rows) -> {
          List<@Nullable Object> output = new ArrayList<>(key);
          for (AggregateCall call : node.aggregates()) {
            output.add(aggregate(call, type(node.input(), call), rows));
          }
          result.add(output);
        });
    return result;
  }

  private static @Nullable DataType type(PlanNode input, AggregateCall call) {
    return call.argument() < 0 ? null : input.schema().type(call.argument());
  }

  private static @Nullable Object aggregate(
      AggregateCall call, @Nullable DataType argumentType, List<List<@Nullable Object>> rows) {
    Integer filter = call.filter();
    List<List<@Nullable Object>> counted =
        filter == null
            ? rows
            : rows.stream().filter(row -> Boolean.TRUE.equals(row.get(filter))).toList();
    if (call.function() == AggregateCall.AggregateFunction.COUNT_STAR) {
      return (long) counted.size();
    }
    List<Object> values =
        counted.stream().map(row -> row.get(call.argument())).filter(Objects::nonNull).toList();
    if (call.function() == AggregateCall.AggregateFunction.COUNT) {
      return (long) values.size();
    }
    if (values.isEmpty()) {
      return null;
    }
    return switch (call.function()) {
      case COUNT_STAR, COUNT -> throw new IllegalStateException("handled above");
      case MIN -> Collections.min(values, ReferenceExecutor::compareValues);
      case MAX -> Collections.max(values, ReferenceExecutor::compareValues);
      case SUM -> sum(values, call.type());
      case AVG -> average(values, argumentType);
      case VAR_SAMP -> variance(values, values.size() - 1);
      case VAR_POP -> variance(values, values.size());
      case STDDEV_SAMP -> root(variance(values, values.size() - 1));
      case STDDEV_POP -> root(variance(values, values.size()));
      case BIT_OR -> values.stream().map(Long.class::cast).reduce(0L, (a, b) -> a | b);
      case BIT_XOR -> values.stream().map(Long.class::cast).reduce(0L, (a, b) -> a ^ b);
      case PRODUCT -> values.stream().map(Double.class::cast).reduce(1.0, (a, b) -> a * b);
    };
  }

  /** In two passes. */
  private static @Nullable Double variance(List<Object> values, int degrees) {
    if (degrees == 0) {
      return null;
    }
    double mean = values.stream().mapToDouble(Double.class::cast).average().orElseThrow();
    return values.stream().mapToDouble(v -> ((Double) v - mean) * ((Double) v - mean)).sum()
        / degrees;
  }

  private static @Nullable Double root(@Nullable Double variance) {
    return variance == null ? null : Math.sqrt(variance);
  }

  private static Object sum(List<Object> values, DataType type) {
    if (values.getFirst() instanceof Double) {
      return values.stream().mapToDouble(Double.class::cast).sum();
    }
    BigInteger sum = total(values);
    return type instanceof DataType.Int64 ? (Object) sum.longValueExact() : sum;
  }

  private static BigInteger total(List<Object> values) {
    BigInteger sum = BigInteger.ZERO;
    for (Object value : values) {
      sum = sum.add(value instanceof BigInteger big ? big : BigInteger.valueOf((Long) value));
    }
    return sum;
  }

  private static Object average(List<Object> values, @Nullable DataType argumentType) {
    if (values.getFirst() instanceof Double) {
      return values.stream().mapToDouble(Double.class::cast).sum() / values.size();
    }
    int scale = argumentType instanceof DataType.Decimal decimal ? decimal.scale() : 0;
    return new BigDecimal(total(values), scale)
        .divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128)
        .doubleValue();
  }
}
