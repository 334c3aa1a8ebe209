package io.scheelite.formats.parquet.index;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.parquet.metadata.ColumnBounds;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.IndexPlaces;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.metadata.Thrift;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Reads the page indexes of one row group, each when it is asked for.
 *
 * <p>All of them together may have {@value #MOST_BYTES} bytes; those beyond are treated as missing,
 * so that the heap they take stays small. They live as long as the reader of the row group.
 */
public final class IndexReader {
  /** Bytes of indexes, as stored, that a row group's reader takes in. */
  static final int MOST_BYTES = 1 << 20;

  private final ParquetFile file;
  private final InputReader input;
  private final int rowGroup;
  private int bytesLeft = MOST_BYTES;
  private long bytesRead;

  /** Over an open file. */
  public IndexReader(ParquetFile file, int rowGroup, InputReader input) {
    this.file = file;
    this.rowGroup = rowGroup;
    this.input = input;
  }

  /** Bytes read so far. */
  public long bytesRead() {
    return bytesRead;
  }

  private ColumnChunk chunk(int column) {
    return file.rowGroups().get(rowGroup).chunks().get(column);
  }

  /**
   * Where the pages of a column lie, or null if the file does not say so.
   *
   * @param column position in the file
   */
  public @Nullable PageOffsets offsets(int column) {
    ColumnChunk chunk = chunk(column);
    long offset = chunk.indexes().offsetIndex();
    int size = chunk.indexes().offsetIndexBytes();
    if (offset == 0 || size > bytesLeft) {
      return null;
    }
    OffsetIndex index = new OffsetIndex();
    FileSite site = file.site(column);
    try {
      Thrift.read(index, piece(site, offset, size), size);
      return PageOffsets.of(index, chunk, file.rowGroups().get(rowGroup).numRows());
    } catch (IllegalArgumentException e) {
      throw site.corrupt("offset index: " + e.getMessage(), offset, e);
    }
  }

  /**
   * Between which bounds the values of each page lie, or null if the file does not say so, or says
   * something else than the statistics of the chunk.
   *
   * @param column position in the file
   * @param numPages that its offset index has
   */
  public @Nullable List<ColumnBounds> bounds(int column, int numPages) {
    IndexPlaces places = chunk(column).indexes();
    long offset = places.columnIndex();
    int size = places.columnIndexBytes();
    if (offset == 0 || size > bytesLeft) {
      return null;
    }
    ColumnIndex index = new ColumnIndex();
    FileSite site = file.site(column);
    try {
      Thrift.read(index, piece(site, offset, size), size);
    } catch (IllegalArgumentException e) {
      throw site.corrupt("column index: " + e.getMessage(), offset, e);
    }
    boolean counted = index.isSetNull_counts();
    if (index.getNull_pages().size() != numPages
        || index.getMin_values().size() != numPages
        || index.getMax_values().size() != numPages
        || (counted && index.getNull_counts().size() != numPages)) {
      throw site.corrupt("column index and offset index have other numbers of pages", offset);
    }
    List<ColumnBounds> bounds = bounds(file.leaves().get(column), index);
    return agrees(bounds, chunk(column).bounds()) ? bounds : null;
  }

  private static List<ColumnBounds> bounds(ParquetColumn column, ColumnIndex index) {
    List<ColumnBounds> bounds = new ArrayList<>();
    for (int i = 0; i < index.getNull_pages().size(); i++) {
      Statistics page = new Statistics();
      if (!index.getNull_pages().get(i)) {
        page.setMin_value(index.getMin_values().get(i));
        page.setMax_value(index.getMax_values().get(i));
      }
      if (index.isSetNull_counts()) {
        page.setNull_count(index.getNull_counts().get(i));
      }
      bounds.add(ColumnBounds.of(column, page));
    }
    return bounds;
  }

  /** Whole numbers are never rounded: what pages say must add up to what the chunk says. */
  private static boolean agrees(List<ColumnBounds> pages, ColumnBounds chunk) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    long numNulls = 0;
    boolean counted = chunk.numNulls() >= 0;
    for (ColumnBounds page : pages) {
      if (page.min() instanceof Long low && page.max() instanceof Long high) {
        min = Math.min(min, low);
        max = Math.max(max, high);
      }
      counted &= page.numNulls() >= 0;
      numNulls += page.numNulls();
    }
    boolean sameNulls = !counted || numNulls == chunk.numNulls();
    return chunk.min() instanceof Long low && chunk.max() instanceof Long high
        ? sameNulls && min == low && max == high
        : sameNulls;
  }

  private byte[] piece(FileSite site, long offset, int size) {
    if (!IndexPlaces.isInside(offset, size, file.sizeBytes())) {
      throw site.corrupt("index lies outside the file: bytes=" + size, offset);
    }
    bytesLeft -= size;
    bytesRead += size;
    return input.read(site, offset, size);
  }
}
