package io.scheelite.formats.parquet.index;

import java.util.Arrays;

/**
 * Some rows of a row group: ranges in ascending order that neither overlap nor touch. Immutable.
 */
public final class RowRanges {
  private final long[] bounds; // from, to, from, to ...

  private RowRanges(long[] bounds) {
    this.bounds = bounds;
  }

  /** All rows, of which there are so many. */
  public static RowRanges all(long numRows) {
    return new RowRanges(numRows == 0 ? new long[0] : new long[] {0, numRows});
  }

  /** No row. */
  public static RowRanges none() {
    return new RowRanges(new long[0]);
  }

  /** The rows of those pages that are wanted. */
  static RowRanges of(PageOffsets pages, boolean[] wanted) {
    Builder builder = new Builder(2 * wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        builder.add(pages.firstRow(i), pages.firstRow(i + 1));
      }
    }
    return builder.result();
  }

  /** Appends ranges in the order of their beginnings. */
  private static final class Builder {
    private final long[] bounds;
    private int size;

    Builder(int capacity) {
      bounds = new long[capacity];
    }

    void add(long from, long to) {
      if (size > 0 && from <= bounds[size - 1]) {
        bounds[size - 1] = Math.max(bounds[size - 1], to);
      } else if (from < to) {
        bounds[size++] = from;
        bounds[size++] = to;
      }
    }

    RowRanges result() {
      return new RowRanges(Arrays.copyOf(bounds, size));
    }
  }

  /** How many ranges there are. */
  public int size() {
    return bounds.length / 2;
  }

  /** The first row of a range. */
  public long from(int range) {
    return bounds[2 * range];
  }

  /** The row behind a range. */
  public long to(int range) {
    return bounds[2 * range + 1];
  }

  /** How many rows there are. */
  public long numRows() {
    long rows = 0;
    for (int i = 0; i < size(); i++) {
      rows += to(i) - from(i);
    }
    return rows;
  }

  /** Whether a range reaches into rows. */
  public boolean overlaps(long from, long to) {
    for (int i = 0; i < size(); i++) {
      if (from(i) < to && to(i) > from) {
        return true;
      }
    }
    return false;
  }

  /** The rows that are in both. */
  RowRanges and(RowRanges other) {
    Builder builder = new Builder(bounds.length + other.bounds.length);
    int mine = 0;
    int theirs = 0;
    while (mine < size() && theirs < other.size()) {
      long to = Math.min(to(mine), other.to(theirs));
      builder.add(Math.max(from(mine), other.from(theirs)), to);
      if (to(mine) == to) {
        mine++;
      } else {
        theirs++;
      }
    }
    return builder.result();
  }

  /** The rows that are in one of them. */
  RowRanges or(RowRanges other) {
    Builder builder = new Builder(bounds.length + other.bounds.length);
    int mine = 0;
    int theirs = 0;
    while (mine < size() || theirs < other.size()) {
      if (theirs == other.size() || (mine < size() && from(mine) <= other.from(theirs))) {
        builder.add(from(mine), to(mine));
        mine++;
      } else {
        builder.add(other.from(theirs), other.to(theirs));
        theirs++;
      }
    }
    return builder.result();
  }

  @Override
  public String toString() {
    return Arrays.toString(bounds);
  }
}
