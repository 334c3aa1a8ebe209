package io.scheelite.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import io.scheelite.testsupport.LeakCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
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
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (SELECT i AS id, i % 7 AS part FROM range("
              + numRows
              + ") t(i)) TO '"
              + folder.resolve(name)
              + "' (FORMAT parquet, ROW_GROUP_SIZE 20480)");
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
      assertThatThrownBy(() -> engine.sql("select * from read_csv('http://127.0.0.1:1/a.csv')"))
          .isInstanceOfSatisfying(
              ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
          .hasMessageContaining("only Parquet is read from URLs");
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
