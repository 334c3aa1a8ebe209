package io.scheelite.operators.reduction;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ConvertKernels;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.memory.ScratchAllocator;
import org.jspecify.annotations.Nullable;

/** Reads the alive rows of an integer column as int64, whatever its width and encoding. */
final class KeyColumn {
  private final VectorTarget gathered;
  private final VectorTarget decoded;
  private final long widened;

  KeyColumn(int batchSize, ScratchAllocator scratch) {
    gathered = VectorTarget.allocate(scratch, PhysicalType.INT64, batchSize);
    decoded = VectorTarget.allocate(scratch, PhysicalType.INT64, batchSize);
    widened = scratch.allocate(VectorTarget.valuesBytes(PhysicalType.INT64, batchSize));
  }

  /** The memory that the constructor takes. */
  static long[] sizes(int batchSize) {
    long values = VectorTarget.valuesBytes(PhysicalType.INT64, batchSize);
    long validity = Bitmap.sizeBytes(batchSize);
    return new long[] {values, validity, values, validity, values};
  }

  /** The column's alive rows, dense, flat and of 64 bits; lent until the next call. */
  ColumnVector read(ColumnVector column, @Nullable Selection alive) {
    ColumnVector dense = alive == null ? column : VectorGather.gather(column, alive, gathered);
    ColumnVector flat = VectorGather.flatten(dense, decoded);
    if (flat.physicalType() == PhysicalType.INT64) {
      return flat;
    }
    widen(flat);
    return ColumnVector.flat(
        flat.type(), PhysicalType.INT64, flat.numRows(), widened, flat.validityAddress());
  }

  private void widen(ColumnVector flat) {
    long values = flat.valuesAddress();
    switch (flat.physicalType()) {
      case INT8 -> ConvertKernels.int8ToInt64(values, flat.numRows(), widened);
      case INT16 -> ConvertKernels.int16ToInt64(values, flat.numRows(), widened);
      case INT32 -> ConvertKernels.int32ToInt64(values, flat.numRows(), widened);
      case BIT, INT64, INT128, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("not an integer key: " + flat.physicalType());
    }
  }
}
