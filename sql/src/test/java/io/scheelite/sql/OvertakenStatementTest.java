package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Schema;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.operators.runtime.QueryCancelledException;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.sql.calcite.StatementTranslator;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.RangeTable;
import io.scheelite.sql.files.FileTables;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.result.ResultFormat;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Statements whose tables are dropped or replaced after they were found: they read and change what
 * is there now, or fail, but never read no rows instead, nor lose any.
 */
@Timeout(60)
class OvertakenStatementTest {
  @TempDir private static Path folder;

  /** When something is done. */
  private enum Moment {
    CHECKING,
    OPTIMIZING,
    FINDING_THE_PLAN,
    READING
  }

  private Engine engine;
  private Moment moment = Moment.READING;
  private final ArrayDeque<Runnable> actions = new ArrayDeque<>();

  /** A row; does something when a statement that names it has come to a moment. */
  private final class WatchedRow implements TableSource {
    private final TableSource row = Objects.requireNonNull(RangeTable.of("range(1)"));

    private void reach(Moment reached) {
      Runnable action = reached == moment ? actions.poll() : null;
      if (action != null) {
        action.run();
      }
    }

    @Override
    public Schema schema() {
      reach(Moment.CHECKING);
      return row.schema();
    }

    @Override
    public TableStatistics statistics() {
      reach(Moment.OPTIMIZING);
      return row.statistics();
    }

    @Override
    public boolean isStale() {
      reach(Moment.FINDING_THE_PLAN);
      return false;
    }

    @Override
    public String description() {
      return "watched";
    }

    @Override
    public List<Split> splits(ScanRequest request) {
      reach(Moment.READING);
      return row.splits(request);
    }

    @Override
    public long readerFloorBytes(ScanRequest request) {
      return row.readerFloorBytes(request);
    }
  }

  @BeforeEach
  void open() {
    engine = newEngine();
    engine.register("w", new WatchedRow());
    run("create table t (a integer, b varchar)");
    run("insert into t values (1, 'one'), (2, 'two')");
  }

  private static Engine newEngine() {
    return Engine.builder()
        .memoryBytes(64 << 20)
        .threads(1)
        .spillDirectory(folder)
        .withoutCounters()
        .build();
  }

  @AfterEach
  void close() {
    engine.close();
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  private String run(String sql) {
    try (StatementExecution execution = engine.statement(sql, List.of())) {
      execution.execute();
      QueryResult rows = execution.rows();
      StringBuilder text = new StringBuilder();
      if (rows != null) {
        rows.write(ResultFormat.CSV, text);
      }
      return text.toString().replace("\n", ";");
    }
  }

  /** Each time that a statement comes to that moment, the next one is run before it goes on. */
  private void at(Moment chosen, String... statements) {
    moment = chosen;
    for (String statement : statements) {
      actions.add(() -> run(statement));
    }
  }

  @Test
  void aQueryReadsTheRowsOfATableThatReplacesIts() {
    at(Moment.OPTIMIZING, "create or replace table t as select 5 as a union all select 6");
    assertThat(run("select max(a), count(*) from t, w")).endsWith(";6,2;");
    assertThat(actions).isEmpty();
  }

  @Test
  void aQueryReadsAnAlteredTable() {
    at(Moment.OPTIMIZING, "alter table t add column c integer default 9");
    assertThat(run("select * from t, w order by a")).isEqualTo("a,b,c,range;1,one,9,0;2,two,9,0;");
  }

  @Test
  void aQueryOfATableThatIsGoneSaysSo() {
    at(Moment.OPTIMIZING, "drop table t");
    assertThatThrownBy(() -> run("select count(*) from t, w"))
        .hasMessageStartingWith("unknown table: t");
  }

  @Test
  void aKeptPlanIsMadeAgain() {
    String sql = "select sum(a), count(*) from t, w";
    assertThat(run(sql)).endsWith(";3,2;");
    at(Moment.FINDING_THE_PLAN, "create or replace table t as select 5 as a");
    assertThat(run(sql)).endsWith(";5,1;");
    assertThat(actions).isEmpty();
  }

  @Test
  void aQueryThatIsOvertakenAgainFails() {
    at(
        Moment.OPTIMIZING,
        "create or replace table t as select 5 as a",
        "create or replace table t as select 6 as a");
    assertThatThrownBy(() -> run("select count(*) from t, w"))
        .isInstanceOfSatisfying(
            TableGoneException.class, e -> assertThat(e.sqlState()).isEqualTo("42P01"))
        .hasMessage("table was dropped or replaced meanwhile: t");
  }

  @Test
  void aFrameOfADroppedTableFails() {
    DataFrame frame = engine.sql("select a from t");
    run("drop table t");
    assertThatThrownBy(
            () -> {
              try (QueryResult rows = frame.collect()) {
                rows.drain();
              }
            })
        .isInstanceOf(TableGoneException.class);
  }

  @Test
  void anUpdateChangesTheTableThatIsThere() {
    for (Moment each : List.of(Moment.CHECKING, Moment.OPTIMIZING)) {
      at(each, "create or replace table t as select 5 as a, 'five' as b");
      run("update t set a = a + (select count(*) from w)");
      assertThat(run("select * from t")).as(each.name()).isEqualTo("a,b;6,five;");
    }
  }

  @Test
  void aDeleteLeavesTheRowsOfTheTableThatIsThere() {
    at(Moment.CHECKING, "create or replace table t as select 5 as a union all select 6");
    run("delete from t where a > 4 + (select count(*) from w)");
    assertThat(run("select a from t")).isEqualTo("a;5;");
  }

  @Test
  void anInsertAddsRowsToTheTableThatIsThere() {
    at(Moment.CHECKING, "alter table t drop column a");
    assertThatThrownBy(() -> run("insert into t select range, 'x' from w"))
        .hasMessageStartingWith("number of values differs");
    assertThat(run("select * from t order by b")).isEqualTo("b;one;two;");
  }

  @Test
  void alteringATableTwiceLosesNothing() {
    Catalog catalog = new Catalog(new FileTables(InputFiles.local()));
    try (Engine runner = newEngine();
        TableStatements tables = new TableStatements(runner, catalog, runner.runner().blocks());
        StatementExecution execution = new StatementExecution(_ -> StatementOutcome.changed(0))) {
      for (String sql : List.of("create table x (a integer)", "insert into x values (1), (2)")) {
        tables.run(checked(sql, catalog), execution);
      }
      List<SqlStatement> late =
          List.of(
              checked("alter table x add column b integer", catalog),
              checked("insert into x values (7)", catalog));
      tables.run(checked("alter table x add column c integer", catalog), execution);
      for (SqlStatement statement : late) {
        assertThatThrownBy(() -> tables.run(statement, execution))
            .isInstanceOf(TableGoneException.class);
      }
      MemoryTable now = (MemoryTable) Objects.requireNonNull(catalog.find("x"));
      assertThat(now.numRows()).isEqualTo(2);
      assertThat(now.schema().fields()).extracting("name").containsExactly("a", "c");
    }
  }

  private static SqlStatement checked(String sql, Catalog catalog) {
    return StatementTranslator.translate(sql, List.of(), catalog, new ColumnFactory());
  }

  @Test
  void whoWaitsToChangeATableCanBeCancelled() {
    moment = Moment.READING;
    for (String waiting :
        List.of(
            "insert into t values (3, 'x')",
            "update t set a = 0",
            "delete from t",
            "alter table t drop column b")) {
      actions.add(() -> cancel(waiting));
      run("insert into t select 10 + range, 'w' from w"); // changes t while that waits
    }
    assertThat(actions).isEmpty();
    assertThat(run("select sum(a), count(*) from t")).endsWith(";43,6;");
  }

  /** Runs a statement on another thread, and cancels it. */
  private void cancel(String sql) {
    try (StatementExecution execution = engine.statement(sql, List.of())) {
      CompletableFuture<@Nullable Throwable> failure =
          CompletableFuture.runAsync(execution::execute).handle((_, thrown) -> thrown);
      execution.cancel();
      assertThat(failure.join()).as(sql).hasCauseInstanceOf(QueryCancelledException.class);
    }
  }

  @Test
  void droppingDoesNotWaitForChanges() {
    at(Moment.READING, "drop table t");
    assertThatThrownBy(() -> run("insert into t select range, 'late' from w"))
        .hasMessageStartingWith("unknown table: t");
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void aRegisteredTableTakesThePlaceOfOneOfTheEngine() {
    engine.register("t", new WatchedRow());
    assertThat(run("select * from t")).isEqualTo("range;0;");
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void aTableThatWasCoveredComesBackWithRollback() {
    run("begin");
    engine.register("t", new WatchedRow());
    run("rollback");
    assertThat(run("select sum(a) from t")).endsWith(";3;");
  }
}
