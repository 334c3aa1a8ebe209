package io.scheelite.columnar.kernels;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * Compares nulls, booleans and strings with those of rows, as the generated {@code RowMatchKernels}
 * compare numbers: {@code list} keeps the row numbers that are equal, whose count is returned, the
 * others go to {@code mismatches}.
 */
public final class RowMatches {
  private RowMatches() {}

  /**
   * Compares null with null.
   *
   * @param validity of the vector, or 0
   * @param nullBit of the rows, or -1 if they are never null
   * @param nullsEqual whether null equals null; else it equals nothing
   */
  public static int matchNulls(
      long validity,
      long list,
      int numRows,
      long rows,
      int nullBit,
      boolean nullsEqual,
      long mismatches) {
    int kept = 0;
    for (int i = 0; i < numRows; i++) {
      short entry = NativeMemory.getShort(list + 2L * i);
      int number = Short.toUnsignedInt(entry);
      boolean left = VectorValues.isNull(validity, number);
      boolean right = isNull(NativeMemory.getLong(rows + 8L * number), nullBit);
      NativeMemory.putShort(list + 2L * kept, entry);
      NativeMemory.putShort(mismatches + 2L * (i - kept), entry);
      kept += left == right && (nullsEqual || !left) ? 1 : 0;
    }
    return kept;
  }

  /** Compares null with null in two rows each; null equals null. */
  public static int matchRowsNulls(
      long leftRows,
      int leftNullBit,
      long rightRows,
      int rightNullBit,
      long list,
      int numRows,
      long mismatches) {
    int kept = 0;
    for (int i = 0; i < numRows; i++) {
      short entry = NativeMemory.getShort(list + 2L * i);
      long at = 8L * Short.toUnsignedInt(entry);
      boolean left = isNull(NativeMemory.getLong(leftRows + at), leftNullBit);
      boolean right = isNull(NativeMemory.getLong(rightRows + at), rightNullBit);
      NativeMemory.putShort(list + 2L * kept, entry);
      NativeMemory.putShort(mismatches + 2L * (i - kept), entry);
      kept += left == right ? 1 : 0;
    }
    return kept;
  }

  /** Removes the rows that are null. */
  public static int dropNulls(long rows, int nullBit, long list, int numRows, long mismatches) {
    int kept = 0;
    for (int i = 0; i < numRows; i++) {
      short entry = NativeMemory.getShort(list + 2L * i);
      boolean isNull =
          isNull(NativeMemory.getLong(rows + 8L * Short.toUnsignedInt(entry)), nullBit);
      NativeMemory.putShort(list + 2L * kept, entry);
      NativeMemory.putShort(mismatches + 2L * (i - kept), entry);
      kept += isNull ? 0 : 1;
    }
    return kept;
  }

  private static boolean isNull(long row, int nullBit) {
    return nullBit >= 0 && (NativeMemory.getByte(row + (nullBit >>> 3)) >>> (nullBit & 7) & 1) != 0;
  }

  /** Compares booleans of a vector with those of rows. */
  public static int matchBits(
      VectorValues source, long list, int numRows, long rows, int offset, long mismatches) {
    long values = source.values();
    long validity = source.validity();
    int kept = 0;
    for (int i = 0; i < numRows; i++) {
      short entry = NativeMemory.getShort(list + 2L * i);
      int row = Short.toUnsignedInt(entry);
      int index = VectorValues.index(source.codes(), source.mask(), row);
      int bit = NativeMemory.getByte(values + (index >>> 3)) >>> (index & 7) & 1;
      boolean equal =
          bit == NativeMemory.getByte(NativeMemory.getLong(rows + 8L * row) + offset)
              || VectorValues.isNull(validity, row);
      NativeMemory.putShort(list + 2L * kept, entry);
      NativeMemory.putShort(mismatches + 2L * (i - kept), entry);
      kept += equal ? 1 : 0;
    }
    return kept;
  }

  /** Compares strings of a vector with those of rows. */
  public static int matchViews(
      VectorValues source, long list, int numRows, long rows, int offset, long mismatches) {
    long values = source.values();
    long codes = source.codes();
    int mask = source.mask();
    long validity = codes == 0 ? 0 : source.validity();
    int kept = 0;
    for (int i = 0; i < numRows; i++) {
      short entry = NativeMemory.getShort(list + 2L * i);
      int number = Short.toUnsignedInt(entry);
      long row = NativeMemory.getLong(rows + 8L * number);
      long view = values + 16L * VectorValues.index(codes, mask, number);
      boolean equal =
          sameString(view, 0, row + offset, row) || VectorValues.isNull(validity, number);
      NativeMemory.putShort(list + 2L * kept, entry);
      NativeMemory.putShort(mismatches + 2L * (i - kept), entry);
      kept += equal ? 1 : 0;
    }
    return kept;
  }

  /** Compares strings of two rows each. */
  public static int matchRowsViews(
      long leftRows,
      int leftOffset,
      long rightRows,
      int rightOffset,
      long list,
      int numRows,
      long mismatches) {
    int kept = 0;
    for (int i = 0; i < numRows; i++) {
      short entry = NativeMemory.getShort(list + 2L * i);
      long at = 8L * Short.toUnsignedInt(entry);
      long left = NativeMemory.getLong(leftRows + at);
      long right = NativeMemory.getLong(rightRows + at);
      NativeMemory.putShort(list + 2L * kept, entry);
      NativeMemory.putShort(mismatches + 2L * (i - kept), entry);
      kept += sameString(left + leftOffset, left, right + rightOffset, right) ? 1 : 0;
    }
    return kept;
  }

  /** Compares two string slots whose long bytes lie relative to the given bases. */
  private static boolean sameString(long a, long baseA, long b, long baseB) {
    long head = NativeMemory.getLong(a);
    if (head != NativeMemory.getLong(b)) {
      return false;
    }
    long restA = NativeMemory.getLong(a + StringView.REST_OFFSET);
    long restB = NativeMemory.getLong(b + StringView.REST_OFFSET);
    int length = (int) head;
    if (length <= StringView.MAX_INLINE_LENGTH) {
      return restA == restB;
    }
    return StringBytes.equal(baseA + restA, baseB + restB, length);
  }
}
