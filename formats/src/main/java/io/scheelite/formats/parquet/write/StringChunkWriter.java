package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.StringView;
import io.scheelite.formats.parquet.encoding.HybridEncoder;
import io.scheelite.memory.NativeMemory;
import java.util.BitSet;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/** Writes strings: with a dictionary while that pays, else plain. */
final class StringChunkWriter extends ChunkWriter {
  private static final long FIRST_VALUES_BYTES = 64 << 10;

  private final Buffer values;
  private final Buffer codes;
  private final StringStatistics statistics = new StringStatistics();
  private final StringBounds bounds = new StringBounds();
  private final @Nullable StringDictionary dictionary;
  private boolean coded;
  private int count;
  private long used;
  private int maxCode;

  StringChunkWriter(LeafColumn leaf, Limits limits, WriterMemory memory, SharedBuffers shared) {
    super(leaf, limits, memory, shared);
    this.values = new Buffer(memory, FIRST_VALUES_BYTES);
    boolean mayCode = limits.dictionaryBytes() > 0;
    this.codes = new Buffer(memory, mayCode ? 4L * limits.pageRows() : 1);
    this.dictionary = mayCode ? new StringDictionary(memory, limits.dictionaryBytes()) : null;
    this.coded = mayCode;
  }

  @Override
  int appendValues(RowSlice slice, int from, int rows) {
    int row = from;
    if (coded) {
      codes.ensure(4L * (count + rows), 4L * count);
    }
    while (row < from + rows && used < fullPageBytes()) {
      if (slice.isValid(row)) {
        append(slice.values() + ((long) row << 4));
      }
      row++;
    }
    return row - from;
  }

  private void append(long view) {
    int length = StringView.length(view);
    StringDictionary entries = dictionary;
    if (coded && entries != null) {
      int before = entries.size();
      int code = entries.code(view);
      if (code < 0) {
        coded = false;
        statistics.include(view);
      } else {
        if (code == before) {
          statistics.include(view);
        }
        maxCode = Math.max(maxCode, code);
        NativeMemory.putInt(codes.address() + ((long) count << 2), code);
      }
    } else {
      statistics.include(view);
    }
    values.ensure(used + 4 + length, used);
    long target = values.address() + used;
    NativeMemory.putInt(target, length);
    NativeMemory.copy(StringView.bytesAddress(view), target + 4, length);
    used += 4L + length;
    count++;
  }

  @Override
  long pageValueBytes() {
    return used;
  }

  @Override
  long maxPageBytes() {
    return Math.max(used, HybridEncoder.maxBytes(pageCapacity(), Integer.SIZE)) + 16;
  }

  @Override
  PageBounds pageBounds() {
    bounds.reset();
    StringDictionary entries = dictionary;
    if (coded && entries != null) {
      includeCodes(entries);
    } else {
      long at = values.address();
      for (int i = 0; i < count; i++) {
        int length = NativeMemory.getInt(at);
        bounds.include(at + 4, length);
        at += 4L + length;
      }
    }
    return bounds.result();
  }

  /** Each entry once, however often it comes. */
  private void includeCodes(StringDictionary entries) {
    BitSet seen = new BitSet(entries.size());
    int last = -1;
    for (int i = 0; i < count; i++) {
      int code = NativeMemory.getInt(codes.address() + ((long) i << 2));
      if (code != last) {
        seen.set(code);
        last = code;
      }
    }
    for (int code = seen.nextSetBit(0); code >= 0; code = seen.nextSetBit(code + 1)) {
      long entry = entries.entryAddress(code);
      bounds.include(entry + 4, NativeMemory.getInt(entry));
    }
  }

  @Override
  void hashPage(BloomFilterWriter filter, int present) {
    filter.addStrings(values.address(), present);
  }

  @Override
  void hashDictionary(BloomFilterWriter filter) {
    StringDictionary entries = dictionary;
    if (entries != null) {
      filter.addStrings(entries.bytesAddress(), entries.size());
    }
  }

  @Override
  EncodedValues encodePage(long target, int present) {
    if (coded && dictionaryPages() == 0 && dictionarySize() > count / 2 + 1) {
      // hardly a value comes twice
      coded = false;
    }
    EncodedValues encoded;
    if (coded) {
      int bitWidth = HybridEncoder.bitWidth(maxCode);
      NativeMemory.putByte(target, (byte) bitWidth);
      long end = HybridEncoder.encode(codes.address(), count, bitWidth, target + 1);
      encoded = new EncodedValues(Encoding.RLE_DICTIONARY, end);
    } else {
      NativeMemory.copy(values.address(), target, used);
      encoded = new EncodedValues(Encoding.PLAIN, target + used);
    }
    count = 0;
    used = 0;
    return encoded;
  }

  @Override
  long encodeDictionary(long target) {
    StringDictionary entries = dictionary;
    if (entries == null) {
      return target;
    }
    NativeMemory.copy(entries.bytesAddress(), target, entries.sizeBytes());
    return target + entries.sizeBytes();
  }

  @Override
  long maxDictionaryBytes() {
    return (dictionary == null ? 0 : dictionary.sizeBytes()) + 8;
  }

  @Override
  int dictionarySize() {
    return dictionary == null ? 0 : dictionary.size();
  }

  @Override
  long headroomBytes() {
    // the page and the dictionary may grow, each by doubling
    long growth = 2 * Math.max(values.capacity(), limits().pageBytes());
    return super.headroomBytes()
        + growth
        + (coded ? codes.growthBytes(4L * pageCapacity()) : 0)
        + WriterMemory.rounded(3 * maxDictionaryBytes() + 64L * (dictionarySize() + 2048));
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
