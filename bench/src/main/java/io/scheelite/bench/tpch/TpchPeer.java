package io.scheelite.bench.tpch;

import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerProcess;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Another engine over the files of a dataset, in a process of its own. Not thread-safe. */
public final class TpchPeer implements TpchOpponent, AutoCloseable {
  private static final double DUCKDB_TARGET = 1.2;
  private static final double SPARK_TARGET = 1.0 / 15;

  private final PeerKind kind;
  private final PeerProcess process;
  private final Path folder;

  private TpchPeer(PeerKind kind, PeerProcess process, Path folder) {
    this.kind = kind;
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

  /** Starts it with its tables; the dataset must be complete. */
  public static TpchPeer start(
      PeerKind kind, PeerSettings settings, TablePlace tables, TpchDataset dataset)
      throws IOException, InterruptedException {
    PeerProcess process = PeerProcess.start(kind, settings, tables, dataset.files());
    try {
      return new TpchPeer(kind, process, Files.createTempDirectory("scheelite-bench"));
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  @Override
  public String label() {
    return kind.label();
  }

  @Override
  public double targetRatio() {
    return switch (kind) {
      case DUCKDB -> DUCKDB_TARGET;
      case SPARK -> SPARK_TARGET;
    };
  }

  @Override
  public AnswerCheck.Quotients quotients() {
    return switch (kind) {
      case DUCKDB -> AnswerCheck.Quotients.DOUBLE;
      case SPARK -> AnswerCheck.Quotients.ROUNDED;
    };
  }

  @Override
  public Run run(TpchQuery query) throws IOException {
    Path sqlFile = Files.writeString(folder.resolve("query.sql"), query.text());
    Path answerFile = folder.resolve("answer.csv");
    double millis = process.run(sqlFile, answerFile) / 1e6;
    return new Run(millis, TpchAnswer.read(answerFile));
  }

  @Override
  public long peakResidentBytes() throws IOException {
    return process.peakResidentBytes();
  }

  @Override
  public void forgetPeak() throws IOException {
    process.forgetPeak();
  }

  @Override
  public void close() throws IOException {
    process.close();
    Files.deleteIfExists(folder.resolve("query.sql"));
    Files.deleteIfExists(folder.resolve("answer.csv"));
    Files.deleteIfExists(folder);
  }
}
