package io.scheelite.shuffle.file;

import static io.scheelite.shuffle.file.MapOutputLayout.HEADER_BYTES;
import static io.scheelite.shuffle.file.MapOutputLayout.INDEX_MAGIC;
import static io.scheelite.shuffle.file.MapOutputLayout.MAX_PARTITIONS;
import static io.scheelite.shuffle.file.MapOutputLayout.TRAILER_BYTES;
import static io.scheelite.shuffle.file.MapOutputLayout.TRAILER_CHECKSUM_OFFSET;
import static io.scheelite.shuffle.file.MapOutputLayout.VERSION;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import java.nio.ByteBuffer;

/**
 * Says what a data file holds, and which data file it is. Its arrays are not changed once it is
 * made; thread-safe then.
 *
 * @param offsets where each partition begins, then the end
 * @param rows of each partition
 * @param pid process that wrote the data file
 * @param write number of the data file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MapOutputIndex(
    long[] offsets, long[] rows, long digest, int maxBlockBytes, long pid, long write) {

  /** As it lies in its file. */
  byte[] encode(MapOutputId id) {
    ByteBuffer bytes = ByteBuffer.allocate(MapOutputLayout.indexBytes(rows.length));
    for (long offset : offsets) {
      bytes.putLong(offset);
    }
    for (long count : rows) {
      bytes.putLong(count);
    }
    bytes.putLong(pid).putLong(write).putLong(digest);
    bytes.putInt(rows.length).putInt(maxBlockBytes).putInt(VERSION).putInt(0);
    long seed = MapOutputLayout.seed(id);
    bytes.putLong(BlockChecksum.hash(bytes.array(), 0, bytes.position(), seed));
    bytes.putLong(INDEX_MAGIC);
    return bytes.array();
  }

  /**
   * Reads what {@link #encode} wrote; nothing in it is believed.
   *
   * @param file for messages
   * @throws CorruptDataException if it is not the index of this output, byte for byte
   */
  static MapOutputIndex decode(byte[] bytes, MapOutputId id, String file) {
    int trailer = bytes.length - TRAILER_BYTES;
    if (trailer < Long.BYTES) {
      throw damaged("size of the index", file, 0, TRAILER_BYTES + Long.BYTES, bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int checksumAt = trailer + TRAILER_CHECKSUM_OFFSET;
    long expected = BlockChecksum.hash(bytes, 0, checksumAt, MapOutputLayout.seed(id));
    if (buffer.getLong(checksumAt) != expected) {
      throw damaged(
          "checksum of the index", file, checksumAt, expected, buffer.getLong(checksumAt));
    }
    int magicAt = trailer + MapOutputLayout.TRAILER_MAGIC_OFFSET;
    if (buffer.getLong(magicAt) != INDEX_MAGIC) {
      throw damaged("magic of the index", file, magicAt, INDEX_MAGIC, buffer.getLong(magicAt));
    }
    int versionAt = trailer + MapOutputLayout.TRAILER_VERSION_OFFSET;
    if (buffer.getInt(versionAt) != VERSION) {
      throw damaged("version of the index", file, versionAt, VERSION, buffer.getInt(versionAt));
    }
    return decodeChecked(buffer, trailer, file);
  }

  private static MapOutputIndex decodeChecked(ByteBuffer buffer, int trailer, String file) {
    int partitionsAt = trailer + MapOutputLayout.TRAILER_PARTITIONS_OFFSET;
    int numPartitions = buffer.getInt(partitionsAt);
    if (numPartitions < 1
        || numPartitions > MAX_PARTITIONS
        || MapOutputLayout.indexBytes(numPartitions) != buffer.capacity()) {
      long found = (trailer / (long) Long.BYTES - 1) / 2;
      throw damaged("partitions of the index", file, partitionsAt, found, numPartitions);
    }
    long[] offsets = new long[numPartitions + 1];
    buffer.asLongBuffer().get(offsets);
    long[] rows = new long[numPartitions];
    buffer.position(offsets.length * Long.BYTES).asLongBuffer().get(rows);
    requireOrder(offsets, rows, file);
    int largestAt = trailer + MapOutputLayout.TRAILER_LARGEST_BLOCK_OFFSET;
    if (buffer.getInt(largestAt) < 0) {
      throw damaged("largest block of the index", file, largestAt, 0, buffer.getInt(largestAt));
    }
    return new MapOutputIndex(
        offsets,
        rows,
        buffer.getLong(trailer + MapOutputLayout.TRAILER_DIGEST_OFFSET),
        buffer.getInt(largestAt),
        buffer.getLong(trailer + MapOutputLayout.TRAILER_PID_OFFSET),
        buffer.getLong(trailer + MapOutputLayout.TRAILER_WRITE_OFFSET));
  }

  private static void requireOrder(long[] offsets, long[] rows, String file) {
    long last = HEADER_BYTES;
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] < last || (i == 0 && offsets[i] != last)) {
        throw damaged("offset of a partition", file, (long) i * Long.BYTES, last, offsets[i]);
      }
      last = offsets[i];
    }
    long total = 0;
    for (int i = 0; i < rows.length; i++) {
      total += rows[i];
      if (rows[i] < 0 || total < 0) {
        long at = (long) (offsets.length + i) * Long.BYTES;
        throw damaged("rows of a partition", file, at, 0, rows[i]);
      }
    }
  }

  private static CorruptDataException damaged(
      String what, String file, long offset, long expected, long found) {
    return new CorruptDataException(
        what, file, offset, Long.toString(expected), Long.toString(found));
  }

  int numPartitions() {
    return rows.length;
  }

  /** Where the data file ends. */
  long dataBytes() {
    return offsets[rows.length];
  }

  MapOutput output(MapOutputId id) {
    long[] sizes = new long[rows.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = offsets[i + 1] - offsets[i];
    }
    return new MapOutput(id, sizes, rows, digest, maxBlockBytes);
  }
}
