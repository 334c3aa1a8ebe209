package io.scheelite.memory;

import io.scheelite.memory.internal.SegmentAccess;
import io.scheelite.memory.internal.UnsafeAccess;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Reads and writes native memory by absolute address: the one door to raw memory.
 *
 * <p>Values are in the machine's byte order and need no alignment, except for the atomic methods,
 * whose addresses are multiples of the value's size. Nothing checks an address: it must lie inside
 * memory that the caller holds from a {@link MemoryConsumer}, or the process may crash. All methods
 * are static so that the JIT sees one target; the backend is chosen once when the class is
 * initialized and cannot change afterwards. Thread-safe as memory itself is.
 */
public final class NativeMemory {
  /** Names the backend to use: {@code auto} (default), {@code ffm} or {@code unsafe}. */
  public static final String BACKEND_PROPERTY = "scheelite.memory.access";

  /**
   * The whole address space as one segment, where an address is an offset: meant for the Vector
   * API, slow for scalar code.
   */
  public static final MemorySegment EVERYTHING = SegmentAccess.EVERYTHING;

  // Long copies have no safepoint poll inside: pieces of 1 MiB keep the time to a safepoint far
  // under a millisecond.
  private static final long PIECE_BYTES = 1L << 20;
  // Below this size a plain loop over words beats the set-up of the bulk comparison.
  private static final long BULK_MISMATCH_BYTES = 96;
  private static final boolean UNSAFE = chooseUnsafe(System.getProperty(BACKEND_PROPERTY, "auto"));

  private NativeMemory() {}

  private static boolean chooseUnsafe(String wanted) {
    return switch (wanted) {
      case "auto" -> UnsafeAccess.usable();
      case "ffm" -> false;
      case "unsafe" -> {
        if (!UnsafeAccess.usable()) {
          throw new IllegalStateException(
              BACKEND_PROPERTY
                  + "=unsafe needs the flag --add-exports java.base/jdk.internal.misc=ALL-UNNAMED");
        }
        yield true;
      }
      default ->
          throw new IllegalArgumentException(
              BACKEND_PROPERTY + " must be auto, ffm or unsafe: value=" + wanted);
    };
  }

  /** Which backend runs: {@code unsafe} or {@code ffm}. */
  public static String backend() {
    return UNSAFE ? "unsafe" : "ffm";
  }

  public static byte getByte(long address) {
    return UNSAFE ? UnsafeAccess.getByte(address) : SegmentAccess.getByte(address);
  }

  public static void putByte(long address, byte value) {
    if (UNSAFE) {
      UnsafeAccess.putByte(address, value);
    } else {
      SegmentAccess.putByte(address, value);
    }
  }

  public static short getShort(long address) {
    return UNSAFE ? UnsafeAccess.getShort(address) : SegmentAccess.getShort(address);
  }

  public static void putShort(long address, short value) {
    if (UNSAFE) {
      UnsafeAccess.putShort(address, value);
    } else {
      SegmentAccess.putShort(address, value);
    }
  }

  public static int getInt(long address) {
    return UNSAFE ? UnsafeAccess.getInt(address) : SegmentAccess.getInt(address);
  }

  public static void putInt(long address, int value) {
    if (UNSAFE) {
      UnsafeAccess.putInt(address, value);
    } else {
      SegmentAccess.putInt(address, value);
    }
  }

  public static long getLong(long address) {
    return UNSAFE ? UnsafeAccess.getLong(address) : SegmentAccess.getLong(address);
  }

  public static void putLong(long address, long value) {
    if (UNSAFE) {
      UnsafeAccess.putLong(address, value);
    } else {
      SegmentAccess.putLong(address, value);
    }
  }

  public static float getFloat(long address) {
    return UNSAFE ? UnsafeAccess.getFloat(address) : SegmentAccess.getFloat(address);
  }

  public static void putFloat(long address, float value) {
    if (UNSAFE) {
      UnsafeAccess.putFloat(address, value);
    } else {
      SegmentAccess.putFloat(address, value);
    }
  }

  public static double getDouble(long address) {
    return UNSAFE ? UnsafeAccess.getDouble(address) : SegmentAccess.getDouble(address);
  }

  public static void putDouble(long address, double value) {
    if (UNSAFE) {
      UnsafeAccess.putDouble(address, value);
    } else {
      SegmentAccess.putDouble(address, value);
    }
  }

  /** Copies as if through a temporary buffer: the ranges may overlap. */
  public static void copy(long source, long target, long sizeBytes) {
    if (sizeBytes <= PIECE_BYTES) {
      copyPiece(source, target, sizeBytes);
    } else if (target > source && target < source + sizeBytes) {
      // The target overlaps the end of the source: only back to front reads each byte before it is
      // overwritten.
      for (long end = sizeBytes; end > 0; end -= PIECE_BYTES) {
        long start = Math.max(0, end - PIECE_BYTES);
        copyPiece(source + start, target + start, end - start);
      }
    } else {
      for (long done = 0; done < sizeBytes; done += PIECE_BYTES) {
        copyPiece(source + done, target + done, Math.min(PIECE_BYTES, sizeBytes - done));
      }
    }
  }

  private static void copyPiece(long source, long target, long sizeBytes) {
    if (UNSAFE) {
      UnsafeAccess.copy(source, target, sizeBytes);
    } else {
      SegmentAccess.copy(source, target, sizeBytes);
    }
  }

  public static void fill(long address, long sizeBytes, byte value) {
    for (long done = 0; done < sizeBytes; done += PIECE_BYTES) {
      long piece = Math.min(PIECE_BYTES, sizeBytes - done);
      if (UNSAFE) {
        UnsafeAccess.fill(address + done, piece, value);
      } else {
        SegmentAccess.fill(address + done, piece, value);
      }
    }
  }

  /** Index of the first byte in which the two ranges differ, or -1 when they are equal. */
  public static long mismatch(long a, long b, long sizeBytes) {
    if (sizeBytes < BULK_MISMATCH_BYTES) {
      return mismatchByWords(a, b, sizeBytes);
    }
    for (long done = 0; done < sizeBytes; done += PIECE_BYTES) {
      long at = SegmentAccess.mismatch(a + done, b + done, Math.min(PIECE_BYTES, sizeBytes - done));
      if (at >= 0) {
        return done + at;
      }
    }
    return -1;
  }

  private static long mismatchByWords(long a, long b, long sizeBytes) {
    long at = 0;
    for (; at + Long.BYTES <= sizeBytes; at += Long.BYTES) {
      long difference = getLong(a + at) ^ getLong(b + at);
      if (difference != 0) {
        return at + firstDifferingByte(difference);
      }
    }
    for (; at < sizeBytes; at++) {
      if (getByte(a + at) != getByte(b + at)) {
        return at;
      }
    }
    return -1;
  }

  private static int firstDifferingByte(long difference) {
    boolean littleEndian = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return (littleEndian
            ? Long.numberOfTrailingZeros(difference)
            : Long.numberOfLeadingZeros(difference))
        >>> 3;
  }

  /**
   * Compares two byte strings in unsigned lexicographic order; a proper prefix is the smaller one.
   */
  public static int compareUnsigned(long a, long aSize, long b, long bSize) {
    long at = mismatch(a, b, Math.min(aSize, bSize));
    return at < 0
        ? Long.compare(aSize, bSize)
        : Byte.compareUnsigned(getByte(a + at), getByte(b + at));
  }

  /** Copies {@code size} bytes of the array, from {@code offset} on, to {@code target}. */
  public static void copyFromArray(byte[] source, int offset, long target, int size) {
    Objects.checkFromIndexSize(offset, size, source.length);
    for (int done = 0; done < size; done += (int) PIECE_BYTES) {
      int piece = (int) Math.min(PIECE_BYTES, size - done);
      if (UNSAFE) {
        UnsafeAccess.copyFromArray(source, offset + done, target + done, piece);
      } else {
        SegmentAccess.copyFromArray(source, offset + done, target + done, piece);
      }
    }
  }

  /** Copies {@code size} bytes from {@code source} into the array, from {@code offset} on. */
  public static void copyToArray(long source, byte[] target, int offset, int size) {
    Objects.checkFromIndexSize(offset, size, target.length);
    for (int done = 0; done < size; done += (int) PIECE_BYTES) {
      int piece = (int) Math.min(PIECE_BYTES, size - done);
      if (UNSAFE) {
        UnsafeAccess.copyToArray(source + done, target, offset + done, piece);
      } else {
        SegmentAccess.copyToArray(source + done, target, offset + done, piece);
      }
    }
  }

  public static boolean compareAndSetLong(long address, long expected, long value) {
    return UNSAFE
        ? UnsafeAccess.compareAndSetLong(address, expected, value)
        : SegmentAccess.compareAndSetLong(address, expected, value);
  }

  public static boolean compareAndSetInt(long address, int expected, int value) {
    return UNSAFE
        ? UnsafeAccess.compareAndSetInt(address, expected, value)
        : SegmentAccess.compareAndSetInt(address, expected, value);
  }

  public static long getAndAddLong(long address, long delta) {
    return UNSAFE
        ? UnsafeAccess.getAndAddLong(address, delta)
        : SegmentAccess.getAndAddLong(address, delta);
  }

  public static long getLongVolatile(long address) {
    return UNSAFE ? UnsafeAccess.getLongVolatile(address) : SegmentAccess.getLongVolatile(address);
  }

  public static long getLongAcquire(long address) {
    return UNSAFE ? UnsafeAccess.getLongAcquire(address) : SegmentAccess.getLongAcquire(address);
  }

  public static void putLongVolatile(long address, long value) {
    if (UNSAFE) {
      UnsafeAccess.putLongVolatile(address, value);
    } else {
      SegmentAccess.putLongVolatile(address, value);
    }
  }

  public static void putLongRelease(long address, long value) {
    if (UNSAFE) {
      UnsafeAccess.putLongRelease(address, value);
    } else {
      SegmentAccess.putLongRelease(address, value);
    }
  }

  /** A view of native memory as a segment; it owns nothing and outlives nothing. */
  public static MemorySegment segment(long address, long sizeBytes) {
    return EVERYTHING.asSlice(address, sizeBytes);
  }

  /**
   * A view of native memory as a direct buffer in the machine's byte order, for channels; it owns
   * nothing.
   */
  public static ByteBuffer byteBuffer(long address, int sizeBytes) {
    return EVERYTHING.asSlice(address, sizeBytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }
}
