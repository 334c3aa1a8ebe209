package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.sql.result.ResultFormat;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What EXPLAIN says, without its figures of memory and time. */
class ExplainTest {
  private static final String REPORT =
      "select name, count(*) from sales join shops on shop = id where name >= 's7'"
          + " group by name order by 2 desc limit 3";

  @TempDir private Path folder;

  private final Engine engine =
      Engine.builder().memoryBytes(64 << 20).threads(1).withoutCounters().build();

  @BeforeEach
  void createFiles() {
    run("create table numbers as select * from range(0, 50000) as r(n)");
    String sales = folder.resolve("sales.parquet").toString();
    run("copy (select n, n % 10 as shop, n * 2 as amount from numbers) to '" + sales + "'");
    run("create view sales as select * from '" + sales + "'");
    run("create table shops (id bigint, name varchar)");
    run("insert into shops select n, 's' || cast(n as varchar) from range(0, 10) as r(n)");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private String run(String sql) {
    StringBuilder text = new StringBuilder();
    try (StatementExecution statement = engine.statement(sql, List.of())) {
      statement.execute();
      QueryResult rows = statement.rows();
      if (rows != null) {
        rows.write(ResultFormat.CSV, text);
      }
    }
    return text.toString();
  }

  /** Figures become #; what follows the plan is not of interest here. */
  private String plain(String plan) {
    return plan.replace(folder.toString(), "FOLDER")
        .replaceAll("(time=|decompress=|peak=|read=|floor |blocked=)[0-9.]+", "$1#")
        .replaceAll("(?m)^(Memory|Total): .*\\R?", "")
        .replaceAll(" peak=#MiB", "")
        .strip();
  }

  @Test
  void plansShowEstimatesFloorsAndReasons() {
    assertThat(plain(engine.sql(REPORT).explain()))
        .isEqualTo(
            """
            Project name, expr1 AS count(*)  ~3 rows
              TopN expr1 DESC limit 3  ~3 rows  [floor # MiB, can spill]
                Aggregate by name [count(*)]  ~10 rows  [floor # MiB, can spill]
                  HashJoin INNER shop = id  ~16500 rows  [floor # MiB, can spill, builds ~3 rows and\
             probes with ~50000: the smaller side, reduces scans of the other side]
                    Scan FOLDER/sales.parquet [shop]  ~50000 rows  [floor # MiB, columns: 1 of 3,\
             row groups: 1 of 1, reduced by keys of joins: shop]
                    Scan table shops (10 rows) [id, name] where name >= 's7'  ~3 rows  [floor # MiB,\
             columns: 2 of 2]""");
  }

  @Test
  void whatHappenedStandsBesideWhatWasExpected() {
    assertThat(plain(engine.sql(REPORT).explainAnalyze()))
        .isEqualTo(
            """
            Project name, expr1 AS count(*)  ~3 rows  [rows=3 error=1.0x time=#ms]
              TopN expr1 DESC limit 3  ~3 rows  [rows=3 error=1.0x time=#ms; floor # MiB, can spill]
                Aggregate by name [count(*)]  ~10 rows  [rows=3 error=3.3x time=#ms; floor # MiB,\
             can spill, hash directory: the values of the keys are many]
                  HashJoin INNER shop = id  ~16500 rows  [rows=15000 error=1.1x time=#ms; floor #\
             MiB, can spill, builds ~3 rows and probes with ~50000: the smaller side, reduces scans\
             of the other side, direct: keys of a dense range]
                    Scan FOLDER/sales.parquet [shop]  ~50000 rows  [rows=15000 error=3.3x time=#ms\
             decompress=#ms opened=1 pages=3 read=#MiB; floor # MiB, columns: 1 of 3, row groups: 1 of 1, reduced by\
             keys of joins: shop]
                    Scan cached shops [id, name] where name >= 's7'  ~3 rows  [rows=3 error=1.1x\
             time=#ms opened=1 read=#MiB; floor # MiB, columns: 2 of 2]""");
  }

  @Test
  void partsOfFilesThatCannotMatchAreLeftOut() {
    assertThat(engine.sql("select count(*) from sales where n < 100").explain())
        .contains("row groups: 1 of 1");
    assertThat(engine.sql("select count(*) from sales where n > 99999").explain())
        .contains("row groups: 0 of 1");
  }

  @Test
  void sharedPartsAreWrittenOnce() {
    String plan =
        engine
            .sql(
                "with s as (select n % 7 as k, sum(n) as total from numbers group by n % 7)"
                    + " select * from s where total = (select max(total) from s)")
            .explain();
    assertThat(plan).containsOnlyOnce("Scan ").containsOnlyOnce("(see above)");
    assertThat(plan.split("Shared #0", -1)).hasSize(3);
  }

  @Test
  void theOrderOfManyJoinsIsExplained() {
    assertThat(
            engine
                .sql(
                    "select count(*) from sales a, shops b, shops c where shop = b.id and b.id = c.id")
                .explain())
        .contains("Join order: 3 relations, the cheapest of all orders");
    assertThat(engine.sql("select * from shops").explain()).doesNotContain("Join order");
  }

  @Test
  void spillsAreShown() {
    try (Engine small =
        Engine.builder().memoryBytes(12 << 20).threads(1).withoutCounters().build()) {
      String plan =
          small
              .sql("select * from range(0, 2000000) as r(n) order by n % 1000, n")
              .explainAnalyze();
      assertThat(plan).containsPattern("Sort [^\\n]* spilled=[0-9.]+MiB runs=[0-9]+");
    }
  }

  @Test
  void statementsFramesAndTheDriverSayTheSame() throws Exception {
    String plan = engine.sql(REPORT).explain();
    assertThat(run("explain " + REPORT).lines().skip(1).map(ExplainTest::unquoted))
        .containsExactlyElementsOf(plan.lines().toList());
    List<String> lines = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:scheelite:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("explain analyze select 1 + 1 as two")) {
      assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("plan");
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    assertThat(lines)
        .hasSize(3)
        .first()
        .asString()
        .startsWith("Project 2 AS two  ~1 rows  [rows=1");
    assertThat(lines).last().asString().startsWith("Total: rows: 1; planning: ");
  }

  private static String unquoted(String field) {
    return field.startsWith("\"")
        ? field.substring(1, field.length() - 1).replace("\"\"", "\"")
        : field;
  }
}
