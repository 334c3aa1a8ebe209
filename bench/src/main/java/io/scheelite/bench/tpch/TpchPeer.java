package io.scheelite.bench.tpch;

import io.scheelite.bench.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Another engine over the files of a dataset, in a process of its own. Not thread-safe. */
public final class TpchPeer implements AutoCloseable {
  private final PeerProcess process;
  private final Path folder;

  private TpchPeer(PeerProcess process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * One run of a query.
   *
   * @param millis from text to last value
   * @param answer what the peer answered
   */
  public record Run(double millis, TpchAnswer answer) {}

  /** Starts DuckDB; the dataset must be complete. */
  public static TpchPeer startDuckDb(TpchDataset dataset, int threads)
      throws IOException, InterruptedException {
    PeerProcess process = PeerProcess.startDuckDb(threads, dataset.files());
    try {
      return new TpchPeer(process, Files.createTempDirectory("scheelite-bench"));
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /** Runs a query once. */
  public Run run(TpchQuery query) throws IOException {
    Path sqlFile = Files.writeString(folder.resolve("query.sql"), query.text());
    Path answerFile = folder.resolve("answer.csv");
    double millis = process.run(sqlFile, answerFile) / 1e6;
    return new Run(millis, TpchAnswer.read(answerFile));
  }

  /** Most resident memory of the peer's process so far. */
  public long peakResidentBytes() throws IOException {
    return process.peakResidentBytes();
  }

  @Override
  public void close() throws IOException {
    process.close();
    Files.deleteIfExists(folder.resolve("query.sql"));
    Files.deleteIfExists(folder.resolve("answer.csv"));
    Files.deleteIfExists(folder);
  }
}
