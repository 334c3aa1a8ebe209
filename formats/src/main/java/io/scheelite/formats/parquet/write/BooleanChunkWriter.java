package io.scheelite.formats.parquet.write;

import io.scheelite.formats.parquet.encoding.Bits;
import io.scheelite.memory.NativeMemory;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Writes booleans as PLAIN bits. */
final class BooleanChunkWriter extends ChunkWriter {
  private final Buffer bits;
  private int count;
  private int trueValues;
  private int falseValues;
  private boolean chunkHasTrue;
  private boolean chunkHasFalse;

  BooleanChunkWriter(LeafColumn leaf, Limits limits, WriterMemory memory, SharedBuffers shared) {
    super(leaf, limits, memory, shared);
    this.bits = new Buffer(memory, limits.pageRows() / 8 + 16L);
  }

  @Override
  int appendValues(RowSlice slice, int from, int rows) {
    bits.ensure((count + rows) / 8 + 16L, bits.capacity());
    if (slice.validity() == 0) {
      int ones =
          Bits.copy(slice.values(), slice.firstBit() + (long) from, bits.address(), count, rows);
      count += rows;
      trueValues |= ones;
      falseValues |= rows - ones;
      return rows;
    }
    for (int row = from; row < from + rows; row++) {
      if (slice.isValid(row)) {
        boolean value = Bits.isSet(slice.values(), slice.firstBit() + row);
        Bits.fill(bits.address(), count++, 1, value);
        trueValues |= value ? 1 : 0;
        falseValues |= value ? 0 : 1;
      }
    }
    return rows;
  }

  @Override
  long pageValueBytes() {
    return (long) count >>> 3;
  }

  @Override
  long maxPageBytes() {
    return pageCapacity() / 8 + 16L;
  }

  @Override
  PageBounds pageBounds() {
    Statistics page = statistics(trueValues != 0, falseValues != 0);
    chunkHasTrue |= trueValues != 0;
    chunkHasFalse |= falseValues != 0;
    trueValues = 0;
    falseValues = 0;
    return new PageBounds(page.getMin_value(), page.getMax_value());
  }

  @Override
  void hashPage(BloomFilterWriter filter, int present) {
    throw new IllegalStateException("booleans have no bloom filters");
  }

  @Override
  void hashDictionary(BloomFilterWriter filter) {
    throw new IllegalStateException("booleans have no bloom filters");
  }

  @Override
  EncodedValues encodePage(long target, int present) {
    long size = ((long) count + 7) >>> 3;
    NativeMemory.copy(bits.address(), target, size);
    count = 0;
    return new EncodedValues(Encoding.PLAIN, target + size);
  }

  @Override
  long encodeDictionary(long target) {
    return target;
  }

  @Override
  long maxDictionaryBytes() {
    return 0;
  }

  @Override
  int dictionarySize() {
    return 0;
  }

  @Override
  Statistics statistics() {
    return statistics(chunkHasTrue, chunkHasFalse);
  }

  private static Statistics statistics(boolean hasTrue, boolean hasFalse) {
    Statistics statistics = new Statistics();
    if (hasTrue || hasFalse) {
      statistics.setMin_value(new byte[] {(byte) (hasFalse ? 0 : 1)});
      statistics.setMax_value(new byte[] {(byte) (hasTrue ? 1 : 0)});
    }
    return statistics;
  }

  @Override
  void resetChunk() {
    chunkHasTrue = false;
    chunkHasFalse = false;
  }
}
