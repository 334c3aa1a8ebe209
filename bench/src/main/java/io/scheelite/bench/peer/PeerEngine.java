package io.scheelite.bench.peer;

import java.util.List;

/** An engine inside the child process. */
public interface PeerEngine {
  /** Runs a statement that gives no rows. */
  void execute(String sql) throws Exception;

  /** Runs a query to its last value: column names, then rows; an empty string stands for NULL. */
  List<List<String>> query(String sql) throws Exception;
}
