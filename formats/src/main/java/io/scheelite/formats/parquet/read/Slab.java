package io.scheelite.formats.parquet.read;

/** Cuts aligned buffers off one piece of native memory whose size was planned beforehand. */
final class Slab {
  private static final int ALIGNMENT = 64;

  private final long limit;
  private long at;

  Slab(long address, long sizeBytes) {
    this.at = address;
    this.limit = address + sizeBytes;
  }

  /** Bytes that a buffer of that size takes. */
  static long rounded(long sizeBytes) {
    return (sizeBytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  long take(long sizeBytes) {
    long result = at;
    at += rounded(sizeBytes);
    assert at <= limit;
    return result;
  }
}
