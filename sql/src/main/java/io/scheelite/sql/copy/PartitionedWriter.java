package io.scheelite.sql.copy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.sql.logical.CopyLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches to folders named by values of columns. Rows come ordered by these, so that one
 * file is open at a time, however many folders there are. Used by one thread.
 */
final class PartitionedWriter implements BatchFileWriter {
  private static final long ROWS_BYTES =
      MemoryConsumer.roundUpToChunk(Selection.sizeBytes(Batch.MAX_NUM_ROWS));

  /** Memory that it takes of a consumer of its own. */
  static final long FLOOR_BYTES = ROWS_BYTES;

  private final OutputFolder folder;
  private final CopyLayout.Folder layout;
  private final PartitionKeys keys;
  private final List<Integer> fileColumns;
  private final Schema fileSchema;
  private final FileOpener opener;
  private final MemoryConsumer files;
  private final MemoryConsumer own;
  private long rows; // 0 when it is given back
  private @Nullable FileSeries open;
  private String openFolder = "";
  private long finishedRows;
  private long finishedBytes;

  /**
   * Into a folder.
   *
   * @param files pays for the open file
   * @param own has {@link #FLOOR_BYTES} and is used by nobody else
   */
  PartitionedWriter(
      OutputFolder folder,
      Schema schema,
      FileOpener opener,
      MemoryConsumer files,
      MemoryConsumer own) {
    this.folder = folder;
    this.layout = folder.layout();
    this.keys = new PartitionKeys(schema, layout.partitionColumns());
    this.fileColumns =
        IntStream.range(0, schema.size())
            .filter(i -> layout.keepsPartitionColumns() || !layout.partitionColumns().contains(i))
            .boxed()
            .toList();
    this.fileSchema = new Schema(fileColumns.stream().map(i -> schema.fields().get(i)).toList());
    this.opener = opener;
    this.files = files;
    this.own = own;
    this.rows = own.allocate(ROWS_BYTES);
  }

  @Override
  public void write(Batch batch) {
    int count = batch.numSelectedRows();
    int from = 0;
    while (from < count) {
      int to = keys.runEnd(batch, from);
      series(keys.folder(batch, from)).write(part(batch, from, to));
      from = to;
    }
  }

  private FileSeries series(String wanted) {
    FileSeries current = open;
    if (current == null || !wanted.equals(openFolder)) {
      close();
      current = new FileSeries(folder, wanted, fileSchema, layout.fileBytes(), opener, files);
      open = current;
      openFolder = wanted;
    }
    return current;
  }

  private Batch part(Batch batch, int from, int to) {
    List<ColumnVector> columns = new ArrayList<>(fileColumns.size());
    for (int column : fileColumns) {
      columns.add(batch.column(column));
    }
    if (to - from == batch.numSelectedRows()) {
      return new Batch(batch.numRows(), columns, batch.selection());
    }
    for (int i = from; i < to; i++) {
      NativeMemory.putShort(rows + 2L * (i - from), (short) PartitionKeys.row(batch, i));
    }
    return new Batch(batch.numRows(), columns, new Selection(rows, to - from));
  }

  @Override
  public long numRows() {
    return finishedRows + (open == null ? 0 : open.numRows());
  }

  @Override
  public long sizeBytes() {
    return finishedBytes + (open == null ? 0 : open.sizeBytes());
  }

  /** Ends the open file; other rows would begin others. */
  @Override
  public void close() {
    FileSeries current = open;
    if (current != null) {
      current.close();
      finishedRows += current.numRows();
      finishedBytes += current.sizeBytes();
      open = null;
    }
  }

  @Override
  public void abort() {
    FileSeries current = open;
    open = null;
    if (current != null) {
      current.abort();
    }
    if (rows != 0) {
      own.free(rows, ROWS_BYTES);
      rows = 0;
    }
  }
}
