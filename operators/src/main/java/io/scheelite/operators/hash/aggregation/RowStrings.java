package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * Compares and replaces strings of rows, whose slots hold the distance of long bytes from the row's
 * beginning.
 */
final class RowStrings {
  private RowStrings() {}

  /**
   * Compares two strings by unsigned bytes; the bytes of long ones lie relative to the given bases
   * (0 for views).
   */
  static int compare(long a, long baseA, long b, long baseB) {
    int prefixA = NativeMemory.getInt(a + StringView.PREFIX_OFFSET);
    int prefixB = NativeMemory.getInt(b + StringView.PREFIX_OFFSET);
    if (prefixA != prefixB) {
      return Integer.compareUnsigned(Integer.reverseBytes(prefixA), Integer.reverseBytes(prefixB));
    }
    return NativeMemory.compareUnsigned(
        bytes(a, baseA), StringView.length(a), bytes(b, baseB), StringView.length(b));
  }

  private static long bytes(long slot, long base) {
    return StringView.isInline(slot)
        ? slot + StringView.PREFIX_OFFSET
        : base + NativeMemory.getLong(slot + StringView.REST_OFFSET);
  }

  /**
   * Writes a view into the slot of a row, if it fits: a short string always does, a long one where
   * a string at least as long was.
   */
  static boolean replace(long view, long slot, long row) {
    int length = StringView.length(view);
    if (length <= StringView.MAX_INLINE_LENGTH) {
      StringView.copy(view, slot);
      return true;
    }
    if (length > StringView.length(slot)) {
      return false;
    }
    long target = bytes(slot, row);
    NativeMemory.copy(bytes(view, 0), target, length);
    NativeMemory.putLong(slot, NativeMemory.getLong(view));
    return true;
  }

  /**
   * Makes the slot of one row show the string of another, which must stay as long as this one is
   * read.
   */
  static void refer(long source, long sourceRow, long target, long targetRow) {
    long rest = NativeMemory.getLong(source + StringView.REST_OFFSET);
    NativeMemory.putLong(target, NativeMemory.getLong(source));
    NativeMemory.putLong(
        target + StringView.REST_OFFSET,
        StringView.isInline(source) ? rest : rest + sourceRow - targetRow);
  }
}
