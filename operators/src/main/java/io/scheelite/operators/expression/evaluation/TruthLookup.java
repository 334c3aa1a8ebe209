package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.kernels.CompareKernels;
import io.scheelite.memory.NativeMemory;

/**
 * Looks up truth values by dictionary codes. Where few values of the dictionary are true, or few
 * are false, their codes are compared; a small dictionary's truth values fit one word; else bits
 * are gathered.
 */
final class TruthLookup {
  private static final int MAX_COMPARED = 4;

  private final long bits;
  private final int size;
  private final boolean exceptions; // what the codes below have
  private final int[] codes;

  private TruthLookup(long bits, int size, boolean exceptions, int[] codes) {
    this.bits = bits;
    this.size = size;
    this.exceptions = exceptions;
    this.codes = codes;
  }

  /**
   * For a dictionary of at least one value.
   *
   * @param bits a truth value per value of the dictionary; the memory must stay
   */
  static TruthLookup of(long bits, int size) {
    int ones = Bitmap.count(bits, size);
    boolean exceptions = ones <= size / 2;
    int few = exceptions ? ones : size - ones;
    int[] codes = new int[few <= MAX_COMPARED ? few : 0];
    int next = 0;
    for (int code = 0; next < codes.length; code++) {
      if (Bitmap.isSet(bits, code) == exceptions) {
        codes[next++] = code;
      }
    }
    return new TruthLookup(bits, size, exceptions, few <= MAX_COMPARED ? codes : new int[] {-1});
  }

  /**
   * Writes a bit per row.
   *
   * @param work another bitmap
   */
  void lookUp(long rowCodes, int numRows, long target, long work) {
    if (codes.length == 0) {
      Bitmap.fill(target, numRows, !exceptions);
    } else if (codes[0] >= 0) {
      compare(rowCodes, numRows, target, work);
    } else if (size <= Long.SIZE) {
      shift(rowCodes, numRows, target);
    } else {
      gather(rowCodes, numRows, target);
    }
  }

  private void compare(long rowCodes, int numRows, long target, long work) {
    CompareKernels.equalConstantInt32(rowCodes, codes[0], numRows, 0, target);
    for (int i = 1; i < codes.length; i++) {
      CompareKernels.equalConstantInt32(rowCodes, codes[i], numRows, 0, work);
      Bitmap.or(target, target, work, numRows);
    }
    if (!exceptions) {
      Bitmap.not(target, target, numRows);
    }
  }

  private void shift(long rowCodes, int numRows, long target) {
    long truths = NativeMemory.getLong(bits);
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        word |= (truths >>> NativeMemory.getInt(rowCodes + 4L * (base + i)) & 1) << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
  }

  private void gather(long rowCodes, int numRows, long target) {
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        int code = NativeMemory.getInt(rowCodes + 4L * (base + i));
        word |= (NativeMemory.getByte(bits + (code >>> 3)) >>> (code & 7) & 1L) << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
  }
}
