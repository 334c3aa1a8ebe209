package io.scheelite.operators.window;

import org.jspecify.annotations.Nullable;

/** FIRST_VALUE, LAST_VALUE and NTH_VALUE: a row of the frame, or one of those not null. */
final class FramePicker implements RowPicker {
  private final FramePieces frames;
  private final boolean fromEnd;
  private final @Nullable LongArgument number;
  private final @Nullable NonNullCount counts;
  private final WindowRows.Cursor here;

  /**
   * @param fromEnd LAST_VALUE
   * @param number from 1; null for the first
   * @param counts where nulls are passed over
   */
  FramePicker(
      FramePieces frames,
      boolean fromEnd,
      @Nullable LongArgument number,
      @Nullable NonNullCount counts,
      WindowRows rows) {
    this.frames = frames;
    this.fromEnd = fromEnd;
    this.number = number;
    this.counts = counts;
    this.here = rows.cursor();
  }

  @Override
  public long pick(RowPositions rows, int i) {
    long left = 1;
    LongArgument argument = number;
    if (argument != null) {
      long address = here.address(rows.row(i));
      if (argument.isNull(address)) {
        return NONE;
      }
      left = argument.value(address);
      if (left <= 0) {
        throw WindowException.invalidArgument(
            "argument of NTH_VALUE must be greater than zero", left);
      }
    }
    for (int k = 0; k < FramePieces.PIECES; k++) {
      int piece = fromEnd ? FramePieces.PIECES - 1 - k : k;
      long start = frames.start(i, piece);
      long end = frames.end(i, piece);
      if (start < end) {
        long before = counts == null ? start : counts.before(start, rows.partition(i));
        long size = (counts == null ? end : counts.before(end, rows.partition(i))) - before;
        if (size >= left) {
          long index = fromEnd ? size - left : left - 1;
          return counts == null ? start + index : counts.find(before + index + 1, start, end);
        }
        left -= size;
      }
    }
    return NONE;
  }
}
