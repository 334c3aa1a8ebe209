package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
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
 * <p>Dictionary-encoded values are gathered, and the dictionary's interval is theirs. Plain values
 * that need no conversion are not even copied where a batch lies inside one page. A batch may
 * straddle pages and encodings.
 */
final class FixedColumnReader extends ColumnReader {
  private final PhysicalType physical;
  private final int width;
  private final boolean converts;
  private final Buffers buffers;
  private final CodeDecoder codes = new CodeDecoder();
  private final IntervalScan dictionaryInterval = new IntervalScan();
  private final IntervalScan interval = new IntervalScan();
  private long dictionaryAddress;
  private @Nullable ValueDecoder decoder;
  private boolean views;

  FixedColumnReader(ParquetColumn column, PageReader pages, Buffers buffers) {
    super(column, pages, buffers);
    this.physical = column.physicalType();
    this.width = physical.widthBytes();
    this.converts = !column.conversion().isNone();
    this.buffers = buffers;
  }

  @Override
  ColumnVector read(int numRows) {
    interval.reset();
    long address = buffers.values();
    int done = 0;
    boolean nulls = false;
    while (done < numRows) {
      load();
      ValueDecoder values = decoder;
      int step = Math.min(rowsLeft(), numRows - done);
      step = values == null ? step : values.decodable(step);
      int present = takeRows(step, done);
      long target = buffers.values() + (long) done * width;
      if (step == numRows && present == step) {
        address = decode(present, target);
      } else {
        copy(decode(present, target), target, present);
        if (present < step) {
          nulls = true;
          Gathering.spread(target, width, validity(), done, step, present);
        }
      }
      done += step;
    }
    return vector(numRows, address, nulls);
  }

  private void copy(long source, long target, int count) {
    if (source != target) {
      NativeMemory.copy(source, target, (long) count * width);
    }
  }

  private ColumnVector vector(int numRows, long address, boolean nulls) {
    ColumnVector vector =
        ColumnVector.flat(column().type(), physical, numRows, address, nulls ? validity() : 0);
    if (!physical.isNarrowInteger()) {
      return vector;
    }
    return interval.isEmpty()
        ? vector.withInterval(0, 0)
        : vector.withInterval(interval.min(), interval.max());
  }

  /** Decodes present values to {@code target} or says where else they lie. */
  private long decode(int count, long target) {
    ValueDecoder values = decoder;
    if (values == null) {
      codes.decode(count, buffers.codes());
      Gathering.gather(dictionaryAddress, buffers.codes(), width, count, target);
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
  void startPage(Encoding encoding, long address, long limit) {
    if (Decoders.isDictionary(encoding)) {
      codes.reset(address, limit);
      decoder = null;
      return;
    }
    decoder = Decoders.of(column(), encoding, address, limit, buffers);
    views = Decoders.yieldsViews(column(), encoding);
    if (decoder == null) {
      throw unknown(encoding);
    }
  }

  @Override
  void startDictionary(PageHeaders.Header header) {
    pages().decompress(header, buffers.dictionary(), buffers.dictionaryCapacity());
    long address = buffers.dictionary();
    long limit = address + header.uncompressedBytes();
    int count = header.numValues();
    ValueDecoder values = Decoders.of(column(), Encoding.PLAIN, address, limit, buffers);
    if (values == null) {
      throw unknown(header.encoding());
    }
    if (converts) {
      long converted = Slab.rounded((long) count * width);
      long raw = (long) count * column().storedWidth();
      if (converted + Slab.rounded(raw) > buffers.dictionaryValuesCapacity()) {
        throw new MalformedPageException("dictionary holds too many values: values=" + count);
      }
      long stored = values.decode(count, buffers.dictionaryValues() + converted);
      Conversions.convert(
          column(),
          Decoders.yieldsViews(column(), Encoding.PLAIN),
          stored,
          count,
          buffers.dictionaryValues());
      dictionaryAddress = buffers.dictionaryValues();
    } else {
      dictionaryAddress = values.decode(count, 0);
    }
    codes.dictionary(count);
    dictionaryInterval.include(physical, dictionaryAddress, count);
  }
}
