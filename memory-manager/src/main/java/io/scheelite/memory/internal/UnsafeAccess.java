package io.scheelite.memory.internal;

import org.agrona.UnsafeApi;

/**
 * Raw access through Agrona's bridge to the JDK's internal Unsafe: faster gathers than segments,
 * works only when the JVM was started with {@code --add-exports
 * java.base/jdk.internal.misc=ALL-UNNAMED}. Same methods as {@link SegmentAccess}.
 */
public final class UnsafeAccess {
  // In a class of its own: this class must load without the flag, to be asked whether it is usable.
  private static final class Arrays {
    static final long BYTES_OFFSET = UnsafeApi.arrayBaseOffset(byte[].class);
  }

  private UnsafeAccess() {}

  /** Says whether the flag is there, by using the bridge once. */
  public static boolean usable() {
    try {
      return UnsafeApi.pageSize() > 0;
    } catch (LinkageError e) {
      return false;
    }
  }

  public static byte getByte(long address) {
    return UnsafeApi.getByte(address);
  }

  public static void putByte(long address, byte value) {
    UnsafeApi.putByte(address, value);
  }

  public static short getShort(long address) {
    return UnsafeApi.getShort(address);
  }

  public static void putShort(long address, short value) {
    UnsafeApi.putShort(address, value);
  }

  public static int getInt(long address) {
    return UnsafeApi.getInt(address);
  }

  public static void putInt(long address, int value) {
    UnsafeApi.putInt(address, value);
  }

  public static long getLong(long address) {
    return UnsafeApi.getLong(address);
  }

  public static void putLong(long address, long value) {
    UnsafeApi.putLong(address, value);
  }

  public static float getFloat(long address) {
    return UnsafeApi.getFloat(address);
  }

  public static void putFloat(long address, float value) {
    UnsafeApi.putFloat(address, value);
  }

  public static double getDouble(long address) {
    return UnsafeApi.getDouble(address);
  }

  public static void putDouble(long address, double value) {
    UnsafeApi.putDouble(address, value);
  }

  public static void copy(long source, long target, long sizeBytes) {
    UnsafeApi.copyMemory(source, target, sizeBytes);
  }

  public static void fill(long address, long sizeBytes, byte value) {
    UnsafeApi.setMemory(address, sizeBytes, value);
  }

  public static void copyFromArray(byte[] source, int offset, long target, int size) {
    UnsafeApi.copyMemory(source, Arrays.BYTES_OFFSET + offset, null, target, size);
  }

  public static void copyToArray(long source, byte[] target, int offset, int size) {
    UnsafeApi.copyMemory(null, source, target, Arrays.BYTES_OFFSET + offset, size);
  }

  public static boolean compareAndSetLong(long address, long expected, long value) {
    return UnsafeApi.compareAndSetLong(null, address, expected, value);
  }

  public static boolean compareAndSetInt(long address, int expected, int value) {
    return UnsafeApi.compareAndSetInt(null, address, expected, value);
  }

  public static long getAndAddLong(long address, long delta) {
    return UnsafeApi.getAndAddLong(null, address, delta);
  }

  public static long getLongVolatile(long address) {
    return UnsafeApi.getLongVolatile(null, address);
  }

  public static void putLongVolatile(long address, long value) {
    UnsafeApi.putLongVolatile(null, address, value);
  }

  public static long getLongAcquire(long address) {
    return UnsafeApi.getLongAcquire(null, address);
  }

  public static void putLongRelease(long address, long value) {
    UnsafeApi.putLongRelease(null, address, value);
  }
}
