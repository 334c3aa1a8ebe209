package io.scheelite.bench.peer;

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
 * A running peer engine; see {@link PeerServer} for the protocol. One request at a time; closing
 * ends the process.
 */
public final class PeerProcess implements AutoCloseable {
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
   * Starts a peer with tables.
   *
   * @param files table name to Parquet file
   */
  public static PeerProcess start(
      PeerKind kind, PeerSettings settings, TablePlace tables, Map<String, Path> files)
      throws IOException, InterruptedException {
    PeerProcess peer = start(kind.command(settings));
    try {
      for (String statement : kind.statements(settings, tables, files)) {
        peer.execute(statement);
      }
      return peer;
    } catch (IOException | RuntimeException e) {
      peer.close();
      throw e;
    }
  }

  /** Starts parquet-java's reader of records, whose requests name their files. */
  public static PeerProcess startParquetJava(PeerSettings settings)
      throws IOException, InterruptedException {
    return start(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx" + (settings.heapBytes() >> 20) + "m",
            "-cp",
            PeerClassPath.parquetJava(),
            PeerClassPath.parquetJavaProgram().toString(), // compiled when it is started
            Integer.toString(settings.threads())));
  }

  private static PeerProcess start(List<String> command) throws IOException {
    return new PeerProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /**
   * Runs a query and writes its answer as CSV. Returns nanoseconds from sending the query to its
   * last value.
   */
  public long run(Path sqlFile, Path answerFile) throws IOException {
    return Long.parseLong(request("run\t" + sqlFile + "\t" + answerFile));
  }

  /** Makes {@link #peakResidentBytes} count from here, where the system can. */
  public void forgetPeak() throws IOException {
    request("forget-peak");
  }

  /** Most resident memory of the peer since it started or the last {@link #forgetPeak}. */
  public long peakResidentBytes() throws IOException {
    return Long.parseLong(request("peak"));
  }

  /** Runs a statement without an answer, such as one that changes a setting. */
  public void execute(String sql) throws IOException {
    request("execute\t" + sql);
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
      throw new PeerRefusedException("peer refused: request=" + line + " reply=" + reply);
    }
    return reply.equals("ok") ? "" : reply.substring("ok\t".length());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
