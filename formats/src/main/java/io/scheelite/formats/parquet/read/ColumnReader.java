package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.formats.parquet.encoding.HybridDecoder;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.metadata.PageHeaders;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;
import org.apache.parquet.format.Encoding;

/**
 * Decodes one column of a row group, batch by batch, page by page. Subclasses differ by what
 * becomes of the values; pages, definition levels and their checks are here.
 */
abstract sealed class ColumnReader
    permits BooleanColumnReader, FixedColumnReader, StringColumnReader {
  private final ParquetColumn column;
  private final PageReader pages;
  private final long pageAddress;
  private final long pageCapacity;
  private final long validity;
  private final HybridDecoder levels = new HybridDecoder();
  private int rowsLeft;
  private boolean sawDictionary;

  ColumnReader(ParquetColumn column, PageReader pages, Buffers buffers) {
    this.column = column;
    this.pages = pages;
    this.pageAddress = buffers.page();
    this.pageCapacity = buffers.pageCapacity();
    this.validity = buffers.validity();
  }

  /**
   * Addresses of a column's buffers, as its {@link ColumnBudget} sizes them.
   *
   * @param page the current page decompressed, or the window into an uncompressed chunk
   * @param pageCapacity bytes of it, slack excluded
   * @param dictionaryCapacity bytes of the dictionary page, slack excluded; negative without one
   * @param stringsCapacity bytes for rebuilt strings
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
      long stringsCapacity) {}

  /** How many of the next rows, at most {@code wanted}, one batch can hold. */
  int batchRows(int wanted) {
    return wanted;
  }

  /** Decodes the next rows; the vector is valid until the next call. */
  abstract ColumnVector read(int numRows);

  /** Begins with the values of a data page, whose levels are behind it already. */
  abstract void startPage(Encoding encoding, long address, long limit);

  /** Takes the dictionary in, which {@link PageReader#copyContent} has not touched yet. */
  abstract void startDictionary(PageHeaders.Header header);

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

  /** Makes sure that the current page has rows left. */
  final void load() {
    while (rowsLeft == 0) {
      PageHeaders.Header header = pages.next();
      if (header == null) {
        throw new MalformedPageException("column chunk holds fewer rows than its row group");
      }
      if (header.kind() != PageHeaders.Kind.DICTIONARY) {
        loadData(header);
      } else if (sawDictionary) {
        throw new MalformedPageException("column chunk has two dictionaries");
      } else {
        sawDictionary = true;
        startDictionary(header);
      }
    }
  }

  private void loadData(PageHeaders.Header header) {
    long address = pages.content(header, pageAddress, pageCapacity);
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
    rowsLeft = header.numValues();
  }

  /**
   * Takes the next rows of the page and decodes which of them are present.
   *
   * @param bit of the first in the validity bitmap
   * @return how many are not null
   */
  final int takeRows(int numRows, int bit) {
    rowsLeft -= numRows;
    return column.optional() ? levels.decodeBits(numRows, validity, bit) : numRows;
  }

  final MalformedPageException unknown(Encoding encoding) {
    throw pages
        .site()
        .unsupported(
            "Parquet encoding " + encoding + " is not supported for type " + column.stored());
  }
}
