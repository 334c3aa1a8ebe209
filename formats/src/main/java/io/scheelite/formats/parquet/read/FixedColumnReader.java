package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.encoding.CodeTable;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.encoding.ValueDecoder;
import io.scheelite.formats.parquet.metadata.PageHeaders;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers, dates, timestamps and decimals into flat vectors with an interval.
 *
 * <p>Integers of a dictionary come out in the narrowest width that holds all of its values, and the
 * dictionary's interval is theirs. Plain values that need no conversion are not even copied where a
 * batch lies inside one page. A batch may straddle pages and encodings: it has the widest form of
 * them.
 */
final class FixedColumnReader extends ColumnReader {
  private final PhysicalType physical;
  private final boolean converts;
  private final Buffers buffers;
  private final CodeDecoder codes = new CodeDecoder();
  private final IntervalScan dictionaryInterval = new IntervalScan();
  private final IntervalScan interval = new IntervalScan();
  private PhysicalType dictionaryForm;
  private PhysicalType pageForm;
  private @Nullable ValueDecoder decoder;
  private boolean views;

  FixedColumnReader(ParquetColumn column, PageReader pages, Buffers buffers) {
    super(column, pages, buffers);
    this.physical = column.physicalType();
    this.dictionaryForm = physical;
    this.pageForm = physical;
    this.converts = !column.conversion().isNone();
    this.buffers = buffers;
  }

  @Override
  public ColumnVector read(int numRows) {
    interval.reset();
    load();
    int first = decodable(numRows);
    if (first == numRows) {
      int present = takeRows(numRows, 0);
      long address = decode(present, buffers.values());
      if (present == numRows) {
        return vector(pageForm, numRows, address, 0);
      }
      copy(address, buffers.values(), present);
      Gathering.spread(buffers.values(), pageForm.widthBytes(), validity(), 0, numRows, present);
      return vector(pageForm, numRows, buffers.values(), validity());
    }
    return readStraddling(numRows);
  }

  private int decodable(int wanted) {
    ValueDecoder values = decoder;
    int rows = Math.min(rowsLeft(), wanted);
    return values == null ? rows : values.decodable(rows);
  }

  private ColumnVector readStraddling(int numRows) {
    PhysicalType form = pageForm;
    boolean nulls = false;
    int done = 0;
    while (done < numRows) {
      load();
      if (pageForm.widthBytes() > form.widthBytes()) {
        Widening.widen(buffers.values(), form, pageForm, done);
        form = pageForm;
      }
      int step = decodable(numRows - done);
      int present = takeRows(step, done);
      long target = buffers.values() + (long) done * form.widthBytes();
      copy(decode(present, target), target, present);
      Widening.widen(target, pageForm, form, present);
      if (present < step) {
        nulls = true;
        Gathering.spread(target, form.widthBytes(), validity(), done, step, present);
      }
      done += step;
    }
    return vector(form, numRows, buffers.values(), nulls ? validity() : 0);
  }

  private void copy(long source, long target, int count) {
    if (source != target) {
      NativeMemory.copy(source, target, (long) count * pageForm.widthBytes());
    }
  }

  private ColumnVector vector(PhysicalType form, int numRows, long address, long validity) {
    ColumnVector vector = ColumnVector.flat(column().type(), form, numRows, address, validity);
    if (!form.isNarrowInteger()) {
      return vector;
    }
    return interval.isEmpty()
        ? vector.withInterval(0, 0)
        : vector.withInterval(interval.min(), interval.max());
  }

  /** Decodes present values, in the page's form, to {@code target} or says where else they lie. */
  private long decode(int count, long target) {
    ValueDecoder values = decoder;
    if (values == null) {
      codes.gather(count, buffers.codes(), target);
      if (count > 0) {
        interval.include(dictionaryInterval);
      }
      return target;
    }
    long address;
    if (converts) {
      Conversions.convert(column(), views, values.decode(count, buffers.raw()), count, target);
      address = target;
    } else {
      address = values.decode(count, target);
    }
    interval.include(physical, address, count);
    return address;
  }

  @Override
  void skipValues(int count) {
    ValueDecoder values = decoder;
    if (values == null) {
      codes.skip(count);
    } else {
      values.skip(count, converts ? buffers.raw() : buffers.values());
    }
  }

  @Override
  void startPage(Encoding encoding, long address, long limit) {
    if (Decoders.isDictionary(encoding)) {
      codes.reset(address, limit);
      decoder = null;
      pageForm = dictionaryForm;
      return;
    }
    pageForm = physical;
    decoder = Decoders.of(column(), encoding, address, limit, buffers);
    views = Decoders.yieldsViews(column(), encoding);
    if (decoder == null) {
      throw unknown(encoding);
    }
  }

  @Override
  void startDictionary(PageReader.Page page) {
    PageHeaders.Header header = page.header();
    pages().copyContent(page, buffers.dictionary(), buffers.dictionaryCapacity());
    long address = buffers.dictionary();
    long limit = address + header.uncompressedBytes();
    int count = header.numValues();
    ValueDecoder values = Decoders.of(column(), Encoding.PLAIN, address, limit, buffers);
    if (values == null) {
      throw unknown(header.encoding());
    }
    long dictionary = converts ? convertDictionary(values, count) : values.decode(count, 0);
    dictionaryInterval.include(physical, dictionary, count);
    dictionaryForm = dictionaryInterval.narrowest(physical);
    Widening.narrow(dictionary, physical, dictionaryForm, count);
    codes.dictionary(new CodeTable(dictionary, dictionaryForm.widthBytes(), count));
  }

  private long convertDictionary(ValueDecoder values, int count) {
    long converted = Slab.rounded((long) count * physical.widthBytes());
    long raw = (long) count * column().storedWidth();
    if (converted + Slab.rounded(raw) > buffers.dictionaryValuesCapacity()) {
      throw new MalformedPageException("dictionary holds too many values: values=" + count);
    }
    long stored = values.decode(count, buffers.dictionaryValues() + converted);
    boolean asViews = Decoders.yieldsViews(column(), Encoding.PLAIN);
    Conversions.convert(column(), asViews, stored, count, buffers.dictionaryValues());
    return buffers.dictionaryValues();
  }
}
