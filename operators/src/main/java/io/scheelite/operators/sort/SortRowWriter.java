package io.scheelite.operators.sort;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.rows.RowScatter;
import io.scheelite.memory.NativeMemory;

/**
 * Writes the selected rows of batches as rows with keys. Holds work buffers, so one per driver.
 *
 * <p>Use: {@link #encodeKeys} and {@link #begin} a batch, ask {@link #rowBytes}, and {@link #write}
 * the rows where the caller has found room.
 */
final class SortRowWriter {
  private final SortRowLayout layout;
  private final SortKeyEncoder encoder;
  private final RowScatter scatter;
  private final long keysAddress;
  private final long addresses;
  private long largest;

  /**
   * @param scratchAddress {@link #scratchBytes} of memory that outlives this
   */
  SortRowWriter(SortRowLayout layout, long scratchAddress, int batchSize) {
    this.layout = layout;
    this.encoder = new SortKeyEncoder(layout.keys(), scratchAddress, batchSize);
    this.scatter = new RowScatter(layout.rows());
    this.addresses = scratchAddress + SortKeyEncoder.scratchBytes(batchSize);
    this.keysAddress = addresses + 8L * batchSize;
  }

  static long scratchBytes(SortRowLayout layout, int batchSize) {
    return SortKeyEncoder.scratchBytes(batchSize)
        + 8L * batchSize
        + (long) batchSize * layout.keys().sizeBytes();
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
    return SortRowLayout.words(layout.fixedBytes() + scatter.longBytes(i));
  }

  /** The largest of {@link #rowBytes}. */
  long largestRowBytes() {
    return largest;
  }

  /** Where the keys are that were encoded last. */
  long keys() {
    return keysAddress;
  }

  /** Encodes the keys; returns where they are, one after another. */
  long encodeKeys(Batch batch) {
    encoder.encode(batch, keysAddress);
    return keysAddress;
  }

  /**
   * Writes the rows of the batch that was begun and whose keys were encoded.
   *
   * @param targets 64-bit address for each selected row
   */
  void write(Batch batch, long targets) {
    Selection selection = batch.selection();
    int numRows = batch.numSelectedRows();
    for (int i = 0; i < numRows; i++) {
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
    writeKeys(numRows, targets);
  }

  private void writeKeys(int numRows, long targets) {
    int keyBytes = layout.keys().sizeBytes();
    int keyOffset = layout.keyOffset();
    for (int i = 0; i < numRows; i++) {
      long target = NativeMemory.getLong(targets + 8L * i) + keyOffset;
      long key = keysAddress + (long) i * keyBytes;
      for (int word = 0; word < keyBytes; word += 8) {
        NativeMemory.putLong(target + word, NativeMemory.getLong(key + word));
      }
    }
  }
}
