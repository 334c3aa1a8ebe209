package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;

/** Makes vectors of truth values. */
final class BooleanVectors {
  private BooleanVectors() {}

  /**
   * Wraps result bits, clearing those of null rows.
   *
   * @param bits the evaluator's own bitmap
   */
  static ColumnVector of(int numRows, long bits, long validity) {
    if (validity != 0) {
      Bitmap.and(bits, bits, validity, numRows);
    }
    return ColumnVector.flat(DataType.BOOLEAN, PhysicalType.BIT, numRows, bits, validity);
  }
}
