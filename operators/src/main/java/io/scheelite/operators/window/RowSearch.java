package io.scheelite.operators.window;

/**
 * Finds where rows in order reach a place: doubles its steps from where the place is thought to be,
 * then halves them. So it looks at a few rows where the guess is near, and never at many more than
 * the distance has bits, however large the partition.
 */
abstract class RowSearch {
  /** Whether a row comes before the place; false of all rows behind one of which it is false. */
  abstract boolean isBefore(long row);

  /**
   * The first row that is not before the place.
   *
   * @param guess where it may be
   * @param end the result where all rows from {@code begin} on are before it
   */
  final long first(long guess, long begin, long end) {
    long at = Math.clamp(guess, begin, end);
    long before = at;
    long behind = at;
    long step = 1;
    if (at < end && isBefore(at)) {
      while (step < end - before && isBefore(before + step)) {
        before += step;
        step <<= 1;
      }
      behind = Math.min(before + step, end);
    } else {
      while (step <= behind - begin && !isBefore(behind - step)) {
        behind -= step;
        step <<= 1;
      }
      before = Math.max(behind - step, begin - 1);
    }
    while (behind - before > 1) {
      long middle = before + (behind - before) / 2;
      if (isBefore(middle)) {
        before = middle;
      } else {
        behind = middle;
      }
    }
    return behind;
  }
}
