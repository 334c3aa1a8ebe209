package io.scheelite.operators.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Divides sort keys into intervals: partition i has the keys from bound i − 1 on, up to but without
 * bound i. There may be fewer bounds than partitions need; then the last partitions are empty. Keys
 * are normalized as in {@link KeySample}. Immutable.
 *
 * <pre>
 *   0              4              8
 *  +--------------+--------------+--------------------------------------------+
 *  | words of key | number of    | bounds in ascending order, bound after     |
 *  |              | bounds       | bound, big-endian words                    |
 *  +--------------+--------------+--------------------------------------------+
 * </pre>
 */
public final class RangeBounds {
  private static final int HEADER_BYTES = 8;

  private final int wordsPerKey;
  private final long[] words;

  private RangeBounds(int wordsPerKey, long[] words) {
    this.wordsPerKey = wordsPerKey;
    this.words = words;
  }

  /** One key of a sample, and how many rows it stands for. */
  private record WeightedKey(KeySample sample, int index, double weight) {
    static int compare(WeightedKey a, WeightedKey b) {
      for (int i = 0; i < a.sample.wordsPerKey(); i++) {
        int order = Long.compareUnsigned(a.sample.word(a.index, i), b.sample.word(b.index, i));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    }
  }

  /**
   * Bounds that divide the sampled rows as evenly as their keys allow: equal keys stay together.
   *
   * @param samples of the same order; those without keys count nothing
   * @param numPartitions at least 1
   */
  public static RangeBounds of(List<KeySample> samples, int numPartitions) {
    List<WeightedKey> keys = new ArrayList<>();
    int wordsPerKey = samples.isEmpty() ? 1 : samples.getFirst().wordsPerKey();
    double total = 0;
    for (KeySample sample : samples) {
      if (sample.wordsPerKey() != wordsPerKey) {
        throw new IllegalArgumentException(
            "samples of different orders: wordsPerKey="
                + wordsPerKey
                + " other="
                + sample.wordsPerKey());
      }
      double weight = (double) sample.numRows() / Math.max(1, sample.numKeys());
      for (int i = 0; i < sample.numKeys(); i++) {
        keys.add(new WeightedKey(sample, i, weight));
        total += weight;
      }
    }
    keys.sort(Comparator.comparing(key -> key, WeightedKey::compare));
    return new RangeBounds(wordsPerKey, words(choose(keys, total, numPartitions), wordsPerKey));
  }

  /** The first keys of all partitions but the first. */
  private static List<WeightedKey> choose(List<WeightedKey> keys, double total, int numPartitions) {
    List<WeightedKey> bounds = new ArrayList<>();
    double before = 0;
    for (WeightedKey key : keys) {
      int done = bounds.size() + 1;
      boolean due = before >= total * done / numPartitions;
      WeightedKey last = bounds.isEmpty() ? keys.getFirst() : bounds.getLast();
      if (done < numPartitions && due && WeightedKey.compare(key, last) > 0) {
        bounds.add(key);
      }
      before += key.weight();
    }
    return bounds;
  }

  private static long[] words(List<WeightedKey> bounds, int wordsPerKey) {
    long[] words = new long[bounds.size() * wordsPerKey];
    for (int i = 0; i < words.length; i++) {
      WeightedKey bound = bounds.get(i / wordsPerKey);
      words[i] = bound.sample().word(bound.index(), i % wordsPerKey);
    }
    return words;
  }

  int wordsPerKey() {
    return wordsPerKey;
  }

  /** How many there are: one less than partitions that may get rows. */
  public int numBounds() {
    return words.length / wordsPerKey;
  }

  /** The partition that a key, given by its words, belongs to: how many bounds are not greater. */
  int partitionOf(long[] key) {
    int low = 0;
    int high = numBounds();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isGreater(middle, key)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private boolean isGreater(int bound, long[] key) {
    int at = bound * wordsPerKey;
    for (int i = 0; i < wordsPerKey; i++) {
      int order = Long.compareUnsigned(words[at + i], key[i]);
      if (order != 0) {
        return order > 0;
      }
    }
    return false;
  }

  /** As bytes, for other processes. */
  public byte[] encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + Long.BYTES * words.length);
    bytes.putInt(wordsPerKey).putInt(numBounds());
    bytes.asLongBuffer().put(words);
    return bytes.array();
  }

  /**
   * Reverses {@link #encoded}.
   *
   * @throws IllegalArgumentException if these bytes are no bounds
   */
  public static RangeBounds decode(byte[] encoded) {
    if (encoded.length < HEADER_BYTES) {
      throw new IllegalArgumentException("bounds are cut short: bytes=" + encoded.length);
    }
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    int wordsPerKey = bytes.getInt();
    int numBounds = bytes.getInt();
    long expected = HEADER_BYTES + (long) Long.BYTES * wordsPerKey * numBounds;
    if (wordsPerKey < 1 || numBounds < 0 || expected != encoded.length) {
      throw new IllegalArgumentException(
          "bounds have another size than they say: bytes=" + encoded.length);
    }
    long[] words = new long[wordsPerKey * numBounds];
    bytes.asLongBuffer().get(words);
    return new RangeBounds(wordsPerKey, words);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RangeBounds that
        && that.wordsPerKey == wordsPerKey
        && Arrays.equals(that.words, words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "RangeBounds[numBounds=" + numBounds() + "]";
  }
}
