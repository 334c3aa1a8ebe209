package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import java.util.Arrays;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/** Smallest and largest string of a chunk; none if one of them is too long for a footer. */
final class StringStatistics {
  private static final int MAX_BYTES = 256;

  private byte @Nullable [] min;
  private byte @Nullable [] max;
  private long minPrefix;
  private long maxPrefix;
  private boolean tooLong;

  void reset() {
    min = null;
    max = null;
    minPrefix = -1;
    maxPrefix = 0;
    tooLong = false;
  }

  StringStatistics() {
    reset();
  }

  void include(long view) {
    // four bytes tell most strings apart from the extremes
    long prefix = Integer.reverseBytes(NativeMemory.getInt(view + 4)) & 0xFFFFFFFFL;
    if (prefix > minPrefix && prefix < maxPrefix && min != null) {
      return;
    }
    includeSlowly(view, prefix);
  }

  private void includeSlowly(long view, long prefix) {
    int length = StringView.length(view);
    if (length > MAX_BYTES) {
      tooLong = true;
      return;
    }
    byte[] bytes = new byte[length];
    NativeMemory.copyToArray(StringView.bytesAddress(view), bytes, 0, length);
    if (min == null || Arrays.compareUnsigned(bytes, min) < 0) {
      min = bytes;
      minPrefix = prefix;
    }
    if (max == null || Arrays.compareUnsigned(bytes, max) > 0) {
      max = bytes;
      maxPrefix = prefix;
    }
  }

  Statistics result() {
    Statistics statistics = new Statistics();
    if (min != null && max != null && !tooLong) {
      statistics.setMin_value(min);
      statistics.setMax_value(max);
    }
    return statistics;
  }
}
