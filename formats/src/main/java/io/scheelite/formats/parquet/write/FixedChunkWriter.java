package io.scheelite.formats.parquet.write;

import io.scheelite.formats.parquet.encoding.DeltaPackedEncoder;
import io.scheelite.formats.parquet.encoding.HybridEncoder;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes numbers, dates, timestamps and decimals: with a dictionary while that pays, else as
 * differences where those are small, else plain.
 */
final class FixedChunkWriter extends ChunkWriter {
  // differences must save this share of the plain size, since plain pages decode faster
  private static final double MAX_DELTA_SHARE = 0.75;
  // smaller dictionaries are always worth their while
  private static final int MIN_COMPARED_SIZE = 64;
  private static final int MAX_DICTIONARY_SIZE = 1 << 16;

  private final int width;
  private final boolean integers;
  private final Buffer values;
  private final Buffer codes;
  private final NumberStatistics statistics;
  private final NumberStatistics pageStatistics;
  private final @Nullable NumberDictionary dictionary;
  private boolean coded;
  private int count;
  private int maxCode;

  FixedChunkWriter(LeafColumn leaf, Limits limits, WriterMemory memory, SharedBuffers shared) {
    super(leaf, limits, memory, shared);
    ParquetColumn column = leaf.column();
    this.width =
        column.stored() == Type.FIXED_LEN_BYTE_ARRAY ? column.typeLength() : column.storedWidth();
    this.integers = column.stored() == Type.INT32 || column.stored() == Type.INT64;
    this.values = new Buffer(memory, (long) limits.pageRows() * width);
    boolean mayCode = width <= Long.BYTES && limits.dictionaryBytes() >= width;
    this.codes = new Buffer(memory, mayCode ? 4L * limits.pageRows() : 1);
    this.dictionary =
        mayCode
            ? new NumberDictionary(
                memory, Math.min(MAX_DICTIONARY_SIZE, limits.dictionaryBytes() / width))
            : null;
    this.statistics = new NumberStatistics(column);
    this.pageStatistics = new NumberStatistics(column);
    this.coded = mayCode;
  }

  @Override
  int appendValues(RowSlice slice, int from, int rows) {
    int first = count;
    values.ensure(((long) first + rows) * width, (long) first * width);
    if (coded) {
      codes.ensure(4L * (first + rows), 4L * first);
    }
    long target = values.address() + (long) first * width;
    count += NumberForms.append(slice, from, rows, width, target);
    if (coded) {
      encode(first);
    }
    return rows;
  }

  private void encode(int first) {
    NumberDictionary entries = dictionary;
    if (entries == null) {
      return;
    }
    long last = 0;
    int lastCode = -1;
    for (int i = first; i < count; i++) {
      long value =
          width == Integer.BYTES
              ? NativeMemory.getInt(values.address() + ((long) i << 2))
              : NativeMemory.getLong(values.address() + ((long) i << 3));
      if (value != last || lastCode < 0) {
        lastCode = entries.code(value);
        last = value;
        if (lastCode < 0) {
          coded = false;
          return;
        }
        maxCode = Math.max(maxCode, lastCode);
      }
      NativeMemory.putInt(codes.address() + ((long) i << 2), lastCode);
    }
  }

  @Override
  long pageValueBytes() {
    return (long) count * width;
  }

  @Override
  long maxPageBytes() {
    int rows = pageCapacity();
    long delta = integers ? DeltaPackedEncoder.maxBytes(rows) : 0;
    return Math.max(Math.max(delta, (long) rows * width), HybridEncoder.maxBytes(rows, 17)) + 16;
  }

  @Override
  PageBounds pageBounds() {
    pageStatistics.reset();
    pageStatistics.include(values.address(), count);
    statistics.include(pageStatistics);
    return pageStatistics.bounds();
  }

  @Override
  void hashPage(BloomFilterWriter filter, int present) {
    filter.addFixed(values.address(), present, width, width);
  }

  @Override
  void hashDictionary(BloomFilterWriter filter) {
    NumberDictionary entries = dictionary;
    if (entries != null) {
      filter.addFixed(entries.valuesAddress(), entries.size(), width, Long.BYTES);
    }
  }

  @Override
  EncodedValues encodePage(long target, int present) {
    if (coded && dictionaryPages() == 0) {
      // decided with the first page: hardly a value comes twice, or differences are tiny (sorted
      // keys)
      coded = dictionarySize() <= count / 2 + 1 && !(integers && differencesAreSmaller(target));
    }
    EncodedValues encoded = coded ? encodeCodes(target) : encodeValues(target);
    count = 0;
    return encoded;
  }

  private boolean differencesAreSmaller(long target) {
    long codeBytes = ((long) count * HybridEncoder.bitWidth(maxCode) >>> 3) + Long.BYTES;
    return dictionarySize() > MIN_COMPARED_SIZE
        && encodeDifferences(target) - target < codeBytes * MAX_DELTA_SHARE;
  }

  private long encodeDifferences(long target) {
    return DeltaPackedEncoder.encode(
        values.address(), width == Long.BYTES, count, target, shared().workspace().address());
  }

  private EncodedValues encodeCodes(long target) {
    int bitWidth = HybridEncoder.bitWidth(maxCode);
    NativeMemory.putByte(target, (byte) bitWidth);
    return new EncodedValues(
        Encoding.RLE_DICTIONARY,
        HybridEncoder.encode(codes.address(), count, bitWidth, target + 1));
  }

  private EncodedValues encodeValues(long target) {
    long plain = (long) count * width;
    if (integers) {
      long end = encodeDifferences(target);
      if (end - target < plain * MAX_DELTA_SHARE) {
        return new EncodedValues(Encoding.DELTA_BINARY_PACKED, end);
      }
    }
    NativeMemory.copy(values.address(), target, plain);
    return new EncodedValues(Encoding.PLAIN, target + plain);
  }

  @Override
  long encodeDictionary(long target) {
    NumberDictionary entries = dictionary;
    int size = dictionarySize();
    for (int i = 0; entries != null && i < size; i++) {
      long value = NativeMemory.getLong(entries.valuesAddress() + 8L * i);
      if (width == Integer.BYTES) {
        NativeMemory.putInt(target + 4L * i, (int) value);
      } else {
        NativeMemory.putLong(target + 8L * i, value);
      }
    }
    return target + (long) size * width;
  }

  @Override
  long maxDictionaryBytes() {
    return (long) dictionarySize() * width + 8;
  }

  @Override
  int dictionarySize() {
    return dictionary == null ? 0 : dictionary.size();
  }

  @Override
  long headroomBytes() {
    // the dictionary's slots and values may double
    return super.headroomBytes()
        + values.growthBytes((long) pageCapacity() * width)
        + (coded ? codes.growthBytes(4L * pageCapacity()) : 0)
        + WriterMemory.rounded(40L * (dictionarySize() + 2048));
  }

  @Override
  Statistics statistics() {
    return statistics.result();
  }

  @Override
  void resetChunk() {
    statistics.reset();
    maxCode = 0;
    if (dictionary != null) {
      dictionary.reset();
      coded = true;
    }
  }
}
