package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.operators.runtime.QueryCancelledException;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.RangeTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recursive queries that do not end by themselves, or take more memory than there is. */
@Timeout(120)
class RecursionTest {
  private static final int LAST_STEP = 5;

  @TempDir private static Path folder;

  private static Engine engine(long memoryBytes) {
    return Engine.builder()
        .memoryBytes(memoryBytes)
        .threads(1)
        .spillDirectory(folder)
        .withoutCounters()
        .build();
  }

  @Test
  void isCancelledBetweenSteps() {
    Engine engine = engine(64 << 20);
    try (engine) {
      AtomicInteger reads = new AtomicInteger();
      AtomicReference<StatementExecution> running = new AtomicReference<>();
      TableSource number = Objects.requireNonNull(RangeTable.of("range(1)"));
      engine.register(
          "watched",
          new WatchedTable(
              number,
              () -> {
                if (reads.incrementAndGet() == LAST_STEP) {
                  running.get().cancel();
                }
              }));
      String endless =
          "with recursive r(n) as (select 1 union all select n + 1 from r, watched)"
              + " select count(*) from r";
      try (StatementExecution execution = engine.statement(endless, List.of())) {
        running.set(execution);
        execution.execute();
        QueryResult rows = Objects.requireNonNull(execution.rows());
        assertThatThrownBy(rows::next).isInstanceOf(QueryCancelledException.class);
      }
      assertThat(reads.get()).isEqualTo(LAST_STEP);
      assertThat(engine.sql("select 1").collect().rows()).hasSize(1);
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void keepsMoreRowsThanMemoryHolds() {
    Engine engine = engine(24 << 20);
    try (engine) {
      String doubling =
          "with recursive r(n, t) as (select 1, 'some text of a row that is not short'"
              + " union all select n + 1, t || n from r, generate_series(1, 2) g where n < 17)"
              + " select count(*), max(n), max(length(t)) from r";
      List<?> row = engine.sql(doubling).collect().rows().getFirst();
      assertThat(row.get(0)).isEqualTo((1L << 17) - 1);
      assertThat(row.get(1)).isEqualTo(17);
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
  }
}
