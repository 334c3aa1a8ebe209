package io.scheelite.operators.hash.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.basic.DiscardFactory;
import io.scheelite.operators.basic.LimitFactory;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.ResultCursor;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.Pipeline;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.operators.testing.TableRowsFactory;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Joins of all types, keys and conditions against a nested loop over Java objects. */
class HashJoinTest {
  private static final long MEMORY_BYTES = 64 << 20;

  private static ResultCursor start(OperatorHarness harness, RandomJoin input) {
    int batchSize = harness.batchSize();
    HashJoin join =
        HashJoin.of(
            input.node(),
            new ExecutionSettings(batchSize, 2, harness.memory().rootPool().limitBytes()));
    Pipeline build = build(harness, input, join);
    TableRowsFactory probeRows = new TableRowsFactory(input.probe(), batchSize);
    Schema schema = input.node().schema();
    if (!join.emitsBuildRows()) {
      return harness.start(schema, probeRows, List.of(join.probe()), build);
    }
    Pipeline probe =
        harness.pipeline(probeRows, List.of(join.probe()), new DiscardFactory(), build);
    return harness.start(schema, join.buildRows(), List.of(), build, probe);
  }

  static List<List<@Nullable Object>> run(OperatorHarness harness, RandomJoin input) {
    try (ResultCursor cursor = start(harness, input)) {
      return OperatorHarness.readAll(cursor);
    }
  }

  private static void requireSame(OperatorHarness harness, RandomJoin input, Object name) {
    assertThat(RandomJoin.counts(run(harness, input)))
        .as("case %s: %s", name, input.node())
        .isEqualTo(input.expected());
  }

  @ParameterizedTest
  @EnumSource(value = JoinType.class, mode = EnumSource.Mode.EXCLUDE, names = "SINGLE")
  void joinsInMemory(JoinType type) {
    for (int i = 0; i < Seeds.iterations(40); i++) {
      RandomGenerator random = Seeds.random("memory-" + type + i);
      RandomJoin input =
          RandomJoin.draw(random, type, random.nextInt(4), random.nextInt(3) == 0, 400);
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).reclaimAlways(false)) {
        requireSame(harness, input, i);
      }
    }
  }

  private static RowsTable numbers(List<List<@Nullable Object>> rows, boolean nullable) {
    Schema schema =
        Schema.of(
            new Field("key", DataType.INT64, nullable), new Field("text", DataType.UTF8, false));
    return new RowsTable(schema, rows, 1000);
  }

  /** So many rows with distinct keys {@code first, first + step, …}, in any order. */
  private static RowsTable sequence(RandomGenerator random, int numRows, long first, long step) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      rows.add(random.nextInt(i + 1), Arrays.asList(first + i * step, "row number " + i));
    }
    return numbers(rows, false);
  }

  @ParameterizedTest
  @EnumSource(JoinType.class)
  void joinsUniqueDenseAndSparseKeys(JoinType type) {
    RandomGenerator random = Seeds.random("unique" + type);
    for (long step : new long[] {1, 3, 1_000_003}) {
      RowsTable probe = sequence(random, 3000, -70, step);
      RowsTable build = sequence(random, 2500, -10 * step, step);
      RandomJoin input = RandomJoin.of(probe, build, type, List.of(0), List.of(0), null);
      try (OperatorHarness harness =
          new OperatorHarness(MEMORY_BYTES).reclaimAlways(false).batchSize(512)) {
        requireSame(harness, input, step);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = JoinType.class, mode = EnumSource.Mode.EXCLUDE, names = "SINGLE")
  void joinsOneKeyWithManyDuplicates(JoinType type) {
    RandomGenerator random = Seeds.random("duplicates" + type);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      rows.add(Arrays.asList(random.nextInt(10) == 0 ? null : 7L, "row number " + i));
    }
    RandomJoin input =
        RandomJoin.of(numbers(rows, true), numbers(rows, true), type, List.of(0), List.of(0), null);
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).reclaimAlways(false)) {
      requireSame(harness, input, type);
    }
  }

  @ParameterizedTest
  @EnumSource(value = JoinType.class, mode = EnumSource.Mode.EXCLUDE, names = "SINGLE")
  void spillsAroundEveryBatch(JoinType type) {
    for (int i = 0; i < Seeds.iterations(25); i++) {
      RandomGenerator random = Seeds.random("spill-" + type + i);
      RandomJoin input =
          RandomJoin.draw(random, type, random.nextInt(4), random.nextInt(3) == 0, 600);
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES)) {
        requireSame(harness, input, i);
        if (input.keepsAnyBuildRow()) {
          assertThat(harness.spilledBytes()).isPositive();
        }
      }
    }
  }

  /** Keys from 0 up, with duplicates where there are more rows than keys. */
  private static RowsTable repeated(RandomGenerator random, int numRows, int numKeys) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      rows.add(
          Arrays.asList(
              (long) random.nextInt(numKeys) * 1_000_003, "row with a long text " + i % 97));
    }
    return numbers(rows, false);
  }

  private static final Expression SAME_TEXT =
      new Expression.Comparison(
          ComparisonOperator.EQUAL,
          new Expression.ColumnRef(1, DataType.UTF8, false),
          new Expression.ColumnRef(3, DataType.UTF8, false));

  @ParameterizedTest
  @EnumSource(value = JoinType.class, mode = EnumSource.Mode.EXCLUDE, names = "SINGLE")
  void spillsWhenMemoryIsShort(JoinType type) {
    RandomGenerator random = Seeds.random("short" + type);
    RandomJoin input =
        RandomJoin.of(
            repeated(random, 30_000, 60_000),
            repeated(random, 200_000, 50_000),
            type,
            List.of(0),
            List.of(0),
            null);
    try (OperatorHarness harness =
        new OperatorHarness(7 << 20).reclaimAlways(false).batchSize(512)) {
      assertThat(RandomJoin.counts(run(harness, input))).isEqualTo(input.expectedByKey());
      assertThat(harness.spilledBytes()).isPositive();
      assertThat(harness.notes()).contains("divides spilled partitions further");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = JoinType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SINGLE", "NULL_AWARE_ANTI", "NULL_AWARE_MARK"}) // which has no further condition
  void joinsOneKeyThatDoesNotFitIntoMemory(JoinType type) {
    RandomGenerator random = Seeds.random("skew" + type);
    RandomJoin input =
        RandomJoin.of(
            repeated(random, 60, 1),
            repeated(random, 120_000, 1),
            type,
            List.of(0),
            List.of(0),
            SAME_TEXT);
    try (OperatorHarness harness =
        new OperatorHarness(7 << 20).reclaimAlways(false).batchSize(512)) {
      assertThat(RandomJoin.counts(run(harness, input))).isEqualTo(input.expectedByKey());
      assertThat(harness.notes()).contains("joins one key piece by piece");
    }
  }

  /** Rows of both sides are without a match, of one key: a pass for each side. */
  @Test
  void joinsBothSidesOfOneKeyFully() {
    RandomGenerator random = Seeds.random("full skew");
    RandomJoin input =
        RandomJoin.of(
            repeated(random, 400, 1),
            repeated(random, 120_000, 1),
            JoinType.FULL,
            List.of(0),
            List.of(0),
            new Expression.And(List.of(SAME_TEXT, HARDLY_ANY_TEXT)));
    try (OperatorHarness harness =
        new OperatorHarness(7 << 20).reclaimAlways(false).batchSize(512)) {
      List<List<@Nullable Object>> rows = run(harness, input);
      long unmatchedProbe = rows.stream().filter(row -> row.get(2) == null).count();
      long unmatchedBuild = rows.stream().filter(row -> row.get(0) == null).count();
      assertThat(unmatchedProbe).isEqualTo(numRows(input.probe()));
      assertThat(unmatchedBuild).isEqualTo(numRows(input.build()));
      assertThat(harness.notes()).contains("joins one key piece by piece");
    }
  }

  private static final Expression HARDLY_ANY_TEXT =
      new Expression.Comparison(
          ComparisonOperator.EQUAL,
          new Expression.ColumnRef(1, DataType.UTF8, false),
          new Expression.Literal("a text that no row has", DataType.UTF8));

  private static long numRows(RowsTable table) {
    return table.rows().size();
  }

  /** A scalar subquery: at most one row for each row of the outer query. */
  @Test
  void refusesASecondMatchWhereOneIsAllowed() {
    RandomGenerator random = Seeds.random("single");
    RowsTable probe = repeated(random, 5000, 500);
    RowsTable unique = sequence(random, 300, 0, 1_000_003);
    List<List<@Nullable Object>> twice = new ArrayList<>(unique.rows());
    twice.add(probe.rows().get(random.nextInt(5000)));
    while (unique.rows().stream().noneMatch(row -> row.get(0).equals(twice.getLast().get(0)))) {
      twice.set(twice.size() - 1, probe.rows().get(random.nextInt(5000)));
    }
    for (boolean spilling : new boolean[] {false, true}) {
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).reclaimAlways(spilling)) {
        RandomJoin left = RandomJoin.of(probe, unique, JoinType.LEFT, List.of(0), List.of(0), null);
        RandomJoin single =
            RandomJoin.of(probe, unique, JoinType.SINGLE, List.of(0), List.of(0), null);
        assertThat(RandomJoin.counts(run(harness, single))).isEqualTo(left.expectedByKey());
        RandomJoin refused =
            RandomJoin.of(
                probe, numbers(twice, false), JoinType.SINGLE, List.of(0), List.of(0), null);
        assertThatThrownBy(() -> run(harness, refused)).hasMessageContaining("more than one row");
      }
    }
  }

  /** What is null or missing on the build side decides about every probe row. */
  @ParameterizedTest
  @EnumSource(
      value = JoinType.class,
      names = {"NULL_AWARE_ANTI", "NULL_AWARE_MARK"})
  void knowsNullsOfBothSides(JoinType type) {
    List<List<@Nullable Object>> probe =
        List.of(Arrays.asList(1L, "one"), Arrays.asList(2L, "two"), Arrays.asList(null, "none"));
    List<@Nullable Object> three = Arrays.asList(3L, "three");
    List<@Nullable Object> one = Arrays.asList(1L, "also one");
    List<@Nullable Object> none = Arrays.asList(null, "nothing");
    for (List<List<@Nullable Object>> build :
        List.of(
            List.<List<@Nullable Object>>of(),
            List.of(none),
            List.of(three),
            List.of(three, one),
            List.of(three, one, none))) {
      for (boolean spilling : new boolean[] {false, true}) {
        RandomJoin input =
            RandomJoin.of(
                numbers(probe, true), numbers(build, true), type, List.of(0), List.of(0), null);
        try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).reclaimAlways(spilling)) {
          requireSame(harness, input, build);
        }
      }
    }
  }

  /**
   * Drivers that wait for each other at the end of a join must not wait for one that has enough.
   */
  @Test
  void aLimitBetweenSpilledJoinsStopsAll() {
    RandomGenerator random = Seeds.random("limit");
    RandomJoin first =
        RandomJoin.of(
            repeated(random, 20_000, 2000),
            repeated(random, 3000, 2000),
            JoinType.INNER,
            List.of(0),
            List.of(0),
            null);
    RandomJoin second =
        RandomJoin.of(
            new RowsTable(first.node().schema(), List.of(), 1),
            repeated(random, 3000, 2000),
            JoinType.SEMI,
            List.of(0),
            List.of(0),
            null);
    for (int i = 0; i < Seeds.iterations(5); i++) {
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES)) {
        ExecutionSettings settings = new ExecutionSettings(harness.batchSize(), 2, MEMORY_BYTES);
        HashJoin one = HashJoin.of(first.node(), settings);
        HashJoin two = HashJoin.of(second.node(), settings);
        List<List<@Nullable Object>> rows =
            harness.run(
                second.node().schema(),
                new TableRowsFactory(first.probe(), harness.batchSize()),
                List.of(one.probe(), new LimitFactory(700, 0), two.probe()),
                build(harness, first, one),
                build(harness, second, two));
        assertThat(rows.size()).isBetween(1, 700);
      }
    }
  }

  private static Pipeline build(OperatorHarness harness, RandomJoin input, HashJoin join) {
    return harness.pipeline(
        new TableRowsFactory(input.build(), harness.batchSize()), List.of(), join.build());
  }

  @Test
  void leavesNoFilesWhenCancelled() {
    RandomGenerator random = Seeds.random("cancel files");
    RandomJoin input =
        RandomJoin.of(
            repeated(random, 30_000, 60_000),
            repeated(random, 70_000, 50_000),
            JoinType.INNER,
            List.of(0),
            List.of(0),
            null);
    try (OperatorHarness harness = new OperatorHarness(7 << 20).batchSize(512);
        ResultCursor cursor = start(harness, input)) {
      assertThat(cursor.next()).isNotNull();
      assertThat(harness.spilledBytes()).isPositive();
    }
  }

  @Test
  void cancelsInTheMiddle() {
    RandomGenerator random = Seeds.random("cancel");
    RowsTable probe = sequence(random, 4000, 0, 1);
    RowsTable build = sequence(random, 4000, 0, 1);
    RandomJoin input = RandomJoin.of(probe, build, JoinType.INNER, List.of(), List.of(), null);
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).reclaimAlways(false);
        ResultCursor cursor = start(harness, input)) {
      assertThat(cursor.next()).isNotNull();
    }
  }
}
