package io.scheelite.operators.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.reduction.KeyFilterProbe.ProbedColumn;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.testing.BatchRows;
import io.scheelite.operators.testing.EncodedColumns;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sets of keys against sets of Java, over all encodings, spreads and memory limits. */
class KeyFilterTest {
  private static final int BATCH_SIZE = 300;
  private static final long LIMIT_BYTES = 64L << 20;
  private static final List<DataType> TYPES =
      List.of(DataType.INT8, DataType.INT16, DataType.INT32, DataType.INT64, DataType.DATE);

  private static final class Case implements AutoCloseable {
    final RandomGenerator random;
    final TestMemory memory;
    final DataType type;
    final long spread;
    final long center;
    final MemoryConsumer scratchMemory;
    final ScratchAllocator scratch;
    final KeyColumn keyColumn;

    Case(long index) {
      random = Seeds.random(KeyFilterTest.class, index);
      memory = TestMemory.create(LIMIT_BYTES);
      type = TYPES.get(random.nextInt(TYPES.size()));
      long largest = type.equals(DataType.INT64) ? 1L << 40 : 100;
      spread = 1 + random.nextLong(Math.min(largest, 1L << random.nextInt(1, 41)));
      center = type.equals(DataType.INT64) ? random.nextLong(-1L << 50, 1L << 50) : 0;
      scratchMemory = memory.task().newConsumer(memory.gate(), "scratch", 8 << 20, NONE);
      scratch = new ScratchAllocator(scratchMemory);
      keyColumn = new KeyColumn(BATCH_SIZE, scratch);
    }

    List<@Nullable Object> values() {
      List<@Nullable Object> values = new ArrayList<>();
      int numRows = random.nextInt(BATCH_SIZE);
      for (int i = 0; i < numRows; i++) {
        values.add(random.nextInt(9) == 0 ? null : center + random.nextLong(-spread, spread));
      }
      return values;
    }

    Batch batch(List<@Nullable Object> values) {
      ColumnVector column = EncodedColumns.write(type, values, random.nextInt(9), scratch);
      Batch batch = Batch.of(values.size(), List.of(column));
      return random.nextBoolean() ? batch : batch.withSelection(selection(values.size()));
    }

    private Selection selection(int numRows) {
      long address = scratch.allocate(Selection.sizeBytes(numRows));
      int selected = 0;
      for (int i = 0; i < numRows; i++) {
        if (random.nextBoolean()) {
          NativeMemory.putShort(address + 2L * selected++, (short) i);
        }
      }
      return new Selection(address, selected);
    }

    KeyFilter fill(long mostBytes, Set<Long> expected) {
      KeyFilter filter = new KeyFilter(0, mostBytes);
      for (int set = 0; set < 1 + random.nextInt(3); set++) {
        KeySet keys = filter.newSet(memory.task().newConsumer(memory.gate(), "keys", 0, NONE));
        for (int i = random.nextInt(5); i > 0; i--) {
          Batch batch = batch(values());
          BatchRows.of(batch).stream()
              .map(List::getFirst)
              .filter(Long.class::isInstance)
              .forEach(key -> expected.add((Long) key));
          keys.add(keyColumn.read(batch.column(0), batch.selection()));
        }
        filter.merge(keys);
      }
      return filter;
    }

    @Override
    public void close() {
      scratch.close();
      scratchMemory.close();
      memory.close();
    }
  }

  private static final Reclaimable NONE = Reclaimable.NONE;

  @Test
  void passesExactlyTheKeysWhereBitsFitAndTheirRangeElsewhere() {
    boolean sawExact = false;
    boolean sawRange = false;
    for (int i = 0; i < Seeds.iterations(300); i++) {
      try (Case test = new Case(i)) {
        Set<Long> expected = new HashSet<>();
        try (KeyFilter filter = test.fill(test.random.nextLong(1, 4 << 20), expected)) {
          KeySet keys = filter.keys();
          assertThat(keys.isEmpty()).isEqualTo(expected.isEmpty());
          sawExact |= keys.isExact();
          sawRange |= !keys.isExact();
          check(test, filter, expected);
        }
      }
    }
    assertThat(sawExact).isTrue();
    assertThat(sawRange).isTrue();
  }

  private static void check(Case test, KeyFilter filter, Set<Long> expected) {
    KeyFilterProbe probe =
        new KeyFilterProbe(List.of(new ProbedColumn(0, filter)), BATCH_SIZE, test.scratch);
    assertThat(probe.isHopeless()).isEqualTo(expected.isEmpty());
    KeySet keys = filter.keys();
    for (int i = 0; i < 20; i++) {
      checkSplit(test, probe, keys, expected);
    }
    for (int i = 0; i < 5; i++) {
      Batch input = test.batch(test.values());
      List<List<@Nullable Object>> passing =
          BatchRows.of(input).stream()
              .filter(row -> row.getFirst() instanceof Long key && passes(key, keys, expected))
              .toList();
      Batch output = probe.filter(input);
      assertThat(output == null ? List.of() : BatchRows.of(output)).isEqualTo(passing);
    }
  }

  /** A split is left out only if it holds no key, and always if that is known. */
  private static void checkSplit(Case test, KeyFilterProbe probe, KeySet keys, Set<Long> expected) {
    long first = test.center + test.random.nextLong(-2 * test.spread, 2 * test.spread);
    long last = first + test.random.nextLong(Math.min(test.spread, 1 << 16));
    boolean passing = probe.mayPass(new RangeSplit(new Split.ValueRange(first, last)));
    boolean holds = expected.stream().anyMatch(key -> key >= first && key <= last);
    boolean touches = !keys.isEmpty() && first <= keys.max() && last >= keys.min();
    assertThat(passing).isEqualTo(keys.isExact() ? holds : touches);
    assertThat(probe.mayPass(new RangeSplit(null))).isTrue();
  }

  private record RangeSplit(Split.@Nullable ValueRange range) implements Split {
    @Override
    public long numRows() {
      return 1;
    }

    @Override
    public Split.@Nullable ValueRange valueRange(int column) {
      return range;
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      throw new AssertionError("nothing reads it");
    }
  }

  private static boolean passes(long key, KeySet keys, Set<Long> expected) {
    return keys.isExact() ? expected.contains(key) : key >= keys.min() && key <= keys.max();
  }

  @Test
  void theRangeHoldsEveryKeyOfAnInexactSet() {
    for (int i = 0; i < Seeds.iterations(100); i++) {
      try (Case test = new Case(i)) {
        Set<Long> expected = new HashSet<>();
        try (KeyFilter filter = test.fill(1, expected)) {
          KeySet keys = filter.keys();
          assertThat(expected).allMatch(key -> key >= keys.min() && key <= keys.max());
        }
      }
    }
  }

  @Test
  void withoutFreeMemoryOnlyTheRangeIsKept() {
    try (Case test = new Case(0)) {
      MemoryConsumer rest = test.memory.task().newConsumer(test.memory.gate(), "rest", 0, NONE);
      while (rest.tryReserve(MemoryConsumer.CHUNK_BYTES)) {
        rest.allocate(MemoryConsumer.CHUNK_BYTES); // takes all there is
      }
      Set<Long> expected = new HashSet<>();
      try (KeyFilter filter = test.fill(1 << 20, expected)) {
        assertThat(filter.keys().isExact()).isEqualTo(expected.isEmpty());
      } finally {
        rest.close();
      }
    }
  }

  /** Distances between the ends of the type do not fit into it. */
  @Test
  void extremesAfterKeysNearZeroKeepOnlyTheRange() {
    List<List<Long>> orders =
        List.of(
            List.of(-5L, Long.MAX_VALUE),
            List.of(5L, Long.MIN_VALUE),
            List.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L));
    for (List<Long> keys : orders) {
      try (Case test = new Case(0);
          KeySet set =
              new KeySet(
                  test.memory.task().newConsumer(test.memory.gate(), "keys", 0, NONE), 1 << 20)) {
        for (Long key : keys) {
          ColumnVector column =
              EncodedColumns.write(DataType.INT64, Collections.singletonList(key), 0, test.scratch);
          set.add(test.keyColumn.read(column, null));
        }
        assertThat(set.isExact()).isFalse();
        assertThat(set.min()).isEqualTo(Collections.min(keys));
        assertThat(set.max()).isEqualTo(Collections.max(keys));
      }
    }
  }
}
