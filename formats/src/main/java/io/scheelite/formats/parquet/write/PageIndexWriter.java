package io.scheelite.formats.parquet.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Collects where the pages of a chunk lie and between which bounds their values are, and writes it
 * as offset index and column index (Parquet format, "PageIndex").
 */
final class PageIndexWriter {
  private static final byte[] NOTHING = {};

  /** What is kept of a page. */
  private record Entry(
      long offset, int size, long firstRow, long numNulls, boolean allNull, PageBounds bounds) {}

  private final Type stored;
  private List<Entry> pages = new ArrayList<>();
  private boolean dropped;

  PageIndexWriter(Type stored) {
    this.stored = stored;
  }

  /**
   * Adds the next page.
   *
   * @param offset from the first data page
   * @param numValues how many, nulls included
   * @param present those that are not null
   */
  void add(long offset, int size, long firstRow, int numValues, int present, PageBounds bounds) {
    pages.add(new Entry(offset, size, firstRow, numValues - present, present == 0, bounds));
  }

  /** Leaves the chunk without an index: a page begins inside of a row. */
  void drop() {
    dropped = true;
  }

  /**
   * The index of the pages so far, which are forgotten.
   *
   * @param firstOffset of the first data page in the file
   */
  Finished finish(long firstOffset) {
    List<Entry> entries = pages;
    pages = new ArrayList<>();
    if (dropped) {
      dropped = false;
      return Finished.NOTHING;
    }
    List<PageLocation> locations = new ArrayList<>(entries.size());
    for (Entry page : entries) {
      locations.add(new PageLocation(firstOffset + page.offset(), page.size(), page.firstRow()));
    }
    return new Finished(new OffsetIndex(locations), columnIndex(entries));
  }

  private @Nullable ColumnIndex columnIndex(List<Entry> entries) {
    ColumnIndex index = new ColumnIndex();
    List<Long> nulls = new ArrayList<>(entries.size());
    List<Entry> bounded = new ArrayList<>(entries.size());
    for (Entry page : entries) {
      byte[] min = page.allNull() ? NOTHING : page.bounds().min();
      byte[] max = page.allNull() ? NOTHING : page.bounds().max();
      if (min == null || max == null) {
        return null; // all pages have bounds or none
      }
      index.addToNull_pages(page.allNull());
      index.addToMin_values(ByteBuffer.wrap(min));
      index.addToMax_values(ByteBuffer.wrap(max));
      nulls.add(page.numNulls());
      if (!page.allNull()) {
        bounded.add(page);
      }
    }
    index.setNull_counts(nulls);
    index.setBoundary_order(order(bounded));
    return index;
  }

  private BoundaryOrder order(List<Entry> entries) {
    boolean ascending = true;
    boolean descending = true;
    for (int i = 1; i < entries.size(); i++) {
      PageBounds last = entries.get(i - 1).bounds();
      PageBounds next = entries.get(i).bounds();
      int min = compare(last.min(), next.min());
      int max = compare(last.max(), next.max());
      ascending &= min <= 0 && max <= 0;
      descending &= min >= 0 && max >= 0;
    }
    if (ascending) {
      return BoundaryOrder.ASCENDING;
    }
    return descending ? BoundaryOrder.DESCENDING : BoundaryOrder.UNORDERED;
  }

  private int compare(byte @Nullable [] a, byte @Nullable [] b) {
    if (a == null || b == null) {
      return 0;
    }
    return switch (stored) {
      case INT32 -> Integer.compare(buffer(a).getInt(), buffer(b).getInt());
      case INT64 -> Long.compare(buffer(a).getLong(), buffer(b).getLong());
      case FLOAT -> Float.compare(buffer(a).getFloat(), buffer(b).getFloat());
      case DOUBLE -> Double.compare(buffer(a).getDouble(), buffer(b).getDouble());
      case FIXED_LEN_BYTE_ARRAY -> compareSigned(a, b);
      case BOOLEAN, BYTE_ARRAY, INT96 -> Arrays.compareUnsigned(a, b);
    };
  }

  /** Big-endian two's complement of one length. */
  private static int compareSigned(byte[] a, byte[] b) {
    int first = Byte.compare(a[0], b[0]);
    return first != 0 ? first : Arrays.compareUnsigned(a, b);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** An index that waits for the end of its row group. */
  record Finished(@Nullable OffsetIndex offsets, @Nullable ColumnIndex bounds) {
    private static final Finished NOTHING = new Finished(null, null);

    /** Writes both at the channel's position and says where they are. */
    void writeTo(FileChannel channel, ColumnChunk chunk) throws IOException {
      OffsetIndex places = offsets;
      if (places == null) {
        return;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ColumnIndex index = bounds;
      long offset = channel.position();
      if (index != null) {
        Util.writeColumnIndex(index, bytes);
        chunk.setColumn_index_offset(offset);
        chunk.setColumn_index_length(bytes.size());
      }
      int before = bytes.size();
      Util.writeOffsetIndex(places, bytes);
      chunk.setOffset_index_offset(offset + before);
      chunk.setOffset_index_length(bytes.size() - before);
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }
}
