package io.scheelite.spill.block.columns;

import io.scheelite.spill.block.ColumnRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the ranges of a block out of those of its pieces. */
final class RangeMerger {
  private final int numColumns;
  private final List<List<ColumnRange>> pieces = new ArrayList<>();
  private final List<Long> pieceRows = new ArrayList<>();

  RangeMerger(int numColumns) {
    this.numColumns = numColumns;
  }

  void reset() {
    pieces.clear();
    pieceRows.clear();
  }

  void add(List<ColumnRange> ranges, long numRows) {
    pieces.add(List.copyOf(ranges));
    pieceRows.add(numRows);
  }

  List<ColumnRange> ranges() {
    List<ColumnRange> merged = new ArrayList<>();
    for (int column = 0; column < numColumns; column++) {
      merged.add(merge(column));
    }
    return merged;
  }

  private ColumnRange merge(int column) {
    Object min = null;
    Object max = null;
    long nulls = 0;
    boolean known = true;
    for (int i = 0; i < pieces.size(); i++) {
      ColumnRange range = pieces.get(i).get(column);
      nulls += range.numNulls();
      if (range.min() == null || range.max() == null) {
        known &= range.numNulls() == pieceRows.get(i); // nothing but nulls bounds nothing
      } else {
        min = min == null || compare(range.min(), min) < 0 ? range.min() : min;
        max = max == null || compare(range.max(), max) > 0 ? range.max() : max;
      }
    }
    return known ? new ColumnRange(min, max, nulls) : new ColumnRange(null, null, nulls);
  }

  private static int compare(Object a, @Nullable Object b) {
    return switch (a) {
      case Long number when b instanceof Long other -> number.compareTo(other);
      case BigInteger number when b instanceof BigInteger other -> number.compareTo(other);
      case Double number when b instanceof Double other -> number.compareTo(other);
      case String text when b instanceof String other -> compareCodePoints(text, other);
      default -> throw new IllegalStateException("bounds of different types: a=" + a + " b=" + b);
    };
  }

  /** Order of UTF-8 bytes: surrogates sort behind everything else, unlike as chars. */
  private static int compareCodePoints(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return Arrays.compare(left, right);
  }
}
