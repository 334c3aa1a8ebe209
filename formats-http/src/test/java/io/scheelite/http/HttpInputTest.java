package io.scheelite.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.scheelite.formats.FormatException;
import io.scheelite.formats.UrlText;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of files that another process serves, well and badly. */
class HttpInputTest extends ServedFolderTest {
  private static Path write(String name, int numRows) throws SQLException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = duck.createStatement()) {
        statement.execute(
            """
            COPY (
              SELECT i AS id, hash(i) %% 1000000 AS number, 'text ' || (hash(i) %% 500) AS text
              FROM range(%d) t(i)
            ) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 20480)
            """
                .replace("%%", "%")
                .replace("%d", Integer.toString(numRows))
                .replace("%s", file.toString()));
      }
    }
    return file;
  }

  private ParquetTable open(String name) {
    return ParquetTable.open(inputs(HttpOptions.defaults()), server.url(name));
  }

  private static List<List<@Nullable Object>> rows(ParquetTable table) {
    return TableRows.of(table);
  }

  @Test
  void rowsAreThoseOfTheFileAndEveryRowGroupIsOneRequest() throws Exception {
    Path file = write("a.parquet", 100_000);
    ParquetTable table = open("a.parquet");
    assertThat(server.numRequests()).isEqualTo(2); // what it is, and the footer
    assertThat(rows(table)).isEqualTo(rows(ParquetTable.open(file)));
    assertThat(server.numRequests()).isEqualTo(table.numRowGroups()).isEqualTo(5);
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"drop", "truncate", "503", "429 3", "500", "408"})
  void momentaryFailuresAreSurvived(String how) throws Exception {
    Path file = write("a.parquet", 100_000);
    ParquetTable table = open("a.parquet");
    server.command("fail 3 " + how);
    assertThat(rows(table)).isEqualTo(rows(ParquetTable.open(file)));
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
        "401 | IO_ERROR | access denied",
        "400 | IO_ERROR | server refuses: status=400",
        "412 | IO_ERROR | has changed",
        "416 | IO_ERROR | has changed",
        "503 | IO_ERROR | server fails: status=503, attempts=5",
        "429 3600 | IO_ERROR | server fails: status=429, attempts=1",
        "drop | IO_ERROR | attempts=5",
        "whole | IO_ERROR | server does not serve ranges",
        "shift | IO_ERROR | server answers another range than was asked for: asked=4-",
        "untagged | IO_ERROR | has changed",
      })
  void lastingFailuresAreTypedAndNameThePlace(String how, ErrorCode code, String message)
      throws Exception {
    write("a.parquet", 100_000);
    ParquetTable table = open("a.parquet");
    server.command("fail 1000 " + how);
    assertThatThrownBy(() -> rows(table))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message)
        .hasMessageContaining("file=" + server.url("a.parquet"))
        .hasMessageContaining("offset=");
  }

  @ParameterizedTest
  @CsvSource({"\"1\", \"2\"", "W/\"1\", W/\"2\""})
  void aFileThatChangedIsFoundOut(String before, String after) throws Exception {
    write("a.parquet", 100_000);
    server.command("tag " + before);
    ParquetTable table = open("a.parquet");
    assertThat(table.isStale()).isFalse();
    assertThat(rows(table)).hasSize(100_000);
    server.command("tag " + after);
    assertThat(table.isStale()).isTrue();
    assertThatThrownBy(() -> rows(table))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("has changed since the table was opened");
  }

  @Test
  void aServerThatHangsIsGivenUp() throws Exception {
    write("a.parquet", 100_000);
    HttpOptions options =
        HttpOptions.defaults()
            .withRequestTimeout(Duration.ofMillis(200))
            .withAttempts(2, Duration.ofMinutes(1));
    server.command("fail 1000 hang");
    assertThatThrownBy(() -> ParquetTable.open(inputs(options), server.url("a.parquet")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("server does not answer in time: millis=200, attempts=2");
  }

  @Test
  void headersAreSent() throws Exception {
    write("a.parquet", 100_000);
    server.command("token secret");
    assertThatThrownBy(() -> open("a.parquet"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("access denied");
    HttpOptions options = HttpOptions.defaults().withHeader("Authorization", "secret");
    assertThat(rows(ParquetTable.open(inputs(options), server.url("a.parquet")))).hasSize(100_000);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:1/a.parquet, connection failed",
    "http://nowhere.invalid/a.parquet, unknown host nowhere.invalid",
    "http:///a.parquet, the URL names no host",
    "http://127.0.0.1/a b.parquet, not a URL",
    "http://127.0.0.1/*.parquet, name each of them",
  })
  void badLocationsSaySo(String location, String message) {
    assertThatThrownBy(() -> ParquetTable.open(inputs(HttpOptions.defaults()), location))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("file=" + location);
  }

  @Test
  void emptyAndMissingFilesAreTold() throws IOException {
    Files.createFile(folder.resolve("empty.parquet"));
    assertThatThrownBy(() -> open("empty.parquet"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("file is empty");
    assertThatThrownBy(() -> open("missing.parquet"))
        .isInstanceOfSatisfying(
            FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
  }

  /** A signature opens the file to anybody: who sees messages and plans must not have it. */
  @Test
  void whatIsSecretOfAUrlIsNowhere() throws Exception {
    write("a.parquet", 100_000);
    String shown = server.url("a.parquet") + "?…";
    String url = server.url("a.parquet").replace("//", "//user:word@") + "?X-Signature=secret";
    HttpOptions options = HttpOptions.defaults().withHeader("Authorization", "secret");
    ParquetTable table = ParquetTable.open(inputs(HttpOptions.defaults()), url);
    assertThat(rows(table)).hasSize(100_000);
    assertThat(table.description()).isEqualTo(shown);
    assertThat(options + " " + inputs(options).file(url)).doesNotContain("secret");
    assertThat(inputs(options).file(url).stamp().toString()).doesNotContain("secret");
    for (String how : List.of("404", "403", "412", "503", "whole", "shift", "drop")) {
      server.command("fail 1000 " + how);
      assertHidden(catchThrowable(() -> rows(table)), shown);
      assertHidden(
          catchThrowable(() -> ParquetTable.open(inputs(HttpOptions.defaults()), url)), shown);
    }
    for (String bad : List.of("nowhere://h/a?secret", "http://h/a b?secret", "http:///a?secret")) {
      Throwable failure =
          catchThrowable(() -> ParquetTable.open(inputs(HttpOptions.defaults()), bad));
      assertHidden(failure, UrlText.shown(bad));
    }
  }

  private static void assertHidden(Throwable failure, String shown) {
    assertThat(failure).isInstanceOf(FormatException.class).hasMessageContaining("file=" + shown);
    StringWriter all = new StringWriter();
    failure.printStackTrace(new PrintWriter(all));
    assertThat(all.toString()).doesNotContain("secret", "word");
  }
}
