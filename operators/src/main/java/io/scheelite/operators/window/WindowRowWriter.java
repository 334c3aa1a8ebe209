package io.scheelite.operators.window;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.rows.RowScatter;
import io.scheelite.memory.NativeMemory;

/**
 * Writes the selected rows of batches where the caller has found room. Holds work buffers, so one
 * per driver.
 *
 * <p>Use: {@link #begin} a batch, ask {@link #rowBytes}, {@link #write} the rows.
 */
final class WindowRowWriter {
  private final WindowLayout layout;
  private final RowScatter scatter;
  private final long addresses;
  private long largest;

  /**
   * @param scratchAddress {@link #scratchBytes} of memory that outlives this
   */
  WindowRowWriter(WindowLayout layout, long scratchAddress) {
    this.layout = layout;
    this.scatter = new RowScatter(layout.rows());
    this.addresses = scratchAddress;
  }

  static long scratchBytes(int batchSize) {
    return 8L * batchSize;
  }

  /** Computes the sizes of a batch's rows. */
  void begin(Batch batch) {
    largest = layout.fixedBytes();
    if (scatter.measure(batch) > 0) {
      for (int i = 0; i < batch.numSelectedRows(); i++) {
        largest = Math.max(largest, rowBytes(i));
      }
    }
  }

  /** Bytes of selected row {@code i} of the batch that was begun. */
  long rowBytes(int i) {
    return WindowLayout.words(layout.fixedBytes() + scatter.longBytes(i));
  }

  /** The largest of {@link #rowBytes}. */
  long largestRowBytes() {
    return largest;
  }

  /**
   * Writes the rows of the batch that was begun.
   *
   * @param targets address for each selected row
   */
  void write(Batch batch, long targets) {
    Selection selection = batch.selection();
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      long row = NativeMemory.getLong(targets + 8L * i);
      int number =
          selection == null
              ? i
              : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * i));
      NativeMemory.putLong(addresses + 8L * number, row);
      scatter.placeLong(i, row + layout.fixedBytes());
    }
    scatter.writeHeads(batch, 0, addresses);
    scatter.write(batch, addresses);
  }
}
