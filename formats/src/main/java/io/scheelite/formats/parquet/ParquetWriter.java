package io.scheelite.formats.parquet;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.memory.MemoryConsumer;
import java.nio.file.Path;

/**
 * Writes batches to a Parquet file.
 *
 * <p>The file appears under its name when {@link #close} has written all of it; before that it has
 * another name in the same folder, and after an error or {@link #abort} there is none. Used by one
 * thread; the consumer outlives the writer.
 */
public final class ParquetWriter implements BatchFileWriter {
  private final ParquetOutput output;
  private final ParquetPart part;
  private boolean closed;

  /** Creates the temporary file and takes first buffers. */
  public ParquetWriter(
      Path path, Schema schema, ParquetWriteOptions options, MemoryConsumer consumer) {
    this(new ParquetOutput(path, schema, options), consumer);
  }

  ParquetWriter(
      Path path,
      Schema schema,
      ParquetWriteOptions options,
      MemoryConsumer consumer,
      ParquetOutput.FileOpener opener) {
    this(new ParquetOutput(path, schema, options, opener), consumer);
  }

  private ParquetWriter(ParquetOutput output, MemoryConsumer consumer) {
    this.output = output;
    boolean started = false;
    try {
      this.part = output.newPart(consumer);
      started = true;
    } finally {
      if (!started) {
        output.close();
      }
    }
  }

  @Override
  public void write(Batch batch) {
    if (closed) {
      throw new IllegalStateException("writer is closed: file=" + output.site().file());
    }
    boolean done = false;
    try {
      part.write(batch);
      done = true;
    } finally {
      if (!done) {
        abort();
      }
    }
  }

  @Override
  public long numRows() {
    return output.numRows() + (closed ? 0 : part.waitingRows());
  }

  @Override
  public long sizeBytes() {
    return output.sizeBytes() + (closed ? 0 : part.waitingBytes());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    boolean done = false;
    try {
      part.flush();
      part.close();
      output.finish();
      closed = true;
      done = true;
    } finally {
      if (!done) {
        abort();
      }
    }
  }

  @Override
  public void abort() {
    if (!closed) {
      closed = true;
      part.close();
      output.close();
    }
  }
}
