package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoding.CodeUnpacking;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.metadata.RowGroup;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.SplitReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one row group of a Parquet file.
 *
 * <p>All memory is one slab, taken when the reader is opened and sized by {@link RowGroupBudget};
 * what decompression takes from the system is booked for as long. Used by one thread; whoever
 * opened it closes it.
 */
public final class RowGroupReader implements SplitReader {
  private final MemoryConsumer memory;
  private final int batchSize;
  private final List<ColumnReader> columns = new ArrayList<>();
  private final long slabBytes;
  private final long workspaceBytes;
  private long slabAddress;
  private @Nullable FileChannel channel;
  private long rowsLeft;

  /** Opens the file and takes the memory. */
  public RowGroupReader(ParquetFile file, int rowGroup, ReadShape shape, MemoryConsumer memory) {
    RowGroupBudget budget = RowGroupBudget.of(file, rowGroup, shape);
    this.memory = memory;
    this.batchSize = shape.batchSize();
    this.slabBytes = budget.slab();
    this.workspaceBytes = budget.workspace();
    this.rowsLeft = file.rowGroups().get(rowGroup).numRows();
    this.slabAddress = memory.allocate(slabBytes);
    memory.use(workspaceBytes);
    try {
      channel = FileChannel.open(file.path(), StandardOpenOption.READ);
      openColumns(file, rowGroup, shape, budget, channel);
    } catch (IOException e) {
      close();
      throw FileSite.of(file.path()).failed("opening", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void openColumns(
      ParquetFile file, int rowGroup, ReadShape shape, RowGroupBudget budget, FileChannel open) {
    RowGroup group = file.rowGroups().get(rowGroup);
    Slab slab = new Slab(slabAddress, slabBytes);
    long stored = slab.take(budget.storedPage());
    long storedCapacity = budget.storedPage() - CodeUnpacking.SLACK_BYTES;
    for (int i = 0; i < shape.columns().size(); i++) {
      int index = shape.columns().get(i);
      ParquetColumn column = file.columns().get(index);
      ColumnChunk chunk = group.chunks().get(index);
      ColumnReader.Buffers buffers = buffers(slab, budget.columns().get(i));
      boolean shared = chunk.compression() != Compression.UNCOMPRESSED;
      ChunkWindow window =
          new ChunkWindow(
              file.site(index),
              open,
              chunk.offset() + chunk.sizeBytes(),
              shared ? stored : buffers.page(),
              shared ? storedCapacity : buffers.pageCapacity(),
              shared);
      PageReader pages = new PageReader(file.site(index), chunk, window);
      columns.add(open(column, pages, buffers));
    }
  }

  private ColumnReader open(ParquetColumn column, PageReader pages, ColumnReader.Buffers buffers) {
    PhysicalType physical = column.physicalType();
    return switch (physical) {
      case BIT -> new BooleanColumnReader(column, pages, buffers, batchSize);
      case VIEW -> new StringColumnReader(column, pages, buffers);
      case INT8, INT16, INT32, INT64, INT128, FLOAT32, FLOAT64 ->
          new FixedColumnReader(column, pages, buffers);
    };
  }

  private static ColumnReader.Buffers buffers(Slab slab, ColumnBudget budget) {
    return new ColumnReader.Buffers(
        slab.take(budget.page()),
        budget.page() - CodeUnpacking.SLACK_BYTES,
        slab.take(budget.dictionary()),
        budget.dictionary() - CodeUnpacking.SLACK_BYTES,
        slab.take(budget.dictionaryValues()),
        budget.dictionaryValues(),
        slab.take(budget.values()),
        slab.take(budget.codes()),
        slab.take(budget.raw()),
        slab.take(budget.validity()),
        budget.strings() == 0 ? 0 : slab.take(budget.strings()),
        budget.strings());
  }

  @Override
  public @Nullable Batch next() {
    if (rowsLeft == 0) {
      return null;
    }
    int numRows = (int) Math.min(batchSize, rowsLeft);
    for (int i = 0; i < columns.size(); i++) {
      numRows = batchRows(columns.get(i), numRows);
    }
    List<ColumnVector> vectors = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      vectors.add(read(columns.get(i), numRows));
    }
    rowsLeft -= numRows;
    return Batch.of(numRows, vectors);
  }

  private static int batchRows(ColumnReader column, int wanted) {
    try {
      return column.batchRows(wanted);
    } catch (MalformedPageException e) {
      throw corrupt(column, e);
    }
  }

  private static ColumnVector read(ColumnReader column, int numRows) {
    try {
      return column.read(numRows);
    } catch (MalformedPageException e) {
      throw corrupt(column, e);
    }
  }

  private static RuntimeException corrupt(ColumnReader column, MalformedPageException e) {
    PageReader pages = column.pages();
    return pages.site().corrupt(String.valueOf(e.getMessage()), pages.offset(), e);
  }

  @Override
  public long bytesRead() {
    long bytes = 0;
    for (ColumnReader column : columns) {
      bytes += column.pages().bytesRead();
    }
    return bytes;
  }

  @Override
  public long decompressNanos() {
    long nanos = 0;
    for (ColumnReader column : columns) {
      nanos += column.pages().decompressNanos();
    }
    return nanos;
  }

  @Override
  public void close() {
    rowsLeft = 0;
    if (slabAddress != 0) {
      memory.free(slabAddress, slabBytes);
      memory.unuse(workspaceBytes);
      slabAddress = 0;
    }
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // nothing was written: there is nothing to lose
        System.getLogger(RowGroupReader.class.getName())
            .log(System.Logger.Level.DEBUG, "closing failed", e);
      }
    }
  }
}
