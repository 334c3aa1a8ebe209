package io.scheelite.bench.peer;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The child process that holds DuckDB. Needs only {@code java.sql} to compile; the driver comes
 * with the child's class path.
 */
final class DuckDbPeer implements PeerEngine {
  private final Connection connection;

  private DuckDbPeer(Connection connection) {
    this.connection = connection;
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      new PeerServer(new DuckDbPeer(connection), replies).serve();
    }
  }

  @Override
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public List<List<String>> query(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int numColumns = result.getMetaData().getColumnCount();
      rows.add(labels(result, numColumns));
      while (result.next()) {
        List<String> row = new ArrayList<>(numColumns);
        for (int i = 1; i <= numColumns; i++) {
          String value = result.getString(i);
          row.add(value == null ? "" : value);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> labels(ResultSet result, int numColumns) throws SQLException {
    List<String> labels = new ArrayList<>(numColumns);
    for (int i = 1; i <= numColumns; i++) {
      labels.add(result.getMetaData().getColumnLabel(i));
    }
    return labels;
  }
}
