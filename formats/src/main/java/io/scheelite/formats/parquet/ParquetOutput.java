package io.scheelite.formats.parquet;

import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.HiddenFile;
import io.scheelite.formats.parquet.metadata.PageSizes;
import io.scheelite.formats.parquet.metadata.StoredSchema;
import io.scheelite.formats.parquet.write.RowGroupWriter;
import io.scheelite.memory.HeapTransfer;
import io.scheelite.memory.MemoryConsumer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file that is being written by any number of threads: each encodes row groups of its own
 * in a {@link ParquetPart}, and they stand in the file in the order in which they were finished.
 *
 * <p>The file appears under its name when {@link #finish} has written all of it; before that it has
 * another name in the same folder, and after {@link #close} there is none.
 */
public final class ParquetOutput implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String CREATED_BY = "scheelite";
  private static final int FORMAT_VERSION = 2;

  private final FileSite site;
  private final Schema schema;
  private final HiddenFile hidden;
  private final StoredSchema stored;
  private final ParquetWriteOptions options;
  // All guarded by this.
  private final List<RowGroup> rowGroups = new ArrayList<>();
  private @Nullable FileChannel channel;
  private @Nullable PageSizes pageSizes;
  private long numRows;
  private long sizeBytes;
  private boolean closed;

  /** Opens files; tests put a disk in its place that fails. */
  @FunctionalInterface
  interface FileOpener {
    FileChannel open(Path path, OpenOption... options) throws IOException;
  }

  /** Creates the temporary file. */
  public ParquetOutput(Path path, Schema schema, ParquetWriteOptions options) {
    this(path, schema, options, FileChannel::open);
  }

  ParquetOutput(Path path, Schema schema, ParquetWriteOptions options, FileOpener opener) {
    this.site = FileSite.of(path);
    this.schema = schema;
    this.stored = StoredSchema.of(site, schema, options.fieldIds());
    this.options = options;
    this.hidden = HiddenFile.of(path);
    try {
      channel = opener.open(hidden.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      writeFully(channel, ByteBuffer.wrap(MAGIC));
    } catch (IOException e) {
      close();
      throw site.writeFailed(e);
    }
  }

  /** A part for one thread, which pays with memory of a consumer of its own. */
  public ParquetPart newPart(MemoryConsumer consumer) {
    return new ParquetPart(this, schema, stored, options, consumer);
  }

  FileSite site() {
    return site;
  }

  /** Rows in the file. */
  public synchronized long numRows() {
    return numRows;
  }

  /** Bytes in the file. */
  synchronized long sizeBytes() {
    return sizeBytes;
  }

  /** Writes a row group behind those that are there. */
  synchronized void append(RowGroupWriter group) {
    try {
      FileChannel file = open();
      long rows = group.numRows();
      RowGroup written = group.writeTo(file);
      written.setOrdinal((short) Math.min(rowGroups.size(), Short.MAX_VALUE));
      rowGroups.add(written);
      numRows += rows;
      sizeBytes = file.position();
      PageSizes before = pageSizes;
      pageSizes = before == null ? group.pageSizes() : before.max(group.pageSizes());
    } catch (IOException e) {
      throw site.writeFailed(e);
    }
  }

  private synchronized FileChannel open() {
    FileChannel result = channel;
    if (result == null) {
      throw new IllegalStateException("writer is closed: file=" + site.file());
    }
    return result;
  }

  /** Completes the file and gives it its name, replacing a file of that name. */
  public synchronized void finish() {
    try (FileChannel file = open()) {
      writeFooter(file);
    } catch (IOException e) {
      throw site.writeFailed(e);
    }
    try {
      hidden.publish();
      closed = true;
      channel = null;
    } catch (IOException e) {
      throw site.writeFailed(e);
    }
  }

  private void writeFooter(FileChannel file) throws IOException {
    FileMetaData metadata = new FileMetaData(FORMAT_VERSION, stored.elements(), numRows, rowGroups);
    metadata.setCreated_by(CREATED_BY);
    for (int i = stored.paths().size(); i > 0; i--) {
      metadata.addToColumn_orders(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
    }
    PageSizes largest = pageSizes;
    if (largest != null) {
      KeyValue sizes = new KeyValue(PageSizes.KEY);
      sizes.setValue(largest.format());
      metadata.addToKey_value_metadata(sizes);
    }
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, footer);
    ByteBuffer tail = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    tail.putInt(footer.size()).put(MAGIC).flip();
    writeFully(file, ByteBuffer.wrap(footer.toByteArray()));
    writeFully(file, tail);
    sizeBytes = file.position();
  }

  private static void writeFully(FileChannel file, ByteBuffer buffer) throws IOException {
    HeapTransfer.writeFully(file, buffer);
  }

  /** Gives up what is not finished: nothing remains on disk. Idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (FileChannel open = channel) {
      channel = null;
    } catch (IOException e) {
      throw site.writeFailed(e);
    } finally {
      hidden.remove();
    }
  }
}
