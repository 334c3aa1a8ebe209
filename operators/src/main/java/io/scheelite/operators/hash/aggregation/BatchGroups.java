package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;

/**
 * To which group each row of a batch belongs. Reused from batch to batch.
 *
 * <p>Rows of groups are known by address. Where groups are few, they are numbered too, so that
 * values can be added up in a small table of numbers, one per group, before a state is touched;
 * {@link #LANES} tables in turn, so that an addition need not wait for the one before.
 */
final class BatchGroups {
  /** Most groups that are numbered. */
  static final int MAX_FEW = 64;

  private static final int LANES = 4;

  private final long rows;
  private final long numbers;
  private final long sums;
  private final long[] numbered = new long[MAX_FEW];
  private int numRows;
  private int numGroups;
  private boolean rowsKnown;

  /** For batches of up to so many rows. */
  BatchGroups(int batchSize, ScratchAllocator scratch) {
    rows = scratch.allocate(8L * batchSize);
    numbers = scratch.allocate(4L * batchSize);
    sums = scratch.allocate(sumsBytes());
  }

  /** What is to be reserved. */
  static long[] scratchSizes(int batchSize) {
    return new long[] {8L * batchSize, 4L * batchSize, sumsBytes()};
  }

  private static long sumsBytes() {
    return (long) LANES * MAX_FEW * Long.BYTES;
  }

  /** Every row's group is at {@link #rows}. */
  void setMany(int numRows) {
    this.numRows = numRows;
    numGroups = 0;
    rowsKnown = true;
  }

  /** Every row's group is at {@link #numbers}, unless there is one; all groups were numbered. */
  void setFew(int numRows, int numGroups) {
    this.numRows = numRows;
    this.numGroups = numGroups;
    rowsKnown = false;
  }

  /** Gives a group its number. */
  void number(int number, long row) {
    numbered[number] = row;
  }

  int numRows() {
    return numRows;
  }

  /** Whether groups are numbered. */
  boolean areFew() {
    return numGroups > 0;
  }

  /** Number of numbered groups; 0 if they are many. */
  int numGroups() {
    return numGroups;
  }

  /** Address of a numbered group's row. */
  long numbered(int number) {
    return numbered[number];
  }

  /** Address of a 32-bit group number per row of the batch. */
  long numbers() {
    return numbers;
  }

  /** Address of a group row's address per row of the batch, filled in only where many. */
  long rows() {
    return rows;
  }

  /** As {@link #rows}, filled in also where groups are few. */
  long rowsOfAll() {
    if (!rowsKnown) {
      for (int i = 0; i < numRows; i++) {
        NativeMemory.putLong(rows + 8L * i, numbered[numberOf(i)]);
      }
      rowsKnown = true;
    }
    return rows;
  }

  /** Number of a row's group, where they are few. */
  int numberOf(int row) {
    return numGroups == 1 ? 0 : NativeMemory.getInt(numbers + 4L * row);
  }

  /** Adds up the int64 values of each of several groups; see {@link #sum}. */
  void addLongs(long values) {
    long lane = clearSums();
    long second = sums + lane;
    long third = second + lane;
    long fourth = third + lane;
    int unrolled = numRows & -LANES;
    for (int i = 0; i < unrolled; i += LANES) {
      long value = values + 8L * i;
      long number = numbers + 4L * i;
      add(sums, number, NativeMemory.getLong(value));
      add(second, number + 4, NativeMemory.getLong(value + 8));
      add(third, number + 8, NativeMemory.getLong(value + 16));
      add(fourth, number + 12, NativeMemory.getLong(value + 24));
    }
    for (int i = unrolled; i < numRows; i++) {
      add(sums, numbers + 4L * i, NativeMemory.getLong(values + 8L * i));
    }
  }

  /** Counts the rows of each of the few groups; see {@link #sum}. */
  void countRows() {
    long lane = clearSums();
    if (numGroups == 1) {
      NativeMemory.putLong(sums, numRows);
      return;
    }
    long second = sums + lane;
    long third = second + lane;
    long fourth = third + lane;
    int unrolled = numRows & -LANES;
    for (int i = 0; i < unrolled; i += LANES) {
      long number = numbers + 4L * i;
      add(sums, number, 1);
      add(second, number + 4, 1);
      add(third, number + 8, 1);
      add(fourth, number + 12, 1);
    }
    for (int i = unrolled; i < numRows; i++) {
      add(sums, numbers + 4L * i, 1);
    }
  }

  private static void add(long sums, long number, long value) {
    long sum = sums + 8L * NativeMemory.getInt(number);
    NativeMemory.putLong(sum, NativeMemory.getLong(sum) + value);
  }

  /** Adds up the doubles of each of the few groups; see {@link #doubleSum}. */
  void addDoubles(long values) {
    long lane = clearSums();
    for (int i = 0; i < numRows; i++) {
      long sum = sums + (i & (LANES - 1)) * lane + 8L * numberOf(i);
      double value = NativeMemory.getDouble(values + 8L * i);
      NativeMemory.putDouble(sum, NativeMemory.getDouble(sum) + value);
    }
  }

  /** Makes all sums zero; returns the distance of two tables. */
  private long clearSums() {
    long lane = (long) numGroups * Long.BYTES;
    NativeMemory.fill(sums, LANES * lane, (byte) 0);
    return lane;
  }

  /** What was added up for a numbered group. */
  long sum(int number) {
    long total = 0;
    for (int lane = 0; lane < LANES; lane++) {
      total += NativeMemory.getLong(sums + 8L * (lane * numGroups + number));
    }
    return total;
  }

  /** What was added up for a numbered group. */
  double doubleSum(int number) {
    double total = 0;
    for (int lane = 0; lane < LANES; lane++) {
      total += NativeMemory.getDouble(sums + 8L * (lane * numGroups + number));
    }
    return total;
  }
}
