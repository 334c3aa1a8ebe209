package io.scheelite.columnar;

/**
 * How the values of one vector lie in memory. Little-endian, without gaps; the fixed-width forms
 * are Arrow's.
 */
public enum PhysicalType {
  /** One bit per value, least significant bit first. */
  BIT(0),
  /** 8-bit two's complement integer. */
  INT8(1),
  /** 16-bit two's complement integer. */
  INT16(2),
  /** 32-bit two's complement integer. */
  INT32(4),
  /** 64-bit two's complement integer. */
  INT64(8),
  /** 128-bit two's complement integer: low 64 bits first. */
  INT128(16),
  /** IEEE 754 binary32. */
  FLOAT32(4),
  /** IEEE 754 binary64. */
  FLOAT64(8),
  /** A 16-byte string view, see {@link StringView}. */
  VIEW(16);

  private final int widthBytes;

  PhysicalType(int widthBytes) {
    this.widthBytes = widthBytes;
  }

  /** Bytes per value; 0 for {@link #BIT}, whose values are smaller than a byte. */
  public int widthBytes() {
    return widthBytes;
  }

  /**
   * Bytes that {@code numValues} values take, rounded up to whole 64-bit words for {@link #BIT}.
   */
  public long sizeBytes(long numValues) {
    return this == BIT ? ((numValues + 63) >>> 6) << 3 : numValues * widthBytes;
  }

  /** Whether values are integers of at most 64 bits, for which a vector keeps an interval. */
  public boolean isNarrowInteger() {
    return switch (this) {
      case INT8, INT16, INT32, INT64 -> true;
      case BIT, INT128, FLOAT32, FLOAT64, VIEW -> false;
    };
  }
}
