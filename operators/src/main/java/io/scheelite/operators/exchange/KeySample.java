package io.scheelite.operators.exchange;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Some of the sort keys that a task has seen, as normalized keys: words whose unsigned order, from
 * the first word on, is that of the rows. Each key stands for the same number of rows. Immutable.
 *
 * <pre>
 *   0              4              8                16
 *  +--------------+--------------+----------------+---------------------------+
 *  | words of key | number       | rows they      | keys, key after key,      |
 *  |              | of keys      | stand for      | big-endian words          |
 *  +--------------+--------------+----------------+---------------------------+
 * </pre>
 */
public final class KeySample {
  private static final int HEADER_BYTES = 16;

  private final int wordsPerKey;
  private final long numRows;
  private final long[] words;

  /**
   * A sample.
   *
   * @param wordsPerKey 64-bit words of each key
   * @param numRows how many rows the keys stand for, all together
   * @param words of all keys
   */
  KeySample(int wordsPerKey, long numRows, long[] words) {
    if (wordsPerKey < 1 || words.length % wordsPerKey != 0) {
      throw new IllegalArgumentException(
          "sample is not made of whole keys: wordsPerKey="
              + wordsPerKey
              + " words="
              + words.length);
    }
    this.wordsPerKey = wordsPerKey;
    this.numRows = numRows;
    this.words = words.clone();
  }

  int wordsPerKey() {
    return wordsPerKey;
  }

  /** How many rows were looked at. */
  public long numRows() {
    return numRows;
  }

  /** How many keys are kept. */
  public int numKeys() {
    return words.length / wordsPerKey;
  }

  long word(int key, int word) {
    return words[key * wordsPerKey + word];
  }

  /** As bytes, for other processes. */
  public byte[] encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + Long.BYTES * words.length);
    bytes.putInt(wordsPerKey).putInt(numKeys()).putLong(numRows);
    bytes.asLongBuffer().put(words);
    return bytes.array();
  }

  /**
   * Reverses {@link #encoded}.
   *
   * @throws IllegalArgumentException if these bytes are no sample
   */
  public static KeySample decode(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    if (encoded.length < HEADER_BYTES) {
      throw new IllegalArgumentException("sample is cut short: bytes=" + encoded.length);
    }
    int wordsPerKey = bytes.getInt();
    int numKeys = bytes.getInt();
    long numRows = bytes.getLong();
    long expected = HEADER_BYTES + (long) Long.BYTES * wordsPerKey * numKeys;
    if (wordsPerKey < 1 || numKeys < 0 || numRows < 0 || expected != encoded.length) {
      throw new IllegalArgumentException(
          "sample has another size than it says: bytes=" + encoded.length);
    }
    long[] words = new long[wordsPerKey * numKeys];
    bytes.asLongBuffer().get(words);
    return new KeySample(wordsPerKey, numRows, words);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeySample that
        && that.wordsPerKey == wordsPerKey
        && that.numRows == numRows
        && Arrays.equals(that.words, words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "KeySample[numKeys=" + numKeys() + " numRows=" + numRows + "]";
  }
}
