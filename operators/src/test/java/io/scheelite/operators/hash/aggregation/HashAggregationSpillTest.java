package io.scheelite.operators.hash.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.ResultCursor;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.spill.SpillException;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Aggregates with groups in files, against the naive executor. */
class HashAggregationSpillTest {
  private static final long MEMORY_BYTES = 64 << 20;

  @Test
  void spillsAroundEveryBatch() {
    for (int i = 0; i < Seeds.iterations(60); i++) {
      RandomGenerator random = Seeds.random(HashAggregationSpillTest.class, i);
      AggregationCase input = AggregationCase.random(random, 3000);
      try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES)) {
        input.check(harness, MEMORY_BYTES, "case " + i);
        boolean expected = !input.node().keys().isEmpty() && !input.table().rows().isEmpty();
        assertThat(harness.spilledBytes() > 0).as("case %s", i).isEqualTo(expected);
      }
    }
  }

  private static AggregationCase manyGroups(String seed, int numRows, int numGroups) {
    Schema schema =
        Schema.of(
            new Field("key", DataType.INT64, true),
            new Field("text", DataType.UTF8, true),
            new Field("value", DataType.INT32, true));
    RandomGenerator random = Seeds.random(seed);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      long key = random.nextInt(numGroups);
      boolean frequent = random.nextInt(4) == 0;
      rows.add(
          Arrays.asList(
              frequent ? null : (Object) (key * 7919L),
              "of the group with the number " + key % 5,
              random.nextInt(9) == 0 ? null : (Object) (long) random.nextInt()));
    }
    return new AggregationCase(
        schema,
        rows,
        5000,
        List.of(0, 1),
        List.of(
            AggregationCase.call(AggregateFunction.COUNT_STAR, -1, schema),
            AggregationCase.call(AggregateFunction.AVG, 2, schema),
            AggregationCase.call(AggregateFunction.MAX, 1, schema)));
  }

  @Test
  void spillsWhenMemoryIsShort() {
    AggregationCase input = manyGroups("short", 60_000, 50_000);
    long memory = 8 << 20;
    try (OperatorHarness harness =
        new OperatorHarness(memory).reclaimAlways(false).batchSize(256)) {
      input.check(harness, memory, "short");
      assertThat(harness.spilledBytes()).isPositive();
    }
  }

  @Test
  void dividesAgainWhatDoesNotFit() {
    AggregationCase input = manyGroups("again", 120_000, 110_000);
    long memory = 2 << 20;
    try (OperatorHarness harness =
        new OperatorHarness(memory, 1).reclaimAlways(false).batchSize(32)) {
      input.check(harness, memory, "again");
      assertThat(harness.spilledBytes()).isPositive();
      assertThat(harness.notes())
          .contains("spilled partitions divided again: they do not fit into memory");
    }
  }

  @Test
  void rowsLargerThanAChunkAreSpilled() {
    Schema schema =
        Schema.of(new Field("text", DataType.UTF8, false), new Field("key", DataType.INT8, false));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(List.of("x".repeat(i % 20 * 7919 % 200_000), (long) (i * 31 % 40)));
    }
    AggregationCase input =
        new AggregationCase(
            schema,
            rows,
            10,
            List.of(0),
            List.of(
                AggregationCase.call(AggregateFunction.SUM, 1, schema),
                AggregationCase.call(AggregateFunction.MIN, 0, schema)));
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES).batchSize(3)) {
      input.check(harness, MEMORY_BYTES, "large");
      assertThat(harness.spilledBytes()).isPositive();
    }
  }

  @Test
  void aFullDiskFailsTheQueryAndLeavesNothing() {
    AggregationCase input = manyGroups("disk", 20_000, 10_000);
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES)) {
      var _ = harness.spill().disk().withCapacity(100_000);
      assertThatThrownBy(() -> input.run(harness, MEMORY_BYTES)).isInstanceOf(SpillException.class);
      assertThat(harness.spill().disk().faultsFired()).isPositive();
    }
  }

  @Test
  void closingTheCursorInTheMiddleLeavesNothing() {
    AggregationCase input = manyGroups("middle", 20_000, 15_000);
    try (OperatorHarness harness = new OperatorHarness(MEMORY_BYTES);
        ResultCursor cursor = input.start(harness, MEMORY_BYTES)) {
      assertThat(cursor.next()).isNotNull();
    }
  }
}
