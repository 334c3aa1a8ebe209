package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/** DELTA_LENGTH_BYTE_ARRAY: all lengths delta-packed, then all bytes; views point into the page. */
public final class DeltaLengthDecoder implements ValueDecoder {
  private final DeltaPackedDecoder lengths;
  private final long limit;
  private long at;

  /** Finds where the bytes begin. */
  public DeltaLengthDecoder(long address, long limit) {
    this.lengths = new DeltaPackedDecoder(address, limit, false);
    this.limit = limit;
    this.at = new DeltaPackedDecoder(address, limit, false).skipToEnd();
  }

  @Override
  public long decode(int count, long target) {
    // the lengths lie in the last quarter of the target: a view is written after its length is read
    long lengthsAt = target + 12L * count;
    lengths.decode(count, lengthsAt);
    for (int i = 0; i < count; i++) {
      int length = NativeMemory.getInt(lengthsAt + 4L * i);
      if (length < 0 || length > limit - at) {
        throw new MalformedPageException("string exceeds its page: length=" + length);
      }
      Views.write(target + ((long) i << 4), at, length);
      at += length;
    }
    return target;
  }

  /** Values not decoded yet. */
  long valuesLeft() {
    return lengths.valuesLeft();
  }
}
