package io.scheelite.bench.tpcds;

import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerProcess;
import io.scheelite.bench.peer.PeerQueries;
import io.scheelite.bench.peer.PeerSettings;
import io.scheelite.bench.peer.TablePlace;
import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** DuckDB over the files of a dataset, in a process of its own. Not thread-safe. */
public final class TpcdsPeer implements AutoCloseable {
  private final PeerQueries queries;

  private TpcdsPeer(PeerQueries queries) {
    this.queries = queries;
  }

  /** Starts it; the files must be there. */
  public static TpcdsPeer start(Map<String, Path> files, int threads)
      throws IOException, InterruptedException {
    PeerProcess process =
        PeerProcess.start(
            PeerKind.DUCKDB, PeerSettings.ofThreads(threads), TablePlace.FILES, files);
    try {
      // the standard's, which is ours
      process.execute("SET integer_division = true");
    } catch (IOException e) {
      process.close();
      throw e;
    }
    return new TpcdsPeer(new PeerQueries(process));
  }

  /** Its name in reports. */
  String label() {
    return "duckdb";
  }

  /** Runs a query; {@link #answer} then has its answer. Returns milliseconds to its last value. */
  double run(TpcdsQuery query) throws IOException {
    return queries.run(query.duckDbText());
  }

  /** The answer of the last run. */
  TpcdsAnswer answer(Schema schema) throws IOException {
    try (Reader reader = Files.newBufferedReader(queries.answerFile())) {
      return TpcdsAnswer.read(reader, schema);
    }
  }

  /** Most resident memory of its process so far. */
  long peakResidentBytes() throws IOException {
    return queries.process().peakResidentBytes();
  }

  @Override
  public void close() throws IOException {
    queries.close();
  }
}
