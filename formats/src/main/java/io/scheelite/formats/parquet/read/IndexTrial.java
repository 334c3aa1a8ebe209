package io.scheelite.formats.parquet.read;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whether page indexes are worth their reading for the filters of a scan: where values lie in any
 * order, they never are, and reading them costs a tenth of a short scan. Shared by the readers of a
 * scan; thread-safe.
 */
public final class IndexTrial {
  private static final int FIRST_TRIES = 4;
  private static final int SELDOM = 16; // data may become sorted later
  private static final int LEAST_SHARE = 32;

  private final AtomicInteger asked = new AtomicInteger();
  private final LongAdder rows = new LongAdder();
  private final LongAdder skippedRows = new LongAdder();

  /** Whether to read those of the next row group. */
  boolean isWorthIt() {
    int before = asked.getAndIncrement();
    return before < FIRST_TRIES
        || before % SELDOM == 0
        || skippedRows.sum() * LEAST_SHARE >= rows.sum();
  }

  /** Tells what came of it. */
  void add(long numRows, long numSkipped) {
    rows.add(numRows);
    skippedRows.add(numSkipped);
  }
}
