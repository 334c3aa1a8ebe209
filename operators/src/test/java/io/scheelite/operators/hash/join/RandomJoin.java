package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.testing.RandomRows;
import io.scheelite.operators.testing.ReferenceExecutor;
import io.scheelite.operators.testing.RowsTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A join of two tables of random rows, and what a nested loop makes of it. */
record RandomJoin(PlanNode.HashJoin node, RowsTable probe, RowsTable build) {
  /**
   * Tables of any columns; some build keys are values of probe keys, so that there are matches.
   *
   * @param mostKeys columns that are equal
   * @param withResidual whether there is a further condition
   */
  static RandomJoin draw(
      RandomGenerator random, JoinType type, int mostKeys, boolean withResidual, int mostRows) {
    int numKeys = type.isNullAware() ? 1 : mostKeys;
    RandomRows generator = new RandomRows(random);
    Schema probeSchema = generator.schema(Math.max(1, numKeys) + random.nextInt(3));
    List<Integer> probeKeys = new ArrayList<>();
    List<Integer> buildKeys = new ArrayList<>();
    List<Field> buildFields =
        new ArrayList<>(generator.schema(numKeys + 1 + random.nextInt(2)).fields());
    for (int i = 0; i < numKeys; i++) {
      int probeKey = random.nextInt(probeSchema.size());
      int buildKey = random.nextInt(2) + i;
      if (buildKeys.contains(buildKey)) {
        buildKey = i + 1;
      }
      probeKeys.add(probeKey);
      buildKeys.add(buildKey);
      buildFields.set(
          buildKey, new Field("k" + i, probeSchema.type(probeKey), random.nextBoolean()));
    }
    Schema buildSchema = new Schema(buildFields);
    RowsTable probe =
        table(random, probeSchema, generator.rows(probeSchema, random.nextInt(mostRows)));
    List<List<@Nullable Object>> buildRows =
        generator.rows(buildSchema, random.nextInt(mostRows)).stream()
            .map(row -> borrowKeys(random, row, buildSchema, buildKeys, probe.rows(), probeKeys))
            .toList();
    RowsTable build = table(random, buildSchema, buildRows);
    Expression residual = withResidual ? residual(random, probeSchema.concat(buildSchema)) : null;
    return of(probe, build, type, probeKeys, buildKeys, residual);
  }

  static RandomJoin of(
      RowsTable probe,
      RowsTable build,
      JoinType type,
      List<Integer> probeKeys,
      List<Integer> buildKeys,
      @Nullable Expression residual) {
    Expression allowed = type.isNullAware() ? null : residual;
    return new RandomJoin(
        new PlanNode.HashJoin(scan(probe), scan(build), type, probeKeys, buildKeys, allowed, -1),
        probe,
        build);
  }

  private static PlanNode scan(RowsTable table) {
    List<Integer> columns = IntStream.range(0, table.schema().size()).boxed().toList();
    return new PlanNode.Scan(table, columns, List.of(), -1);
  }

  private static RowsTable table(
      RandomGenerator random, Schema schema, List<List<@Nullable Object>> rows) {
    return new RowsTable(schema, rows, 1 + random.nextInt(Math.max(1, rows.size())));
  }

  private static List<@Nullable Object> borrowKeys(
      RandomGenerator random,
      List<@Nullable Object> row,
      Schema schema,
      List<Integer> keys,
      List<List<@Nullable Object>> probe,
      List<Integer> probeKeys) {
    List<@Nullable Object> result = new ArrayList<>(row);
    if (!probe.isEmpty() && random.nextInt(4) > 0) {
      List<@Nullable Object> model = probe.get(random.nextInt(probe.size()));
      for (int i = 0; i < keys.size(); i++) {
        Object value = model.get(probeKeys.get(i));
        if (value != null || schema.field(keys.get(i)).nullable()) {
          result.set(keys.get(i), value);
        }
      }
    }
    return result;
  }

  /** Compares two columns of the same type, wherever they are; else a column with itself. */
  private static Expression residual(RandomGenerator random, Schema pairs) {
    int left = random.nextInt(pairs.size());
    List<Integer> candidates =
        IntStream.range(0, pairs.size())
            .filter(i -> pairs.type(i).equals(pairs.type(left)))
            .boxed()
            .toList();
    int right = candidates.get(random.nextInt(candidates.size()));
    ComparisonOperator[] operators = ComparisonOperator.values();
    return new Expression.Comparison(
        operators[random.nextInt(operators.length)], column(pairs, left), column(pairs, right));
  }

  private static Expression column(Schema schema, int index) {
    return new Expression.ColumnRef(index, schema.type(index), schema.field(index).nullable());
  }

  /** Whether there is a build row without a null key: others need not be kept. */
  boolean keepsAnyBuildRow() {
    return build.rows().stream()
        .anyMatch(row -> node.buildKeys().stream().allMatch(key -> row.get(key) != null));
  }

  /** How often each row is in the result. */
  Map<List<@Nullable Object>, Integer> expected() {
    return counts(new ReferenceExecutor(RandomJoin::evaluate).execute(node));
  }

  /**
   * As {@link #expected}, for one key of integers without nulls and, as the only residual, a second
   * column of text that is equal: by a map of Java, because a nested loop takes too long.
   */
  Map<List<@Nullable Object>, Integer> expectedByKey() {
    Function<List<@Nullable Object>, List<@Nullable Object>> key =
        row -> node.residual() == null ? row.subList(0, 1) : row.subList(0, 2);
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> partners = new HashMap<>();
    build
        .rows()
        .forEach(row -> partners.computeIfAbsent(key.apply(row), _ -> new ArrayList<>()).add(row));
    Set<List<@Nullable Object>> probeKeys = new HashSet<>();
    probe.rows().forEach(row -> probeKeys.add(key.apply(row)));
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<@Nullable Object> row : probe.rows()) {
      List<List<@Nullable Object>> matches = partners.getOrDefault(key.apply(row), List.of());
      switch (node.joinType()) {
        case INNER, LEFT, RIGHT, FULL -> {
          matches.forEach(match -> result.add(concat(row, match)));
          boolean padded = node.joinType() == JoinType.LEFT || node.joinType() == JoinType.FULL;
          if (matches.isEmpty() && padded) {
            result.add(concat(row, Arrays.asList(null, null)));
          }
        }
        case SEMI, ANTI, NULL_AWARE_ANTI -> {
          if (matches.isEmpty() != (node.joinType() == JoinType.SEMI)) {
            result.add(row);
          }
        }
        case MARK, NULL_AWARE_MARK -> result.add(concat(row, List.of(!matches.isEmpty())));
        case RIGHT_SEMI, RIGHT_ANTI -> {}
        case SINGLE -> throw new IllegalArgumentException("keys are not unique");
      }
    }
    if (node.joinType() == JoinType.RIGHT || node.joinType() == JoinType.FULL) {
      build.rows().stream()
          .filter(row -> !probeKeys.contains(key.apply(row)))
          .forEach(row -> result.add(concat(Arrays.asList(null, null), row)));
    }
    if (node.joinType() == JoinType.RIGHT_SEMI || node.joinType() == JoinType.RIGHT_ANTI) {
      boolean wanted = node.joinType() == JoinType.RIGHT_SEMI;
      build.rows().stream()
          .filter(row -> probeKeys.contains(key.apply(row)) == wanted)
          .forEach(result::add);
    }
    return counts(result);
  }

  private static List<@Nullable Object> concat(
      List<@Nullable Object> left, List<@Nullable Object> right) {
    List<@Nullable Object> row = new ArrayList<>(left);
    row.addAll(right);
    return row;
  }

  static Map<List<@Nullable Object>, Integer> counts(List<List<@Nullable Object>> rows) {
    Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(row, 1, Integer::sum));
    return counts;
  }

  private static @Nullable Object evaluate(Expression expression, List<@Nullable Object> row) {
    return switch (expression) {
      case Expression.ColumnRef column -> row.get(column.index());
      case Expression.Comparison comparison ->
          compare(
              comparison.operator(),
              evaluate(comparison.left(), row),
              evaluate(comparison.right(), row));
      default -> throw new IllegalArgumentException("not in these tests: " + expression);
    };
  }

  private static @Nullable Boolean compare(
      ComparisonOperator operator, @Nullable Object left, @Nullable Object right) {
    boolean distinct = operator == ComparisonOperator.IS_DISTINCT_FROM;
    if (distinct || operator == ComparisonOperator.IS_NOT_DISTINCT_FROM) {
      boolean same = left == null || right == null ? left == right : order(left, right) == 0;
      return same != distinct;
    }
    if (left == null || right == null) {
      return null;
    }
    int order = order(left, right);
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> throw new IllegalStateException();
    };
  }

  private static int order(Object left, Object right) {
    return ReferenceExecutor.compareValues(left, right);
  }
}
