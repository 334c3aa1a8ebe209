package io.scheelite.bench.peer;

import io.scheelite.bench.process.ResidentMemory;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
 *
 * <p>Protocol, one line each way, fields separated by tabs: {@code execute SQL} → {@code ok};
 * {@code run SQL_FILE ANSWER_FILE} → {@code ok NANOS}, with the answer written as CSV after the
 * clock stopped (time covers execution and reading every value); {@code peak} → {@code ok BYTES}.
 * Failures answer {@code error MESSAGE}. End of input ends it.
 */
public final class DuckDbPeer {
  private DuckDbPeer() {}

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws IOException, SQLException {
    PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        BufferedReader requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        try {
          replies.println(answer(connection, line.split("\t", -1)));
        } catch (SQLException | IOException e) {
          replies.println("error\t" + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
      }
    }
  }

  private static String answer(Connection connection, String[] request)
      throws SQLException, IOException {
    return switch (request[0]) {
      case "execute" -> {
        try (Statement statement = connection.createStatement()) {
          statement.execute(request[1]);
        }
        yield "ok";
      }
      case "run" ->
          "ok\t" + run(connection, Files.readString(Path.of(request[1])), Path.of(request[2]));
      case "peak" -> "ok\t" + ResidentMemory.peakBytes();
      default -> "error\tunknown request " + request[0];
    };
  }

  private static long run(Connection connection, String sql, Path answerFile)
      throws SQLException, IOException {
    List<List<String>> rows = new ArrayList<>();
    long start = System.nanoTime();
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
    long nanos = System.nanoTime() - start;
    writeCsv(rows, answerFile);
    return nanos;
  }

  private static List<String> labels(ResultSet result, int numColumns) throws SQLException {
    List<String> labels = new ArrayList<>(numColumns);
    for (int i = 1; i <= numColumns; i++) {
      labels.add(result.getMetaData().getColumnLabel(i));
    }
    return labels;
  }

  /** By hand, so that the child's class path stays the driver and this class. */
  private static void writeCsv(List<List<String>> rows, Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (List<String> row : rows) {
        for (int i = 0; i < row.size(); i++) {
          writer.write((i == 0 ? "\"" : ",\"") + row.get(i).replace("\"", "\"\"") + "\"");
        }
        writer.newLine();
      }
    }
  }
}
