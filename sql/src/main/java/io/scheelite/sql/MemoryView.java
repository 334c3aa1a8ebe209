package io.scheelite.sql;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.MemoryPool;
import io.scheelite.sql.catalog.SystemTable;
import java.util.List;
import java.util.stream.Stream;

/**
 * The table {@code scheelite_memory}: one row with the engine's memory and files as they are when
 * the statement is read, before its own query takes any.
 */
final class MemoryView {
  private static final Schema SCHEMA =
      new Schema(
          Stream.of(
                  "limit_bytes",
                  "outstanding_bytes",
                  "peak_bytes",
                  "storage_bytes",
                  "resident_bytes",
                  "spilled_bytes",
                  "live_spill_bytes",
                  "live_spill_files")
              .map(name -> new Field(name, DataType.INT64, false))
              .toList());

  private MemoryView() {}

  static SystemTable of(QueryRunner runner) {
    return new SystemTable(
        "scheelite_memory",
        SCHEMA,
        () -> {
          MemoryPool root = runner.memory().rootPool();
          return List.of(
              List.of(
                  runner.memory().limitBytes(),
                  runner.memory().outstandingBytes(),
                  root.peakBytes(),
                  runner.memory().storage(MemoryMode.OFF_HEAP).usedBytes(),
                  runner.memory().residentBytes(),
                  runner.spill().spilledBytes(),
                  runner.spill().liveBytes(),
                  (long) runner.spill().liveFiles()));
        });
  }
}
