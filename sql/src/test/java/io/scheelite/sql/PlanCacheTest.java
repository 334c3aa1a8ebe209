package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.result.ResultFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements that are run again: same answers, and no planning where nothing has changed. */
class PlanCacheTest {
  @TempDir private Path folder;

  private Engine engine;

  @BeforeEach
  void open() {
    engine = Engine.builder().memoryBytes(64 << 20).threads(2).build();
    run("create table t (a integer, b varchar)");
    run("insert into t values (1, 'one'), (2, 'two')");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private String run(String sql, @Nullable Object... parameters) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Object parameter : parameters) {
      values.add(parameter);
    }
    try (StatementExecution execution = engine.statement(sql, values)) {
      execution.execute();
      QueryResult rows = execution.rows();
      StringBuilder text = new StringBuilder();
      if (rows != null) {
        rows.write(ResultFormat.CSV, text);
      }
      return text.toString().replace("\n", ";");
    }
  }

  private long hits() {
    return engine.planCache().hits();
  }

  @Test
  void theSameTextIsPlannedOnce() {
    String sql = "select b from t where a = 2";

    assertThat(run(sql)).isEqualTo("b;two;");
    assertThat(hits()).isZero();
    assertThat(run(sql)).isEqualTo("b;two;");
    assertThat(hits()).isEqualTo(1);
    assertThat(run("select b from t where a = 1")).isEqualTo("b;one;");
    assertThat(hits()).isEqualTo(1);
  }

  @Test
  void rowsAreReadAnewEachTime() {
    String sql = "select count(*) from t";
    for (int rows = 2; rows < 12; rows++) {
      assertThat(run(sql)).isEqualTo("count(*);" + rows + ";");
      run("insert into t values (" + rows + ", 'more')");
    }
    run("delete from t where a > 1");
    assertThat(run(sql)).endsWith(";1;");
    run("update t set b = 'uno'");
    assertThat(run("select b from t")).isEqualTo("b;uno;");
    assertThat(hits()).isPositive();
  }

  @Test
  void parametersBelongToTheKeyWithTheirTypes() {
    String sql = "select ? as p";

    assertThat(run(sql, 1L)).isEqualTo("p;1;");
    assertThat(run(sql, 2L)).isEqualTo("p;2;");
    assertThat(run(sql, "1")).isEqualTo("p;1;");
    assertThat(run(sql, 1.0)).isEqualTo("p;1.0;");
    assertThat(run(sql, (Object) null)).isEqualTo("p;;");
    assertThat(hits()).isZero();
    assertThat(run(sql, 2L)).isEqualTo("p;2;");
    assertThat(hits()).isEqualTo(1);
  }

  @Test
  void aTableMadeAnewIsAnother() {
    String sql = "select * from t";
    assertThat(run(sql)).startsWith("a,b;");
    assertThat(run(sql)).startsWith("a,b;");
    run("drop table t");
    assertThatThrownBy(() -> run(sql)).hasMessageStartingWith("unknown table: t");
    run("create table t (x integer)");
    assertThat(run(sql)).isEqualTo("x;");
    run("create or replace table t (y integer, z integer)");
    assertThat(run(sql)).isEqualTo("y,z;");
    assertThat(hits()).isEqualTo(1);
  }

  @Test
  void aViewMadeAnewIsAnother() {
    run("create view v as select a from t");
    String sql = "select * from v order by 1";
    assertThat(run(sql)).isEqualTo("a;1;2;");
    run("create or replace view v as select b from t");
    assertThat(run(sql)).isEqualTo("b;one;two;");
    run("drop view v");
    assertThatThrownBy(() -> run(sql)).hasMessageStartingWith("unknown table: v");
    assertThat(hits()).isZero();
  }

  @Test
  void settingsInvalidate() {
    String sql = "select a from t where b = 'one'";
    run(sql);
    run("set memory_limit = '48MiB'");
    assertThat(run(sql)).isEqualTo("a;1;");
    assertThat(hits()).isZero();
  }

  @Test
  void theClockIsReadEachTime() {
    for (int i = 0; i < 2; i++) {
      run("select current_date as today");
      run("select a from t where timestamp '2020-01-01 00:00:00' < current_timestamp");
    }
    run("create view today as select current_date as day");
    run("select * from today");
    run("select * from today");
    assertThat(hits()).isZero();
    assertThat(engine.planCache().plans()).isZero();
  }

  @Test
  void theEnginesMemoryIsLookedAtEachTime() {
    String sql = "select outstanding_bytes > 1000000 as much from scheelite_memory";
    assertThat(run(sql)).isEqualTo("much;false;");
    run("create table large as select range as a, range * 3 as b from range(200000)");
    assertThat(run(sql)).isEqualTo("much;true;");
    assertThat(run(sql)).isEqualTo("much;true;");
    assertThat(hits()).isZero();
  }

  @Test
  void filesOfTextAreLookedAtEachTime() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "x,y\n1,2\n");
    String one = "select * from '" + file + "'";
    String all = "select count(*) as n from '" + folder.resolve("*.csv") + "'";
    assertThat(run(one)).isEqualTo("x,y;1,2;");
    assertThat(run(one)).isEqualTo("x,y;1,2;");
    assertThat(run(all)).isEqualTo("n;1;");
    assertThat(hits()).isEqualTo(1);
    Files.writeString(file, "name;x\none;1\ntwo;2\n");
    assertThat(run(one)).isEqualTo("name,x;one,1;two,2;");
    assertThat(run(all)).isEqualTo("n;2;");
    Files.writeString(folder.resolve("b.csv"), "name;x\nthree;3\n");
    assertThat(run(all)).isEqualTo("n;3;");
    assertThat(hits()).isEqualTo(1);
    Files.delete(file);
    assertThatThrownBy(() -> run(one)).hasMessageContaining("a.csv");
  }

  @Test
  void recursionsAreNotKept() {
    String sql =
        "with recursive r(n) as (select 1 union all select n + 1 from r where n < 3)"
            + " select sum(n) as s from r";
    assertThat(run(sql)).isEqualTo("s;6;");
    assertThat(run(sql)).isEqualTo("s;6;");
    assertThat(engine.planCache().plans()).isZero();
  }

  @Test
  void longTextsAreCounted() {
    String text = "x".repeat(1 << 18);
    run("select a from t where b = '" + text + "'");
    run("select a from t where b like '%" + text + "%'");
    run("select a from t where b in ('one', 'two', '" + text + "')");
    assertThat(engine.planCache().bytes()).isBetween(3L << 20, 4L << 20); // key and constant
    for (int i = 0; i < 20; i++) {
      run("select " + i + " as n from t where b <> ?", text);
    }
    assertThat(engine.planCache().plans()).isBetween(10, 16);
    assertThat(engine.planCache().bytes()).isLessThan(16 << 20);
  }

  @Test
  void settingsOfProgramsInvalidateToo() {
    String sql = "select 7 / 2 as q";
    assertThat(run(sql)).isEqualTo("q;3;");
    engine.set("integer_division", "false");
    assertThat(run(sql)).isEqualTo("q;3.5;");
    engine.set("memory_limit", "48MiB");
    assertThat(run(sql)).isEqualTo("q;3.5;");
    assertThat(hits()).isZero();
  }

  @Test
  void explainIsNotKept() {
    run("explain select a from t");
    run("explain select a from t");
    assertThat(hits()).isZero();
    assertThat(engine.planCache().plans()).isZero();
  }

  @Test
  void anErrorIsRaisedAgain() {
    String sql = "select a / (a - 1) from t";
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> run(sql)).hasMessageContaining("division by zero");
    }
    assertThatThrownBy(() -> run("select nix from t")).hasMessageContaining("unknown column");
    assertThatThrownBy(() -> run("select nix from t")).hasMessageContaining("unknown column");
  }

  @Test
  void plansAreBounded() {
    for (int i = 0; i < 300; i++) {
      run("select " + i);
    }
    assertThat(engine.planCache().plans()).isEqualTo(256);
    assertThat(engine.planCache().bytes()).isPositive().isLessThan(16 << 20);
    run("select 299");
    assertThat(hits()).isEqualTo(1);
    run("select 0");
    assertThat(hits()).isEqualTo(1);
  }

  @Test
  void twoThreadsRunOnePlan() throws Exception {
    String sql = "select x.a, count(*) from t x join t y on x.b = y.b group by x.a order by 1";
    String expected = run(sql);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    assertThat(run(sql)).isEqualTo(expected);
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    assertThat(hits()).isEqualTo(100);
  }

  @Test
  void manyTablesChangeUnderARunningReader() throws Exception {
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> changes =
          threads.submit(
              () -> {
                for (int i = 0; i < 50; i++) {
                  run("create or replace table c as select 1 as v");
                  run("create or replace table c as select 'x' as w, 1 as v");
                }
              });
      do {
        try {
          assertThat(run("select v from c")).isEqualTo("v;1;");
        } catch (SqlException absent) { // or overtaken twice
          assertThat(absent.sqlState()).isEqualTo("42P01");
        }
      } while (!changes.isDone());
      changes.get();
    }
  }
}
