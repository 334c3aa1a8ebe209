package io.scheelite.memory.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Raw access through {@code java.lang.foreign}: needs no flags. Every address is an offset into one
 * segment that spans the whole address space; nothing checks that an address is ours.
 */
@SuppressWarnings("restricted") // this package is where native memory is made
public final class SegmentAccess {
  /** The whole address space as one segment: an address is its offset. */
  public static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final VarHandle ALIGNED_LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle ALIGNED_INT = ValueLayout.JAVA_INT.varHandle();

  private SegmentAccess() {}

  public static byte getByte(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_BYTE, address);
  }

  public static void putByte(long address, byte value) {
    EVERYTHING.set(ValueLayout.JAVA_BYTE, address, value);
  }

  public static short getShort(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
  }

  public static void putShort(long address, short value) {
    EVERYTHING.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, value);
  }

  public static int getInt(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  public static void putInt(long address, int value) {
    EVERYTHING.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
  }

  public static long getLong(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  public static void putLong(long address, long value) {
    EVERYTHING.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  public static float getFloat(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
  }

  public static void putFloat(long address, float value) {
    EVERYTHING.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
  }

  public static double getDouble(long address) {
    return EVERYTHING.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
  }

  public static void putDouble(long address, double value) {
    EVERYTHING.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
  }

  /** Copies as if through a temporary buffer: the ranges may overlap. */
  public static void copy(long source, long target, long sizeBytes) {
    MemorySegment.copy(EVERYTHING, source, EVERYTHING, target, sizeBytes);
  }

  public static void fill(long address, long sizeBytes, byte value) {
    EVERYTHING.asSlice(address, sizeBytes).fill(value);
  }

  /** Index of the first differing byte, or -1. */
  public static long mismatch(long a, long b, long sizeBytes) {
    return MemorySegment.mismatch(EVERYTHING, a, a + sizeBytes, EVERYTHING, b, b + sizeBytes);
  }

  public static void copyFromArray(byte[] source, int offset, long target, int size) {
    MemorySegment.copy(source, offset, EVERYTHING, ValueLayout.JAVA_BYTE, target, size);
  }

  public static void copyToArray(long source, byte[] target, int offset, int size) {
    MemorySegment.copy(EVERYTHING, ValueLayout.JAVA_BYTE, source, target, offset, size);
  }

  public static boolean compareAndSetLong(long address, long expected, long value) {
    return ALIGNED_LONG.compareAndSet(EVERYTHING, address, expected, value);
  }

  public static boolean compareAndSetInt(long address, int expected, int value) {
    return ALIGNED_INT.compareAndSet(EVERYTHING, address, expected, value);
  }

  public static long getAndAddLong(long address, long delta) {
    return (long) ALIGNED_LONG.getAndAdd(EVERYTHING, address, delta);
  }

  public static long getLongVolatile(long address) {
    return (long) ALIGNED_LONG.getVolatile(EVERYTHING, address);
  }

  public static void putLongVolatile(long address, long value) {
    ALIGNED_LONG.setVolatile(EVERYTHING, address, value);
  }

  public static long getLongAcquire(long address) {
    return (long) ALIGNED_LONG.getAcquire(EVERYTHING, address);
  }

  public static void putLongRelease(long address, long value) {
    ALIGNED_LONG.setRelease(EVERYTHING, address, value);
  }
}
