package io.scheelite.sql.copy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.sql.logical.CopyLayout;

/**
 * Writes batches to a folder of files. What is not finished when it is closed is given up. Used by
 * one thread.
 */
public final class FolderWriter implements AutoCloseable {
  /** Memory that it takes of a consumer of its own. */
  public static final long FLOOR_BYTES = PartitionedWriter.FLOOR_BYTES;

  private final BatchFileWriter writer;

  /**
   * Into a folder.
   *
   * @param files pays for the open file
   * @param own has {@link #FLOOR_BYTES} and is used by nobody else
   * @param schema of the rows, which come ordered by the columns that name folders
   */
  public FolderWriter(
      OutputFolder folder,
      FileOpener opener,
      MemoryConsumer files,
      MemoryConsumer own,
      Schema schema) {
    CopyLayout.Folder layout = folder.layout();
    this.writer =
        layout.partitionColumns().isEmpty()
            ? new FileSeries(folder, "", schema, layout.fileBytes(), opener, files)
            : new PartitionedWriter(folder, schema, opener, files, own);
  }

  /** Appends the selected rows of a batch. */
  public void write(Batch batch) {
    writer.write(batch);
  }

  /** Ends the open file. */
  public void finish() {
    writer.close();
  }

  /** As {@link #finish}, but without a row there is one file, too, which tells the columns. */
  public void finishWhole() {
    if (writer instanceof FileSeries series && series.numRows() == 0) {
      BatchFileWriter _ = series.begin();
    }
    finish();
  }

  /** Rows written so far. */
  public long numRows() {
    return writer.numRows();
  }

  @Override
  public void close() {
    writer.abort();
  }
}
