package io.scheelite.columnar.kernels;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;

/**
 * Makes dense vectors of chosen rows, and flat vectors of encoded ones.
 *
 * <p>Gathering keeps the encoding: codes of a dictionary are gathered, its values stay where they
 * are, constants stay constants. Strings are moved as views. Results lie in the given target, which
 * must not overlap the source; their null rows hold zero.
 */
public final class VectorGather {
  private VectorGather() {}

  /** The selected rows, one after another. */
  public static ColumnVector gather(ColumnVector source, Selection rows, VectorTarget target) {
    int numRows = rows.numRows();
    if (source.encoding() == Encoding.CONSTANT) {
      return constant(source, numRows);
    }
    long validity = 0;
    if (source.validityAddress() != 0) {
      Bitmap.gather(target.validityAddress(), source.validityAddress(), rows);
      validity = presentNulls(target.validityAddress(), numRows);
    }
    long from = source.valuesAddress();
    long to = target.valuesAddress();
    switch (storedWidth(source)) {
      case 0 -> Bitmap.gather(to, from, rows);
      case 1 -> GatherKernels.gather8By16(from, rows.address(), numRows, to);
      case 2 -> GatherKernels.gather16By16(from, rows.address(), numRows, to);
      case 4 -> GatherKernels.gather32By16(from, rows.address(), numRows, to);
      case 8 -> GatherKernels.gather64By16(from, rows.address(), numRows, to);
      default -> GatherKernels.gather128By16(from, rows.address(), numRows, to);
    }
    return likeSource(source, numRows, to, validity);
  }

  /**
   * Rows by 32-bit row numbers in any order, repeatedly if need be; a negative number gives null.
   *
   * @param rows address of {@code numRows} row numbers
   */
  public static ColumnVector gather(
      ColumnVector source, long rows, int numRows, VectorTarget target) {
    long validity = gatherValidity(source, rows, numRows, target.validityAddress());
    if (source.encoding() == Encoding.CONSTANT) {
      return validity == 0
          ? constant(source, numRows)
          : expand(constant(source, numRows), validity, target);
    }
    long to = target.valuesAddress();
    if (source.numRows() == 0) {
      NativeMemory.fill(to, storedForm(source).sizeBytes(numRows), (byte) 0);
    } else {
      gatherValues(source, rows, numRows, to, validity != 0);
    }
    return likeSource(source, numRows, to, validity);
  }

  private static void gatherValues(
      ColumnVector source, long rows, int numRows, long to, boolean someNegative) {
    long from = source.valuesAddress();
    if (someNegative) {
      RowNumberKernels.gatherOrZero(from, storedWidth(source), rows, numRows, to);
      return;
    }
    switch (storedWidth(source)) {
      case 0 -> RowNumberKernels.gatherBits(from, rows, numRows, to);
      case 1 -> GatherKernels.gather8By32(from, rows, numRows, to);
      case 2 -> GatherKernels.gather16By32(from, rows, numRows, to);
      case 4 -> GatherKernels.gather32By32(from, rows, numRows, to);
      case 8 -> GatherKernels.gather64By32(from, rows, numRows, to);
      default -> GatherKernels.gather128By32(from, rows, numRows, to);
    }
  }

  private static long gatherValidity(ColumnVector source, long rows, int numRows, long target) {
    RowNumberKernels.gatherValidity(source.validityAddress(), rows, numRows, target);
    return presentNulls(target, numRows);
  }

  /**
   * The same rows as plain values: decodes dictionaries, repeats constants, returns flat vectors as
   * they are. The validity bitmap is shared with the source.
   */
  public static ColumnVector flatten(ColumnVector source, VectorTarget target) {
    return switch (source.encoding()) {
      case FLAT -> source;
      case CONSTANT -> expand(source, 0, target);
      case DICTIONARY -> decode(source, target);
    };
  }

  private static ColumnVector decode(ColumnVector source, VectorTarget target) {
    ColumnVector dictionary = source.dictionary();
    int numRows = source.numRows();
    long validity = source.validityAddress();
    long codes = source.valuesAddress();
    long to = target.valuesAddress();
    if (dictionary.numRows() == 0) {
      NativeMemory.fill(to, source.physicalType().sizeBytes(numRows), (byte) 0);
    } else {
      gatherValues(dictionary, codes, numRows, to, false);
      if (validity != 0) {
        NullSlots.zero(source.physicalType(), to, validity, numRows);
      }
    }
    return withIntervalOf(
        source, ColumnVector.flat(source.type(), source.physicalType(), numRows, to, validity));
  }

  private static ColumnVector expand(ColumnVector constant, long validity, VectorTarget target) {
    int numRows = constant.numRows();
    long from = constant.valuesAddress();
    long to = target.valuesAddress();
    switch (constant.physicalType().widthBytes()) {
      case 0 -> Bitmap.fill(to, numRows, Bitmap.isSet(from, 0));
      case 1 -> GatherKernels.fill8(from, numRows, to);
      case 2 -> GatherKernels.fill16(from, numRows, to);
      case 4 -> GatherKernels.fill32(from, numRows, to);
      case 8 -> GatherKernels.fill64(from, numRows, to);
      default -> GatherKernels.fill128(from, numRows, to);
    }
    if (validity != 0) {
      NullSlots.zero(constant.physicalType(), to, validity, numRows);
    }
    return withIntervalOf(
        constant,
        ColumnVector.flat(constant.type(), constant.physicalType(), numRows, to, validity));
  }

  private static ColumnVector constant(ColumnVector source, int numRows) {
    return withIntervalOf(
        source,
        ColumnVector.constant(
            source.type(), source.physicalType(), numRows, source.valuesAddress()));
  }

  private static ColumnVector likeSource(
      ColumnVector source, int numRows, long values, long validity) {
    if (source.encoding() == Encoding.DICTIONARY) {
      return ColumnVector.dictionary(numRows, values, validity, source.dictionary());
    }
    return withIntervalOf(
        source, ColumnVector.flat(source.type(), source.physicalType(), numRows, values, validity));
  }

  private static ColumnVector withIntervalOf(ColumnVector source, ColumnVector result) {
    return source.physicalType().isNarrowInteger()
        ? result.withInterval(source.minValue(), source.maxValue())
        : result;
  }

  private static long presentNulls(long validity, int numRows) {
    return Bitmap.allSet(validity, numRows) ? 0 : validity;
  }

  private static PhysicalType storedForm(ColumnVector source) {
    return source.encoding() == Encoding.DICTIONARY ? PhysicalType.INT32 : source.physicalType();
  }

  private static int storedWidth(ColumnVector source) {
    return storedForm(source).widthBytes();
  }
}
