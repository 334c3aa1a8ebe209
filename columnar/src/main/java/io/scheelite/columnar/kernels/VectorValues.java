package io.scheelite.columnar.kernels;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.memory.NativeMemory;

/**
 * Where a vector's values lie, whatever its encoding, for kernels that read single rows: the value
 * of a row is number {@link #index} of those at {@link #values}.
 *
 * @param values values of the vector, or of its dictionary; 0 where there are none
 * @param codes 32-bit codes of a dictionary-encoded vector, else 0
 * @param validity validity bitmap, or 0 when no row is null
 * @param mask all ones; zero where one value stands for all rows
 */
public record VectorValues(long values, long codes, long validity, int mask) {
  /** Where the values of a vector lie. */
  public static VectorValues of(ColumnVector vector) {
    long validity = vector.validityAddress();
    long address = vector.valuesAddress();
    if (vector.encoding() == Encoding.DICTIONARY) {
      ColumnVector dictionary = vector.dictionary();
      long values = dictionary.numRows() == 0 ? 0 : dictionary.valuesAddress();
      return new VectorValues(values, address, validity, -1);
    }
    int mask = vector.encoding() == Encoding.CONSTANT ? 0 : -1;
    return new VectorValues(address, 0, validity, mask);
  }

  /** Whether there is no value to read: every row is null, and the dictionary is empty. */
  public boolean isEmpty() {
    return values == 0;
  }

  /** Which row is number {@code i} of a list of 16-bit row numbers; 0 lists all rows. */
  static int row(long list, int i) {
    return list == 0 ? i : Short.toUnsignedInt(NativeMemory.getShort(list + 2L * i));
  }

  /** Which value belongs to a row. */
  static int index(long codes, int mask, int row) {
    return (codes == 0 ? row : NativeMemory.getInt(codes + 4L * row)) & mask;
  }

  /** Whether a row is null; {@code validity} may be 0. */
  static boolean isNull(long validity, int row) {
    return validity != 0 && (NativeMemory.getByte(validity + (row >>> 3)) >>> (row & 7) & 1) == 0;
  }
}
