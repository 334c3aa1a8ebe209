package io.scheelite.operators.window;

import org.jspecify.annotations.Nullable;

/** LAG and LEAD: so many rows before or behind, or so many that are not null. */
final class OffsetPicker implements RowPicker {
  private final LongArgument distance;
  private final boolean behind;
  private final @Nullable NonNullCount counts;
  private final WindowRows.Cursor here;

  /**
   * @param behind LEAD
   * @param counts where nulls are passed over
   */
  OffsetPicker(
      LongArgument distance, boolean behind, @Nullable NonNullCount counts, WindowRows rows) {
    this.distance = distance;
    this.behind = behind;
    this.counts = counts;
    this.here = rows.cursor();
  }

  @Override
  public long pick(RowPositions rows, int i) {
    long row = rows.row(i);
    long address = here.address(row);
    if (distance.isNull(address)) {
      return NONE;
    }
    long size = rows.partitionEnd(i) - rows.partition(i);
    long bounded = Math.clamp(distance.value(address), -size, size);
    long forward = behind ? bounded : -bounded;
    if (counts != null && forward != 0) {
      return pickNonNull(rows, i, forward);
    }
    long picked = row + forward;
    return picked >= rows.partition(i) && picked < rows.partitionEnd(i) ? picked : OTHERWISE;
  }

  private long pickNonNull(RowPositions rows, int i, long forward) {
    NonNullCount known = counts;
    if (known == null) {
      throw new IllegalStateException("nulls are not counted");
    }
    long row = rows.row(i);
    long partition = rows.partition(i);
    long end = rows.partitionEnd(i);
    if (forward < 0) {
      long wanted = known.before(row, partition) + forward + 1;
      return wanted < 1 ? OTHERWISE : known.find(wanted, partition, row);
    }
    long wanted = known.before(row + 1, partition) + forward;
    return wanted > known.before(end, partition) ? OTHERWISE : known.find(wanted, row + 1, end);
  }
}
