package io.scheelite.operators.hash.aggregation;

/** Sums integers and decimals exactly: see {@link WideSums}. */
final class SumSlot extends StateSlot {
  private final int offset;
  private final boolean wide;

  /**
   * Sums at this offset.
   *
   * @param wide whether values may have 128 bits
   */
  SumSlot(int offset, boolean wide) {
    this.offset = offset;
    this.wide = wide;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    int numRows = values.numRows;
    if (values.width == ArgumentValues.Width.WIDE) {
      WideSums.addWides(values.address(), groups.rowsOfAll(), numRows, offset);
    } else if (groups.areFew() && values.sumsFitLong()) {
      addNumbered(groups, values);
    } else if (wide) {
      WideSums.addLongsToWide(values.address(), groups.rowsOfAll(), numRows, offset);
    } else {
      WideSums.addLongs(values.address(), groups.rowsOfAll(), numRows, offset);
    }
  }

  private void addNumbered(BatchGroups groups, ArgumentValues values) {
    if (groups.numGroups() == 1) {
      add(groups.numbered(0) + offset, values.sum());
      return;
    }
    groups.addLongs(values.address());
    for (int i = 0; i < groups.numGroups(); i++) {
      add(groups.numbered(i) + offset, groups.sum(i));
    }
  }

  private void add(long state, long sum) {
    if (wide) {
      WideSums.addWide(state, sum, sum >> 63, sum >> 63);
    } else {
      WideSums.add(state, sum);
    }
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    if (wide) {
      WideSums.combineWide(sources, targets, numRows, offset);
    } else {
      WideSums.combine(sources, targets, numRows, offset);
    }
  }

  /** Size of the state. */
  static int sizeBytes(boolean wide) {
    return wide ? WideSums.WIDE_SIZE_BYTES : WideSums.SIZE_BYTES;
  }
}
