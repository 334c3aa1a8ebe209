package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.formats.parquet.index.SplitBlock;
import io.scheelite.memory.NativeMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;

/**
 * Collects hashes of a chunk's values and makes a bloom filter of them when the chunk ends, so that
 * it can be sized by their number. Values of a dictionary are hashed once.
 */
final class BloomFilterWriter {
  private static final long FIRST_HASHES_BYTES = 64 << 10;
  private static final int FIRST_VALUE_BYTES = 256;

  private final double falsePositives;
  private final WriterMemory memory;
  private final Buffer hashes;
  private byte[] value = new byte[FIRST_VALUE_BYTES];
  private long count;

  BloomFilterWriter(WriterMemory memory, double falsePositives) {
    this.falsePositives = falsePositives;
    this.memory = memory;
    this.hashes = new Buffer(memory, FIRST_HASHES_BYTES);
  }

  /** Memory with which so many more values can be taken and the filter be made. */
  long headroomBytes(long moreValues) {
    long grown = Math.max(2 * hashes.capacity(), Long.BYTES * (count + moreValues));
    return WriterMemory.rounded(grown)
        + WriterMemory.rounded(SplitBlock.filterBytes(count + moreValues, falsePositives));
  }

  /** Adds values of a fixed width. */
  void addFixed(long values, int numValues, int width, int stride) {
    hashes.ensure(Long.BYTES * (count + numValues), Long.BYTES * count);
    for (int i = 0; i < numValues; i++) {
      NativeMemory.copyToArray(values + (long) i * stride, value, 0, width);
      put(BlockChecksum.hash(value, 0, width, 0));
    }
  }

  /** Adds strings, each behind its 32-bit length. */
  void addStrings(long values, int numValues) {
    hashes.ensure(Long.BYTES * (count + numValues), Long.BYTES * count);
    long at = values;
    for (int i = 0; i < numValues; i++) {
      int length = NativeMemory.getInt(at);
      if (length > value.length) {
        value = new byte[Math.max(length, 2 * value.length)];
      }
      NativeMemory.copyToArray(at + 4, value, 0, length);
      put(BlockChecksum.hash(value, 0, length, 0));
      at += 4L + length;
    }
  }

  private void put(long hash) {
    NativeMemory.putLong(hashes.address() + Long.BYTES * count++, hash);
  }

  /** Writes the filter at the channel's position, says where it is, and begins the next one. */
  void writeTo(FileChannel channel, ColumnMetaData chunk) throws IOException {
    int size = SplitBlock.filterBytes(count, falsePositives);
    long filter = memory.take(size);
    NativeMemory.fill(filter, size, (byte) 0);
    for (long i = 0; i < count; i++) {
      insert(filter, size, NativeMemory.getLong(hashes.address() + Long.BYTES * i));
    }
    BloomFilterHeader header =
        new BloomFilterHeader(
            size,
            BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
            BloomFilterHash.XXHASH(new XxHash()),
            BloomFilterCompression.UNCOMPRESSED(new Uncompressed()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    Util.writeBloomFilterHeader(header, bytes);
    long offset = channel.position();
    writeFully(channel, ByteBuffer.wrap(bytes.toByteArray()));
    writeFully(channel, NativeMemory.byteBuffer(filter, size));
    memory.give(filter);
    chunk.setBloom_filter_offset(offset);
    chunk.setBloom_filter_length((int) (channel.position() - offset));
    count = 0;
  }

  private static void insert(long filter, int size, long hash) {
    long block =
        filter + SplitBlock.block(hash, size / SplitBlock.BLOCK_BYTES) * SplitBlock.BLOCK_BYTES;
    for (int word = 0; word < SplitBlock.BLOCK_WORDS; word++) {
      long address = block + 4L * word;
      NativeMemory.putInt(address, NativeMemory.getInt(address) | SplitBlock.mask(hash, word));
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
