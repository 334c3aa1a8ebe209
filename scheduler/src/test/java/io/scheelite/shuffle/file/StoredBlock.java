package io.scheelite.shuffle.file;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.shuffle.MapOutputId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A block as it lies in a map output, made without a file. */
public final class StoredBlock {
  private StoredBlock() {}

  /**
   * Header and content of a block that is not compressed.
   *
   * @param offset where the block begins in its partition
   */
  public static byte[] of(MapOutputId id, int partition, long offset, byte[] content, int numRows) {
    ByteBuffer block =
        ByteBuffer.allocate(MapOutputLayout.BLOCK_HEADER_BYTES + content.length)
            .order(ByteOrder.nativeOrder());
    block.putInt(MapOutputLayout.BLOCK_CONTENT_BYTES_OFFSET, content.length);
    block.putInt(MapOutputLayout.BLOCK_STORED_BYTES_OFFSET, content.length);
    block.putInt(MapOutputLayout.BLOCK_ROWS_OFFSET, numRows);
    block.putInt(MapOutputLayout.BLOCK_CODEC_OFFSET, BlockCodec.STORED.id());
    long seed =
        BlockChecksum.hash(
            block.array(),
            0,
            MapOutputLayout.BLOCK_CHECKSUM_OFFSET,
            MapOutputLayout.seed(id, partition) + offset);
    block.putLong(
        MapOutputLayout.BLOCK_CHECKSUM_OFFSET,
        BlockChecksum.hash(content, 0, content.length, seed));
    block.put(MapOutputLayout.BLOCK_HEADER_BYTES, content);
    return block.array();
  }
}
