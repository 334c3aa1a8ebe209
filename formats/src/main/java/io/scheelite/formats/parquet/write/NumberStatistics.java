package io.scheelite.formats.parquet.write;

import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

/**
 * Smallest and largest value of a chunk of numbers (none if a NaN is among them) and, where the
 * values are sorted, how many differ.
 */
final class NumberStatistics {
  private final Type stored;
  private long min;
  private long max;
  private long minLow;
  private long maxLow;
  private double smallest;
  private double largest;
  private boolean nan;
  private boolean any;
  private boolean ascending;
  private long first;
  private long previous;
  private long numChanges;

  NumberStatistics(ParquetColumn column) {
    this.stored = column.stored();
    reset();
  }

  void reset() {
    min = Long.MAX_VALUE;
    max = Long.MIN_VALUE;
    minLow = -1;
    maxLow = 0;
    smallest = Double.POSITIVE_INFINITY;
    largest = Double.NEGATIVE_INFINITY;
    nan = false;
    any = false;
    ascending = true;
    previous = Long.MIN_VALUE;
    numChanges = 0;
  }

  void include(long values, int count) {
    if (!any && count > 0 && stored == Type.INT32) {
      first = NativeMemory.getInt(values);
    } else if (!any && count > 0 && stored == Type.INT64) {
      first = NativeMemory.getLong(values);
    }
    any |= count > 0;
    switch (stored) {
      case INT32 -> includeInts(values, count);
      case INT64 -> includeLongs(values, count);
      case FLOAT, DOUBLE -> includeFloats(values, count);
      case FIXED_LEN_BYTE_ARRAY -> includeWide(values, count);
      case BOOLEAN, BYTE_ARRAY, INT96 -> any = false;
    }
  }

  private void includeInts(long values, int count) {
    long low = min;
    long high = max;
    long last = previous;
    long changes = 0;
    boolean rises = ascending;
    for (int i = 0; i < count; i++) {
      long value = NativeMemory.getInt(values + ((long) i << 2));
      low = Math.min(low, value);
      high = Math.max(high, value);
      changes += value != last ? 1 : 0;
      rises &= value >= last;
      last = value;
    }
    keep(low, high, last, rises);
    numChanges += changes;
  }

  private void includeLongs(long values, int count) {
    long low = min;
    long high = max;
    long last = previous;
    long changes = 0;
    boolean rises = ascending;
    for (int i = 0; i < count; i++) {
      long value = NativeMemory.getLong(values + ((long) i << 3));
      low = Math.min(low, value);
      high = Math.max(high, value);
      changes += value != last ? 1 : 0;
      rises &= value >= last;
      last = value;
    }
    keep(low, high, last, rises);
    numChanges += changes;
  }

  private void keep(long low, long high, long last, boolean rises) {
    min = low;
    max = high;
    previous = last;
    ascending = rises;
  }

  private void includeFloats(long values, int count) {
    for (int i = 0; i < count; i++) {
      double value =
          stored == Type.FLOAT
              ? NativeMemory.getFloat(values + 4L * i)
              : NativeMemory.getDouble(values + 8L * i);
      nan |= Double.isNaN(value);
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
  }

  private void includeWide(long values, int count) {
    for (int i = 0; i < count; i++) {
      long high = Long.reverseBytes(NativeMemory.getLong(values + 16L * i));
      long low = Long.reverseBytes(NativeMemory.getLong(values + 16L * i + 8));
      includeWide(high, low);
    }
  }

  private void includeWide(long high, long low) {
    if (high < min || (high == min && Long.compareUnsigned(low, minLow) < 0)) {
      min = high;
      minLow = low;
    }
    if (high > max || (high == max && Long.compareUnsigned(low, maxLow) > 0)) {
      max = high;
      maxLow = low;
    }
  }

  /** Includes all values that follow, of which another one has looked at each. */
  void include(NumberStatistics next) {
    if (!next.any) {
      return;
    }
    ascending &= next.ascending && (!any || next.first >= previous);
    numChanges += next.numChanges - (any && next.first == previous ? 1 : 0);
    previous = next.previous;
    any = true;
    nan |= next.nan;
    smallest = Math.min(smallest, next.smallest);
    largest = Math.max(largest, next.largest);
    includeWide(next.min, next.minLow);
    includeWide(next.max, next.maxLow);
  }

  PageBounds bounds() {
    Statistics statistics = result();
    return new PageBounds(statistics.getMin_value(), statistics.getMax_value());
  }

  Statistics result() {
    Statistics statistics = new Statistics();
    if (any && ascending && (stored == Type.INT32 || stored == Type.INT64)) {
      // in sorted values every new one differs from all before
      statistics.setDistinct_count(Math.max(1, numChanges));
    }
    if (any && !nan) {
      // zeros of either sign may be among the values
      statistics.setMin_value(encode(min, minLow, smallest == 0 ? -0.0 : smallest));
      statistics.setMax_value(encode(max, maxLow, largest == 0 ? 0.0 : largest));
    }
    return statistics;
  }

  private byte[] encode(long high, long low, double number) {
    ByteBuffer buffer = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    switch (stored) {
      case INT32 -> buffer.putInt((int) high);
      case INT64 -> buffer.putLong(high);
      case FLOAT -> buffer.putFloat((float) number);
      case DOUBLE -> buffer.putDouble(number);
      case FIXED_LEN_BYTE_ARRAY, BOOLEAN, BYTE_ARRAY, INT96 ->
          buffer.order(ByteOrder.BIG_ENDIAN).putLong(high).putLong(low);
    }
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }
}
