package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.RangeTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Statements that make tables while others do. */
@Timeout(60)
class TableDeclarationTest {
  @TempDir private static Path folder;

  private static Engine engine() {
    return Engine.builder()
        .memoryBytes(64 << 20)
        .threads(1)
        .spillDirectory(folder)
        .withoutCounters()
        .build();
  }

  /** Registers a table; its first reading runs a statement before. */
  private static void delay(Engine engine, String statement) {
    List<String> once = new ArrayList<>(List.of(statement));
    TableSource numbers = Objects.requireNonNull(RangeTable.of("range(3)"));
    engine.register(
        "numbers",
        new WatchedTable(
            numbers,
            () -> {
              if (!once.isEmpty()) {
                run(engine, once.removeFirst());
              }
            }));
  }

  private static List<List<@Nullable Object>> run(Engine engine, String sql) {
    try (StatementExecution execution = engine.statement(sql, List.of())) {
      execution.execute();
      QueryResult rows = execution.rows();
      return rows == null ? List.of() : rows.rows();
    }
  }

  @Test
  void aTableMadeMeanwhileIsNotLost() {
    Engine engine = engine();
    try (engine) {
      delay(engine, "create table x as select 7 as y");
      SqlException refused =
          catchThrowableOfType(
              SqlException.class, () -> run(engine, "create table x as select * from numbers"));
      assertThat(refused.code()).isEqualTo(ErrorCode.DUPLICATE_TABLE);
      assertThat(run(engine, "select * from x")).containsExactly(List.of(7));
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void aTableMadeMeanwhileIsKeptOrReplacedAsAskedFor() {
    Engine engine = engine();
    try (engine) {
      delay(engine, "create table x as select 7 as y");
      run(engine, "create table if not exists x as select * from numbers");
      assertThat(run(engine, "select * from x")).containsExactly(List.of(7));
      delay(engine, "create or replace table x as select 8 as y");
      run(engine, "create or replace table x as select * from numbers");
      assertThat(run(engine, "select count(*) from x")).containsExactly(List.of(3L));
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
  }
}
