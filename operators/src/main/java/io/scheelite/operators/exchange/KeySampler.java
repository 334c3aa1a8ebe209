package io.scheelite.operators.exchange;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.sort.NormalizedKeys;
import java.util.Arrays;

/**
 * Keeps the sort keys of some rows, each row with the same probability. A row has a rank, which is
 * its number mixed so that it looks random; rows up to a bound of the rank are kept, and the bound
 * is halved whenever they become too many. So most rows of large inputs cost a multiplication or
 * two. Belongs to one driver until that has ended.
 */
final class KeySampler {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final long FIRST_FACTOR = 0xBF58476D1CE4E5B9L;
  private static final long SECOND_FACTOR = 0x94D049BB133111EBL;

  private final NormalizedKeys keys;
  private final int mostKeys;
  private final long seed;
  private final long selectionAddress;
  private long[] ranks;
  private long[] words;
  private int numKeys;
  private long numRows;
  private long maxRank = Long.MAX_VALUE;

  /**
   * A sampler without rows.
   *
   * @param driver number of the driver: each has other ranks
   */
  KeySampler(
      StageOutput.Sampling wanted,
      Schema schema,
      int driver,
      int batchSize,
      ScratchAllocator scratch) {
    this.keys = new NormalizedKeys(wanted.keys(), schema, batchSize, scratch);
    this.selectionAddress = scratch.allocate(Selection.sizeBytes(batchSize));
    this.mostKeys = wanted.numRows();
    this.seed = driver * SECOND_FACTOR;
    this.ranks = new long[mostKeys];
    this.words = new long[mostKeys * keys.wordsPerKey()];
  }

  /** What the constructor allocates, in that order. */
  static long[] scratchBytes(StageOutput.Sampling wanted, Schema schema, int batchSize) {
    long[] sizes = NormalizedKeys.scratchBytes(wanted.keys(), schema, batchSize);
    long[] all = Arrays.copyOf(sizes, sizes.length + 1);
    all[sizes.length] = Selection.sizeBytes(batchSize);
    return all;
  }

  /** Looks at the selected rows. */
  void add(Batch batch) {
    int count = batch.numSelectedRows();
    Selection selection = batch.selection();
    makeRoom(numKeys + count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      long rank = rank(numRows + i);
      if (rank <= maxRank) {
        short row =
            selection == null ? (short) i : NativeMemory.getShort(selection.address() + 2L * i);
        NativeMemory.putShort(selectionAddress + 2L * kept, row);
        ranks[numKeys + kept] = rank;
        kept++;
      }
    }
    numRows += count;
    if (kept > 0) {
      keys.encode(batch.withSelection(new Selection(selectionAddress, kept)));
      copyKeys(kept);
      dropExcess();
    }
  }

  /** From 0 to the largest long. After SplitMix64 (Steele, Lea, Flood). */
  private long rank(long row) {
    long x = seed + row * STEP;
    x = (x ^ (x >>> 30)) * FIRST_FACTOR;
    x = (x ^ (x >>> 27)) * SECOND_FACTOR;
    return (x ^ (x >>> 31)) >>> 1;
  }

  private void makeRoom(int wanted) {
    if (wanted > ranks.length) {
      ranks = Arrays.copyOf(ranks, wanted);
      words = Arrays.copyOf(words, wanted * keys.wordsPerKey());
    }
  }

  private void copyKeys(int count) {
    int wordsPerKey = keys.wordsPerKey();
    for (int i = 0; i < count; i++) {
      for (int word = 0; word < wordsPerKey; word++) {
        words[(numKeys + i) * wordsPerKey + word] = keys.word(i, word);
      }
    }
    numKeys += count;
  }

  private void dropExcess() {
    while (numKeys > mostKeys) {
      maxRank >>>= 1;
      keepUpTo(maxRank);
    }
  }

  private void keepUpTo(long bound) {
    int wordsPerKey = keys.wordsPerKey();
    int kept = 0;
    for (int i = 0; i < numKeys; i++) {
      if (ranks[i] <= bound) {
        ranks[kept] = ranks[i];
        System.arraycopy(words, i * wordsPerKey, words, kept * wordsPerKey, wordsPerKey);
        kept++;
      }
    }
    numKeys = kept;
  }

  /** Adds what another driver has sampled, so that each row has the same probability again. */
  void add(KeySampler other) {
    maxRank = Math.min(maxRank, other.maxRank);
    other.keepUpTo(maxRank);
    keepUpTo(maxRank);
    int wordsPerKey = keys.wordsPerKey();
    makeRoom(numKeys + other.numKeys);
    System.arraycopy(other.ranks, 0, ranks, numKeys, other.numKeys);
    System.arraycopy(other.words, 0, words, numKeys * wordsPerKey, other.numKeys * wordsPerKey);
    numKeys += other.numKeys;
    numRows += other.numRows;
    dropExcess();
  }

  /** What was kept. */
  KeySample sample() {
    int wordsPerKey = keys.wordsPerKey();
    return new KeySample(wordsPerKey, numRows, Arrays.copyOf(words, numKeys * wordsPerKey));
  }
}
