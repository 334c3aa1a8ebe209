package io.scheelite.formats.parquet.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 64-bit variant of xxHash with seed 0 (github.com/Cyan4973/xxHash), as bloom filters use. */
public final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;
  private static final long SUM_OF_1_AND_2 = 0x60EA27EEADC0B5D6L; // modulo 2^64
  private static final int STRIPE_BYTES = 32;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash64() {}

  /** The hash of the first {@code length} bytes. */
  public static long hash(byte[] bytes, int length) {
    int at = 0;
    long hash = PRIME_5;
    if (length >= STRIPE_BYTES) {
      hash = stripes(bytes, length);
      at = length & -STRIPE_BYTES;
    }
    hash += length;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(bytes, at)), 27) * PRIME_1 + PRIME_4;
    }
    if (at + Integer.BYTES <= length) {
      long word = (int) INT.get(bytes, at) & 0xFFFFFFFFL;
      hash = Long.rotateLeft(hash ^ word * PRIME_1, 23) * PRIME_2 + PRIME_3;
      at += Integer.BYTES;
    }
    for (; at < length; at++) {
      hash = Long.rotateLeft(hash ^ (bytes[at] & 0xFF) * PRIME_5, 11) * PRIME_1;
    }
    return avalanche(hash);
  }

  private static long stripes(byte[] bytes, int length) {
    long a = SUM_OF_1_AND_2;
    long b = PRIME_2;
    long c = 0;
    long d = -PRIME_1;
    for (int at = 0; at + STRIPE_BYTES <= length; at += STRIPE_BYTES) {
      a = round(a, (long) LONG.get(bytes, at));
      b = round(b, (long) LONG.get(bytes, at + 8));
      c = round(c, (long) LONG.get(bytes, at + 16));
      d = round(d, (long) LONG.get(bytes, at + 24));
    }
    long hash =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    hash = merge(hash, a);
    hash = merge(hash, b);
    hash = merge(hash, c);
    return merge(hash, d);
  }

  private static long round(long state, long word) {
    return Long.rotateLeft(state + word * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long state) {
    return (hash ^ round(0, state)) * PRIME_1 + PRIME_4;
  }

  private static long avalanche(long hash) {
    long mixed = (hash ^ hash >>> 33) * PRIME_2;
    mixed = (mixed ^ mixed >>> 29) * PRIME_3;
    return mixed ^ mixed >>> 32;
  }
}
