package io.scheelite.sql.copy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.memory.MemoryConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches to files of a folder: to the next one when a file has reached its size. Has one
 * file open at most. Used by one thread.
 */
final class FileSeries implements BatchFileWriter {
  private final OutputFolder folder;
  private final String subfolder;
  private final Schema schema;
  private final long fileBytes;
  private final FileOpener opener;
  private final MemoryConsumer memory;
  private @Nullable BatchFileWriter open;
  private long finishedRows;
  private long finishedBytes;

  /**
   * Opens nothing before the first row.
   *
   * @param fileBytes size at which a file ends; 0 for none
   */
  FileSeries(
      OutputFolder folder,
      String subfolder,
      Schema schema,
      long fileBytes,
      FileOpener opener,
      MemoryConsumer memory) {
    this.folder = folder;
    this.subfolder = subfolder;
    this.schema = schema;
    this.fileBytes = fileBytes;
    this.opener = opener;
    this.memory = memory;
  }

  @Override
  public void write(Batch batch) {
    if (batch.numSelectedRows() == 0) {
      return;
    }
    begin().write(batch);
    if (fileBytes > 0 && open != null && open.sizeBytes() >= fileBytes) {
      close();
    }
  }

  /** The open file; a new one if there is none. */
  BatchFileWriter begin() {
    BatchFileWriter writer = open;
    if (writer == null) {
      writer = opener.open(folder.newFile(subfolder), schema, memory);
      open = writer;
    }
    return writer;
  }

  @Override
  public long numRows() {
    return finishedRows + (open == null ? 0 : open.numRows());
  }

  @Override
  public long sizeBytes() {
    return finishedBytes + (open == null ? 0 : open.sizeBytes());
  }

  /** Ends the open file; another row would begin the next one. */
  @Override
  public void close() {
    BatchFileWriter writer = open;
    if (writer != null) {
      writer.close();
      finishedRows += writer.numRows();
      finishedBytes += writer.sizeBytes();
      open = null;
    }
  }

  @Override
  public void abort() {
    BatchFileWriter writer = open;
    open = null;
    if (writer != null) {
      writer.abort();
    }
  }
}
