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
import java.util.List;

/**
 * Serves one engine over standard input and output. Needs nothing but the JDK, since the class path
 * is the peer's.
 *
 * <p>Protocol, one line each way, fields separated by tabs: {@code execute SQL} → {@code ok};
 * {@code run SQL_FILE ANSWER_FILE} → {@code ok NANOS}, with the answer written as CSV after the
 * clock stopped (time covers execution and reading every value); {@code forget-peak} → {@code ok},
 * {@code peak} → {@code ok BYTES}, the most resident memory since. Failures answer {@code error
 * MESSAGE}. End of input ends it.
 */
public final class PeerServer {
  private final PeerEngine engine;
  private final PrintStream replies;

  /**
   * For an engine.
   *
   * @param replies where answers go; nobody else writes there
   */
  public PeerServer(PeerEngine engine, PrintStream replies) {
    this.engine = engine;
    this.replies = replies;
  }

  /** Serves until standard input ends. */
  public void serve() throws IOException {
    try (BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        replies.println(reply(line));
        replies.flush();
      }
    }
  }

  private String reply(String line) {
    try {
      return answer(line.split("\t", -1));
    } catch (Exception e) { // whatever a foreign engine throws is told to the other side
      return "error\t" + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
  }

  private String answer(String[] request) throws Exception {
    return switch (request[0]) {
      case "execute" -> {
        engine.execute(request[1]);
        yield "ok";
      }
      case "run" -> "ok\t" + run(Files.readString(Path.of(request[1])), Path.of(request[2]));
      case "forget-peak" -> {
        ResidentMemory.forgetPeak();
        yield "ok";
      }
      case "peak" -> "ok\t" + ResidentMemory.peakBytes();
      default -> "error\tunknown request " + request[0];
    };
  }

  private long run(String sql, Path answerFile) throws Exception {
    long start = System.nanoTime();
    List<List<String>> rows = engine.query(sql);
    long nanos = System.nanoTime() - start;
    writeCsv(rows, answerFile);
    return nanos;
  }

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
