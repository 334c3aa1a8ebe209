package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.NativeMemory;
import io.scheelite.spill.block.BlockHold;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockStaging;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.StorageLevel;
import io.scheelite.spill.block.columns.BatchBlockWriter;
import io.scheelite.spill.block.columns.DistinctSketch;
import io.scheelite.spill.block.columns.PieceReader;
import io.scheelite.sql.result.ValueReader;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the rows of statements into the block store, and refuses those that a table cannot have.
 * What fails leaves nothing there. Immutable, for any number of threads.
 *
 * @param name of the table, for messages
 * @param datasets numbers the datasets of all tables of the store
 */
record SegmentWriter(String name, Schema schema, BlockStore store, AtomicLong datasets) {
  /** Looks at a batch that is about to be written. */
  interface Observer {
    void look(Batch batch);
  }

  /** Writes all rows; they may have more columns than the table, which are left out. */
  TableSegment write(QueryResult rows, Observer observer) {
    String dataset = "table-" + datasets.incrementAndGet();
    store.openDataset(dataset, StorageLevel.MEMORY_AND_DISK);
    boolean done = false;
    try (BlockStaging staging = store.stage(dataset, PieceReader.bufferBytes(schema))) {
      if (staging == null) {
        throw noRoom();
      }
      try (BatchBlockWriter writer =
          new BatchBlockWriter(
              store, new BlockId(dataset, 0, 0), schema, staging.workspace(), staging.buffer())) {
        List<DistinctSketch> sketches = writer.sketchColumns();
        long numRows = 0;
        for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
          observer.look(batch);
          Batch stored = tableColumns(batch);
          writer.append(stored);
          numRows += stored.numSelectedRows();
          requireShort(writer);
          requireStored(writer.allStored());
        }
        requireStored(writer.finish());
        List<BlockHold> blocks = TableSegment.hold(store, dataset, writer.numBlocks());
        requireStored(blocks != null);
        done = true;
        return new TableSegment(dataset, blocks == null ? List.of() : blocks, numRows, sketches);
      }
    } finally {
      if (!done) {
        store.removeDataset(dataset);
      }
    }
  }

  private void requireShort(BatchBlockWriter writer) {
    if (writer.rowTooLong()) {
      throw SqlException.unsupported(
          "a row of a table with more than "
              + PieceReader.textBytes(schema)
              + " bytes of text: table="
              + name);
    }
  }

  private void requireStored(boolean stored) {
    if (!stored) {
      throw noRoom();
    }
  }

  private SqlException noRoom() {
    return SqlException.of(
        ErrorCode.MEMORY_LIMIT_EXCEEDED,
        "rows of a table could not be stored, neither in memory nor on disk: table=" + name);
  }

  private Batch tableColumns(Batch batch) {
    List<ColumnVector> columns = batch.columns().subList(0, schema.size());
    for (int i = 0; i < columns.size(); i++) {
      if (!schema.fields().get(i).nullable()) {
        requireNoNulls(batch, i);
      }
    }
    return columns.size() == batch.columns().size()
        ? batch
        : new Batch(batch.numRows(), columns, batch.selection());
  }

  private void requireNoNulls(Batch batch, int index) {
    ColumnVector column = batch.column(index);
    if (column.validityAddress() == 0) {
      return;
    }
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      if (ValueReader.value(column, row(batch, i)) == null) {
        throw SqlException.of(
            ErrorCode.NULL_NOT_ALLOWED,
            "a column that is NOT NULL got a null: column="
                + schema.fields().get(index).name()
                + " table="
                + name);
      }
    }
  }

  /** Where the selected row of that number is. */
  static int row(Batch batch, int index) {
    Selection selection = batch.selection();
    return selection == null
        ? index
        : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * index));
  }
}
