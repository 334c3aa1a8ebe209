package io.scheelite.operators.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.RuntimeHarness;
import io.scheelite.operators.execution.StageExecution;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.testing.InMemoryExchange;
import io.scheelite.operators.testing.NaiveConditions;
import io.scheelite.operators.testing.RandomRows;
import io.scheelite.operators.testing.ReferenceExecutor;
import io.scheelite.operators.testing.ScriptedTable;
import io.scheelite.testsupport.Seeds;
import io.scheelite.testsupport.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Samples give bounds, bounds give partitions that follow one another in the order. */
class RangeExchangeTest {
  private static final long MEMORY_BYTES = 128L << 20;
  private static final int CASES = World.current().forceSpill() ? 20 : 60;
  private static final int SAMPLED_ROWS = 100;

  private final ReferenceExecutor reference = new ReferenceExecutor(new NaiveConditions());

  /** Whatever the bounds: each partition sorted, one after another, is all of it sorted. */
  @Test
  void partitionsFollowOneAnotherInTheOrder() {
    int cases = Seeds.iterations(CASES);
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      for (int i = 0; i < cases; i++) {
        RandomGenerator random = Seeds.random(RangeExchangeTest.class, i);
        checkOrder(harness, random, i);
      }
    }
  }

  private void checkOrder(RuntimeHarness harness, RandomGenerator random, int index) {
    RandomRows values = new RandomRows(random);
    Schema schema = values.schema(1 + random.nextInt(4));
    List<SortKey> keys = keys(schema, random);
    List<List<@Nullable Object>> rows = values.rows(schema, 1 + random.nextInt(600));
    PlanNode scan = StageHarness.scan(schema, rows, 1 + random.nextInt(200));
    StageHarness stages =
        new StageHarness(harness, RuntimeHarness.options(1 + random.nextInt(300)));
    int partitions = 1 + random.nextInt(6);

    RangeBounds bounds = bounds(stages, scan, keys, partitions);
    InMemoryExchange ranges = new InMemoryExchange(partitions);
    StageHarness.await(stages.start(scan, output(keys, ranges, bounds)));

    List<List<@Nullable Object>> actual = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      PlanNode read = StageHarness.read(schema, new Distribution.Range(keys), false);
      PlanNode sort = new PlanNode.Sort(read, allKeys(keys, schema));
      actual.addAll(stages.readAll(sort, ranges.input(List.of(partition))));
    }
    List<List<@Nullable Object>> expected =
        reference.execute(new PlanNode.Sort(scan, allKeys(keys, schema)));
    assertThat(plain(actual)).as("case %d", index).containsExactlyElementsOf(plain(expected));
  }

  private static List<SortKey> keys(Schema schema, RandomGenerator random) {
    List<SortKey> keys = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      keys.add(
          new SortKey(random.nextInt(schema.size()), random.nextBoolean(), random.nextBoolean()));
    }
    return keys;
  }

  /** So that there is one right order, but for rows that are all equal. */
  private static List<SortKey> allKeys(List<SortKey> keys, Schema schema) {
    List<SortKey> all = new ArrayList<>(keys);
    for (int i = 0; i < schema.size(); i++) {
      all.add(new SortKey(i, true, true));
    }
    return all;
  }

  private static List<List<@Nullable Object>> plain(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>(row);
      values.replaceAll(value -> value instanceof Double number ? (Object) (number + 0.0) : value);
      result.add(values);
    }
    return result;
  }

  private static StageOutput output(
      List<SortKey> keys, InMemoryExchange target, RangeBounds bounds) {
    return new StageOutput(
        new Distribution.Range(keys), target.output(0), 0, bounds, StageOutput.Sampling.NONE);
  }

  /** Runs the plan once for a sample. */
  private static RangeBounds bounds(
      StageHarness stages, PlanNode scan, List<SortKey> keys, int partitions) {
    InMemoryExchange exchange = new InMemoryExchange(partitions);
    StageOutput output =
        new StageOutput(
            new Distribution.ByTask(),
            exchange.output(0),
            0,
            null,
            new StageOutput.Sampling(keys, SAMPLED_ROWS));
    StageExecution stage = StageHarness.await(stages.start(scan, output));
    KeySample sample = stage.sample();
    if (sample == null) {
      throw new AssertionError("no sample");
    }
    assertThat(sample.numRows()).isEqualTo(stage.numRows());
    assertThat(sample.numKeys())
        .isBetween((int) Math.min(stage.numRows(), SAMPLED_ROWS / 6), SAMPLED_ROWS);
    RangeBounds bounds = RangeBounds.of(List.of(KeySample.decode(sample.encoded())), partitions);
    return RangeBounds.decode(bounds.encoded());
  }

  @Test
  void partitionsAreAboutEquallyLarge() {
    int numRows = 60_000;
    ScriptedTable table = new ScriptedTable(6, numRows / 6, 50_000, ScriptedTable.NEVER);
    PlanNode scan = new PlanNode.Scan(table, List.of(0), List.of(), -1);
    List<SortKey> keys = List.of(new SortKey(0, false, true));
    int partitions = 4;
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StageHarness stages = new StageHarness(harness, RuntimeHarness.options(1024));
      RangeBounds bounds = bounds(stages, scan, keys, partitions);
      InMemoryExchange ranges = new InMemoryExchange(partitions);
      StageHarness.await(stages.start(scan, output(keys, ranges, bounds)));
      for (int i = 0; i < partitions; i++) {
        // a quartile of some 50 to 100 sampled rows: bounds at five standard deviations
        assertThat((double) ranges.numRows(i) * partitions / numRows).isBetween(0.2, 2.4);
      }
    }
  }

  @Test
  void aKeyThatIsHalfOfAllRowsHasAPartitionAndTheOthersShareTheRest() {
    long[] words = new long[1_000];
    for (int i = 0; i < words.length; i++) {
      words[i] = i < 500 ? 77 : i;
    }
    List<Long> shuffled = new ArrayList<>(Arrays.stream(words).boxed().toList());
    Collections.shuffle(shuffled, new Random(5));
    KeySample sample =
        new KeySample(1, 1_000_000, shuffled.stream().mapToLong(Long::longValue).toArray());
    RangeBounds bounds = RangeBounds.of(List.of(sample), 4);
    long[] counts = new long[4];
    for (long word : words) {
      counts[bounds.partitionOf(new long[] {word})]++;
    }
    assertThat(counts[0]).isEqualTo(500);
    assertThat(counts[1] + counts[2] + counts[3]).isEqualTo(500);
    assertThat(counts[3]).isBetween(200L, 300L);
  }

  @Test
  void samplesWeighWhatTheyStandFor() {
    KeySample few = new KeySample(1, 900, new long[] {1, 2, 3});
    KeySample many = new KeySample(1, 100, new long[] {10, 11, 12, 13, 14, 15, 16, 17, 18, 19});
    RangeBounds bounds = RangeBounds.of(List.of(many, few), 3);
    assertThat(bounds.partitionOf(new long[] {1})).isZero();
    assertThat(bounds.partitionOf(new long[] {19})).isEqualTo(2);
    assertThat(bounds.partitionOf(new long[] {3})).isGreaterThan(0);
  }

  @Test
  void keysAreComparedUnsignedWordByWord() {
    KeySample sample = new KeySample(2, 4, new long[] {1, -1, 1, 5, -1, 0, 0, 9});
    RangeBounds bounds = RangeBounds.of(List.of(sample), 4);
    assertThat(bounds.numBounds()).isEqualTo(3);
    assertThat(bounds.partitionOf(new long[] {0, -1})).isZero();
    assertThat(bounds.partitionOf(new long[] {1, 5})).isEqualTo(1);
    assertThat(bounds.partitionOf(new long[] {1, -2})).isEqualTo(1);
    assertThat(bounds.partitionOf(new long[] {1, -1})).isEqualTo(2);
    assertThat(bounds.partitionOf(new long[] {-1, 0})).isEqualTo(3);
  }

  @Test
  void withoutSamplesThereIsOneRange() {
    RangeBounds none = RangeBounds.of(List.of(), 5);
    assertThat(none.numBounds()).isZero();
    Schema schema = new Schema(List.of(new Field("a", DataType.INT64, false)));
    List<SortKey> keys = List.of(new SortKey(0, true, true));
    try (RuntimeHarness harness = new RuntimeHarness(MEMORY_BYTES)) {
      StageHarness stages = new StageHarness(harness, RuntimeHarness.options(64));
      InMemoryExchange ranges = new InMemoryExchange(5);
      PlanNode scan = StageHarness.scan(schema, List.of(List.of(1L), List.of(2L)), 1);
      StageHarness.await(stages.start(scan, output(keys, ranges, none)));
      assertThat(ranges.numRows(0)).isEqualTo(2);
    }
  }

  @Test
  void bytesThatAreNoBoundsOrNoSampleAreRefused() {
    byte[] bounds = RangeBounds.of(List.of(new KeySample(1, 2, new long[] {1, 2})), 2).encoded();
    byte[] sample = new KeySample(1, 2, new long[] {1, 2}).encoded();
    for (byte[] wrong :
        List.of(
            new byte[0],
            Arrays.copyOf(bounds, bounds.length - 1),
            Arrays.copyOf(sample, sample.length + 1),
            new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) {
      assertThatThrownBy(() -> RangeBounds.decode(wrong))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> KeySample.decode(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
