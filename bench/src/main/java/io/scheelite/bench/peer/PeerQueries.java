package io.scheelite.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks a peer for answers, through files of its own. Closing ends the peer. Not thread-safe. */
public final class PeerQueries implements AutoCloseable {
  private final PeerProcess process;
  private final Path folder;

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
