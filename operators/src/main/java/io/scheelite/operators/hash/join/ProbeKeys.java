package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ConvertKernels;
import io.scheelite.columnar.kernels.GatherKernels;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the alive rows of one batch, in the form that directories and build rows want them:
 * dense 64-bit integers, and hashes. Computed when first asked for. Belongs to one driver; its
 * memory lives as long as the allocator.
 */
final class ProbeKeys {
  private final int[] keys;
  private final VectorTarget gathered;
  private final VectorTarget flattened;
  private final long widened;
  private final long rowHashes;
  private final long denseHashes;
  private Batch batch = Batch.of(0, List.of());
  private boolean hasValues;
  private boolean hasHashes;
  private long values;

  /**
   * @param keys positions of the key columns
   * @param batchSize most rows of a batch
   */
  ProbeKeys(List<Integer> keys, int batchSize, ScratchAllocator scratch) {
    this.keys = keys.stream().mapToInt(Integer::intValue).toArray();
    gathered = VectorTarget.allocate(scratch, PhysicalType.INT128, batchSize);
    flattened = VectorTarget.allocate(scratch, PhysicalType.INT128, batchSize);
    widened = scratch.allocate(8L * batchSize);
    rowHashes = scratch.allocate(8L * batchSize);
    denseHashes = scratch.allocate(8L * batchSize);
  }

  /** What the constructor allocates. */
  static List<Long> sizes(int batchSize) {
    long vector = VectorTarget.valuesBytes(PhysicalType.INT128, batchSize);
    long bits = Bitmap.sizeBytes(batchSize);
    long words = 8L * batchSize;
    return List.of(vector, bits, vector, bits, words, words, words);
  }

  /** Turns to another batch. */
  void enter(Batch next) {
    batch = next;
    hasValues = false;
    hasHashes = false;
  }

  /** Alive rows. */
  int numRows() {
    return batch.numSelectedRows();
  }

  /** Of the only key, an integer: one 64-bit value per alive row, 0 where it is null. */
  long values() {
    if (!hasValues) {
      hasValues = true;
      values = widen(dense(batch.column(keys[0])));
    }
    return values;
  }

  private ColumnVector dense(ColumnVector key) {
    Selection selection = batch.selection();
    ColumnVector dense = selection == null ? key : VectorGather.gather(key, selection, gathered);
    return VectorGather.flatten(dense, flattened);
  }

  private long widen(ColumnVector key) {
    int numRows = key.numRows();
    long from = key.valuesAddress();
    switch (key.physicalType()) {
      case INT8 -> ConvertKernels.int8ToInt64(from, numRows, widened);
      case INT16 -> ConvertKernels.int16ToInt64(from, numRows, widened);
      case INT32 -> ConvertKernels.int32ToInt64(from, numRows, widened);
      case INT64 -> {
        return from;
      }
      case INT128 -> ConvertKernels.int128ToInt64(from, numRows, widened);
      case BIT, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("not an integer key: form=" + key.physicalType());
    }
    return widened;
  }

  /** One hash per alive row. */
  long hashes() {
    long byRow = hashesByRow();
    return batch.selection() == null ? byRow : denseHashes;
  }

  /** One hash per row; those of rows that are not alive are undefined. */
  long hashesByRow() {
    if (!hasHashes) {
      hasHashes = true;
      List<ColumnVector> columns = new ArrayList<>(keys.length);
      for (int key : keys) {
        columns.add(batch.column(key));
      }
      Selection selection = batch.selection();
      HashKernels.hash(columns, batch.numRows(), selection, rowHashes);
      if (selection != null) {
        GatherKernels.gather64By16(
            rowHashes, selection.address(), selection.numRows(), denseHashes);
      }
    }
    return rowHashes;
  }

  /** Whether any key of any row may be null. */
  boolean mayHaveNulls() {
    for (int key : keys) {
      if (batch.column(key).mayHaveNulls()) {
        return true;
      }
    }
    return false;
  }

  /** Writes 0 over what was found for alive rows that have a null among their keys. */
  void clearNulls(long heads) {
    for (int key : keys) {
      long validity = batch.column(key).validityAddress();
      if (validity != 0) {
        clearNulls(validity, heads);
      }
    }
  }

  private void clearNulls(long validity, long heads) {
    Selection selection = batch.selection();
    int numRows = numRows();
    for (int i = 0; i < numRows; i++) {
      int row =
          selection == null
              ? i
              : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * i));
      if (!Bitmap.isSet(validity, row)) {
        NativeMemory.putLong(heads + 8L * i, 0);
      }
    }
  }

  /**
   * The alive rows without a null among their keys, or null if these are all. The bitmap at {@code
   * bits} and the selection at {@code target} are written only in the other case.
   */
  @Nullable Selection withoutNulls(long bits, long target) {
    long combined = 0;
    for (int key : keys) {
      long validity = batch.column(key).validityAddress();
      if (validity != 0 && combined != 0) {
        Bitmap.and(bits, combined, validity, batch.numRows());
        combined = bits;
      } else if (validity != 0) {
        combined = validity;
      }
    }
    if (combined == 0 || Bitmap.allSet(combined, batch.numRows())) {
      return null;
    }
    Selection selection = batch.selection();
    int numRows =
        selection == null
            ? Bitmap.toSelection(combined, batch.numRows(), target)
            : Bitmap.intersect(selection, combined, target);
    return new Selection(target, numRows);
  }
}
