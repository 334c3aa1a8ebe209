package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.encoding.Bits;
import io.scheelite.formats.parquet.encoding.HybridDecoder;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;
import org.apache.parquet.format.Encoding;

/** Reads booleans, stored as bits or as runs, into bits. */
final class BooleanColumnReader extends ColumnReader {
  private final long values;
  private final long dense;
  private final HybridDecoder runs = new HybridDecoder();
  private boolean plain;
  private long pageAddress;
  private long pageBit;
  private long pageBits;

  BooleanColumnReader(ParquetColumn column, PageReader pages, Buffers buffers) {
    super(column, pages, buffers);
    this.values = buffers.values();
    this.dense = values + PhysicalType.BIT.sizeBytes(buffers.batchRows()) + 8;
  }

  @Override
  public ColumnVector read(int numRows) {
    int done = 0;
    boolean nulls = false;
    while (done < numRows) {
      load();
      int step = Math.min(rowsLeft(), numRows - done);
      int present = takeRows(step, done);
      if (present == step) {
        decode(step, values, done);
      } else {
        nulls = true;
        decode(present, dense, 0);
        spread(done, step);
      }
      done += step;
    }
    return ColumnVector.flat(
        DataType.BOOLEAN, PhysicalType.BIT, numRows, values, nulls ? validity() : 0);
  }

  private void decode(int count, long target, int bit) {
    if (!plain) {
      runs.decodeBits(count, target, bit);
      return;
    }
    if (count > pageBits - pageBit) {
      throw new MalformedPageException("page holds fewer values than its header says");
    }
    Bits.copy(pageAddress, pageBit, target, bit, count);
    pageBit += count;
  }

  private void spread(int bit, int numRows) {
    int from = 0;
    for (int i = 0; i < numRows; i++) {
      boolean value = Bits.isSet(validity(), bit + i) && Bits.isSet(dense, from++);
      Bits.fill(values, bit + i, 1, value);
    }
  }

  @Override
  void skipValues(int count) {
    if (plain) {
      pageBit += count; // that they are there is checked with the next value that is read
    } else {
      runs.skip(count);
    }
  }

  @Override
  void startPage(Encoding encoding, long address, long limit) {
    switch (encoding) {
      case PLAIN -> {
        plain = true;
        pageAddress = address;
        pageBit = 0;
        pageBits = (limit - address) << 3;
      }
      case RLE -> {
        plain = false;
        long size = limit - address < 4 ? -1 : NativeMemory.getInt(address);
        if (size < 0 || size > limit - address - 4) {
          throw new MalformedPageException("runs exceed their page: bytes=" + size);
        }
        runs.reset(address + 4, address + 4 + size, 1);
      }
      case BIT_PACKED,
          BYTE_STREAM_SPLIT,
          DELTA_BINARY_PACKED,
          DELTA_BYTE_ARRAY,
          DELTA_LENGTH_BYTE_ARRAY,
          PLAIN_DICTIONARY,
          RLE_DICTIONARY ->
          throw unknown(encoding);
    }
  }

  @Override
  void startDictionary(PageReader.Page page) {
    throw unknown(page.header().encoding());
  }
}
