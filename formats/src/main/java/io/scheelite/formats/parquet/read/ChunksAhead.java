package io.scheelite.formats.parquet.read;

import io.scheelite.formats.input.BookedReadAhead;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.ReadCost;
import io.scheelite.formats.input.ReadPlan;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.memory.MemoryConsumer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which column chunks of a row group are read ahead. Stateless. */
final class ChunksAhead {
  private ChunksAhead() {}

  /** In whole chunks of the memory manager; 0 where nothing is read ahead. */
  static long leastBytes(ParquetFile file, int rowGroup, ReadShape shape) {
    boolean[] soon = new boolean[shape.columns().size()];
    return file.input().readCost().readsAhead()
        ? BookedReadAhead.leastBytes(ranges(file, rowGroup, shape, soon))
        : 0;
  }

  /** Whether leaving out pages may gain more than asking where they are costs. */
  static boolean skipsPages(ParquetFile file, int rowGroup, ReadShape shape) {
    ReadCost cost = file.input().readCost();
    long bytes = 0;
    for (FileColumn.Leaf leaf : RowGroupBudget.leaves(file, shape)) {
      bytes += file.rowGroups().get(rowGroup).chunks().get(leaf.index()).sizeBytes();
    }
    return !cost.readsAhead() || bytes > cost.readBytes();
  }

  /**
   * Takes memory and begins; null where nothing is read ahead.
   *
   * @param soon by column of the shape: whether it is surely wanted
   */
  static @Nullable BookedReadAhead start(
      ParquetFile file,
      int rowGroup,
      ReadShape shape,
      boolean[] soon,
      InputReader input,
      MemoryConsumer memory) {
    ReadCost cost = file.input().readCost();
    return cost.readsAhead()
        ? BookedReadAhead.start(input, cost, ranges(file, rowGroup, shape, soon), memory)
        : null;
  }

  private static List<ReadPlan.Range> ranges(
      ParquetFile file, int rowGroup, ReadShape shape, boolean[] soon) {
    // by leaf: a field of a struct may be read with it and without it
    Map<Integer, ReadPlan.Range> ranges = new LinkedHashMap<>();
    for (int i = 0; i < soon.length; i++) {
      for (FileColumn.Leaf leaf : file.columns().get(shape.columns().get(i)).leaves()) {
        ColumnChunk chunk = file.rowGroups().get(rowGroup).chunks().get(leaf.index());
        if (chunk.sizeBytes() > 0) {
          long end = chunk.offset() + chunk.sizeBytes();
          long atOnce = readBytes(file, rowGroup, leaf.index(), chunk);
          ReadPlan.Range other = ranges.get(leaf.index());
          boolean wanted = soon[i] || (other != null && other.soon());
          ranges.put(leaf.index(), new ReadPlan.Range(chunk.offset(), end, atOnce, wanted));
        }
      }
    }
    return List.copyOf(ranges.values());
  }

  /** Most that a window asks for at once. */
  private static long readBytes(ParquetFile file, int rowGroup, int leaf, ColumnChunk chunk) {
    long page = file.pages(rowGroup, leaf).storedBytes() + (long) ChunkWindow.HEADER_GUESS_BYTES;
    return chunk.compression() == Compression.UNCOMPRESSED
        ? Math.max(page, ColumnBudget.WINDOW_BYTES)
        : Math.max(page, ChunkWindow.FIRST_SHARED_READ_BYTES);
  }
}
