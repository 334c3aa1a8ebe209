package io.scheelite.formats.parquet.encoding;

/**
 * Spreads bit-packed codes over the lanes of a 64-bit word, one deposit instruction for all, and
 * compares all lanes with the size of a dictionary at once.
 *
 * <p>A lane's top bit stays free for the comparison: {@code (top | largest) - code} keeps it in
 * exactly the lanes whose code is not too large.
 *
 * @param spread where the bits of the codes go
 * @param top the top bit of each lane
 * @param largest the largest code allowed in each lane, with the top bits set
 */
record PackedLanes(long spread, long top, long largest) {
  /** Widest code of an 8-bit lane. */
  static final int MAX_BYTE_WIDTH = 7;

  /** Widest code of a 16-bit lane. */
  static final int MAX_SHORT_WIDTH = 15;

  private static final long BYTES = 0x0101_0101_0101_0101L;
  private static final long SHORTS = 0x0001_0001_0001_0001L;

  /** Eight codes per word. */
  static PackedLanes bytes(int bitWidth, int size) {
    return of(BYTES, 0x80, bitWidth, size);
  }

  /** Four codes per word. */
  static PackedLanes shorts(int bitWidth, int size) {
    return of(SHORTS, 0x8000, bitWidth, size);
  }

  private static PackedLanes of(long lanes, long topBit, int bitWidth, int size) {
    long largest = Math.min(size, topBit) - 1;
    return new PackedLanes(
        lanes * ((1L << bitWidth) - 1), lanes * topBit, lanes * (largest | topBit));
  }
}
