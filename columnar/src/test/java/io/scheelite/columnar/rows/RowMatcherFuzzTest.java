package io.scheelite.columnar.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class RowMatcherFuzzTest {
  private static final int ROUNDS = 120;

  /** Rows that are often equal in some or all keys. */
  private static List<List<@Nullable Object>> similar(
      RowWorld world, Schema schema, List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> other = world.rows(schema, rows.size());
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> changed = new ArrayList<>(row);
      if (world.random.nextInt(3) == 0) {
        int column = world.random.nextInt(row.size());
        changed.set(column, other.get(world.random.nextInt(other.size())).get(column));
      }
      result.add(changed);
    }
    return result;
  }

  private static boolean equal(
      List<@Nullable Object> a, List<@Nullable Object> b, boolean[] nullsEqual) {
    for (int i = 0; i < nullsEqual.length; i++) {
      Object left = a.get(i);
      Object right = b.get(i);
      boolean same =
          left == null || right == null
              ? left == right && nullsEqual[i]
              : left.equals(right) || (isZero(left) && isZero(right));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(Object value) {
    return value instanceof Double number && number == 0.0;
  }

  private static boolean[] randomNullsEqual(RowWorld world, int numKeys) {
    boolean[] nullsEqual = new boolean[numKeys];
    for (int i = 0; i < numKeys; i++) {
      nullsEqual[i] = world.random.nextInt(3) > 0;
    }
    return nullsEqual;
  }

  private static List<Integer> numbers(long list, int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add((int) NativeMemory.getShort(list + 2L * i));
    }
    return numbers;
  }

  private static long list(RowWorld world, List<Integer> numbers) {
    long list = world.allocate(2L * numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      NativeMemory.putShort(list + 2L * i, (short) (int) numbers.get(i));
    }
    return list;
  }

  @Test
  void keysOfBatchesAndOfRowsMatchWhereTheyAreEqual() {
    for (int round = 0; round < Seeds.iterations(ROUNDS); round++) {
      try (RowWorld world = new RowWorld(Seeds.random(RowMatcherFuzzTest.class, round))) {
        Schema schema = world.schema(round % 2 == 0 ? 1 : 4);
        List<List<@Nullable Object>> rows = world.rows(schema, round % 10 == 0 ? 2000 : 60);
        List<List<@Nullable Object>> others = similar(world, schema, rows);
        MemoryConsumer consumer = world.memory.consumer("rows");
        RowLayout layout = RowLayout.of(schema, 0);
        RowCollection collection = new RowCollection(layout, RowPartitioning.of(1), consumer);
        Batch stored = world.batches.batch(schema, rows, world.random);
        long addresses = world.append(collection, stored);
        Batch probe = world.batches.batch(schema, others, world.random);
        long otherAddresses = world.append(collection, probe);
        check(world, layout, rows, others, probe, addresses, otherAddresses);
        collection.close();
        consumer.close();
      }
    }
  }

  @SuppressWarnings("checkstyle:ParameterNumber")
  private static void check(
      RowWorld world,
      RowLayout layout,
      List<List<@Nullable Object>> rows,
      List<List<@Nullable Object>> others,
      Batch probe,
      long addresses,
      long otherAddresses) {
    int numKeys = world.random.nextInt(layout.schema().size()) + 1;
    boolean[] nullsEqual = randomNullsEqual(world, numKeys);
    RowMatcher matcher = new RowMatcher(layout, nullsEqual);
    List<Integer> candidates = new ArrayList<>();
    List<Integer> matches = new ArrayList<>();
    List<Integer> mismatches = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (world.random.nextInt(4) > 0) {
        candidates.add(i);
        (equal(rows.get(i), others.get(i), nullsEqual) ? matches : mismatches).add(i);
      }
    }
    int numCandidates = candidates.size();
    long list = list(world, candidates);
    long rest = world.allocate(2L * numCandidates);
    int kept = matcher.match(probe.columns(), addresses, list, numCandidates, rest);
    assertThat(numbers(list, kept)).isEqualTo(matches);
    assertThat(numbers(rest, numCandidates - kept)).containsExactlyInAnyOrderElementsOf(mismatches);

    list = list(world, candidates);
    kept = matcher.matchRows(layout, otherAddresses, addresses, list, numCandidates, rest);
    assertThat(numbers(list, kept)).isEqualTo(matches);
    assertThat(numbers(rest, numCandidates - kept)).containsExactlyInAnyOrderElementsOf(mismatches);
    assertThat(Batches.rows(probe)).isEqualTo(others);
  }
}
