package io.scheelite.formats.parquet;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.parquet.metadata.PageSizes;
import io.scheelite.formats.parquet.metadata.StoredSchema;
import io.scheelite.formats.parquet.write.BatchSlicer;
import io.scheelite.formats.parquet.write.RowGroupWriter;
import io.scheelite.formats.parquet.write.WriterMemory;
import io.scheelite.memory.HeapTransfer;
import io.scheelite.memory.MemoryConsumer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches to a Parquet file.
 *
 * <p>The file appears under its name when {@link #close} has written all of it; before that it has
 * another name in the same folder, and after an error or {@link #abort} there is none. Encoded row
 * groups wait in memory of the consumer; where that becomes short a row group ends early. Used by
 * one thread; the consumer outlives the writer.
 */
public final class ParquetWriter implements BatchFileWriter {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String CREATED_BY = "scheelite";
  private static final int FORMAT_VERSION = 2;

  private final FileSite site;
  private final Path temporary;
  private final StoredSchema stored;
  private final ParquetWriteOptions options;
  private final List<RowGroup> rowGroups = new ArrayList<>();
  private final WriterMemory memory;
  private final RowGroupWriter rowGroup;
  private final BatchSlicer slicer;
  private @Nullable FileChannel channel;
  private long numRows;
  private long writtenBytes;
  private boolean closed;

  /** Creates the temporary file and takes first buffers. */
  public ParquetWriter(
      Path path, Schema schema, ParquetWriteOptions options, MemoryConsumer consumer) {
    this(path, schema, options, consumer, FileChannel::open);
  }

  /** Opens files; tests put a disk in its place that fails. */
  @FunctionalInterface
  interface FileOpener {
    FileChannel open(Path path, OpenOption... options) throws IOException;
  }

  ParquetWriter(
      Path path,
      Schema schema,
      ParquetWriteOptions options,
      MemoryConsumer consumer,
      FileOpener opener) {
    this.site = FileSite.of(path);
    this.stored = StoredSchema.of(site, schema);
    this.options = options;
    this.temporary = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
    this.memory = new WriterMemory(consumer);
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
    } catch (RuntimeException e) {
      memory.giveAll();
      throw e;
    }
    try {
      channel = opener.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      writeFully(ByteBuffer.wrap(MAGIC));
    } catch (IOException e) {
      abort();
      throw site.writeFailed(e);
    }
  }

  @Override
  public void write(Batch batch) {
    if (closed) {
      throw new IllegalStateException("writer is closed: file=" + site.file());
    }
    boolean done = false;
    try {
      int count = batch.numSelectedRows();
      int from = 0;
      while (from < count) {
        if (isFull()) {
          finishRowGroup();
        }
        int step = (int) Math.min(options.rowGroupRows() - rowGroup.numRows(), count - from);
        step = slicer.numRows(batch, from, step);
        slicer.append(batch, from, step, rowGroup);
        from += step;
      }
      done = true;
    } catch (IOException e) {
      throw site.writeFailed(e);
    } finally {
      if (!done) {
        abort();
      }
    }
  }

  private boolean isFull() {
    return rowGroup.numRows() > 0
        && (rowGroup.numRows() >= options.rowGroupRows()
            || rowGroup.sizeBytes() >= options.rowGroupBytes()
            || !rowGroup.hasRoom());
  }

  private void finishRowGroup() throws IOException {
    numRows += rowGroup.numRows();
    FileChannel file = open();
    RowGroup written = rowGroup.writeTo(file);
    writtenBytes = file.position();
    written.setOrdinal((short) Math.min(rowGroups.size(), Short.MAX_VALUE));
    rowGroups.add(written);
  }

  private FileChannel open() {
    FileChannel result = channel;
    if (result == null) {
      throw new IllegalStateException("writer is closed: file=" + site.file());
    }
    return result;
  }

  @Override
  public long numRows() {
    return numRows + rowGroup.numRows();
  }

  @Override
  public long sizeBytes() {
    return writtenBytes + rowGroup.sizeBytes();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    boolean done = false;
    try {
      if (rowGroup.numRows() > 0) {
        finishRowGroup();
      }
      writeFooter();
      release();
      Files.move(
          temporary,
          site.file(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      done = true;
    } catch (IOException e) {
      throw site.writeFailed(e);
    } finally {
      if (!done) {
        discard();
      }
    }
  }

  private void writeFooter() throws IOException {
    FileMetaData metadata = new FileMetaData(FORMAT_VERSION, stored.elements(), numRows, rowGroups);
    metadata.setCreated_by(CREATED_BY);
    for (int i = stored.paths().size(); i > 0; i--) {
      metadata.addToColumn_orders(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
    }
    KeyValue sizes = new KeyValue(PageSizes.KEY);
    sizes.setValue(rowGroup.pageSizes().format());
    metadata.addToKey_value_metadata(sizes);
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, footer);
    ByteBuffer tail = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    tail.putInt(footer.size()).put(MAGIC).flip();
    writeFully(ByteBuffer.wrap(footer.toByteArray()));
    writeFully(tail);
  }

  private void writeFully(ByteBuffer buffer) throws IOException {
    HeapTransfer.writeFully(open(), buffer);
  }

  @Override
  public void abort() {
    if (!closed) {
      discard();
    }
  }

  private void discard() {
    try {
      release();
    } catch (IOException e) {
      throw site.writeFailed(e);
    } finally {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        System.getLogger(ParquetWriter.class.getName())
            .log(System.Logger.Level.WARNING, "temporary file remains: file=" + temporary, e);
      }
    }
  }

  private void release() throws IOException {
    closed = true;
    memory.giveAll();
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
