package io.scheelite.operators.cache;

import io.scheelite.spill.block.BlockStore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The blocks that a scan leaves out when it is divided into splits: counted when its first split is
 * opened, since plans are also made to be looked at. Thread-safe.
 */
final class SkippedBlocks {
  private final AtomicInteger notCounted = new AtomicInteger();

  void add(int numBlocks) {
    notCounted.addAndGet(numBlocks);
  }

  void countInto(BlockStore store) {
    int skipped = notCounted.getAndSet(0);
    if (skipped > 0) {
      store.skipped(skipped);
    }
  }
}
