package io.scheelite.sql.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a connection, and so an engine, of its own. */
abstract class ConnectedTest {
  @TempDir private Path spillFolder;

  private final String options;
  Connection connection;
  Statement statement;

  /**
   * With such an engine.
   *
   * @param options of the URL, such as {@code threads=2&batch_size=100}
   */
  ConnectedTest(String options) {
    this.options = options;
  }

  @BeforeEach
  final void connect() throws SQLException {
    connection =
        DriverManager.getConnection("jdbc:scheelite:?" + options + "&spill_dir=" + spillFolder);
    statement = connection.createStatement();
  }

  @AfterEach
  final void disconnect() throws SQLException {
    connection.close();
  }

  /** All rows, their values as text with bars between them. */
  final List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(String.join("|", row));
      }
    }
    return rows;
  }
}
