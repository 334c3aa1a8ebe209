package io.scheelite.formats.parquet;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.parquet.metadata.StoredSchema;
import io.scheelite.formats.parquet.write.BatchSlicer;
import io.scheelite.formats.parquet.write.RowGroupWriter;
import io.scheelite.formats.parquet.write.WriterMemory;
import io.scheelite.memory.MemoryConsumer;
import java.io.IOException;

/**
 * Encodes row groups of a {@link ParquetOutput}. They wait in memory of the consumer until they are
 * full; where that becomes short a row group ends early. Used by one thread; the consumer outlives
 * it.
 */
public final class ParquetPart implements AutoCloseable {
  private final ParquetOutput output;
  private final ParquetWriteOptions options;
  private final WriterMemory memory;
  private final RowGroupWriter rowGroup;
  private final BatchSlicer slicer;
  private boolean closed;

  /** Takes first buffers. */
  ParquetPart(
      ParquetOutput output,
      Schema schema,
      StoredSchema stored,
      ParquetWriteOptions options,
      MemoryConsumer consumer) {
    this.output = output;
    this.options = options;
    this.memory = new WriterMemory(consumer);
    boolean started = false;
    try {
      this.slicer = new BatchSlicer(schema, memory);
      this.rowGroup =
          new RowGroupWriter(
              stored,
              options.pageRows(),
              options.pageBytes(),
              options.dictionaryBytes(),
              options.compression(),
              options.bloomFilters(),
              memory);
      started = true;
    } finally {
      if (!started) {
        memory.giveAll();
      }
    }
  }

  /** Appends the selected rows of a batch, whose columns are those of the file. */
  public void write(Batch batch) {
    try {
      int count = batch.numSelectedRows();
      int from = 0;
      while (from < count) {
        if (isFull()) {
          flush();
        }
        int step = (int) Math.min(options.rowGroupRows() - rowGroup.numRows(), count - from);
        step = slicer.numRows(batch, from, step);
        slicer.append(batch, from, step, rowGroup);
        from += step;
      }
    } catch (IOException e) {
      throw output.site().writeFailed(e);
    }
  }

  private boolean isFull() {
    return rowGroup.numRows() > 0
        && (rowGroup.numRows() >= options.rowGroupRows()
            || rowGroup.sizeBytes() >= options.rowGroupBytes()
            || !rowGroup.hasRoom());
  }

  /** Ends the row group at hand and writes it to the file. */
  public void flush() {
    if (rowGroup.numRows() > 0) {
      output.append(rowGroup);
    }
  }

  /** Rows that are not in the file yet. */
  long waitingRows() {
    return rowGroup.numRows();
  }

  /** Bytes of these, about. */
  long waitingBytes() {
    return rowGroup.sizeBytes();
  }

  /** Gives all memory back; rows that were not flushed are lost. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      memory.giveAll();
    }
  }
}
