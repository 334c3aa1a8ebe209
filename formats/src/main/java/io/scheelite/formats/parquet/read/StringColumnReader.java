package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.encoding.CodeTable;
import io.scheelite.formats.parquet.encoding.FixedBytesDecoder;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.encoding.PlainDecoder;
import io.scheelite.formats.parquet.encoding.PlainStringDecoder;
import io.scheelite.formats.parquet.encoding.UuidDecoder;
import io.scheelite.formats.parquet.encoding.ValueDecoder;
import io.scheelite.formats.parquet.encoding.Views;
import io.scheelite.formats.parquet.metadata.Conversion;
import io.scheelite.formats.parquet.metadata.PageHeaders;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads strings without copying their bytes: dictionary vectors over the dictionary page, or views
 * into the current data page. A batch therefore ends where the page ends.
 */
final class StringColumnReader extends ColumnReader {
  private final Buffers buffers;
  private final CodeDecoder codes = new CodeDecoder();
  private @Nullable ColumnVector dictionary;
  private @Nullable ValueDecoder decoder;

  StringColumnReader(ParquetColumn column, PageReader pages, Buffers buffers) {
    super(column, pages, buffers);
    this.buffers = buffers;
  }

  @Override
  public int batchRows(int wanted) {
    if (buffers.strings() == 0) {
      turn();
      return Math.min(wanted, rowsLeft());
    }
    // strings that are put together may be too long for a batch
    load();
    int rows = Math.min(wanted, rowsLeft());
    ValueDecoder values = decoder;
    return values == null ? rows : values.decodable(rows);
  }

  @Override
  public ColumnVector read(int numRows) {
    load();
    int present = takeRows(numRows, 0);
    long valid = present < numRows ? validity() : 0;
    ValueDecoder values = decoder;
    if (values != null) {
      values.decode(present, buffers.values());
      if (present < numRows) {
        Gathering.spread(buffers.values(), Views.SIZE_BYTES, valid, 0, numRows, present);
      }
      return ColumnVector.flat(
          column().type(), PhysicalType.VIEW, numRows, buffers.values(), valid);
    }
    ColumnVector entries = dictionary;
    if (entries == null) {
      throw new MalformedPageException("page refers to a dictionary that is missing");
    }
    codes.decode(present, buffers.codes());
    if (present < numRows) {
      Gathering.spread(buffers.codes(), Integer.BYTES, valid, 0, numRows, present);
    }
    return ColumnVector.dictionary(numRows, buffers.codes(), valid, entries);
  }

  @Override
  void skipValues(int count) {
    ValueDecoder values = decoder;
    if (values == null) {
      codes.skip(count);
    } else {
      values.skip(count, buffers.values());
    }
  }

  @Override
  void startPage(Encoding encoding, long address, long limit) {
    if (Decoders.isDictionary(encoding)) {
      codes.reset(address, limit);
      decoder = null;
      return;
    }
    decoder = Decoders.of(column(), encoding, address, limit, buffers);
    if (decoder == null) {
      throw unknown(encoding);
    }
  }

  @Override
  void startDictionary(PageReader.Page page) {
    PageHeaders.Header header = page.header();
    pages().copyContent(page, buffers.dictionary(), buffers.dictionaryCapacity());
    int count = header.numValues();
    boolean uuids = column().conversion() == Conversion.FROM_UUID;
    long viewBytes = (long) Math.max(1, count) * Views.SIZE_BYTES;
    long textBytes = uuids ? (long) count * UuidDecoder.TEXT_BYTES : 0;
    if (viewBytes + textBytes > buffers.dictionaryValuesCapacity()) {
      throw new MalformedPageException("dictionary holds too many values: values=" + count);
    }
    long address = buffers.dictionary();
    long views = buffers.dictionaryValues();
    // null rows have code 0, even where the dictionary is empty
    NativeMemory.fill(views, Views.SIZE_BYTES, (byte) 0);
    ValueDecoder entries =
        column().stored() == Type.FIXED_LEN_BYTE_ARRAY
            ? fixedEntries(address, header, uuids ? views + viewBytes : 0)
            : new PlainStringDecoder(address, address + header.uncompressedBytes());
    entries.decode(count, views);
    codes.dictionary(new CodeTable(views, Views.SIZE_BYTES, count));
    dictionary =
        ColumnVector.flat(column().type(), PhysicalType.VIEW, Math.max(1, count), views, 0);
  }

  /** Over entries of fixed length; as texts where there is room for them. */
  private ValueDecoder fixedEntries(long address, PageHeaders.Header header, long texts) {
    int length = column().typeLength();
    long limit = address + header.uncompressedBytes();
    ValueDecoder bytes = new PlainDecoder(address, limit, length);
    return texts == 0
        ? new FixedBytesDecoder(bytes, length, 0)
        : new UuidDecoder(bytes, false, 0, texts);
  }
}
