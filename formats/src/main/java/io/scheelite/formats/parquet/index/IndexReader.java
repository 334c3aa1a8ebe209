package io.scheelite.formats.parquet.index;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.LeftOut;
import io.scheelite.formats.input.ReadCost;
import io.scheelite.formats.parquet.metadata.ColumnBounds;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.IndexPlaces;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.metadata.Thrift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
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
  private final NavigableMap<Long, byte[]> fetched = new ConcurrentSkipListMap<>(); // by offset

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
   * Brings indexes in that are likely to be asked for, where each read costs a round trip: those
   * that lie close together at once, all at a time, as long as they are not too large together.
   *
   * @param offsets columns of which offset indexes are wanted
   * @param bounds columns of which column indexes are wanted
   */
  void fetch(Collection<Integer> offsets, Collection<Integer> bounds) {
    ReadCost cost = file.input().readCost();
    if (!cost.readsAhead()) {
      return;
    }
    TreeMap<Long, Long> ends = new TreeMap<>();
    for (int column : offsets) {
      IndexPlaces places = chunk(column).indexes();
      addPlace(ends, places.offsetIndex(), places.offsetIndexBytes());
    }
    for (int column : bounds) {
      IndexPlaces places = chunk(column).indexes();
      addPlace(ends, places.columnIndex(), places.columnIndexBytes());
    }
    List<LeftOut.Piece> pieces = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<Long, Long> place : ends.entrySet()) {
      LeftOut.Piece found = new LeftOut.Piece(place.getKey(), place.getValue());
      boolean joins = !pieces.isEmpty() && found.from() - pieces.getLast().to() <= cost.gapBytes();
      long from = joins ? pieces.getLast().to() : found.from();
      long more = Math.max(0, found.to() - from);
      if (bytes + more > MOST_BYTES) {
        break;
      }
      bytes += more;
      if (joins) {
        LeftOut.Piece last = pieces.removeLast();
        found = new LeftOut.Piece(last.from(), Math.max(last.to(), found.to()));
      }
      pieces.add(found);
    }
    FileSite site = FileSite.of(file.input().location());
    input.forEach(
        pieces,
        piece -> {
          int size = (int) (piece.to() - piece.from());
          fetched.put(piece.from(), input.read(site, piece.from(), size));
        });
  }

  /** Those that lie outside the file are refused when they are asked for. */
  private void addPlace(Map<Long, Long> target, long offset, int size) {
    if (IndexPlaces.isInside(offset, size, file.sizeBytes())) {
      target.merge(offset, offset + size, Math::max);
    }
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
    Map.Entry<Long, byte[]> found = fetched.floorEntry(offset);
    if (found != null && offset + size <= found.getKey() + found.getValue().length) {
      int from = (int) (offset - found.getKey());
      return Arrays.copyOfRange(found.getValue(), from, from + size);
    }
    return input.read(site, offset, size);
  }
}
