package io.scheelite.columnar.arrow;

import io.scheelite.memory.NativeMemory;

/** Cuts bitmaps at any bit. Stateless. */
final class ArrowBits {
  private ArrowBits() {}

  /**
   * The bits from {@code firstBit} on as a bitmap of whole words, in {@code target}. Reads no byte
   * beyond the last bit.
   */
  static long slice(long bitmap, int firstBit, int numBits, long target) {
    long first = bitmap + (firstBit >>> 3);
    int shift = firstBit & 7;
    if (shift == 0) {
      NativeMemory.copy(first, target, (numBits + 7L) >>> 3);
      return target;
    }
    long end = bitmap + ((firstBit + numBits + 7L) >>> 3);
    for (long at = 0; at < (numBits + 7L) >>> 3; at++) {
      int low = Byte.toUnsignedInt(NativeMemory.getByte(first + at)) >>> shift;
      int high = first + at + 1 < end ? NativeMemory.getByte(first + at + 1) << (8 - shift) : 0;
      NativeMemory.putByte(target + at, (byte) (low | high));
    }
    return target;
  }
}
