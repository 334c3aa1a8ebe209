package io.scheelite.columnar.rows;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.RowGatherKernels;
import io.scheelite.columnar.kernels.RowValues;

/**
 * Makes vectors of the columns of rows, given by a list of 64-bit addresses. Strings become views
 * that point into the rows, so they are good as long as the rows are where they were. Nothing is
 * known about the interval of integers: see {@link RowCollection#withInterval}. Stateless.
 */
public final class RowGather {
  private RowGather() {}

  /**
   * The values of one column, of rows that all exist.
   *
   * @param rows address of {@code numRows} row addresses
   * @param target room for that many values
   */
  public static ColumnVector gather(
      RowLayout layout, int column, long rows, int numRows, VectorTarget target) {
    return gather(layout, column, rows, numRows, 0, target);
  }

  /**
   * As {@link #gather(RowLayout, int, long, int, VectorTarget)}, of rows whose long strings lie
   * {@code shift} bytes before the place that the rows say.
   */
  static ColumnVector gather(
      RowLayout layout, int column, long rows, int numRows, long shift, VectorTarget target) {
    DataType type = layout.schema().type(column);
    PhysicalType form = type.physicalType();
    int offset = layout.columnOffset(column);
    long to = target.valuesAddress();
    switch (form) {
      case BIT -> RowValues.gatherBits(rows, numRows, offset, to);
      case INT8 -> RowGatherKernels.gather8(rows, numRows, offset, to);
      case INT16 -> RowGatherKernels.gather16(rows, numRows, offset, to);
      case INT32, FLOAT32 -> RowGatherKernels.gather32(rows, numRows, offset, to);
      case INT64, FLOAT64 -> RowGatherKernels.gather64(rows, numRows, offset, to);
      case INT128 -> RowValues.gatherInt128(rows, numRows, offset, to);
      case VIEW -> RowValues.gatherViews(rows, numRows, offset, shift, to);
    }
    int nullBit = layout.nullBit(column);
    long validity = target.validityAddress();
    boolean nulls = nullBit >= 0 && RowValues.gatherValidity(rows, numRows, nullBit, validity);
    return ColumnVector.flat(type, form, numRows, to, nulls ? validity : 0);
  }

  /** As {@link #gather}, but a row address may be 0, which gives null. */
  public static ColumnVector gatherOrNull(
      RowLayout layout, int column, long rows, int numRows, VectorTarget target) {
    if (!RowValues.anyMissing(rows, numRows)) {
      return gather(layout, column, rows, numRows, target);
    }
    DataType type = layout.schema().type(column);
    PhysicalType form = type.physicalType();
    int offset = layout.columnOffset(column);
    long to = target.valuesAddress();
    switch (form) {
      case BIT -> RowValues.gatherBits(rows, numRows, offset, to);
      case INT8 -> RowGatherKernels.gather8OrZero(rows, numRows, offset, to);
      case INT16 -> RowGatherKernels.gather16OrZero(rows, numRows, offset, to);
      case INT32, FLOAT32 -> RowGatherKernels.gather32OrZero(rows, numRows, offset, to);
      case INT64, FLOAT64 -> RowGatherKernels.gather64OrZero(rows, numRows, offset, to);
      case INT128 -> RowValues.gatherInt128(rows, numRows, offset, to);
      case VIEW -> RowValues.gatherViews(rows, numRows, offset, to);
    }
    int nullBit = layout.nullBit(column);
    long validity = target.validityAddress();
    if (nullBit < 0) {
      RowValues.gatherPresence(rows, numRows, validity);
    } else {
      RowValues.gatherValidity(rows, numRows, nullBit, validity);
    }
    return ColumnVector.flat(type, form, numRows, to, validity);
  }

  /** Copies the stored hashes of rows that all exist to {@code target}. */
  public static void gatherHashes(RowLayout layout, long rows, int numRows, long target) {
    assert layout.hasHash();
    RowGatherKernels.gather64(rows, numRows, RowLayout.HASH_OFFSET, target);
  }
}
