package io.scheelite.formats.parquet.read;

import static io.scheelite.columnar.kernels.RangeKernels.maxInt16;
import static io.scheelite.columnar.kernels.RangeKernels.maxInt32;
import static io.scheelite.columnar.kernels.RangeKernels.maxInt64;
import static io.scheelite.columnar.kernels.RangeKernels.maxInt8;
import static io.scheelite.columnar.kernels.RangeKernels.minInt16;
import static io.scheelite.columnar.kernels.RangeKernels.minInt32;
import static io.scheelite.columnar.kernels.RangeKernels.minInt64;
import static io.scheelite.columnar.kernels.RangeKernels.minInt8;

import io.scheelite.columnar.PhysicalType;
import java.util.List;

/** Finds the smallest and largest of the integers it is shown. */
final class IntervalScan {
  private static final List<PhysicalType> NARROW =
      List.of(PhysicalType.INT8, PhysicalType.INT16, PhysicalType.INT32);

  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  void reset() {
    min = Long.MAX_VALUE;
    max = Long.MIN_VALUE;
  }

  boolean isEmpty() {
    return min > max;
  }

  long min() {
    return min;
  }

  long max() {
    return max;
  }

  /** The narrowest integers that hold all that was shown, and are no wider than {@code widest}. */
  PhysicalType narrowest(PhysicalType widest) {
    if (!widest.isNarrowInteger()) {
      return widest;
    }
    for (PhysicalType form : NARROW) {
      long limit = 1L << (8 * form.widthBytes() - 1);
      if (form.widthBytes() < widest.widthBytes() && min >= -limit && max < limit) {
        return form;
      }
    }
    return widest;
  }

  void include(IntervalScan other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  void include(PhysicalType type, long address, int count) {
    switch (type) {
      case INT8 -> includeBoth(minInt8(address, count), maxInt8(address, count), count);
      case INT16 -> includeBoth(minInt16(address, count), maxInt16(address, count), count);
      case INT32 -> includeBoth(minInt32(address, count), maxInt32(address, count), count);
      case INT64 -> includeBoth(minInt64(address, count), maxInt64(address, count), count);
      case BIT, INT128, FLOAT32, FLOAT64, VIEW -> {}
    }
  }

  private void includeBoth(long low, long high, int count) {
    if (count > 0) {
      min = Math.min(min, low);
      max = Math.max(max, high);
    }
  }
}
