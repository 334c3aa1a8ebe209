package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoding.CodeUnpacking;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.formats.parquet.metadata.ListPart;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.memory.MemoryConsumer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Divides a slab among the columns of a row group. */
final class ColumnReaders {
  private ColumnReaders() {}

  /** One reader per column of the shape, over memory that the budget sizes. */
  static List<BatchColumn> open(
      ParquetFile file,
      int rowGroup,
      ReadShape shape,
      RowGroupBudget budget,
      Slab slab,
      InputReader input,
      MemoryConsumer memory) {
    Iterator<ColumnReader> leaves = leaves(file, rowGroup, shape, budget, slab, input).iterator();
    List<BatchColumn> columns = new ArrayList<>();
    long numRows = file.rowGroups().get(rowGroup).numRows();
    int batchSize = shape.batchSize();
    for (int index : shape.columns()) {
      columns.add(
          switch (file.columns().get(index)) {
            case FileColumn.Leaf _ -> leaves.next();
            case ListPart.Length length ->
                new ListLengthReader(length, leaves.next(), numRows, batchSize, slab);
            case ListPart.Element element ->
                new ListElementReader(element, leaves.next(), numRows, batchSize, slab);
            case FileColumn column -> {
              List<ColumnReader> readers = new ArrayList<>();
              column.leaves().forEach(_ -> readers.add(leaves.next()));
              yield new NestedColumnReader(column, readers, numRows, batchSize, slab, memory);
            }
          });
    }
    return columns;
  }

  private static List<ColumnReader> leaves(
      ParquetFile file,
      int rowGroup,
      ReadShape shape,
      RowGroupBudget budget,
      Slab slab,
      InputReader input) {
    long stored = slab.take(budget.storedPage());
    ChunkWindow.SharedMemory shared =
        new ChunkWindow.SharedMemory(stored, budget.storedPage() - CodeUnpacking.SLACK_BYTES);
    List<ColumnReader> columns = new ArrayList<>();
    List<FileColumn.Leaf> leaves = RowGroupBudget.leaves(file, shape);
    for (int i = 0; i < leaves.size(); i++) {
      int index = leaves.get(i).index();
      ColumnChunk chunk = file.rowGroups().get(rowGroup).chunks().get(index);
      ColumnBudget own = budget.columns().get(i);
      ColumnReader.Buffers buffers = buffers(slab, own, shape.batchSize());
      long end = chunk.offset() + chunk.sizeBytes();
      ChunkWindow window =
          chunk.compression() == Compression.UNCOMPRESSED
              ? ChunkWindow.own(
                  file.site(index), input, end, buffers.page(), buffers.pageCapacity())
              : ChunkWindow.sharing(file.site(index), input, end, shared);
      PageReader pages = new PageReader(file.site(index), chunk, window);
      ParquetColumn column = leaves.get(i).column();
      columns.add(
          own.isOfLevels()
              ? new LevelsReader(column, pages, buffers)
              : open(column, pages, buffers));
    }
    return columns;
  }

  private static ColumnReader open(
      ParquetColumn column, PageReader pages, ColumnReader.Buffers buffers) {
    PhysicalType physical = column.physicalType();
    return switch (physical) {
      case BIT -> new BooleanColumnReader(column, pages, buffers);
      case VIEW -> new StringColumnReader(column, pages, buffers);
      case INT8, INT16, INT32, INT64, INT128, FLOAT32, FLOAT64 ->
          new FixedColumnReader(column, pages, buffers);
    };
  }

  private static ColumnReader.Buffers buffers(Slab slab, ColumnBudget budget, int batchRows) {
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
        budget.strings(),
        budget.levels() == 0 ? 0 : slab.take(budget.levels()),
        batchRows);
  }
}
