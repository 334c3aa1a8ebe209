package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.RangeKernels;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.LeftOut;
import io.scheelite.formats.parquet.encoding.Bits;
import io.scheelite.formats.parquet.encoding.LevelDecoder;
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
abstract sealed class ColumnReader implements BatchColumn
    permits BooleanColumnReader, FixedColumnReader, LevelsReader, StringColumnReader {
  private final ParquetColumn column;
  private final PageReader pages;
  private final long pageAddress;
  private final long pageCapacity;
  private final long validity;
  private final int batchRows;
  private final LevelDecoder levels = new LevelDecoder();
  private final LevelDecoder repetitions = new LevelDecoder();
  private final long definitionLevels; // of the last batch; 0 if they are of no interest
  private final long repetitionLevels;
  private @Nullable PageOffsets index;
  private boolean repetitionBits;
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
    this.definitionLevels = buffers.levels();
    this.repetitionLevels = buffers.levels() + ColumnBudget.levelBytes(batchRows);
  }

  /**
   * Addresses of a column's buffers, as its {@link ColumnBudget} sizes them.
   *
   * @param page the current page decompressed, or the window into an uncompressed chunk
   * @param pageCapacity bytes of it, slack excluded
   * @param dictionaryCapacity bytes of the dictionary page, slack excluded; negative without one
   * @param stringsCapacity bytes for rebuilt strings
   * @param levels definition levels of a batch, then its repetition levels; 0 if the column is not
   *     part of a nested one
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
      long levels,
      int batchRows) {}

  /** Lets pages be found without reading those before them. */
  final void use(PageOffsets offsets) {
    index = offsets;
  }

  /** Does not fetch some parts of the file, which pages without wanted rows are in. */
  final void leaveOut(LeftOut parts) {
    pages.leaveOut(parts);
  }

  @Override
  public final DataType type() {
    return column.type();
  }

  @Override
  public final PhysicalType physicalType() {
    return column.physicalType();
  }

  @Override
  public final boolean limitsBatches() {
    return column.isString();
  }

  @Override
  public final FormatException corrupt(MalformedPageException cause) {
    return pages.site().corrupt(String.valueOf(cause.getMessage()), pages.offset(), cause);
  }

  @Override
  public final long bytesRead() {
    return pages.bytesRead();
  }

  @Override
  public final long decompressNanos() {
    return pages.decompressNanos();
  }

  @Override
  public final void close() {} // all its memory is the slab

  /** Definition levels of the values read last, 32 bits each. */
  final long definitionLevels() {
    return definitionLevels;
  }

  /** Repetition levels likewise; or bits, see {@link #takeRepetitionBits}. */
  final long repetitionLevels() {
    return repetitionLevels;
  }

  /** Yields repetition levels, of which the largest is 1, as bits. */
  final void takeRepetitionBits() {
    repetitionBits = true;
  }

  @Override
  public final void readLate() {
    late = true;
  }

  @Override
  public int batchRows(int wanted) {
    return wanted;
  }

  /** Leaves out values of the current page, at most a batch. */
  abstract void skipValues(int count);

  @Override
  public abstract ColumnVector read(int numRows);

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

  @Override
  public final int pagesLoaded() {
    return pagesLoaded;
  }

  /** Data pages, as far as is known, of which there are {@code expected} if that is not 0. */
  final int pages(int expected) {
    PageOffsets offsets = index;
    return Math.max(pagesTurned, offsets == null ? expected : offsets.numPages());
  }

  @Override
  public final void moveTo(long target) {
    while (row < target) {
      turn();
      int step = (int) Math.min(target - row, rowsLeft);
      rowsLeft -= step;
      unskipped += step;
      row += step;
    }
  }

  /** Whether values are left: for values of nested ones, whose number only their pages tell. */
  final boolean hasNext() {
    while (rowsLeft == 0) {
      unskipped = 0;
      loaded = false;
      page = null;
      PageReader.Page next = pages.next(true);
      if (next == null) {
        return false;
      }
      turn(next);
    }
    return true;
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
      skipValues(countPresent(step, 0));
      done += step;
    }
  }

  private void loadData(PageReader.Page current) {
    PageHeaders.Header header = current.header();
    long address = pages.content(current, pageAddress, pageCapacity);
    long limit = address + header.uncompressedBytes();
    ParquetColumn.Levels stored = column.levels();
    if (header.kind() == PageHeaders.Kind.DATA_V2) {
      if (header.levelBytes() > header.uncompressedBytes()
          || (stored.repetition() == 0 && header.repetitionBytes() > 0)) {
        throw new MalformedPageException("levels exceed their page");
      }
      long definitions = address + header.repetitionBytes();
      repetitions.reset(address, definitions, bitWidth(stored.repetition()));
      address += header.levelBytes();
      levels.reset(definitions, address, bitWidth(stored.definition()));
    } else {
      PageHeaders.Packed packed = header.packed();
      int count = header.numValues();
      if (stored.repetition() > 0) {
        int width = bitWidth(stored.repetition());
        address =
            packed.repetitions()
                ? repetitions.resetPacked(address, limit, width, count)
                : startLevels(repetitions, address, limit, width);
      }
      if (stored.definition() > 0) {
        int width = bitWidth(stored.definition());
        address =
            packed.definitions()
                ? levels.resetPacked(address, limit, width, count)
                : startLevels(levels, address, limit, width);
      }
    }
    startPage(header.encoding(), address, limit);
  }

  /** Begins with levels that say how long they are; returns where they end. */
  private static long startLevels(LevelDecoder decoder, long address, long limit, int width) {
    long size = limit - address < 4 ? -1 : NativeMemory.getInt(address);
    if (size < 0 || size > limit - address - 4) {
      throw new MalformedPageException("levels exceed their page: bytes=" + size);
    }
    long end = address + 4 + size;
    decoder.reset(address + 4, end, width);
    return end;
  }

  private static int bitWidth(int largest) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
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
    if (definitionLevels != 0) {
      return takeLevels(numRows, bit);
    }
    return countPresent(numRows, bit);
  }

  /** Decodes which rows are present, and says how many. */
  private int countPresent(int numRows, int bit) {
    return column.optional()
        ? levels.decodeLargest(numRows, column.levels().definition(), validity, bit)
        : numRows;
  }

  /** Of a part of nested values a level says what is null: the value or something around it. */
  private int takeLevels(int count, int first) {
    ParquetColumn.Levels stored = column.levels();
    if (repetitionBits) {
      repetitions.decodeLargest(count, 1, repetitionLevels, first);
    } else {
      takeLevels(repetitions, stored.repetition(), count, repetitionLevels + 4L * first);
    }
    takeLevels(levels, stored.definition(), count, definitionLevels + 4L * first);
    if (stored.definition() == 0) {
      return count;
    }
    if (RangeKernels.minInt32(definitionLevels + 4L * first, count) == stored.definition()) {
      Bits.fill(validity, first, count, true);
      return count;
    }
    int present = 0;
    for (int i = first; i < first + count; i++) {
      boolean there = NativeMemory.getInt(definitionLevels + 4L * i) == stored.definition();
      Bits.fill(validity, i, 1, there);
      present += there ? 1 : 0;
    }
    return present;
  }

  private static void takeLevels(LevelDecoder decoder, int largest, int count, long target) {
    if (largest == 0) {
      NativeMemory.fill(target, 4L * count, (byte) 0);
    } else if (!decoder.decode(count, largest, target)) {
      throw new MalformedPageException("level is too large: largest=" + largest);
    }
  }

  final MalformedPageException unknown(Encoding encoding) {
    throw pages
        .site()
        .unsupported(
            "Parquet encoding " + encoding + " is not supported for type " + column.stored());
  }
}
