package io.scheelite.formats.parquet.index;

import io.scheelite.formats.parquet.metadata.ColumnChunk;
import java.util.List;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;

/**
 * Where the data pages of a column chunk lie: checked to follow each other inside the chunk and to
 * hold all rows of the row group. Whether a page is what its entry says shows when it is read.
 */
public final class PageOffsets {
  private final long[] offsets;
  private final int[] sizes;
  private final long[] firstRows;

  private PageOffsets(int numPages, long numRows) {
    offsets = new long[numPages];
    sizes = new int[numPages];
    firstRows = new long[numPages + 1];
    firstRows[numPages] = numRows;
  }

  /**
   * Checks an index.
   *
   * @throws IllegalArgumentException if it does not fit the chunk
   */
  static PageOffsets of(OffsetIndex index, ColumnChunk chunk, long numRows) {
    List<PageLocation> pages = index.getPage_locations();
    if (pages.isEmpty()) {
      throw new IllegalArgumentException("offset index is empty");
    }
    PageOffsets result = new PageOffsets(pages.size(), numRows);
    long end = chunk.offset();
    long chunkEnd = chunk.offset() + chunk.sizeBytes();
    for (int i = 0; i < pages.size(); i++) {
      PageLocation page = pages.get(i);
      result.offsets[i] = page.getOffset();
      result.sizes[i] = page.getCompressed_page_size();
      result.firstRows[i] = page.getFirst_row_index();
      if (page.getOffset() < end || page.getCompressed_page_size() <= 0) {
        throw new IllegalArgumentException("offset index has pages that overlap: page=" + i);
      }
      if (page.getOffset() > chunkEnd - page.getCompressed_page_size()) {
        throw new IllegalArgumentException("offset index points outside the column chunk");
      }
      end = page.getOffset() + page.getCompressed_page_size();
    }
    result.checkRows();
    return result;
  }

  private void checkRows() {
    if (firstRows[0] != 0) {
      throw new IllegalArgumentException("offset index lacks the first rows");
    }
    for (int i = 0; i < offsets.length; i++) {
      long rows = firstRows[i + 1] - firstRows[i];
      if (rows <= 0 || rows > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "offset index has a page without rows: page=" + i + " rows=" + rows);
      }
    }
  }

  /** How many pages there are. */
  public int numPages() {
    return offsets.length;
  }

  /** Offset of a page in the file. */
  public long offset(int page) {
    return offsets[page];
  }

  /** Bytes of a page with its header. */
  public int size(int page) {
    return sizes[page];
  }

  /** The row of the row group that a page begins with; behind the last page the number of rows. */
  public long firstRow(int page) {
    return firstRows[page];
  }

  /** Rows of a page. */
  public int numRows(int page) {
    return (int) (firstRows[page + 1] - firstRows[page]);
  }
}
