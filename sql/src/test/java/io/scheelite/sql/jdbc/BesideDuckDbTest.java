package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each test has an engine of little memory and a DuckDB of its own, which read and write files in
 * one folder. {@code $} in statements stands for the folder.
 */
@Timeout(120)
abstract class BesideDuckDbTest {
  @TempDir Path folder;
  @TempDir private Path spillFolder;

  Connection ours;
  Connection duck;

  @BeforeEach
  final void connect() throws SQLException {
    ours =
        DriverManager.getConnection(
            "jdbc:scheelite:?memory_limit=48m&threads=2&batch_size=512&spill_dir=" + spillFolder);
    duck = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  final void disconnect() throws SQLException {
    assertThat(ours.unwrap(Engine.class).memory().outstandingBytes()).isZero();
    ours.close();
    duck.close();
  }

  /** Puts the folder into a statement. */
  String there(String sql) {
    return sql.replace("$", folder.toString());
  }

  /** Runs a statement, and reads the rows if it has any. */
  final void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(there(sql))) {
        List<String> _ = rows(statement.getResultSet());
      }
    }
  }

  /** All rows, their values as text with bars between them. */
  final List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(there(sql))) {
      return rows(result);
    }
  }

  private List<String> rows(ResultSet result) throws SQLException {
    List<String> rows = new ArrayList<>();
    while (result.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        row.append(i == 1 ? "" : "|").append(text(result, i));
      }
      rows.add(row.toString());
    }
    return rows;
  }

  /** A value as text, of which a test may leave out what the engines need not agree on. */
  @Nullable String text(ResultSet result, int column) throws SQLException {
    return result.getString(column);
  }

  /** Times may end with zeros. */
  static @Nullable String withoutZeros(@Nullable String value) {
    boolean withFraction = value != null && value.matches(".*:\\d\\d\\.\\d+");
    return withFraction ? value.replaceFirst("\\.?0*$", "") : value;
  }

  /** Names and types of the columns if all are selected, then the rows in some order. */
  final List<String> answer(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(there(sql))) {
      List<String> rows = rows(result);
      rows.sort(null);
      rows.addFirst(sql.startsWith("select *") ? heading(result.getMetaData()) : "");
      return rows;
    }
  }

  private static String heading(ResultSetMetaData columns) throws SQLException {
    StringBuilder heading = new StringBuilder();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String type =
          columns.getColumnTypeName(i).replaceFirst("^FLOAT$", "REAL").replaceFirst("\\(.*", "");
      heading.append(columns.getColumnLabel(i)).append(' ').append(type).append(", ");
    }
    return heading.toString();
  }

  /** Both refuse, ours with such a state and a message that says all that. */
  final void assertBothFail(String sql, String state, String... words) {
    assertThatThrownBy(() -> run(duck, sql)).as(sql).isInstanceOf(SQLException.class);
    assertFails(sql, state, words);
  }

  final void assertFails(String sql, String state, String... words) {
    assertThatThrownBy(() -> run(ours, sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state);
              assertThat(List.of(words)).as(e.getMessage()).allMatch(e.getMessage()::contains);
            });
  }

  /** Writes a text into a file of the folder. */
  final void file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
