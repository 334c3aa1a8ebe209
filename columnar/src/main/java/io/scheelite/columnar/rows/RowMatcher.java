package io.scheelite.columnar.rows;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.RowMatchKernels;
import io.scheelite.columnar.kernels.RowMatches;
import io.scheelite.columnar.kernels.VectorValues;
import java.util.List;

/**
 * Compares key columns, those at the beginning of a {@link RowLayout}, with keys of a batch or of
 * other rows, one column at a time.
 *
 * <p>What is to be compared is a list of 16-bit numbers (of rows of the batch, or of pairs of
 * rows), and addresses of rows are looked up at that number. The list keeps the numbers of equal
 * keys, in their order; the others are written elsewhere, in no particular order. Numbers are equal
 * as in SQL: −0.0 is 0.0, NaN is NaN. Immutable.
 */
public final class RowMatcher {
  private final RowLayout layout;
  private final boolean[] nullsEqual;

  /**
   * For rows of a layout.
   *
   * @param nullsEqual for each key, whether null equals null; else it equals nothing
   */
  public RowMatcher(RowLayout layout, boolean... nullsEqual) {
    if (nullsEqual.length > layout.schema().size()) {
      throw new IllegalArgumentException(
          "more keys than columns: keys=" + nullsEqual.length + " layout=" + layout);
    }
    this.layout = layout;
    this.nullsEqual = nullsEqual.clone();
  }

  /**
   * Compares keys of a batch with those of rows.
   *
   * @param keys a vector per key, of the key's type in any width and encoding
   * @param rows a row address per row of the batch, at least for those listed
   * @param list the candidates; afterwards the matches
   * @param mismatches room for as many numbers as there are candidates
   * @return number of matches; the other numbers are at {@code mismatches}
   */
  public int match(
      List<ColumnVector> keys, long rows, long list, int numCandidates, long mismatches) {
    int kept = numCandidates;
    for (int i = 0; i < nullsEqual.length && kept > 0; i++) {
      ColumnVector key = keys.get(i);
      VectorValues source = VectorValues.of(key);
      int nullBit = layout.nullBit(i);
      if (nullBit >= 0 || source.validity() != 0) {
        long rest = mismatches + 2L * (numCandidates - kept);
        kept =
            RowMatches.matchNulls(
                source.validity(), list, kept, rows, nullBit, nullsEqual[i], rest);
      }
      if (!source.isEmpty()) {
        long rest = mismatches + 2L * (numCandidates - kept);
        kept = matchValues(i, key.physicalType(), source, list, kept, rows, rest);
      }
    }
    return kept;
  }

  private int matchValues(
      int key,
      PhysicalType form,
      VectorValues source,
      long list,
      int numRows,
      long rows,
      long mismatches) {
    int offset = layout.columnOffset(key);
    return switch (layout.schema().type(key).physicalType()) {
      case BIT -> RowMatches.matchBits(source, list, numRows, rows, offset, mismatches);
      case INT8 ->
          RowMatchKernels.matchWithInt8(form, source, list, numRows, rows, offset, mismatches);
      case INT16 ->
          RowMatchKernels.matchWithInt16(form, source, list, numRows, rows, offset, mismatches);
      case INT32 ->
          RowMatchKernels.matchWithInt32(form, source, list, numRows, rows, offset, mismatches);
      case INT64 ->
          RowMatchKernels.matchWithInt64(form, source, list, numRows, rows, offset, mismatches);
      case INT128 ->
          RowMatchKernels.matchWithInt128(form, source, list, numRows, rows, offset, mismatches);
      case FLOAT32 -> RowMatchKernels.matchFloat32(source, list, numRows, rows, offset, mismatches);
      case FLOAT64 -> RowMatchKernels.matchFloat64(source, list, numRows, rows, offset, mismatches);
      case VIEW -> RowMatches.matchViews(source, list, numRows, rows, offset, mismatches);
    };
  }

  /**
   * Compares keys of pairs of rows.
   *
   * @param otherLayout of the other rows; their keys have the same types and come first as well
   * @param otherRows an address per pair
   * @param rows an address per pair, of rows of this matcher's layout
   * @param list the candidates; afterwards the matches
   * @param mismatches room for as many numbers as there are candidates
   * @return number of matches; the other numbers are at {@code mismatches}
   */
  public int matchRows(
      RowLayout otherLayout,
      long otherRows,
      long rows,
      long list,
      int numCandidates,
      long mismatches) {
    int kept = numCandidates;
    for (int i = 0; i < nullsEqual.length && kept > 0; i++) {
      int otherBit = otherLayout.nullBit(i);
      int bit = layout.nullBit(i);
      long rest = mismatches + 2L * (numCandidates - kept);
      if (bit >= 0 || otherBit >= 0) {
        kept = RowMatches.matchRowsNulls(otherRows, otherBit, rows, bit, list, kept, rest);
        rest = mismatches + 2L * (numCandidates - kept);
        if (!nullsEqual[i]) {
          kept = RowMatches.dropNulls(rows, bit, list, kept, rest);
          rest = mismatches + 2L * (numCandidates - kept);
        }
      }
      kept = matchRowValues(i, otherRows, otherLayout.columnOffset(i), rows, list, kept, rest);
    }
    return kept;
  }

  private int matchRowValues(
      int key, long left, int leftOffset, long right, long list, int n, long mismatches) {
    int offset = layout.columnOffset(key);
    return switch (layout.schema().type(key).physicalType()) {
      case BIT, INT8 ->
          RowMatchKernels.matchRowsInt8(left, leftOffset, right, offset, list, n, mismatches);
      case INT16 ->
          RowMatchKernels.matchRowsInt16(left, leftOffset, right, offset, list, n, mismatches);
      case INT32 ->
          RowMatchKernels.matchRowsInt32(left, leftOffset, right, offset, list, n, mismatches);
      case INT64 ->
          RowMatchKernels.matchRowsInt64(left, leftOffset, right, offset, list, n, mismatches);
      case INT128 ->
          RowMatchKernels.matchRowsInt128(left, leftOffset, right, offset, list, n, mismatches);
      case FLOAT32 ->
          RowMatchKernels.matchRowsFloat32(left, leftOffset, right, offset, list, n, mismatches);
      case FLOAT64 ->
          RowMatchKernels.matchRowsFloat64(left, leftOffset, right, offset, list, n, mismatches);
      case VIEW -> RowMatches.matchRowsViews(left, leftOffset, right, offset, list, n, mismatches);
    };
  }
}
