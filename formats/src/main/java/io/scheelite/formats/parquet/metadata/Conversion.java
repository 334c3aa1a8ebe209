package io.scheelite.formats.parquet.metadata;

/** What happens to a value between its stored form and the vector. */
public enum Conversion {
  /** Nothing. */
  NONE,
  /** A 32-bit integer that must fit into 8 bits. */
  TO_INT8,
  /** A 32-bit integer that must fit into 16 bits. */
  TO_INT16,
  /** An unsigned 8-bit integer, which becomes 16 bits wide. */
  FROM_UINT8,
  /** An unsigned 16-bit integer, which stays 32 bits wide. */
  FROM_UINT16,
  /** An unsigned 32-bit integer, which becomes 64 bits wide. */
  FROM_UINT32,
  /** An unsigned 64-bit integer, which becomes 128 bits wide. */
  FROM_UINT64,
  /** A binary16 number, which becomes 32 bits wide. */
  FROM_FLOAT16,
  /** Nanoseconds of a day and the Julian day become microseconds, rounded down. */
  FROM_INT96,
  /** Milliseconds become microseconds. */
  FROM_MILLIS,
  /** Nanoseconds become microseconds, rounded down. */
  FROM_NANOS,
  /** The 16 bytes of a UUID become its text. */
  FROM_UUID,
  /** Big-endian bytes of fixed length become a 64- or 128-bit integer. */
  FROM_FIXED_BYTES,
  /** Big-endian bytes of any length become a 64- or 128-bit integer. */
  FROM_BYTES;

  /** Whether stored values are wider or narrower than those of the vector, or else. */
  public boolean isNone() {
    return this == NONE;
  }
}
