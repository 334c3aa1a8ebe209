package io.scheelite.bench.tpch;

import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerProcess;
import io.scheelite.bench.peer.PeerQueries;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import java.io.IOException;

/** Another engine over the files of a dataset, in a process of its own. Not thread-safe. */
public final class TpchPeer implements TpchOpponent, AutoCloseable {
  private static final double DUCKDB_TARGET = 1.2;
  private static final double SPARK_TARGET = 1.0 / 15;

  private final PeerKind kind;
  private final PeerQueries queries;

  private TpchPeer(PeerKind kind, PeerQueries queries) {
    this.kind = kind;
    this.queries = queries;
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
    return new TpchPeer(kind, new PeerQueries(process));
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
    double millis = queries.run(query.text());
    return new Run(millis, TpchAnswer.read(queries.answerFile()));
  }

  @Override
  public long peakResidentBytes() throws IOException {
    return queries.process().peakResidentBytes();
  }

  @Override
  public void forgetPeak() throws IOException {
    queries.process().forgetPeak();
  }

  @Override
  public void close() throws IOException {
    queries.close();
  }
}
