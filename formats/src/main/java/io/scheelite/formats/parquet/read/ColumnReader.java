package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.formats.parquet.encoding.HybridDecoder;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.index.PageOffsets;
import io.scheelite.formats.parquet.metadata.PageHeaders;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one column of a row group, batch by batch, page by page. Subclasses differ by what
 * becomes of the values; pages, definition levels and their checks are here.
 *
 * <p>Rows may be left out. Nothing is done about them until a row behind them is read: a page of
 * which none is read is not decompressed, nor, if an index says where the next one lies, read at
 * all; and a dictionary is taken in with the first page that is.
 */
abstract sealed class ColumnReader
    permits BooleanColumnReader, FixedColumnReader, StringColumnReader {
  private final ParquetColumn column;
  private final PageReader pages;
  private final long pageAddress;
  private final long pageCapacity;
  private final long validity;
  private final int batchRows;
  private final HybridDecoder levels = new HybridDecoder();
  private @Nullable PageOffsets index;
  private boolean late;
  private long row; // next one of the row group
  private int rowsLeft; // of the current page
  private int unskipped; // rows to be left out before the next one of the current page
  private boolean loaded; // whether the content of the current page is in memory
  private int pagesTurned; // with the current one
  private int pagesLoaded;
  private PageReader.@Nullable Page
      page; // the current one; null as long as only the index is known
  private PageReader.@Nullable Page dictionary; // not taken in yet
  private boolean sawDictionary;

  ColumnReader(ParquetColumn column, PageReader pages, Buffers buffers) {
    this.column = column;
    this.pages = pages;
    this.pageAddress = buffers.page();
    this.pageCapacity = buffers.pageCapacity();
    this.validity = buffers.validity();
    this.batchRows = buffers.batchRows();
  }

  /**
   * Addresses of a column's buffers, as its {@link ColumnBudget} sizes them.
   *
   * @param page the current page decompressed, or the window into an uncompressed chunk
   * @param pageCapacity bytes of it, slack excluded
   * @param dictionaryCapacity bytes of the dictionary page, slack excluded; negative without one
   * @param stringsCapacity bytes for rebuilt strings
   * @param batchRows most rows per batch
   */
  record Buffers(
      long page,
      long pageCapacity,
      long dictionary,
      long dictionaryCapacity,
      long dictionaryValues,
      long dictionaryValuesCapacity,
      long values,
      long codes,
      long raw,
      long validity,
      long strings,
      long stringsCapacity,
      int batchRows) {}

  /** Lets pages be found without reading those before them. */
  final void use(PageOffsets offsets) {
    index = offsets;
  }

  /** Expects that rows are often left out. */
  final void readLate() {
    late = true;
  }

  /** How many of the next rows, at most {@code wanted}, one batch can hold. */
  int batchRows(int wanted) {
    return wanted;
  }

  /** Leaves out values of the current page, at most a batch. */
  abstract void skipValues(int count);

  /** Decodes the next rows; the vector is valid until the next call. */
  abstract ColumnVector read(int numRows);

  /** Begins with the values of a data page, whose levels are behind it already. */
  abstract void startPage(Encoding encoding, long address, long limit);

  /** Takes the dictionary in, which {@link PageReader#copyContent} has not touched yet. */
  abstract void startDictionary(PageReader.Page page);

  final ParquetColumn column() {
    return column;
  }

  final PageReader pages() {
    return pages;
  }

  final long validity() {
    return validity;
  }

  final int rowsLeft() {
    return rowsLeft;
  }

  /** Data pages that were decoded. */
  final int pagesLoaded() {
    return pagesLoaded;
  }

  /** Data pages, as far as is known, of which there are {@code expected} if that is not 0. */
  final int pages(int expected) {
    PageOffsets offsets = index;
    return Math.max(pagesTurned, offsets == null ? expected : offsets.numPages());
  }

  /** Leaves out the rows before {@code target}, which is not behind the next one. */
  final void moveTo(long target) {
    while (row < target) {
      turn();
      int step = (int) Math.min(target - row, rowsLeft);
      rowsLeft -= step;
      unskipped += step;
      row += step;
    }
  }

  /** Makes sure that the current page has rows left; its content may wait. */
  final void turn() {
    PageOffsets offsets = index;
    while (rowsLeft == 0) {
      unskipped = 0;
      loaded = false;
      page = null;
      if (offsets == null) {
        turn(pages.next(!late));
      } else if (pagesTurned == offsets.numPages()) {
        throw tooShort();
      } else {
        rowsLeft = offsets.numRows(pagesTurned);
        pagesTurned++;
      }
    }
  }

  private void turn(PageReader.@Nullable Page next) {
    if (next == null) {
      throw tooShort();
    }
    if (next.header().kind() == PageHeaders.Kind.DICTIONARY) {
      remember(next);
    } else {
      page = next;
      rowsLeft = next.header().numValues();
      pagesTurned++;
    }
  }

  private static MalformedPageException tooShort() {
    return new MalformedPageException("column chunk holds fewer rows than its row group");
  }

  private void remember(PageReader.Page next) {
    if (sawDictionary) {
      throw new MalformedPageException("column chunk has two dictionaries");
    }
    sawDictionary = true;
    dictionary = next;
  }

  /** Makes sure that the current page has rows left, and that its next value is the next row's. */
  final void load() {
    turn();
    if (!loaded) {
      PageReader.Page current = page != null ? page : indexed(pagesTurned - 1);
      PageReader.Page entries = dictionary;
      if (entries != null) {
        dictionary = null;
        startDictionary(entries);
      }
      loadData(current);
      loaded = true;
      pagesLoaded++;
    }
    if (unskipped > 0) {
      int count = unskipped;
      unskipped = 0;
      discard(count);
    }
  }

  /** The page that the index names, if it is what the index says. */
  private PageReader.Page indexed(int number) {
    PageOffsets offsets = index;
    if (offsets == null) {
      throw tooShort();
    }
    if (pagesLoaded == 0 && offsets.offset(0) > pages.offset()) {
      PageReader.Page first = pages.next(true);
      if (first == null || first.header().kind() != PageHeaders.Kind.DICTIONARY) {
        throw new MalformedPageException("offset index lacks the first page");
      }
      remember(first);
    }
    PageReader.Page found = pages.indexed(offsets.offset(number), offsets.size(number));
    PageHeaders.Kind kind = found.header().kind();
    boolean data = kind == PageHeaders.Kind.DATA_V1 || kind == PageHeaders.Kind.DATA_V2;
    if (!data || found.header().numValues() != offsets.numRows(number)) {
      throw new MalformedPageException(
          "offset index says another number of rows: rows="
              + offsets.numRows(number)
              + " pageRows="
              + found.header().numValues());
    }
    return found;
  }

  private void discard(int rows) {
    for (int done = 0; done < rows; ) {
      int step = Math.min(batchRows, rows - done);
      skipValues(column.optional() ? levels.decodeBits(step, validity, 0) : step);
      done += step;
    }
  }

  private void loadData(PageReader.Page current) {
    PageHeaders.Header header = current.header();
    long address = pages.content(current, pageAddress, pageCapacity);
    long limit = address + header.uncompressedBytes();
    if (header.kind() == PageHeaders.Kind.DATA_V2) {
      if (header.levelBytes() > header.uncompressedBytes()) {
        throw new MalformedPageException("levels exceed their page");
      }
      levels.reset(address, address + header.levelBytes(), 1);
      address += header.levelBytes();
    } else if (column.optional()) {
      if (header.levelBytes() == PageHeaders.LEGACY_LEVELS) {
        throw unknown(Encoding.BIT_PACKED);
      }
      long size = limit - address < 4 ? -1 : NativeMemory.getInt(address);
      if (size < 0 || size > limit - address - 4) {
        throw new MalformedPageException("levels exceed their page: bytes=" + size);
      }
      levels.reset(address + 4, address + 4 + size, 1);
      address += 4 + size;
    }
    startPage(header.encoding(), address, limit);
  }

  /**
   * Takes the next rows of the page and decodes which of them are present.
   *
   * @param bit of the first in the validity bitmap
   * @return how many are not null
   */
  final int takeRows(int numRows, int bit) {
    rowsLeft -= numRows;
    row += numRows;
    return column.optional() ? levels.decodeBits(numRows, validity, bit) : numRows;
  }

  final MalformedPageException unknown(Encoding encoding) {
    throw pages
        .site()
        .unsupported(
            "Parquet encoding " + encoding + " is not supported for type " + column.stored());
  }
}
