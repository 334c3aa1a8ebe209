package io.scheelite.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Asks a peer for answers, through files of its own. Closing ends the peer. Not thread-safe. */
public final class PeerQueries implements AutoCloseable {
  private final PeerProcess process;
  private final Path folder;
  private @Nullable String prepared;

  /** For a peer that runs, which is closed if there is no room for files. */
  public PeerQueries(PeerProcess process) throws IOException {
    this.process = process;
    try {
      this.folder = Files.createTempDirectory("scheelite-bench");
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /** The peer, for anything but queries. */
  public PeerProcess process() {
    return process;
  }

  /** Runs a query; {@link #answerFile} then has its answer. Returns milliseconds to its end. */
  public double run(String text) throws IOException {
    return process.run(Files.writeString(queryFile(), text), answerFile()) / 1e6;
  }

  /**
   * Runs a query that is prepared once and executed for each run, on a peer that knows PREPARE: no
   * planning is measured where runs of one query follow each other. Else like {@link #run}.
   */
  public double runPrepared(String sql) throws IOException {
    if (!sql.equals(prepared)) {
      process.execute("PREPARE measured AS " + sql);
      prepared = sql;
    }
    return run("EXECUTE measured");
  }

  private Path queryFile() {
    return folder.resolve("query.sql");
  }

  /** The answer of the last run as CSV. */
  public Path answerFile() {
    return folder.resolve("answer.csv");
  }

  @Override
  public void close() throws IOException {
    process.close();
    Files.deleteIfExists(queryFile());
    Files.deleteIfExists(answerFile());
    Files.deleteIfExists(folder);
  }
}
