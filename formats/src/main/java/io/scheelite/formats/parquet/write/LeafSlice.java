package io.scheelite.formats.parquet.write;

import io.scheelite.memory.NativeMemory;

/**
 * Some values of a leaf of a nested column, with their levels.
 *
 * @param repetitions level of each value, 32 bits each
 * @param definitions likewise
 * @param numValues how many, those that are not there included
 * @param largest the definition level of values that are there
 * @param values those that are there, one behind another
 */
record LeafSlice(long repetitions, long definitions, int numValues, int largest, RowSlice values) {
  /** So many values are looked at together; a page of long texts is too large by as many. */
  private static final int RUN_VALUES = 32;

  int repetition(int value) {
    return NativeMemory.getInt(repetitions + 4L * value);
  }

  int definition(int value) {
    return NativeMemory.getInt(definitions + 4L * value);
  }

  /**
   * Where the next values for a page end.
   *
   * @param room at most so many
   * @param wanted behind so many, rows end there
   */
  int runEnd(int from, int room, int wanted) {
    int limit = (int) Math.min(numValues, from + (long) Math.min(room, RUN_VALUES));
    int to = from + 1;
    while (to < limit && (to - from < wanted || repetition(to) > 0)) {
      to++;
    }
    return to;
  }

  /** How many of the values are there. */
  int numPresent(int from, int to) {
    int present = 0;
    for (int i = from; i < to; i++) {
      present += definition(i) == largest ? 1 : 0;
    }
    return present;
  }

  /** The end of the first so many that are there. */
  int behindPresent(int from, int count) {
    int present = 0;
    int at = from;
    while (present < count) {
      present += definition(at++) == largest ? 1 : 0;
    }
    return at;
  }
}
