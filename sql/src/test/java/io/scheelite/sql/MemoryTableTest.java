package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.TableRules;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What statements leave in a table when something after their work fails. */
@Timeout(60)
class MemoryTableTest {
  private static final Schema COLUMNS = new Schema(List.of(new Field("x", DataType.INT64, true)));

  @TempDir private static Path folder;

  @Test
  void anInsertDoesNotFailWhenSmallSegmentsCannotBeMerged() {
    try (Engine engine =
        Engine.builder().memoryBytes(64 << 20).threads(1).spillDirectory(folder).build()) {
      Transactions none =
          new Transactions(
              new Catalog(
                  path -> {
                    throw new IllegalArgumentException("no file: " + path);
                  }));
      MemoryTable table =
          new MemoryTable(
              "t",
              COLUMNS,
              TableRules.none(COLUMNS),
              engine.runner().blocks(),
              new AtomicLong(1_000),
              none);
      AtomicInteger numMerges = new AtomicInteger();
      for (long i = 0; i < 20; i++) {
        try (QueryResult row = engine.rows(COLUMNS, List.of(List.of(i)))) {
          long added =
              table.append(
                  row,
                  segments -> {
                    numMerges.incrementAndGet();
                    throw SqlException.of(ErrorCode.MEMORY_LIMIT_EXCEEDED, "no room to merge");
                  });
          assertThat(added).isEqualTo(1);
        }
      }
      assertThat(table.numRows()).isEqualTo(20);
      assertThat(numMerges.get()).isPositive();
      table.drop();
    }
  }
}
