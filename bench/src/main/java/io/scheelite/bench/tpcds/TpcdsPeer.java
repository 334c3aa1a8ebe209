package io.scheelite.bench.tpcds;

import io.scheelite.bench.peer.PeerKind;
import io.scheelite.bench.peer.PeerProcess;
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
  private final PeerProcess process;
  private final Path folder;

  private TpcdsPeer(PeerProcess process, Path folder) {
    this.process = process;
    this.folder = folder;
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
      return new TpcdsPeer(process, Files.createTempDirectory("scheelite-bench"));
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /** Its name in reports. */
  String label() {
    return "duckdb";
  }

  /** Runs a query; {@link #answer} then has its answer. Returns milliseconds to its last value. */
  double run(TpcdsQuery query) throws IOException {
    Path sqlFile = Files.writeString(folder.resolve("query.sql"), query.duckDbText());
    return process.run(sqlFile, answerFile()) / 1e6;
  }

  /** The answer of the last run. */
  TpcdsAnswer answer(Schema schema) throws IOException {
    try (Reader reader = Files.newBufferedReader(answerFile())) {
      return TpcdsAnswer.read(reader, schema);
    }
  }

  /** Most resident memory of its process so far. */
  long peakResidentBytes() throws IOException {
    return process.peakResidentBytes();
  }

  private Path answerFile() {
    return folder.resolve("answer.csv");
  }

  @Override
  public void close() throws IOException {
    process.close();
    Files.deleteIfExists(folder.resolve("query.sql"));
    Files.deleteIfExists(answerFile());
    Files.deleteIfExists(folder);
  }
}
