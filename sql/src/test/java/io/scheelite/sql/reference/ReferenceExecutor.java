package io.scheelite.sql.reference;

import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.testing.ReferenceWindows;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executes physical plans over {@link RowsTable}s. */
public final class ReferenceExecutor {
  private ReferenceExecutor() {}

  /** All rows of a plan. */
  public static List<@Nullable Object[]> execute(PlanNode node) {
    return switch (node) {
      case PlanNode.Scan scan -> scan(scan);
      case PlanNode.Values values ->
          values.rows().stream()
              .map(
                  row ->
                      row.stream()
                          .map(v -> ReferenceExpressions.evaluate(v, new Object[0]))
                          .toArray())
              .toList();
      case PlanNode.Filter filter -> filter(execute(filter.input()), List.of(filter.predicate()));
      case PlanNode.Project project ->
          execute(project.input()).stream()
              .map(
                  row ->
                      project.expressions().stream()
                          .map(e -> ReferenceExpressions.evaluate(e, row))
                          .toArray())
              .toList();
      case PlanNode.Aggregate aggregate -> aggregate(aggregate);
      case PlanNode.HashJoin join -> join(join);
      case PlanNode.Shared shared -> execute(shared.input());
      case PlanNode.SingleRow single -> singleRow(single);
      case PlanNode.Sort sort -> sorted(execute(sort.input()), sort.keys());
      case PlanNode.TopN top ->
          window(sorted(execute(top.input()), top.keys()), top.limit(), top.offset());
      case PlanNode.Expand expand -> expand(expand);
      case PlanNode.Window window -> windowFunctions(window);
      case PlanNode.Limit limit -> window(execute(limit.input()), limit.limit(), limit.offset());
      case PlanNode.UnionAll union ->
          union.inputs().stream().flatMap(input -> execute(input).stream()).toList();
      case PlanNode.Exchange exchange -> execute(exchange.input());
      case PlanNode.ExchangeRead read ->
          throw new IllegalArgumentException("not a whole plan: stage=" + read.stage());
    };
  }

  private static List<@Nullable Object[]> expand(PlanNode.Expand node) {
    List<@Nullable Object[]> rows = execute(node.input());
    int width = node.input().schema().size();
    List<@Nullable Object[]> result = new ArrayList<>();
    for (int set = 0; set < node.sets().size(); set++) {
      List<Integer> kept = node.sets().get(set);
      for (@Nullable Object[] row : rows) {
        @Nullable Object[] output = Arrays.copyOf(row, node.schema().size());
        kept.forEach(key -> output[width + key] = row[node.keys().get(key)]);
        output[output.length - 1] = (long) set;
        result.add(output);
      }
      if (node.emptyGroups() && kept.isEmpty()) {
        @Nullable Object[] empty = new @Nullable Object[node.schema().size()];
        empty[empty.length - 1] = (long) set;
        result.add(empty);
      }
    }
    return result;
  }

  private static List<@Nullable Object[]> windowFunctions(PlanNode.Window window) {
    ReferenceWindows windows =
        new ReferenceWindows(
            ReferenceExpressions::compare,
            (call, rows) -> call(call, rows.stream().map(List::toArray).toList()));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    execute(window.input()).forEach(row -> rows.add(Arrays.asList(row)));
    return windows.execute(window, rows).stream().map(List::toArray).toList();
  }

  private static List<@Nullable Object[]> scan(PlanNode.Scan scan) {
    RowsTable table = (RowsTable) scan.table();
    List<@Nullable Object[]> rows =
        table.rows().stream()
            .map(row -> scan.columns().stream().map(column -> row[column]).toArray())
            .toList();
    return filter(rows, scan.filters());
  }

  private static List<@Nullable Object[]> filter(
      List<@Nullable Object[]> rows, List<Expression> conjuncts) {
    return rows.stream()
        .filter(
            row ->
                conjuncts.stream()
                    .allMatch(c -> Boolean.TRUE.equals(ReferenceExpressions.evaluate(c, row))))
        .toList();
  }

  private static List<@Nullable Object[]> singleRow(PlanNode.SingleRow single) {
    List<@Nullable Object[]> rows = execute(single.input());
    if (rows.size() > 1) {
      throw new IllegalStateException("scalar subquery with several rows: " + rows.size());
    }
    return rows.isEmpty()
        ? Collections.singletonList(new @Nullable Object[single.schema().size()])
        : rows;
  }

  private static List<@Nullable Object[]> window(
      List<@Nullable Object[]> rows, long limit, long offset) {
    return rows.stream().skip(offset).limit(limit).toList();
  }

  private static List<@Nullable Object[]> sorted(
      List<@Nullable Object[]> rows, List<SortKey> keys) {
    Comparator<@Nullable Object[]> order = (_, _) -> 0;
    for (SortKey key : keys) {
      order = order.thenComparing((left, right) -> compare(left, right, key));
    }
    return rows.stream().sorted(order).toList();
  }

  private static int compare(@Nullable Object[] left, @Nullable Object[] right, SortKey key) {
    Object l = left[key.column()];
    Object r = right[key.column()];
    if (l == null || r == null) {
      int nullOrder = l == r ? 0 : l == null ? -1 : 1;
      return key.nullsFirst() ? nullOrder : -nullOrder;
    }
    int order = ReferenceExpressions.compare(l, r);
    return key.ascending() ? order : -order;
  }

  private static List<@Nullable Object> key(@Nullable Object[] row, List<Integer> columns) {
    List<@Nullable Object> key = new ArrayList<>();
    columns.forEach(column -> key.add(row[column]));
    return key;
  }

  private static List<@Nullable Object[]> aggregate(PlanNode.Aggregate aggregate) {
    Map<List<@Nullable Object>, List<@Nullable Object[]>> groups = new LinkedHashMap<>();
    if (aggregate.keys().isEmpty()) {
      groups.put(List.of(), new ArrayList<>());
    }
    for (@Nullable Object[] row : execute(aggregate.input())) {
      groups.computeIfAbsent(key(row, aggregate.keys()), k -> new ArrayList<>()).add(row);
    }
    List<@Nullable Object[]> result = new ArrayList<>();
    groups.forEach(
        (key, rows) -> {
          List<@Nullable Object> output = new ArrayList<>(key);
          aggregate.aggregates().forEach(call -> output.add(call(call, rows)));
          result.add(output.toArray());
        });
    return result;
  }

  private static @Nullable Object call(AggregateCall call, List<@Nullable Object[]> rows) {
    List<Object> values = new ArrayList<>();
    Integer filter = call.filter();
    for (@Nullable Object[] row : rows) {
      if (filter == null || Boolean.TRUE.equals(row[filter])) {
        Object value = call.argument() < 0 ? true : row[call.argument()];
        if (value != null) {
          values.add(value);
        }
      }
    }
    return switch (call.function()) {
      case COUNT_STAR, COUNT -> (long) values.size();
      case MIN -> values.stream().min(ReferenceExpressions::compare).orElse(null);
      case MAX -> values.stream().max(ReferenceExpressions::compare).orElse(null);
      case SUM -> values.isEmpty() ? null : sum(values, call);
      case AVG -> values.isEmpty() ? null : average(values);
      case VAR_SAMP -> variance(values, values.size() - 1);
      case VAR_POP -> variance(values, values.size());
      case STDDEV_SAMP -> root(variance(values, values.size() - 1));
      case STDDEV_POP -> root(variance(values, values.size()));
      case BIT_OR, BIT_XOR, PRODUCT -> throw new IllegalStateException("not drawn: " + call);
    };
  }

  /** In two passes. */
  private static @Nullable Double variance(List<Object> values, int degrees) {
    if (degrees <= 0) {
      return null;
    }
    double mean = values.stream().mapToDouble(Double.class::cast).average().orElseThrow();
    return values.stream().mapToDouble(v -> ((Double) v - mean) * ((Double) v - mean)).sum()
        / degrees;
  }

  private static @Nullable Double root(@Nullable Double variance) {
    return variance == null ? null : Math.sqrt(variance);
  }

  private static @Nullable Object sum(List<Object> values, AggregateCall call) {
    if (values.getFirst() instanceof Double) {
      return values.stream().mapToDouble(value -> (Double) value).sum();
    }
    return ReferenceExpressions.cast(exactSum(values), call.type());
  }

  private static BigDecimal exactSum(List<Object> values) {
    return values.stream()
        .map(v -> v instanceof Long number ? BigDecimal.valueOf(number) : (BigDecimal) v)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static double average(List<Object> values) {
    return values.getFirst() instanceof Double
        ? values.stream().mapToDouble(value -> (Double) value).average().orElseThrow()
        : exactSum(values).doubleValue() / values.size();
  }

  private static List<@Nullable Object[]> join(PlanNode.HashJoin join) {
    List<@Nullable Object[]> build = execute(join.build());
    Map<List<@Nullable Object>, List<Integer>> table = new HashMap<>();
    for (int i = 0; i < build.size(); i++) {
      List<@Nullable Object> key = key(build.get(i), join.buildKeys());
      if (!key.contains(null)) {
        table.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
      }
    }
    boolean[] matched = new boolean[build.size()];
    List<@Nullable Object[]> result = new ArrayList<>();
    for (@Nullable Object[] probe : execute(join.probe())) {
      int found = 0;
      for (int i : table.getOrDefault(key(probe, join.probeKeys()), List.of())) {
        @Nullable Object[] pair = concat(probe, build.get(i));
        Expression residual = join.residual();
        if (residual == null
            || Boolean.TRUE.equals(ReferenceExpressions.evaluate(residual, pair))) {
          found++;
          matched[i] = true;
          switch (join.joinType()) {
            case INNER, LEFT, RIGHT, FULL, SINGLE -> result.add(pair);
            case SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK, RIGHT_SEMI, RIGHT_ANTI -> {}
          }
        }
      }
      addUnpaired(join, probe, found, build, result);
    }
    for (int i = 0; i < matched.length; i++) {
      boolean emitted =
          switch (join.joinType()) {
            case RIGHT_SEMI -> matched[i];
            case RIGHT, FULL, RIGHT_ANTI -> !matched[i];
            case INNER, LEFT, SINGLE, SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> false;
          };
      if (emitted) {
        boolean padded = join.joinType() == JoinType.RIGHT || join.joinType() == JoinType.FULL;
        result.add(
            padded
                ? concat(new @Nullable Object[join.probe().schema().size()], build.get(i))
                : build.get(i));
      }
    }
    return result;
  }

  private static void addUnpaired(
      PlanNode.HashJoin join,
      @Nullable Object[] probe,
      int found,
      List<@Nullable Object[]> build,
      List<@Nullable Object[]> result) {
    switch (join.joinType()) {
      case SEMI -> {
        if (found > 0) {
          result.add(probe);
        }
      }
      case ANTI -> {
        if (found == 0) {
          result.add(probe);
        }
      }
      case NULL_AWARE_ANTI -> {
        if (found == 0 && !isUnknown(join, probe, build)) {
          result.add(probe);
        }
      }
      case MARK -> result.add(concat(probe, new @Nullable Object[] {found > 0}));
      case NULL_AWARE_MARK -> {
        Boolean mark = found > 0 ? Boolean.TRUE : isUnknown(join, probe, build) ? null : false;
        result.add(concat(probe, new @Nullable Object[] {mark}));
      }
      case LEFT, FULL, SINGLE -> {
        if (found > 1 && join.joinType() == JoinType.SINGLE) {
          throw new IllegalStateException("a scalar subquery gave more than one row");
        }
        if (found == 0) {
          result.add(concat(probe, new @Nullable Object[join.build().schema().size()]));
        }
      }
      case INNER, RIGHT, RIGHT_SEMI, RIGHT_ANTI -> {}
    }
  }

  /** Whether a null is compared, on either side. */
  private static boolean isUnknown(
      PlanNode.HashJoin join, @Nullable Object[] probe, List<@Nullable Object[]> build) {
    return !build.isEmpty() && probe[join.probeKeys().getFirst()] == null
        || build.stream().anyMatch(row -> row[join.buildKeys().getFirst()] == null);
  }

  private static @Nullable Object[] concat(@Nullable Object[] left, @Nullable Object[] right) {
    @Nullable Object[] result = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, result, left.length, right.length);
    return result;
  }
}
