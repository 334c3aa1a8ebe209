package io.scheelite.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.formats.FormatException;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.json.JsonOptions;
import io.scheelite.formats.json.JsonTable;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV and JSON that another process serves, well and badly. */
class HttpTextTest extends ServedFolderTest {
  private static final int NUM_ROWS = 50_000;

  @BeforeAll
  static void write() throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (String format : List.of("csv", "json")) {
        for (String packed : List.of("", ".gz")) {
          statement.execute(
              "COPY (SELECT i AS id, hash(i) % 1000000 AS number, 'text ' || (hash(i) % 500) AS text"
                  + " FROM range("
                  + NUM_ROWS
                  + ") t(i)) TO '"
                  + folder.resolve("a." + format + packed)
                  + "' (FORMAT "
                  + format
                  + (packed.isEmpty() ? ")" : ", COMPRESSION gzip)"));
        }
      }
    }
  }

  private TableSource open(String name) {
    return open(FoundFiles.find(inputs(HttpOptions.defaults()), List.of(server.url(name)), ""));
  }

  private static TableSource open(FoundFiles files) {
    return files.description().contains(".csv")
        ? CsvTable.open(files, CsvOptions.defaults())
        : JsonTable.open(files, JsonOptions.defaults());
  }

  private static void assertSameRows(String name, TableSource table) {
    Path file = folder.resolve(name);
    assertThat(TableRows.of(table))
        .hasSize(NUM_ROWS)
        .isEqualTo(TableRows.of(open(FoundFiles.find(List.of(file), ""))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.json", "a.csv.gz", "a.json.gz"})
  void rowsAreThoseOfTheFileWithOneRequestPerPiece(String name) throws Exception {
    TableSource table = open(name);
    // what it is, and the beginning: 256 KiB, as much again, twice as much …
    assertThat(server.numRequests()).isBetween(2, 6);
    assertSameRows(name, table);
    assertThat(server.numRequests()).isEqualTo(1);
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a.csv, drop",
    "a.csv, truncate",
    "a.csv.gz, truncate",
    "a.csv, 503",
    "a.json, drop",
    "a.json, truncate",
    "a.json.gz, 500",
    "a.json, 429 3",
  })
  void momentaryFailuresAreSurvived(String name, String how) throws Exception {
    TableSource table = open(name);
    server.command("fail 3 " + how);
    assertSameRows(name, table);
    if (how.equals("429 3")) {
      assertThat(pauses).hasSize(3).containsOnly(Duration.ofSeconds(3));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | FILE_NOT_FOUND | file does not exist",
        "403 | IO_ERROR | access denied",
        "412 | IO_ERROR | has changed",
        "416 | IO_ERROR | has changed",
        "503 | IO_ERROR | server fails: status=503, attempts=5",
        "drop | IO_ERROR | attempts=5",
        "whole | IO_ERROR | server does not serve ranges",
        "shift | IO_ERROR | server answers another range than was asked for: asked=0-",
        "untagged | IO_ERROR | has changed",
      })
  void lastingFailuresAreTypedAndNameThePlace(String how, ErrorCode code, String message)
      throws Exception {
    for (String name : List.of("a.csv", "a.json", "a.csv.gz")) {
      server.command("reset");
      TableSource table = open(name);
      server.command("fail 1000 " + how);
      assertThatThrownBy(() -> TableRows.of(table))
          .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.code()).isEqualTo(code))
          .hasMessageContaining(message)
          .hasMessageContaining("file=" + server.url(name))
          .hasMessageContaining("offset=");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.json", "a.json.gz"})
  void aFileThatChangedIsFoundOut(String name) throws Exception {
    TableSource table = open(name);
    assertThat(table.isStale()).isFalse();
    assertThat(TableRows.of(table)).hasSize(NUM_ROWS);
    server.command("tag \"2\"");
    assertThat(table.isStale()).isTrue();
    assertThatThrownBy(() -> TableRows.of(table))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("has changed since the table was opened");
  }

  @Test
  void aServerThatHangsIsGivenUp() throws Exception {
    HttpOptions options =
        HttpOptions.defaults()
            .withRequestTimeout(Duration.ofMillis(200))
            .withAttempts(2, Duration.ofMinutes(1));
    FoundFiles files = FoundFiles.find(inputs(options), List.of(server.url("a.csv")), "");
    server.command("fail 1000 hang");
    assertThatThrownBy(() -> open(files))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("server does not answer in time: millis=200, attempts=2");
  }
}
