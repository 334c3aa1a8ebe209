package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.memory.NativeMemory;

/** Folds numbers of 64 bits into one of as many: their bits, or a product of doubles. */
final class FoldSlot extends StateSlot {
  static final int SIZE_BYTES = 8;

  private static final long ONE = Double.doubleToRawLongBits(1);

  /** What is folded. */
  enum Fold {
    /** Bits that any integer has. */
    BITS_OR,
    /** Bits that an odd number of integers has. */
    BITS_XOR,
    /** Doubles; kept as the bits that differ from those of 1, so that zero is nothing's. */
    PRODUCT
  }

  private final int offset;
  private final Fold fold;

  FoldSlot(int offset, Fold fold) {
    this.offset = offset;
    this.fold = fold;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    long rows = groups.rowsOfAll();
    long address = values.address();
    int numRows = values.numRows;
    if (fold == Fold.PRODUCT) {
      multiply(rows, address, values.included, numRows);
      return;
    }
    for (int i = 0; i < numRows; i++) { // rows that do not count are zero
      addBits(NativeMemory.getLong(rows + 8L * i) + offset, NativeMemory.getLong(address + 8L * i));
    }
  }

  private void multiply(long rows, long values, long included, int numRows) {
    for (int i = 0; i < numRows; i++) {
      if (included == 0 || Bitmap.isSet(included, i)) {
        multiply(
            NativeMemory.getLong(rows + 8L * i) + offset, NativeMemory.getDouble(values + 8L * i));
      }
    }
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    for (int i = 0; i < numRows; i++) {
      long target = NativeMemory.getLong(targets + 8L * i) + offset;
      long source = NativeMemory.getLong(NativeMemory.getLong(sources + 8L * i) + offset);
      if (fold == Fold.PRODUCT) {
        multiply(target, product(source));
      } else {
        addBits(target, source);
      }
    }
  }

  private void addBits(long state, long bits) {
    long before = NativeMemory.getLong(state);
    NativeMemory.putLong(state, fold == Fold.BITS_OR ? before | bits : before ^ bits);
  }

  private static void multiply(long state, double value) {
    double product = product(NativeMemory.getLong(state)) * value;
    NativeMemory.putLong(state, Double.doubleToRawLongBits(product) ^ ONE);
  }

  /** What a state of {@link Fold#PRODUCT} stands for. */
  static double product(long state) {
    return Double.longBitsToDouble(state ^ ONE);
  }
}
