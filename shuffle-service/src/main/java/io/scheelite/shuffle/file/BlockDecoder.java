package io.scheelite.shuffle.file;

import static io.scheelite.shuffle.file.MapOutputLayout.BLOCK_CHECKSUM_OFFSET;
import static io.scheelite.shuffle.file.MapOutputLayout.BLOCK_HEADER_BYTES;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.NativeMemory;
import io.scheelite.shuffle.MapOutput;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the stored bytes of one partition of one output, block by block, as they come from a
 * service. They are not trusted: sizes are checked before they are used, nothing is decompressed
 * before its checksum is right, and a block that belongs elsewhere is as damaged as one with a
 * flipped bit. What is damaged does not move the decoder: the same block may be fetched again.
 *
 * <p>Per block: {@link #readHeader}, then {@link #decode} when all of {@link #storedBytes} are at
 * hand. Holds no memory; used by one thread at a time.
 */
public final class BlockDecoder {
  /** Bytes before a block's stored bytes. */
  public static final int HEADER_BYTES = BLOCK_HEADER_BYTES;

  private final String source;
  private final int partition;
  private final long sizeBytes;
  private final long partitionRows;
  private final int maxBlockBytes;
  private final long seed;
  private long offset;
  private long rowsSeen;
  private int contentBytes;
  private int storedBytes;
  private int numRows;
  private @Nullable BlockCodec codec;

  /**
   * @param output as its writer described it
   * @param from where the bytes come from, for messages
   */
  public BlockDecoder(MapOutput output, int partition, String from) {
    this.source = output.id() + " partition=" + partition + " from=" + from;
    this.partition = partition;
    this.sizeBytes = output.partitionBytes()[partition];
    this.partitionRows = output.partitionRows()[partition];
    this.maxBlockBytes = output.maxBlockBytes();
    this.seed = MapOutputLayout.seed(output.id(), partition);
    requireRows();
  }

  public int partition() {
    return partition;
  }

  /** Where the next block begins in the partition. */
  public long offset() {
    return offset;
  }

  /** Whether all blocks were decoded. */
  public boolean finished() {
    return offset == sizeBytes;
  }

  /**
   * Reads the header of the next block. Its sizes are possible, but not checked until {@link
   * #decode}.
   *
   * @param header address of {@link #HEADER_BYTES} bytes that lie at {@link #offset}
   * @throws CorruptDataException if the sizes are impossible
   */
  public void readHeader(long header) {
    codec = null;
    long left = sizeBytes - offset - BLOCK_HEADER_BYTES;
    if (left < 1) {
      throw damaged("room for a block", 0, "at least 1", left);
    }
    int content = NativeMemory.getInt(header + MapOutputLayout.BLOCK_CONTENT_BYTES_OFFSET);
    if (content < 1 || content > maxBlockBytes) {
      throw damaged(
          "content bytes of a block",
          MapOutputLayout.BLOCK_CONTENT_BYTES_OFFSET,
          "1 to " + maxBlockBytes,
          content);
    }
    int stored = NativeMemory.getInt(header + MapOutputLayout.BLOCK_STORED_BYTES_OFFSET);
    if (stored < 1 || stored > Math.min(left, content)) {
      throw damaged(
          "stored bytes of a block",
          MapOutputLayout.BLOCK_STORED_BYTES_OFFSET,
          "1 to " + Math.min(left, content),
          stored);
    }
    int count = NativeMemory.getInt(header + MapOutputLayout.BLOCK_ROWS_OFFSET);
    if (count < 1 || count > partitionRows - rowsSeen) {
      throw damaged(
          "rows of a block",
          MapOutputLayout.BLOCK_ROWS_OFFSET,
          "1 to " + (partitionRows - rowsSeen),
          count);
    }
    codec = codec(header, content, stored);
    contentBytes = content;
    storedBytes = stored;
    numRows = count;
  }

  private BlockCodec codec(long header, int content, int stored) {
    int number = NativeMemory.getInt(header + MapOutputLayout.BLOCK_CODEC_OFFSET);
    BlockCodec found = BlockCodec.ofId(number);
    if (found == null || (found == BlockCodec.STORED) != (content == stored)) {
      throw damaged(
          "codec of a block",
          MapOutputLayout.BLOCK_CODEC_OFFSET,
          content == stored ? "STORED" : "a compressing one",
          number);
    }
    return found;
  }

  /** Stored bytes of the block whose header was read, without that header. */
  public int storedBytes() {
    return storedBytes;
  }

  /** Content of the block whose header was read: what {@link #decode} writes. */
  public int contentBytes() {
    return contentBytes;
  }

  /** Rows of the block whose header was read. */
  public int numRows() {
    return numRows;
  }

  /**
   * Whether the block whose header was read is stored as it is: then its stored bytes may be
   * received where its content is wanted.
   */
  public boolean storedAsIs() {
    return codec == BlockCodec.STORED;
  }

  /**
   * Verifies the block whose header was read, writes its content, and moves on to the next one.
   *
   * @param header address of the same {@link #HEADER_BYTES} bytes
   * @param stored address of {@link #storedBytes} bytes
   * @param target room for {@link #contentBytes}; may be {@code stored} if {@link #storedAsIs},
   *     otherwise they do not overlap
   * @throws CorruptDataException if it is not what was written; the content is undefined then
   */
  public void decode(long header, long stored, long target) {
    BlockCodec known = codec;
    if (known == null) {
      throw new IllegalStateException("no header was read: source=" + source);
    }
    long found = NativeMemory.getLong(header + BLOCK_CHECKSUM_OFFSET);
    long expected =
        BlockChecksum.hash(stored, storedBytes, MapOutputLayout.blockSeed(seed, offset, header));
    if (found != expected) {
      throw damaged(
          "checksum of a block",
          BLOCK_CHECKSUM_OFFSET,
          Long.toHexString(expected),
          Long.toHexString(found));
    }
    requireSameHeader(header);
    if (known == BlockCodec.STORED) {
      if (stored != target) {
        NativeMemory.copy(stored, target, contentBytes);
      }
    } else {
      int restored = known.decompress(stored, storedBytes, target, contentBytes);
      if (restored != contentBytes) {
        throw damaged(
            "content of a block", BLOCK_HEADER_BYTES, Integer.toString(contentBytes), restored);
      }
    }
    moveOn();
  }

  /** The sizes in use must be those that the checksum covers. */
  private void requireSameHeader(long header) {
    int content = NativeMemory.getInt(header + MapOutputLayout.BLOCK_CONTENT_BYTES_OFFSET);
    int stored = NativeMemory.getInt(header + MapOutputLayout.BLOCK_STORED_BYTES_OFFSET);
    int count = NativeMemory.getInt(header + MapOutputLayout.BLOCK_ROWS_OFFSET);
    if (content != contentBytes || stored != storedBytes || count != numRows) {
      throw new IllegalStateException("another header was read: source=" + source);
    }
  }

  private void moveOn() {
    offset += BLOCK_HEADER_BYTES + storedBytes;
    rowsSeen += numRows;
    codec = null;
    requireRows();
  }

  private void requireRows() {
    if (offset == sizeBytes && rowsSeen != partitionRows) {
      throw damaged("rows of a partition", 0, Long.toString(partitionRows), rowsSeen);
    }
  }

  private CorruptDataException damaged(String what, int at, String expected, long found) {
    return damaged(what, at, expected, Long.toString(found));
  }

  private CorruptDataException damaged(String what, int at, String expected, String found) {
    return new CorruptDataException(what, source, offset + at, expected, found);
  }
}
