package io.scheelite.formats.parquet.read;

import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoding.CodeUnpacking;
import io.scheelite.formats.parquet.metadata.ChunkPages;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.formats.parquet.metadata.ListPart;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.metadata.TableColumn;
import io.scheelite.memory.MemoryConsumer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes with which one row group is read: known before anything is allocated.
 *
 * @param columns one per leaf of the columns of the shape, in their order
 * @param nested what the nested columns take besides
 * @param storedPage the buffer, shared by all columns, into which pages are read from the file
 * @param workspace what decompression takes from the system besides, one page at a time
 * @param ahead what is read ahead of inputs where that is worth it, in whole chunks
 */
public record RowGroupBudget(
    List<ColumnBudget> columns, long nested, long storedPage, long workspace, long ahead) {
  private static final long MIN_STORED_PAGE_BYTES = 4096;

  /** Sums up what the pages of the columns need. */
  public static RowGroupBudget of(ParquetFile file, int rowGroup, ReadShape shape) {
    List<ColumnBudget> columns = new ArrayList<>();
    long stored = MIN_STORED_PAGE_BYTES;
    long workspace = 0;
    long nested = 0;
    for (int index : shape.columns()) {
      TableColumn column = file.columns().get(index);
      nested += nestedBytes(column, shape.batchSize());
      for (FileColumn.Leaf leaf : column.leaves()) {
        ColumnChunk chunk = file.rowGroups().get(rowGroup).chunks().get(leaf.index());
        ChunkPages pages = file.pages(rowGroup, leaf.index());
        ColumnBudget budget =
            ColumnBudget.of(file.site(leaf.index()), leaf.column(), chunk, pages, shape);
        columns.add(column instanceof ListPart.Length ? budget.ofLevels() : budget);
        workspace = Math.max(workspace, chunk.compression().decompressWorkspaceBytes());
        if (chunk.compression() != Compression.UNCOMPRESSED) {
          stored = Math.max(stored, pages.storedBytes());
        }
      }
    }
    long ahead = ChunksAhead.leastBytes(file, rowGroup, shape);
    return new RowGroupBudget(
        columns, nested, stored + CodeUnpacking.SLACK_BYTES, workspace, ahead);
  }

  private static long nestedBytes(TableColumn column, int batchSize) {
    return switch (column) {
      case FileColumn.Leaf _ -> 0;
      case ListPart.Length _ -> ListLengthReader.sizeBytes(batchSize);
      case ListPart.Element element -> ListElementReader.sizeBytes(element, batchSize);
      case FileColumn.Struct _, FileColumn.Repeated _ -> NestedColumnReader.sizeBytes(batchSize);
    };
  }

  /** All leaves of the columns. */
  public static List<FileColumn.Leaf> leaves(ParquetFile file, ReadShape shape) {
    return shape.columns().stream()
        .flatMap(column -> file.columns().get(column).leaves().stream())
        .toList();
  }

  /** All of it, in whole chunks of the memory manager. */
  public long total() {
    return slab() + workspace + ahead;
  }

  /** All of it that the reader allocates. */
  long slab() {
    long total = Slab.rounded(storedPage) + nested;
    for (ColumnBudget column : columns) {
      total += column.total();
    }
    return MemoryConsumer.roundUpToChunk(total);
  }
}
