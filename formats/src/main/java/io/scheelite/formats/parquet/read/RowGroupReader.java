package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.formats.input.BookedReadAhead;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.LeftOut;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.index.BloomFilters;
import io.scheelite.formats.parquet.index.IndexReader;
import io.scheelite.formats.parquet.index.PageOffsets;
import io.scheelite.formats.parquet.index.PagePruner;
import io.scheelite.formats.parquet.index.RowRanges;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ReadCounts;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.SplitReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads one row group of a Parquet file.
 *
 * <p>With filters it asks bloom filters whether to read anything, and page indexes which rows. With
 * a {@link RowFilter} it decodes the columns that the filter looks at first, and the others for
 * batches of which rows pass.
 *
 * <p>All memory is one slab, taken when the reader is opened and sized by {@link RowGroupBudget};
 * what decompression takes from the system is booked for as long. Used by one thread; whoever
 * opened it closes it.
 */
public final class RowGroupReader implements SplitReader {
  // so that a caller can do something else meanwhile
  private static final int MOST_SILENT_BATCHES = 64;
  private static final Batch NO_ROWS = Batch.of(0, List.of());

  private final MemoryConsumer memory;
  private final ParquetFile file;
  private final int rowGroup;
  private final ReadShape shape;
  private final @Nullable RowFilter filter;
  private final boolean[] early; // by column: whether the filter looks at it
  private final long slabBytes;
  private final long workspaceBytes;
  private List<BatchColumn> columns = List.of();
  private RowRanges rows = RowRanges.none();
  private boolean ruledOut;
  private long indexBytes;
  private long slabAddress;
  private @Nullable InputReader input;
  private @Nullable BookedReadAhead ahead;
  private long fetchedBytes; // once the input is closed
  private long leftOutBytes;
  private int range;
  private long row;
  private long lateRows;

  /**
   * Opens the file and takes the memory.
   *
   * @param filter whether only rows that pass it are wanted
   */
  public RowGroupReader(
      ParquetFile file,
      int rowGroup,
      ReadShape shape,
      MemoryConsumer memory,
      @Nullable RowFilter filter) {
    RowGroupBudget budget = RowGroupBudget.of(file, rowGroup, shape);
    this.file = file;
    this.rowGroup = rowGroup;
    this.shape = shape;
    this.memory = memory;
    this.filter = filter;
    this.early = new boolean[shape.columns().size()];
    this.slabBytes = budget.slab();
    this.workspaceBytes = budget.workspace();
    this.slabAddress = memory.allocate(slabBytes);
    memory.use(workspaceBytes);
    try {
      InputReader open = InputReader.open(file.input(), file.stamp());
      input = open;
      Slab slab = new Slab(slabAddress, slabBytes);
      columns = ColumnReaders.open(file, rowGroup, shape, budget, slab, open, memory);
      LeftOut leftOut = LeftOut.none();
      if (filter == null && shape.filters().isEmpty()) {
        rows = RowRanges.all(numRows());
      } else {
        leftOut = choose(open);
      }
      leftOutBytes =
          ChunksAhead.leftOutBytes(file, rowGroup, shape, rows.size() == 0 ? null : leftOut);
      row = rows.size() == 0 ? 0 : rows.from(0);
      if (rows.size() > 0) {
        ahead = ChunksAhead.start(file, rowGroup, shape, soon(), leftOut, open, memory);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** By column: whether it is wanted whatever the filter says. */
  private boolean[] soon() {
    boolean[] soon = early.clone();
    if (filter == null) {
      Arrays.fill(soon, true);
    }
    return soon;
  }

  private long numRows() {
    return file.rowGroups().get(rowGroup).numRows();
  }

  /** Finds out which rows are worth reading, and which bytes are not. */
  private LeftOut choose(InputReader open) {
    List<Integer> leaves = shape.leaves(file);
    BloomFilters blooms = new BloomFilters(file, rowGroup, leaves, open);
    IndexReader indexes = new IndexReader(file, rowGroup, open);
    LeftOut leftOut = LeftOut.none();
    ruledOut = !blooms.mayMatchAll(shape.filters());
    if (!ruledOut
        && !(ChunksAhead.skipsPages(file, rowGroup, shape) && shape.trial().isWorthIt())) {
      rows = RowRanges.all(numRows());
    } else if (!ruledOut) {
      PagePruner pruner = new PagePruner(indexes, leaves, numRows());
      rows = pruner.rows(shape.filters(), filter);
      shape.trial().add(numRows(), numRows() - rows.numRows());
      leftOut = use(pruner);
    }
    indexBytes = blooms.bytesRead() + indexes.bytesRead();
    RowFilter rowFilter = filter;
    if (rowFilter != null) {
      rowFilter.columns().forEach(column -> early[column] = true);
      for (int i = 0; i < columns.size(); i++) {
        if (!early[i]) {
          columns.get(i).readLate();
        }
      }
    }
    return leftOut;
  }

  /** Lets columns find their pages, and leaves out those bytes that no wanted row needs. */
  private LeftOut use(PagePruner pruner) {
    List<@Nullable PageOffsets> found = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      PageOffsets offsets = columns.get(i) instanceof ColumnReader ? pruner.offsets(i) : null;
      if (offsets != null && columns.get(i) instanceof ColumnReader column) {
        column.use(offsets);
      }
      found.add(offsets);
    }
    if (rows.size() == 0 || rows.numRows() == numRows()) {
      return LeftOut.none();
    }
    LeftOut leftOut = ChunksAhead.leftOut(file, rowGroup, shape, found, rows);
    for (BatchColumn each : columns) {
      if (each instanceof ColumnReader column) {
        column.leaveOut(leftOut);
      }
    }
    return leftOut;
  }

  @Override
  public @Nullable Batch next() {
    for (int silent = 0; silent < MOST_SILENT_BATCHES; silent++) {
      if (range == rows.size()) {
        return null;
      }
      int numRows = batchRows((int) Math.min(shape.batchSize(), rows.to(range) - row));
      Batch batch = filter == null ? readAll(numRows) : read(numRows, filter);
      row += numRows;
      if (row == rows.to(range) && ++range < rows.size()) {
        row = rows.from(range);
      }
      if (batch != null) {
        return batch;
      }
    }
    return NO_ROWS;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    BookedReadAhead running = range == rows.size() ? null : ahead;
    return running == null ? null : running.awaited();
  }

  /** How many of the next rows one batch can hold. */
  private int batchRows(int wanted) {
    int numRows = wanted;
    for (int i = 0; i < columns.size(); i++) {
      BatchColumn column = columns.get(i);
      // where a late column of numbers goes on is of no interest before it is read
      if (early[i] || filter == null || column.limitsBatches()) {
        try {
          column.moveTo(row);
          numRows = column.batchRows(numRows);
        } catch (MalformedPageException e) {
          throw column.corrupt(e);
        }
      }
    }
    return numRows;
  }

  private Batch readAll(int numRows) {
    List<ColumnVector> vectors = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      vectors.add(read(columns.get(i), numRows));
    }
    return Batch.of(numRows, vectors);
  }

  /** The filter's columns, and if rows pass, the others. */
  private @Nullable Batch read(int numRows, RowFilter rowFilter) {
    ColumnVector[] vectors = new ColumnVector[columns.size()];
    boolean anyLate = false;
    for (int i = 0; i < vectors.length; i++) {
      BatchColumn column = columns.get(i);
      vectors[i] = early[i] ? read(column, numRows) : unread(column, numRows);
      anyLate |= !early[i];
    }
    Selection passing = rowFilter.select(Batch.of(numRows, List.of(vectors)));
    if (passing != null && passing.numRows() == 0) {
      lateRows += anyLate ? numRows : 0;
      return null;
    }
    for (int i = 0; i < vectors.length; i++) {
      if (!early[i]) {
        vectors[i] = read(columns.get(i), numRows);
      }
    }
    return new Batch(numRows, List.of(vectors), passing);
  }

  /** Stands for a column that nobody looks at: any value of its type. */
  private ColumnVector unread(BatchColumn column, int numRows) {
    return ColumnVector.constant(column.type(), column.physicalType(), numRows, slabAddress);
  }

  private ColumnVector read(BatchColumn column, int numRows) {
    try {
      column.moveTo(row);
      return column.read(numRows);
    } catch (MalformedPageException e) {
      throw column.corrupt(e);
    }
  }

  @Override
  public long bytesRead() {
    long bytes = indexBytes;
    for (BatchColumn column : columns) {
      bytes += column.bytesRead();
    }
    return bytes;
  }

  @Override
  public ReadCounts counts() {
    long pages = 0;
    long loaded = 0;
    for (int i = 0; i < columns.size(); i++) {
      loaded += columns.get(i).pagesLoaded();
      if (columns.get(i) instanceof ColumnReader column) {
        int known = file.pages(rowGroup, file.leaf(shape.columns().get(i))).dataPages();
        pages += column.pages(known);
      } else {
        pages += columns.get(i).pagesLoaded();
      }
    }
    // below a limit pages are left over that nobody asked for
    boolean done = range == rows.size();
    long skippedRows = ruledOut || !done ? 0 : numRows() - rows.numRows();
    long skippedPages = ruledOut || !done ? 0 : pages - loaded;
    return new ReadCounts(
        ruledOut ? 1 : 0,
        ruledOut ? 0 : pages,
        skippedPages,
        skippedRows,
        lateRows,
        fetchedBytes(),
        leftOutBytes);
  }

  private long fetchedBytes() {
    InputReader open = input;
    return open == null ? fetchedBytes : open.fetchedBytes();
  }

  @Override
  public long decompressNanos() {
    return columns.stream().mapToLong(BatchColumn::decompressNanos).sum();
  }

  @Override
  public void close() {
    range = rows.size();
    columns.forEach(BatchColumn::close);
    if (slabAddress != 0) {
      memory.free(slabAddress, slabBytes);
      memory.unuse(workspaceBytes);
      slabAddress = 0;
    }
    InputReader open = input;
    fetchedBytes = fetchedBytes();
    input = null;
    if (open != null) {
      open.close(); // nobody writes into what was read ahead any more
    }
    BookedReadAhead stopped = ahead;
    ahead = null;
    if (stopped != null) {
      stopped.free();
    }
  }
}
