package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds the strings of one batch at a time into the string columns of groups' rows.
 *
 * <p>First the best string of each group within the batch is found; its row number stands in the
 * group's row meanwhile. Then it replaces the string of the row, where there is room. Where there
 * is none, the group gets a further row, which is the one found from then on; the two are merged at
 * the end like all rows of one group.
 */
final class StringExtremes {
  private final AggregationLayout layout;
  private final List<VectorTarget> targets = new ArrayList<>();
  private final List<ColumnVector> current = new ArrayList<>();
  private final ArgumentDecoder decoder;
  private final long touched;
  private final long marks;
  private final long unplaced;
  private final long furtherRows;

  /** For batches of up to so many rows. */
  StringExtremes(
      AggregationLayout layout, int batchSize, ArgumentDecoder decoder, ScratchAllocator scratch) {
    this.layout = layout;
    this.decoder = decoder;
    for (int i = 0; i < layout.strings().size(); i++) {
      targets.add(VectorTarget.allocate(scratch, PhysicalType.VIEW, batchSize));
    }
    boolean any = !layout.strings().isEmpty();
    touched = any ? scratch.allocate(2L * batchSize) : 0;
    marks = any ? scratch.allocate(Bitmap.sizeBytes(batchSize)) : 0;
    unplaced = any ? scratch.allocate(2L * batchSize) : 0;
    furtherRows = any ? scratch.allocate(8L * batchSize) : 0;
  }

  /** What is to be reserved. */
  static long[] scratchSizes(int numStrings, int batchSize) {
    long[] sizes = new long[numStrings == 0 ? 0 : 2 * numStrings + 4];
    for (int i = 0; i < numStrings; i++) {
      sizes[2 * i] = VectorTarget.valuesBytes(PhysicalType.VIEW, batchSize);
      sizes[2 * i + 1] = Bitmap.sizeBytes(batchSize);
    }
    if (numStrings > 0) {
      sizes[2 * numStrings] = 2L * batchSize;
      sizes[2 * numStrings + 1] = Bitmap.sizeBytes(batchSize);
      sizes[2 * numStrings + 2] = 2L * batchSize;
      sizes[2 * numStrings + 3] = 8L * batchSize;
    }
    return sizes;
  }

  /** The strings of a batch as columns of groups' rows: null where a row does not count. */
  List<ColumnVector> columnsOf(List<ColumnVector> columns, int numRows) {
    current.clear();
    for (int i = 0; i < targets.size(); i++) {
      Argument argument = layout.strings().get(i).argument();
      ArgumentValues rows = decoder.decode(argument, columns, numRows);
      current.add(masked(columns.get(argument.column()), rows, targets.get(i)));
    }
    return current;
  }

  private static ColumnVector masked(
      ColumnVector strings, ArgumentValues rows, VectorTarget target) {
    int numRows = strings.numRows();
    ColumnVector flat = VectorGather.flatten(strings, target);
    if (rows.numExcluded == 0) {
      return ColumnVector.flat(strings.type(), PhysicalType.VIEW, numRows, flat.valuesAddress(), 0);
    }
    if (flat.valuesAddress() != target.valuesAddress()) {
      NativeMemory.copy(
          flat.valuesAddress(), target.valuesAddress(), PhysicalType.VIEW.sizeBytes(numRows));
    }
    Bitmap.copy(target.validityAddress(), rows.included, numRows);
    NullSlots.zero(PhysicalType.VIEW, target.valuesAddress(), rows.included, numRows);
    return ColumnVector.flat(
        strings.type(),
        PhysicalType.VIEW,
        numRows,
        target.valuesAddress(),
        target.validityAddress());
  }

  /**
   * Folds the strings that {@link #columnsOf} prepared into their groups.
   *
   * @param groups address of the group row's address per row of the batch
   * @return how many rows of the batch must become further rows of their groups: see {@link
   *     #unplaced}
   */
  int update(long groups, int numRows) {
    Bitmap.fill(marks, numRows, false);
    for (int i = 0; i < current.size(); i++) {
      StringExtreme extreme = layout.strings().get(i);
      int numTouched = findWinners(extreme, current.get(i), groups, numRows);
      place(extreme, current.get(i).valuesAddress(), groups, numTouched);
    }
    return Bitmap.toSelection(marks, numRows, unplaced);
  }

  /** 16-bit numbers of the rows that found no room. */
  long unplaced() {
    return unplaced;
  }

  /** Room for an address per row of the batch. */
  long furtherRows() {
    return furtherRows;
  }

  private int findWinners(StringExtreme extreme, ColumnVector strings, long groups, int numRows) {
    long views = strings.valuesAddress();
    long validity = strings.validityAddress();
    int offset = layout.rows().columnOffset(extreme.column());
    int nullBit = layout.rows().nullBit(extreme.column());
    int numTouched = 0;
    for (int i = 0; i < numRows; i++) {
      if (validity != 0 && !Bitmap.isSet(validity, i)) {
        continue;
      }
      long row = NativeMemory.getLong(groups + 8L * i);
      long winner = row + extreme.winnerOffset();
      int best = NativeMemory.getInt(winner) - 1;
      long view = views + 16L * i;
      boolean better =
          best >= 0
              ? isBetter(StringView.compare(view, views + 16L * best), extreme)
              : isNull(row, nullBit)
                  || isBetter(RowStrings.compare(view, 0, row + offset, row), extreme);
      if (better) {
        NativeMemory.putInt(winner, i + 1);
        if (best < 0) {
          NativeMemory.putShort(touched + 2L * numTouched++, (short) i);
        }
      }
    }
    return numTouched;
  }

  private static boolean isBetter(int order, StringExtreme extreme) {
    return extreme.smallest() ? order < 0 : order > 0;
  }

  private static boolean isNull(long row, int nullBit) {
    return Bitmap.isSet(row, nullBit);
  }

  private void place(StringExtreme extreme, long views, long groups, int numTouched) {
    RowLayout rows = layout.rows();
    for (int i = 0; i < numTouched; i++) {
      int first = Short.toUnsignedInt(NativeMemory.getShort(touched + 2L * i));
      long row = NativeMemory.getLong(groups + 8L * first);
      int best = NativeMemory.getInt(row + extreme.winnerOffset()) - 1;
      NativeMemory.putInt(row + extreme.winnerOffset(), 0);
      long slot = row + rows.columnOffset(extreme.column());
      if (RowStrings.replace(views + 16L * best, slot, row)) {
        Bitmap.clear(row, rows.nullBit(extreme.column()));
      } else {
        Bitmap.set(marks, best);
      }
    }
  }
}
