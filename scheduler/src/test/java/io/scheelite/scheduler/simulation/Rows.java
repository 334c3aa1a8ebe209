package io.scheelite.scheduler.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rows of the simulator are longs; a table is a multiset of them. */
final class Rows {
  private Rows() {}

  /** What a task of a stage without inputs reads. */
  static List<Long> source(long seed, int stage, int task) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + stage * 1_009L + task);
    int count = random.nextInt(12);
    List<Long> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // few values, so that equal ones meet
      rows.add((long) random.nextInt(40));
    }
    return rows;
  }

  /** What a stage makes of a row. */
  static long transform(int stage, long row) {
    return mix(row + stage * 7_919L);
  }

  static int partition(long row, int numPartitions) {
    return (int) Long.remainderUnsigned(mix(row ^ 0x5DEECE66DL), numPartitions);
  }

  /** Of all rows, whatever their order. */
  static long digest(List<Long> rows) {
    long sum = rows.size();
    for (long row : rows) {
      sum += mix(row);
    }
    return sum;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
