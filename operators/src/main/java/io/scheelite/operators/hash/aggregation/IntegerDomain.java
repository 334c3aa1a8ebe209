package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.memory.NativeMemory;
import java.util.List;

/** A range of integers (or dates, booleans, decimals of at most 64 bits): value − low + 1. */
final class IntegerDomain extends KeyDomain {
  private final int column;
  private final Argument argument;
  private final ArgumentDecoder decoder;
  private long low;
  private long high = -1;
  private boolean empty = true;

  IntegerDomain(int column, DataType type, ArgumentDecoder decoder) {
    this.column = column;
    this.argument = new Argument(column, Argument.NONE, Argument.Form.NUMBER, type);
    this.decoder = decoder;
  }

  @Override
  boolean cover(List<ColumnVector> columns, int numRows, int maxSize) {
    ColumnVector key = columns.get(column);
    long min = key.minValue();
    long max = key.maxValue();
    if (!key.physicalType().isNarrowInteger() || !isNarrow(min, max, maxSize)) {
      ArgumentValues values = decoder.decode(argument, columns, numRows);
      values.measure();
      min = values.minValue;
      max = values.maxValue;
    }
    return isNarrow(min, max, maxSize) && cover(min, max, maxSize);
  }

  private static boolean isNarrow(long min, long max, int maxSize) {
    long width = max - min; // negative if it overflows
    return width >= 0 && width < maxSize - 1;
  }

  private boolean cover(long min, long max, int maxSize) {
    if (empty) {
      low = min;
      high = max;
      empty = false;
      return true;
    }
    long newLow = Math.min(low, min);
    long newHigh = Math.max(high, max);
    if (!isNarrow(newLow, newHigh, maxSize)) {
      return false;
    }
    long slack = Math.min(high - low, maxSize - 2 - (newHigh - newLow));
    if (newLow < low && newLow - slack < newLow) {
      newLow -= slack;
    } else if (newHigh > high && newHigh + slack > newHigh) {
      newHigh += slack;
    }
    low = newLow;
    high = newHigh;
    return true;
  }

  @Override
  int size() {
    return (int) (high - low) + 2;
  }

  @Override
  void addCodes(List<ColumnVector> columns, int numRows, int stride, long codes) {
    ArgumentValues values = decoder.decode(argument, columns, numRows);
    long address = values.address();
    long zero = low - 1;
    for (int i = 0; i < numRows; i++) {
      int number = (int) (NativeMemory.getLong(address + 8L * i) - zero);
      long code = codes + 4L * i;
      NativeMemory.putInt(code, NativeMemory.getInt(code) + number * stride);
    }
    if (values.numExcluded > 0) {
      takeBack(values.included, numRows, (int) -zero * stride, codes);
    }
  }

  /** Nulls have the number 0 but were taken for something else. */
  static void takeBack(long validity, int numRows, int added, long codes) {
    for (int base = 0; base < numRows; base += Long.SIZE) {
      long nulls = ~NativeMemory.getLong(validity + (base >>> 3));
      if (numRows - base < Long.SIZE) {
        nulls &= Bitmap.lastWordMask(numRows);
      }
      for (; nulls != 0; nulls &= nulls - 1) {
        long code = codes + 4L * (base + Long.numberOfTrailingZeros(nulls));
        NativeMemory.putInt(code, NativeMemory.getInt(code) - added);
      }
    }
  }
}
