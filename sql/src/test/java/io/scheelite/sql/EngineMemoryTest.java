package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.MachineMemory;
import io.scheelite.memory.MemoryBudget;
import io.scheelite.memory.MemoryLimit;
import io.scheelite.sql.result.ResultFormat;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an engine gets its memory, and what happens when it changes while a query runs. */
class EngineMemoryTest {
  private static final long MIB = 1L << 20;
  private static final String GROUPS =
      "select count(*), sum(n), sum(s), min(n), max(n), max(k)"
          + " from (select k, count(*) as n, sum(v) as s from numbers group by k) as t";

  @TempDir private Path folder;

  private Engine.Builder builder() {
    return Engine.builder().threads(2).spillDirectory(folder);
  }

  private static String csv(DataFrame query) {
    StringBuilder text = new StringBuilder();
    try (QueryResult result = query.collect()) {
      result.write(ResultFormat.CSV, text);
    }
    return text.toString().lines().skip(1).findFirst().orElse("");
  }

  /** By arithmetic: every key comes equally often, {@code v} counts from 0. */
  private static String expected(long rows, long keys) {
    long each = rows / keys;
    return keys
        + ","
        + rows
        + ","
        + rows * (rows - 1) / 2
        + ","
        + each
        + ","
        + each
        + ","
        + (keys - 1);
  }

  @Test
  void aShareIsOfTheContainersMemory() {
    long total = MachineMemory.ofSystem().totalBytes();
    try (Engine engine = builder().memory(new MemoryLimit.Share(0.25)).build()) {
      assertThat(engine.memory().limitBytes()).isEqualTo(total / 4);
    }
  }

  @Test
  void aTotalOfTheProcessLeavesTheEngineWhatTheRestDoesNotTake() {
    long total = 2048 * MIB;
    try (Engine engine = builder().memory(MemoryLimit.parse("process:2g")).build()) {
      assertThat(engine.memory().limitBytes())
          .isLessThan(total - 16 * MIB)
          .isGreaterThanOrEqualTo(total / 4);
      assertThat(csv(engine.sql("select 1"))).isEqualTo("1");
    }
  }

  @Test
  void aShareThatIsTooSmallIsRefused() {
    assertThatThrownBy(() -> builder().memory(new MemoryLimit.Share(1e-6)).build())
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("memory limit is too small");
  }

  @Test
  void anAggregationSurvivesShrinkingAndGrowingInItsMiddle() throws Exception {
    long rows = 1_200_000;
    long keys = 400_000;
    AtomicReference<CompletableFuture<Void>> resized = new AtomicReference<>();
    try (Engine engine = builder().memoryBytes(96 * MIB).build()) {
      engine.register(
          "numbers",
          new NumbersTable(rows, keys, rows / 2, () -> resized.set(engine.resize(16 * MIB))));
      assertThat(csv(engine.sql(GROUPS))).isEqualTo(expected(rows, keys));
      resized.get().get(60, TimeUnit.SECONDS);
      assertThat(engine.memory().limitBytes()).isEqualTo(16 * MIB);
      assertThat(engine.memory().residentBytes()).isLessThanOrEqualTo(16 * MIB);
      assertThat(engine.memory().rootPool().peakBytes()).isGreaterThan(16 * MIB);

      engine.register(
          "numbers",
          new NumbersTable(rows, keys, rows / 2, () -> resized.set(engine.resize(96 * MIB))));
      assertThat(csv(engine.sql(GROUPS))).isEqualTo(expected(rows, keys));
      assertThat(resized.get()).isCompleted();
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }

  @Test
  void limitsWithWhichNoQueryRunsAreRefused() {
    try (Engine engine = builder().memoryBytes(16 * MIB).build()) {
      assertThatThrownBy(() -> engine.resize(MIB)).hasMessageContaining("too small");
      assertThat(engine.memory().limitBytes()).isEqualTo(16 * MIB);
    }
    assertThatThrownBy(() -> builder().queryMemoryBytes(1000)).hasMessageContaining("too small");
  }

  @Test
  void aQueryStaysWithinItsOwnLimit() {
    long rows = 600_000;
    try (Engine engine = builder().memoryBytes(96 * MIB).queryMemoryBytes(12 * MIB).build()) {
      engine.register("numbers", new NumbersTable(rows, rows / 2, -1, () -> {}));
      try (QueryResult result = engine.sql(GROUPS).collect()) {
        result.drain();
        assertThat(result.metrics().peakMemoryBytes()).isLessThanOrEqualTo(12 * MIB);
        assertThat(result.metrics().spilledBytes()).isPositive();
      }
    }
  }

  @Test
  void twoEnginesStayWithinTheBudgetTheyShare() throws Exception {
    long rows = 1_000_000;
    long keys = 250_000;
    MemoryBudget budget = MemoryBudget.of(32 * MIB);
    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        Engine first = builder().memoryBytes(64 * MIB).memoryBudget(budget).build();
        Engine second = builder().memoryBytes(64 * MIB).memoryBudget(budget).build()) {
      assertThat(first.memory().limitBytes()).isEqualTo(32 * MIB);
      first.register("numbers", new NumbersTable(rows, keys, -1, () -> {}));
      second.register("numbers", new NumbersTable(rows, keys, -1, () -> {}));
      Future<String> one = threads.submit(() -> csv(first.sql(GROUPS)));
      Future<String> two = threads.submit(() -> csv(second.sql(GROUPS)));
      assertThat(one.get(120, TimeUnit.SECONDS)).isEqualTo(expected(rows, keys));
      assertThat(two.get(120, TimeUnit.SECONDS)).isEqualTo(expected(rows, keys));
      assertThat(budget.peakHeldBytes()).isLessThanOrEqualTo(32 * MIB);
    }
    assertThat(budget.heldBytes()).isZero();
  }
}
