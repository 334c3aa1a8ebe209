package io.scheelite.operators.runtime;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a scan has read and what it has left out, over all drivers. Thread-safe; counted per split.
 * Deterministic but for {@link #bytes}, {@link #fetchedBytes} and, below a limit, for all: who
 * reads how far depends on how drivers are scheduled.
 */
public final class ScanStats {
  private final LongAdder decompressNanos = new LongAdder();
  private final LongAdder splits = new LongAdder();
  private final LongAdder ruledOutSplits = new LongAdder();
  private final LongAdder splitsWithoutKeys = new LongAdder();
  private final LongAdder pages = new LongAdder();
  private final LongAdder skippedPages = new LongAdder();
  private final LongAdder skippedRows = new LongAdder();
  private final LongAdder lateRows = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder fetchedBytes = new LongAdder();
  private final LongAdder leftOutBytes = new LongAdder();

  ScanStats() {}

  /** Counts a split that was opened. */
  public void addSplit() {
    splits.increment();
  }

  /** Counts a split in which no row passes, as a look at its bloom filters showed. */
  public void addRuledOutSplits(long count) {
    ruledOutSplits.add(count);
  }

  /** Counts a split that holds no key of the joins above. */
  public void addSplitWithoutKeys() {
    splitsWithoutKeys.increment();
  }

  /** Counts pages, and those among them that were not decoded. */
  public void addPages(long count, long skipped) {
    pages.add(count);
    skippedPages.add(skipped);
  }

  /** Counts rows that were left out with their pages, and rows of which some columns were. */
  public void addRows(long skipped, long late) {
    skippedRows.add(skipped);
    lateRows.add(late);
  }

  /** Counts bytes read. */
  public void addBytes(long count) {
    bytes.add(count);
  }

  /** Counts bytes that came from far, and those that need not come. */
  public void addFarBytes(long fetched, long leftOut) {
    fetchedBytes.add(fetched);
    leftOutBytes.add(leftOut);
  }

  /** Splits that were opened, with those that were ruled out then. */
  public long splits() {
    return splits.sum();
  }

  /** See {@link #addRuledOutSplits}. */
  public long ruledOutSplits() {
    return ruledOutSplits.sum();
  }

  /** See {@link #addSplitWithoutKeys}. */
  public long splitsWithoutKeys() {
    return splitsWithoutKeys.sum();
  }

  /** Pages of the splits that were opened, as far as they are known. */
  public long pages() {
    return pages.sum();
  }

  /** Those of the pages that were not decoded. */
  public long skippedPages() {
    return skippedPages.sum();
  }

  /** Rows left out by what is known of their pages. */
  public long skippedRows() {
    return skippedRows.sum();
  }

  /** Rows of which only the columns of filters were decoded. */
  public long lateRows() {
    return lateRows.sum();
  }

  /** Bytes read. */
  public long bytes() {
    return bytes.sum();
  }

  /** Bytes that came from far, with those between what was wanted. */
  public long fetchedBytes() {
    return fetchedBytes.sum();
  }

  /** Bytes that would have come if nothing were known of pages. */
  public long leftOutBytes() {
    return leftOutBytes.sum();
  }

  /** Counts the part of the time during which what was read was decompressed. */
  public void addDecompressNanos(long elapsed) {
    decompressNanos.add(elapsed);
  }

  /** See {@link #addDecompressNanos}. */
  public long decompressNanos() {
    return decompressNanos.sum();
  }
}
