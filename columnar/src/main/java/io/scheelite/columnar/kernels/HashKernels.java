package io.scheelite.columnar.kernels;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hashes the rows of key columns to 64 bits each, all bits equally good.
 *
 * <p>Equal values hash alike whatever their physical width and encoding: integers by value, {@code
 * -0.0} as {@code 0.0}, all NaNs alike, 128-bit integers that fit into 64 bits as such. Null is a
 * value of its own. The hash is the same in all processes of one version, so it may be stored in
 * spill files and decide about partitions. Mixing follows the finalizer of MurmurHash3 (Appleby).
 */
public final class HashKernels {
  /** What a null contributes. */
  static final long NULL_WORD = 0x6E756C6C9D3F5A17L;

  private static final long SEED = 0x51C3A7B2E94D806FL;
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final long FIRST_FACTOR = 0xFF51AFD7ED558CCDL;
  private static final long SECOND_FACTOR = 0xC4CEB9FE1A85EC53L;

  private HashKernels() {}

  /**
   * Hashes all rows.
   *
   * @param keys columns of {@code numRows} rows each
   * @param hashes room for one 64-bit hash per row
   */
  public static void hash(List<ColumnVector> keys, int numRows, long hashes) {
    hash(keys, numRows, null, hashes);
  }

  /**
   * Hashes the selected rows; hash {@code i} belongs to row {@code i} of the columns, and those of
   * other rows are undefined.
   */
  public static void hash(
      List<ColumnVector> keys, int numRows, @Nullable Selection selection, long hashes) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(hashes + 8L * i, SEED);
    }
    for (int i = 0; i < keys.size(); i++) {
      ColumnVector key = keys.get(i);
      switch (key.encoding()) {
        case FLAT -> mixColumn(key, key.valuesAddress(), 0, selection, numRows, hashes);
        case DICTIONARY -> {
          long values = key.dictionary().valuesAddress();
          mixColumn(key, values, key.valuesAddress(), selection, numRows, hashes);
        }
        case CONSTANT -> mixConstant(key, numRows, hashes);
      }
    }
  }

  private static void mixColumn(
      ColumnVector key,
      long values,
      long codes,
      @Nullable Selection selection,
      int numRows,
      long hashes) {
    long validity = key.validityAddress();
    PhysicalType form = key.physicalType();
    if (selection != null) {
      mixSelected(form, values, codes, validity, selection, hashes);
    } else if (codes == 0) {
      mixFlat(form, values, validity, numRows, hashes);
    } else {
      mixCoded(form, values, codes, validity, numRows, hashes);
    }
  }

  private static void mixFlat(
      PhysicalType form, long values, long validity, int numRows, long hashes) {
    switch (form) {
      case BIT -> ColumnHashKernels.mixBit(values, validity, numRows, hashes);
      case INT8 -> ColumnHashKernels.mixInt8(values, validity, numRows, hashes);
      case INT16 -> ColumnHashKernels.mixInt16(values, validity, numRows, hashes);
      case INT32 -> ColumnHashKernels.mixInt32(values, validity, numRows, hashes);
      case INT64 -> ColumnHashKernels.mixInt64(values, validity, numRows, hashes);
      case INT128 -> ColumnHashKernels.mixInt128(values, validity, numRows, hashes);
      case FLOAT32 -> ColumnHashKernels.mixFloat32(values, validity, numRows, hashes);
      case FLOAT64 -> ColumnHashKernels.mixFloat64(values, validity, numRows, hashes);
      case VIEW -> ColumnHashKernels.mixView(values, validity, numRows, hashes);
    }
  }

  private static void mixCoded(
      PhysicalType form, long values, long codes, long validity, int numRows, long hashes) {
    switch (form) {
      case BIT -> ColumnHashKernels.mixBitCoded(values, codes, validity, numRows, hashes);
      case INT8 -> ColumnHashKernels.mixInt8Coded(values, codes, validity, numRows, hashes);
      case INT16 -> ColumnHashKernels.mixInt16Coded(values, codes, validity, numRows, hashes);
      case INT32 -> ColumnHashKernels.mixInt32Coded(values, codes, validity, numRows, hashes);
      case INT64 -> ColumnHashKernels.mixInt64Coded(values, codes, validity, numRows, hashes);
      case INT128 -> ColumnHashKernels.mixInt128Coded(values, codes, validity, numRows, hashes);
      case FLOAT32 -> ColumnHashKernels.mixFloat32Coded(values, codes, validity, numRows, hashes);
      case FLOAT64 -> ColumnHashKernels.mixFloat64Coded(values, codes, validity, numRows, hashes);
      case VIEW -> ColumnHashKernels.mixViewCoded(values, codes, validity, numRows, hashes);
    }
  }

  private static void mixSelected(
      PhysicalType form, long values, long codes, long validity, Selection rows, long hashes) {
    long at = rows.address();
    int n = rows.numRows();
    switch (form) {
      case BIT -> ColumnHashKernels.mixBitSelected(values, codes, validity, at, n, hashes);
      case INT8 -> ColumnHashKernels.mixInt8Selected(values, codes, validity, at, n, hashes);
      case INT16 -> ColumnHashKernels.mixInt16Selected(values, codes, validity, at, n, hashes);
      case INT32 -> ColumnHashKernels.mixInt32Selected(values, codes, validity, at, n, hashes);
      case INT64 -> ColumnHashKernels.mixInt64Selected(values, codes, validity, at, n, hashes);
      case INT128 -> ColumnHashKernels.mixInt128Selected(values, codes, validity, at, n, hashes);
      case FLOAT32 -> ColumnHashKernels.mixFloat32Selected(values, codes, validity, at, n, hashes);
      case FLOAT64 -> ColumnHashKernels.mixFloat64Selected(values, codes, validity, at, n, hashes);
      case VIEW -> ColumnHashKernels.mixViewSelected(values, codes, validity, at, n, hashes);
    }
  }

  private static void mixConstant(ColumnVector key, int numRows, long hashes) {
    long word = constantWord(key.physicalType(), key.valuesAddress());
    for (int i = 0; i < numRows; i++) {
      long hash = hashes + 8L * i;
      NativeMemory.putLong(hash, mix(NativeMemory.getLong(hash), word));
    }
  }

  private static long constantWord(PhysicalType form, long address) {
    return switch (form) {
      case BIT -> NativeMemory.getByte(address) & 1;
      case INT8 -> NativeMemory.getByte(address);
      case INT16 -> NativeMemory.getShort(address);
      case INT32 -> NativeMemory.getInt(address);
      case INT64 -> NativeMemory.getLong(address);
      case INT128 -> int128Word(address);
      case FLOAT32 -> word(NativeMemory.getFloat(address));
      case FLOAT64 -> word(NativeMemory.getDouble(address));
      case VIEW -> viewWord(address);
    };
  }

  /** Mixes one more word into a hash. */
  static long mix(long hash, long word) {
    long x = hash * STEP + word;
    x = (x ^ (x >>> 32)) * FIRST_FACTOR;
    x = (x ^ (x >>> 29)) * SECOND_FACTOR;
    return x ^ (x >>> 32);
  }

  /** One word per distinct number: zeros are one, and so are NaNs. */
  static long word(double value) {
    return Double.doubleToLongBits(value + 0.0);
  }

  /** The low half where it is the whole number, else both halves mixed. */
  static long int128Word(long address) {
    long low = NativeMemory.getLong(address);
    long high = NativeMemory.getLong(address + 8);
    return high == low >> 63 ? low : mix(low, high);
  }

  /** Both words of a short string, or all bytes of a long one. */
  static long viewWord(long view) {
    long head = NativeMemory.getLong(view);
    long rest = NativeMemory.getLong(view + StringView.REST_OFFSET);
    int length = (int) head;
    return length <= StringView.MAX_INLINE_LENGTH
        ? (head * FIRST_FACTOR) ^ Long.rotateLeft(rest * STEP, 31)
        : bytesWord(rest, length);
  }

  /** Hashes at least 9 bytes by 128-bit products of two words at a time (after wyhash, Wang). */
  private static long bytesWord(long address, int length) {
    long hash = SEED ^ length * STEP;
    long at = address;
    long last = address + length - 16;
    for (; at < last; at += 16) {
      hash = fold(NativeMemory.getLong(at) ^ FIRST_FACTOR, NativeMemory.getLong(at + 8) ^ hash);
    }
    // the last 16 bytes overlap those before; strings of 13 to 15 bytes have fewer
    long first = length < 16 ? NativeMemory.getLong(address) : NativeMemory.getLong(last);
    long second = NativeMemory.getLong(address + length - 8);
    return fold(first ^ SECOND_FACTOR, second ^ hash);
  }

  private static long fold(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }
}
