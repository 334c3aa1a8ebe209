package io.scheelite.operators.sort;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.SortKey;
import java.util.List;

/**
 * Tells the normalized keys of batches as words, for whoever compares rows of different batches,
 * tasks or processes. Words are compared unsigned, the first one first. Rows whose words differ are
 * in that order; rows whose words agree may still differ in long strings and in what comes after
 * the first string. Belongs to one driver.
 */
public final class NormalizedKeys {
  private final SortKeyLayout layout;
  private final SortKeyEncoder encoder;
  private final long keys;
  private final int stride;
  private final int wordsPerKey;
  private final long lastWordMask;

  /** For batches of up to {@code batchSize} rows of this schema. */
  public NormalizedKeys(
      List<SortKey> order, Schema schema, int batchSize, ScratchAllocator scratch) {
    layout = new SortKeyLayout(order, schema);
    stride = layout.sizeBytes();
    keys = scratch.allocate((long) stride * batchSize);
    encoder =
        new SortKeyEncoder(
            layout, scratch.allocate(SortKeyEncoder.scratchBytes(batchSize)), batchSize);
    int usedBytes = usedBytes(layout);
    wordsPerKey = (usedBytes + 7) / 8;
    int lastBytes = usedBytes % 8;
    lastWordMask = lastBytes == 0 ? -1L : ~(-1L >>> (8 * lastBytes));
  }

  /** What the constructor allocates, in that order. */
  public static long[] scratchBytes(List<SortKey> order, Schema schema, int batchSize) {
    long keyBytes = new SortKeyLayout(order, schema).sizeBytes();
    return new long[] {keyBytes * batchSize, SortKeyEncoder.scratchBytes(batchSize)};
  }

  /** As {@link #wordsPerKey()}. */
  public static int wordsPerKey(List<SortKey> order, Schema schema) {
    return (usedBytes(new SortKeyLayout(order, schema)) + 7) / 8;
  }

  private static int usedBytes(SortKeyLayout layout) {
    return layout.hasStrings() ? layout.plainBytes() : layout.usedBytes();
  }

  /** Words of each key, at least 1. */
  public int wordsPerKey() {
    return wordsPerKey;
  }

  /** Computes the keys of the selected rows. */
  public void encode(Batch batch) {
    encoder.encode(batch, keys);
  }

  /** A word of the i-th selected row of the last batch. */
  public long word(int i, int word) {
    long value = Long.reverseBytes(NativeMemory.getLong(keys + (long) i * stride + 8L * word));
    return word == wordsPerKey - 1 ? value & lastWordMask : value;
  }
}
