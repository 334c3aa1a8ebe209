package io.scheelite.shuffle.file;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.shuffle.MapOutputId;

/**
 * The bytes of a map output. Numbers in the data file are in the machine's byte order, as the rows
 * in it are; those of the index are big-endian.
 *
 * <pre>
 * data       = header, partition 0, partition 1, …      MAP-GENERATION-PID-WRITE.data
 * partition  = block, block, …                          none if the partition is empty
 * index      = offsets, rows, trailer                   MAP-GENERATION.index
 *
 * header     0  magic           8     "SCHSHUFF"
 *            8  version         8
 *           16  write           8     differs between the data files of one output
 *           24  output          8     the seed of the output: a hash of its name
 * block      0  content bytes   4     at least 1
 *            4  stored bytes    4     not more than the content
 *            8  rows            4     at least 1
 *           12  codec           4     number of a BlockCodec
 *           16  checksum        8     of the bytes before it, with seed (seed of the output's
 *                                     partition + offset of the block in its partition), then of
 *                                     the stored bytes, with the former as seed
 *           24  stored bytes
 * offsets    (partitions + 1) × 8     where each partition begins in the data file; its end last
 * rows       partitions × 8           rows of each partition
 * trailer    0  pid             8     process that wrote the data file
 *            8  write           8     as in its header
 *           16  digest          8     of all rows, whatever their order
 *           24  partitions      4
 *           28  largest block   4     content bytes
 *           32  version         4
 *           36  zero            4
 *           40  checksum        8     of all bytes of the index before it, with the seed of the output
 *           48  magic           8     "SCHINDEX"
 * </pre>
 */
public final class MapOutputLayout {
  static final long DATA_MAGIC = 0x4646554853484353L; // "SCHSHUFF" in little-endian order
  static final long INDEX_MAGIC = 0x534348494E444558L; // "SCHINDEX" in big-endian order
  static final int VERSION = 1;

  static final int HEADER_MAGIC_OFFSET = 0;
  static final int HEADER_VERSION_OFFSET = 8;
  static final int HEADER_WRITE_OFFSET = 16;
  static final int HEADER_OUTPUT_OFFSET = 24;
  static final int HEADER_BYTES = 32;

  static final int BLOCK_CONTENT_BYTES_OFFSET = 0;
  static final int BLOCK_STORED_BYTES_OFFSET = 4;
  static final int BLOCK_ROWS_OFFSET = 8;
  static final int BLOCK_CODEC_OFFSET = 12;
  static final int BLOCK_CHECKSUM_OFFSET = 16;

  /** Bytes before a block's stored bytes. */
  public static final int BLOCK_HEADER_BYTES = 24;

  static final int TRAILER_PID_OFFSET = 0;
  static final int TRAILER_WRITE_OFFSET = 8;
  static final int TRAILER_DIGEST_OFFSET = 16;
  static final int TRAILER_PARTITIONS_OFFSET = 24;
  static final int TRAILER_LARGEST_BLOCK_OFFSET = 28;
  static final int TRAILER_VERSION_OFFSET = 32;
  static final int TRAILER_ZERO_OFFSET = 36;
  static final int TRAILER_CHECKSUM_OFFSET = 40;
  static final int TRAILER_MAGIC_OFFSET = 48;
  static final int TRAILER_BYTES = 56;

  /** Most partitions of an output: bounds what an index may cost whoever reads it. */
  public static final int MAX_PARTITIONS = 1 << 20;

  private MapOutputLayout() {}

  /** Size of the index of so many partitions. */
  static int indexBytes(int numPartitions) {
    return (2 * numPartitions + 1) * Long.BYTES + TRAILER_BYTES;
  }

  /** Differs between outputs: a block of another one is as damaged as one with a flipped bit. */
  static long seed(MapOutputId id) {
    long seed = VERSION;
    for (int i = 0; i < id.application().length(); i++) {
      seed = mix(seed + id.application().charAt(i));
    }
    seed = mix(seed + id.shuffle());
    seed = mix(seed + id.map());
    return mix(seed + id.generation());
  }

  /** Differs between the partitions of an output. */
  static long seed(MapOutputId id, int partition) {
    return mix(seed(id) + partition);
  }

  /** The hash of a block's header, which says where it belongs; seed of the hash of its bytes. */
  static long blockSeed(long partitionSeed, long offset, long header) {
    return BlockChecksum.hash(header, BLOCK_CHECKSUM_OFFSET, partitionSeed + offset);
  }

  /** The finalizer of splitmix64: one-to-one, and every bit of input changes half the output. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
