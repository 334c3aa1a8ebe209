package io.scheelite.spill;

import io.scheelite.columnar.codec.BlockChecksum;

/**
 * The bytes of a spill file. Numbers are in the machine's byte order: a file never leaves its
 * process.
 *
 * <pre>
 * file     = header, block 0, block 1, …, index, trailer
 * block    = frame, frame, …          (one per {@link #FRAME_BYTES} of content, the last one shorter)
 * index    = one entry per block
 *
 * header     0  magic           8     "SCHSPILL"
 *            8  version         4
 *           12  zero            4
 *           16  file id         8     differs between files of a process
 *           24  content hash    8     says what the blocks hold, such as a hash of the row layout
 *           32  checksum        8     of the bytes before it, with seed 0
 * frame      0  content bytes   4
 *            4  stored bytes    4
 *            8  codec           4     number of a BlockCodec
 *           12  block           4     number of the block it belongs to
 *           16  checksum        8     of the bytes before it, with seed (file id + offset of the
 *                                     frame), then of the stored bytes, with the former as seed
 *           24  stored bytes
 * entry      0  offset          8     of the block's first frame
 *            8  content bytes   4
 *           12  rows            4
 *           16  run             4     blocks with the same number belong together
 * trailer    0  index offset    8
 *            8  blocks          4
 *           12  largest block   4     content bytes
 *           16  rows            8
 *           24  checksum        8     of the index, with the file id as seed, then of the bytes
 *                                     before it in the trailer, with the former as seed
 * </pre>
 */
final class SpillFileLayout {
  static final long MAGIC = 0x4C4C495053484353L; // "SCHSPILL" in little-endian order
  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int ZERO_OFFSET = 12;
  static final int FILE_ID_OFFSET = 16;
  static final int CONTENT_HASH_OFFSET = 24;
  static final int HEADER_CHECKSUM_OFFSET = 32;
  static final int HEADER_BYTES = 40;

  /** Most content of one frame. */
  static final int FRAME_BYTES = 64 << 10;

  static final int FRAME_CONTENT_BYTES_OFFSET = 0;
  static final int FRAME_STORED_BYTES_OFFSET = 4;
  static final int FRAME_CODEC_OFFSET = 8;
  static final int FRAME_BLOCK_OFFSET = 12;
  static final int FRAME_CHECKSUM_OFFSET = 16;
  static final int FRAME_HEADER_BYTES = 24;

  static final int ENTRY_OFFSET_OFFSET = 0;
  static final int ENTRY_CONTENT_BYTES_OFFSET = 8;
  static final int ENTRY_ROWS_OFFSET = 12;
  static final int ENTRY_RUN_OFFSET = 16;
  static final int ENTRY_BYTES = 20;

  static final int TRAILER_INDEX_OFFSET_OFFSET = 0;
  static final int TRAILER_BLOCKS_OFFSET = 8;
  static final int TRAILER_LARGEST_BLOCK_OFFSET = 12;
  static final int TRAILER_ROWS_OFFSET = 16;
  static final int TRAILER_CHECKSUM_OFFSET = 24;
  static final int TRAILER_BYTES = 32;

  private SpillFileLayout() {}

  /** The hash of a frame's header, which says where it belongs; seed of the hash of its bytes. */
  static long frameSeed(long fileId, long frameOffset, long header) {
    return BlockChecksum.hash(header, FRAME_CHECKSUM_OFFSET, fileId + frameOffset);
  }
}
