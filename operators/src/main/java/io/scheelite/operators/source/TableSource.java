package io.scheelite.operators.source;

import io.scheelite.columnar.Schema;
import java.util.List;

/**
 * A table that can be scanned: the extension point for file formats and for an embedder's own data.
 *
 * <p>Immutable and thread-safe; opened files belong to the {@link SplitReader}s it makes.
 */
public interface TableSource {
  /** All columns. */
  Schema schema();

  /** What is known without reading the data; estimates only, never relied on for correctness. */
  TableStatistics statistics();

  /** For EXPLAIN and messages, such as a path. */
  String description();

  /**
   * Divides the scan into independent splits (for Parquet: row groups) and drops those that cannot
   * hold a row that passes the request's filters.
   */
  List<Split> splits(ScanRequest request);

  /**
   * The most execution memory, in bytes, that one open {@link SplitReader} of this request needs:
   * reserved before it is opened, so that reading never waits for memory.
   */
  long readerFloorBytes(ScanRequest request);
}
