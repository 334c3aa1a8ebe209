package io.scheelite.bench.peer;

import io.scheelite.bench.process.JavaProcess;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A running peer engine; see {@link DuckDbPeer} for the protocol. One request at a time; closing
 * ends the process.
 */
public final class PeerProcess implements AutoCloseable {
  private static final List<String> JVM_OPTIONS = List.of("-Xmx256m");

  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader replies;

  private PeerProcess(Process process) {
    this.process = process;
    this.requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts DuckDB over Parquet files.
   *
   * @param tables table name to file
   */
  public static PeerProcess startDuckDb(int threads, Map<String, Path> tables)
      throws IOException, InterruptedException {
    String classPath = PeerClassPath.duckDb();
    Process process =
        new ProcessBuilder(JavaProcess.command(DuckDbPeer.class, JVM_OPTIONS, classPath, List.of()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    PeerProcess peer = new PeerProcess(process);
    try {
      peer.request("execute\tSET threads = " + threads);
      for (Map.Entry<String, Path> table : tables.entrySet()) {
        peer.request(
            "execute\tCREATE VIEW "
                + table.getKey()
                + " AS SELECT * FROM read_parquet('"
                + table.getValue()
                + "')");
      }
      return peer;
    } catch (IOException | RuntimeException e) {
      peer.close();
      throw e;
    }
  }

  /**
   * Runs a query and writes its answer as CSV. Returns nanoseconds from sending the query to its
   * last value.
   */
  public long run(Path sqlFile, Path answerFile) throws IOException {
    return Long.parseLong(request("run\t" + sqlFile + "\t" + answerFile));
  }

  /** Most resident memory of the peer so far, in bytes. */
  public long peakResidentBytes() throws IOException {
    return Long.parseLong(request("peak"));
  }

  private String request(String line) throws IOException {
    requests.write(line);
    requests.newLine();
    requests.flush();
    String reply = replies.readLine();
    if (reply == null) {
      throw new IOException("peer process ended: request=" + line);
    }
    if (!reply.equals("ok") && !reply.startsWith("ok\t")) {
      throw new IOException("peer refused: request=" + line + " reply=" + reply);
    }
    return reply.equals("ok") ? "" : reply.substring("ok\t".length());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
