package io.scheelite.operators.source;

import io.scheelite.columnar.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * Upper bound of what it keeps on the Java heap as long as it lives, such as indexes of its
   * files; whoever knows many tables adds them up.
   */
  default long heapBytes() {
    return 0;
  }

  /**
   * Whether what it was opened from has changed meanwhile, so that it should be opened again. Looks
   * at files, but does not read them.
   */
  default boolean isStale() {
    return false;
  }

  /**
   * The same table with columns behind its own: parts of nested values, which can be read without
   * the rest of these. Null if one of them cannot.
   */
  default @Nullable TableSource withParts(List<ColumnPart> parts) {
    return null;
  }

  /**
   * Divides the scan into independent splits (for Parquet: row groups) and drops those that cannot
   * hold a row that passes the request's filters.
   */
  List<Split> splits(ScanRequest request);

  /** How many splits a scan without filters has; −1 where counting them is not worth it. */
  default int numSplits() {
    return -1;
  }

  /**
   * The most execution memory, in bytes, that one open {@link SplitReader} of this request needs:
   * reserved before it is opened, so that reading never waits for memory.
   */
  long readerFloorBytes(ScanRequest request);
}
