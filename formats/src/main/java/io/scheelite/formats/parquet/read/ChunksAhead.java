package io.scheelite.formats.parquet.read;

import io.scheelite.formats.input.BookedReadAhead;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.LeftOut;
import io.scheelite.formats.input.ReadCost;
import io.scheelite.formats.input.ReadPlan;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.index.PageOffsets;
import io.scheelite.formats.parquet.index.RowRanges;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.memory.MemoryConsumer;
import java.util.ArrayList;
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

  /** Whether leaving out pages may gain more than two reads that find out where they are cost. */
  static boolean skipsPages(ParquetFile file, int rowGroup, ReadShape shape) {
    ReadCost cost = file.input().readCost();
    long bytes = 0;
    for (FileColumn.Leaf leaf : RowGroupBudget.leaves(file, shape)) {
      bytes += file.rowGroups().get(rowGroup).chunks().get(leaf.index()).sizeBytes();
    }
    return !cost.readsAhead() || bytes > 2L * cost.gapBytes();
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
      LeftOut leftOut,
      InputReader input,
      MemoryConsumer memory) {
    ReadCost cost = file.input().readCost();
    return cost.readsAhead()
        ? BookedReadAhead.start(input, cost, ranges(file, rowGroup, shape, soon), leftOut, memory)
        : null;
  }

  /**
   * The bytes that need not be fetched: those of pages without wanted rows, unless they are so few
   * that another read costs more. Of several reads that are under way at once each waits for its
   * share of a round trip, so that a gap is worth it which one read alone would not leave out.
   *
   * @param offsets by column of the shape: where its pages lie; null where that is not known
   * @param rows that are wanted, at least one
   */
  static LeftOut leftOut(
      ParquetFile file,
      int rowGroup,
      ReadShape shape,
      List<@Nullable PageOffsets> offsets,
      RowRanges rows) {
    ReadCost cost = file.input().readCost();
    List<LeftOut.Piece> wanted = new ArrayList<>();
    long from = Long.MAX_VALUE;
    long to = 0;
    for (int i = 0; i < offsets.size(); i++) {
      PageOffsets pages = offsets.get(i);
      for (FileColumn.Leaf leaf : file.columns().get(shape.columns().get(i)).leaves()) {
        ColumnChunk chunk = file.rowGroups().get(rowGroup).chunks().get(leaf.index());
        if (chunk.sizeBytes() > 0) {
          from = Math.min(from, chunk.offset());
          to = Math.max(to, chunk.offset() + chunk.sizeBytes());
          if (pages == null) {
            wanted.add(new LeftOut.Piece(chunk.offset(), chunk.offset() + chunk.sizeBytes()));
          } else {
            addPages(wanted, chunk, pages, rows);
          }
        }
      }
    }
    return !cost.readsAhead() || wanted.isEmpty()
        ? LeftOut.none()
        : LeftOut.around(
            wanted, new LeftOut.Piece(from, to), cost.gapBytes() / cost.concurrentReads());
  }

  private static void addPages(
      List<LeftOut.Piece> target, ColumnChunk chunk, PageOffsets pages, RowRanges rows) {
    if (pages.offset(0) > chunk.offset()) {
      target.add(new LeftOut.Piece(chunk.offset(), pages.offset(0))); // the dictionary
    }
    int range = 0;
    for (int i = 0; i < pages.numPages(); i++) {
      while (range < rows.size() && rows.to(range) <= pages.firstRow(i)) {
        range++;
      }
      if (range < rows.size() && rows.from(range) < pages.firstRow(i + 1)) {
        target.add(new LeftOut.Piece(pages.offset(i), pages.offset(i) + pages.size(i)));
      }
    }
  }

  /**
   * Bytes of the chunks that are not fetched.
   *
   * @param leftOut null if nothing is read at all
   */
  static long leftOutBytes(
      ParquetFile file, int rowGroup, ReadShape shape, @Nullable LeftOut leftOut) {
    if (!file.input().readCost().readsAhead()) {
      return 0;
    }
    long bytes = 0;
    for (ReadPlan.Range range :
        ranges(file, rowGroup, shape, new boolean[shape.columns().size()])) {
      bytes +=
          leftOut == null ? range.end() - range.start() : leftOut.bytes(range.start(), range.end());
    }
    return bytes;
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
