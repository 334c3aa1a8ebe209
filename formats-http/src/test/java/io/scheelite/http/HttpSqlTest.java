package io.scheelite.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.StatementExcerpt;
import io.scheelite.testsupport.LeakCheck;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** URLs in SQL: the module on the class path is all it takes. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class HttpSqlTest {
  @TempDir Path folder;

  private void write(String name, int numRows) throws Exception {
    write(name, "parquet, ROW_GROUP_SIZE 20480", numRows);
  }

  private void write(String name, String format, int numRows) throws Exception {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT i AS id, i % 7 AS part FROM range("
              + numRows
              + ") t(i)) TO '"
              + folder.resolve(name)
              + "' (FORMAT "
              + format
              + ")");
    }
  }

  private static Engine engine(Path folder) {
    return Engine.builder()
        .memoryBytes(128 << 20)
        .threads(2)
        .spillDirectory(folder)
        .withoutCounters()
        .build();
  }

  @Test
  void aUrlIsReadInPlaceOfATable() throws Exception {
    write("a.parquet", 100_000);
    write("b.parquet", 50_000);
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = engine(folder)) {
      String a = server.url("a.parquet");
      String b = server.url("b.parquet");
      assertThat(
              rows(
                  engine,
                  "select count(*), cast(sum(part) as bigint) from read_parquet('" + a + "')"))
          .containsExactly(List.of(100_000L, 299_995L));
      assertThat(rows(engine, "select part, count(*) from '" + a + "' where id < 14 group by part"))
          .hasSize(7);
      assertThat(rows(engine, "select count(*) from read_parquet(['" + a + "', '" + b + "'])"))
          .containsExactly(List.of(150_000L));
      engine.registerFile("b", b);
      assertThat(rows(engine, "select max(a.id) from '" + a + "' a join b on a.id = b.id"))
          .containsExactly(List.of(49_999L));
      try (var result = engine.read().parquet(b).collect()) {
        assertThat(result.rows()).hasSize(50_000);
      }
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }

  @Test
  void pagesThatAreNotWantedAreNotFetched() throws Exception {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT i AS id, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS text"
              + " FROM range(100000) t(i)) TO '"
              + folder.resolve("theirs.parquet")
              + "' (FORMAT parquet)");
    }
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = engine(folder)) {
      String copy =
          "COPY (SELECT * FROM '"
              + folder.resolve("theirs.parquet")
              + "' ORDER BY id) TO '"
              + folder.resolve("ours.parquet")
              + "' (FORMAT parquet)";
      try (var statement = engine.statement(copy, List.of())) {
        statement.execute();
      }
      String sql =
          "select id, text from '"
              + server.url("ours.parquet")
              + "' where id between 70000 and 70003";
      assertThat(rows(engine, sql)).hasSize(4);
      String plan = engine.sql(sql).explainAnalyze();
      assertThat(plan).containsPattern("fetched=[01]\\.\\dMiB left-out=[2-9]\\.\\dMiB");
    }
  }

  private static List<List<@Nullable Object>> rows(Engine engine, String sql) {
    try (var result = engine.sql(sql).collect()) {
      return result.rows();
    }
  }

  @Test
  void whatCannotBeReadSaysSo() {
    try (Engine engine = engine(folder)) {
      assertThatThrownBy(() -> engine.sql("select * from read_parquet('s3://bucket/a.parquet')"))
          .isInstanceOfSatisfying(
              ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
          .hasMessageContaining("scheme=s3 known=[file, http, https]");
    }
  }

  @Test
  void textsAreReadFromUrls() throws Exception {
    write("a.csv", "csv", 100_000);
    write("b.csv", "csv", 50_000);
    write("part=1.csv.gz", "csv, COMPRESSION gzip", 70);
    write("a.json", "json", 100_000);
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = engine(folder)) {
      String a = server.url("a.csv");
      String b = server.url("b.csv");
      String json = server.url("a.json");
      List<List<Long>> expected = List.of(List.of(100_000L, 299_995L));
      assertThat(
              rows(engine, "select count(*), cast(sum(part) as bigint) from read_csv('" + a + "')"))
          .isEqualTo(expected);
      assertThat(rows(engine, "select count(*), cast(sum(part) as bigint) from '" + json + "?x=y'"))
          .isEqualTo(expected);
      assertThat(rows(engine, "select count(*) from '" + server.url("part=1.csv.gz") + "'"))
          .containsExactly(List.of(70L));
      assertThat(
              rows(
                  engine,
                  "select filename, count(*) from read_csv(['"
                      + a
                      + "', '"
                      + b
                      + "?sig=1'], filename=true) group by 1 order by 1"))
          .containsExactly(List.of(a, 100_000L), List.of(b + "?…", 50_000L));
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }

  /** Folders of URLs are columns, too. */
  @Test
  void datasetsAreReadFromUrls() throws Exception {
    for (int year = 2023; year < 2026; year++) {
      Files.createDirectory(folder.resolve("year=" + year));
      write("year=" + year + "/a.parquet", "parquet", year);
    }
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = engine(folder)) {
      String list =
          IntStream.range(2023, 2026)
              .mapToObj(year -> "'" + server.url("year=" + year + "/a.parquet") + "'")
              .collect(Collectors.joining(", ", "[", "]"));
      assertThat(
              rows(
                  engine,
                  "select year, count(*) from read_parquet(" + list + ") group by 1 order by 1"))
          .containsExactly(List.of(2023L, 2023L), List.of(2024L, 2024L), List.of(2025L, 2025L));
      assertThat(server.numRequests()).isPositive();
      assertThat(
              rows(
                  engine,
                  "select count(*) from read_parquet(" + list + ") where year = 2024 and id >= 0"))
          .containsExactly(List.of(2024L));
    }
  }

  /** Neither plans nor errors tell the signature of a URL. */
  @Test
  void whatIsSecretOfAUrlIsNowhere() throws Exception {
    write("a.parquet", 1000);
    write("a.csv", "csv", 1000);
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = engine(folder)) {
      for (String name : List.of("a.parquet", "a.csv")) {
        String url = server.url(name) + "?X-Signature=secret";
        for (String from :
            List.of("'" + url + "'", "read_parquet(['" + url + "', '" + url + "'])")) {
          if (name.equals("a.csv") && from.startsWith("read")) {
            continue;
          }
          for (String kind : List.of("explain ", "explain analyze ")) {
            assertThat(rows(engine, kind + "select part from " + from + " where id > 5").toString())
                .contains(server.url(name))
                .doesNotContain("secret");
          }
          for (String wrong :
              List.of(
                  "select nosuch from " + from,
                  "select t.nosuch from " + from + " t",
                  "select * from " + from + " wher id",
                  "select part + [1] from " + from,
                  "select * from read_csv('" + url + "', nosuch=1)",
                  "select * from read_csv('" + url + "', columns={'a': 'nosuch'})",
                  "select * from '" + server.url("none") + "?secret'",
                  "select * from '" + server.url("none.csv") + "?secret'")) {
            Throwable failure = catchThrowable(() -> engine.sql(wrong));
            assertThat(failure).as(wrong).isNotNull();
            StringWriter all = new StringWriter();
            failure.printStackTrace(new PrintWriter(all));
            if (failure instanceof SqlException placed) {
              all.write(StatementExcerpt.of(wrong, placed.line(), placed.column()));
            }
            assertThat(all.toString()).as(wrong).doesNotContain("secret");
          }
        }
      }
    }
  }

  /** The threads of queries do not wait for the server: they are free to notice. */
  @Test
  void aQueryThatWaitsForAServerIsCancelled() throws Exception {
    write("a.parquet", 100_000);
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = engine(folder)) {
      engine.registerFile("a", server.url("a.parquet"));
      rows(engine, "select sum(part) from a");
      server.command("fail 1000 hang");
      try (var result = engine.sql("select sum(part) from a").collect()) {
        result.cancel();
        assertThatThrownBy(result::rows)
            .isInstanceOfSatisfying(
                ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      }
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }
}
