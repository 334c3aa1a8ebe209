package io.scheelite.shuffle.file;

import static io.scheelite.shuffle.file.MapOutputLayout.BLOCK_HEADER_BYTES;
import static io.scheelite.shuffle.file.MapOutputLayout.HEADER_BYTES;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import java.nio.file.Path;

/**
 * Writes one map output: blocks of native memory, partition after partition.
 *
 * <p>{@link #commit} makes the output visible at once, unless another attempt of the same task was
 * faster: then what that one wrote is the output, and this one's file vanishes. Whatever fails, and
 * {@link #close} without commit, leaves nothing behind. Used by one thread at a time.
 */
public final class MapOutputWriter implements AutoCloseable {
  /** What it takes from its consumer: make it part of the consumer's floor. */
  public static final int FLOOR_BYTES = 2 * MemoryConsumer.CHUNK_BYTES;

  /** Blocks up to this size are compressed; the rare larger ones are stored as they are. */
  public static final int MAX_COMPRESSED_BYTES = MemoryConsumer.CHUNK_BYTES;

  private final MapOutputId id;
  private final BlockCodec codec;
  private final MemoryConsumer memory;
  private final DataFile file;
  private final long[] offsets;
  private final long[] rows;
  private final long buffer;
  private int buffered;
  private int partition;
  private long partitionSeed;
  private int maxBlockBytes;
  private boolean ended;

  private MapOutputWriter(
      MapOutputId id, int numPartitions, BlockCodec codec, MemoryConsumer memory, DataFile file) {
    this.id = id;
    this.codec = codec;
    this.memory = memory;
    this.file = file;
    this.offsets = new long[numPartitions + 1];
    this.rows = new long[numPartitions];
    this.buffer = memory.allocate(FLOOR_BYTES);
  }

  /**
   * Opens a new output.
   *
   * @param folder has a folder of the application: the service made it when it was registered
   * @param memory has {@link #FLOOR_BYTES} reserved
   * @throws ShuffleException if the application has no folder, or the disk fails
   */
  public static MapOutputWriter open(
      ShuffleFolder folder,
      MapOutputId id,
      int numPartitions,
      BlockCodec codec,
      MemoryConsumer memory) {
    if (numPartitions < 1 || numPartitions > MapOutputLayout.MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "number of partitions is out of range: output=" + id + " numPartitions=" + numPartitions);
    }
    DataFile file = DataFile.create(folder, id);
    try {
      MapOutputWriter writer = new MapOutputWriter(id, numPartitions, codec, memory, file);
      writer.writeHeader();
      return writer;
    } catch (RuntimeException e) {
      file.delete();
      throw e;
    }
  }

  private void writeHeader() {
    NativeMemory.putLong(buffer + MapOutputLayout.HEADER_MAGIC_OFFSET, MapOutputLayout.DATA_MAGIC);
    NativeMemory.putLong(buffer + MapOutputLayout.HEADER_VERSION_OFFSET, MapOutputLayout.VERSION);
    NativeMemory.putLong(buffer + MapOutputLayout.HEADER_WRITE_OFFSET, file.write());
    NativeMemory.putLong(buffer + MapOutputLayout.HEADER_OUTPUT_OFFSET, MapOutputLayout.seed(id));
    buffered = HEADER_BYTES;
    offsets[0] = HEADER_BYTES;
    partitionSeed = MapOutputLayout.seed(id, 0);
  }

  /**
   * Writes a block. Its memory is lent for the call.
   *
   * @param newPartition not smaller than that of the block before
   * @param sizeBytes more than zero
   * @param numRows more than zero
   * @throws ShuffleException if a quota or the disk is exhausted, or the disk fails; the file is
   *     gone
   */
  public void write(int newPartition, long address, int sizeBytes, int numRows) {
    requireOpen();
    if (newPartition < partition
        || newPartition >= rows.length
        || sizeBytes < 1
        || sizeBytes > Integer.MAX_VALUE - BLOCK_HEADER_BYTES
        || numRows < 1) {
      throw new IllegalArgumentException(
          "block is out of range: output="
              + id
              + " partition="
              + newPartition
              + " sizeBytes="
              + sizeBytes
              + " numRows="
              + numRows);
    }
    moveTo(newPartition);
    if (sizeBytes > MAX_COMPRESSED_BYTES) {
      writeLarge(address, sizeBytes, numRows);
    } else {
      writeSmall(address, sizeBytes, numRows);
    }
    rows[partition] += numRows;
    maxBlockBytes = Math.max(maxBlockBytes, sizeBytes);
  }

  private void moveTo(int newPartition) {
    if (newPartition > partition) {
      long position = position();
      while (partition < newPartition) {
        offsets[++partition] = position;
      }
      partitionSeed = MapOutputLayout.seed(id, partition);
    }
  }

  /** Where the next block begins in the file. */
  private long position() {
    return file.sizeBytes() + buffered;
  }

  private void writeSmall(long address, int sizeBytes, int numRows) {
    if (FLOOR_BYTES - buffered < BLOCK_HEADER_BYTES + sizeBytes) {
      flush();
    }
    long header = buffer + buffered;
    long body = header + BLOCK_HEADER_BYTES;
    int packed = codec.compress(address, sizeBytes, body, sizeBytes);
    if (packed == BlockCodec.NONE) {
      NativeMemory.copy(address, body, sizeBytes);
      packed = sizeBytes;
      writeHeader(header, sizeBytes, sizeBytes, numRows, BlockCodec.STORED, body);
    } else {
      writeHeader(header, sizeBytes, packed, numRows, codec, body);
    }
    buffered += BLOCK_HEADER_BYTES + packed;
  }

  private void writeLarge(long address, int sizeBytes, int numRows) {
    flush();
    writeHeader(buffer, sizeBytes, sizeBytes, numRows, BlockCodec.STORED, address);
    append(buffer, BLOCK_HEADER_BYTES);
    append(address, sizeBytes);
  }

  private void writeHeader(
      long header, int sizeBytes, int storedBytes, int numRows, BlockCodec stored, long body) {
    NativeMemory.putInt(header + MapOutputLayout.BLOCK_CONTENT_BYTES_OFFSET, sizeBytes);
    NativeMemory.putInt(header + MapOutputLayout.BLOCK_STORED_BYTES_OFFSET, storedBytes);
    NativeMemory.putInt(header + MapOutputLayout.BLOCK_ROWS_OFFSET, numRows);
    NativeMemory.putInt(header + MapOutputLayout.BLOCK_CODEC_OFFSET, stored.id());
    long seed = MapOutputLayout.blockSeed(partitionSeed, position() - offsets[partition], header);
    NativeMemory.putLong(
        header + MapOutputLayout.BLOCK_CHECKSUM_OFFSET,
        BlockChecksum.hash(body, storedBytes, seed));
  }

  private void flush() {
    int sizeBytes = buffered;
    append(buffer, sizeBytes);
    buffered = 0;
  }

  private void append(long address, int sizeBytes) {
    try {
      file.append(NativeMemory.byteBuffer(address, sizeBytes));
    } catch (ShuffleException e) {
      ended = true;
      giveBack();
      throw e;
    }
  }

  /** Bytes of the output so far. */
  public long writtenBytes() {
    return position();
  }

  /** The data file, for messages. */
  public Path path() {
    return file.path();
  }

  /**
   * Makes the output visible, all at once, unless an attempt of the same task did so before.
   *
   * @param digest of all rows, whatever their order
   * @return what is visible now: compare the digests to know whether both attempts wrote the same
   * @throws ShuffleException as {@link #write} does
   */
  public MapOutput commit(long digest) {
    requireOpen();
    moveTo(rows.length - 1);
    offsets[rows.length] = position();
    flush();
    ended = true;
    giveBack();
    return file.commit(
        new MapOutputIndex(
            offsets, rows, digest, maxBlockBytes, ProcessHandle.current().pid(), file.write()));
  }

  private void giveBack() {
    if (!memory.isClosed()) {
      memory.free(buffer, FLOOR_BYTES);
    }
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("map output is closed: output=" + id);
    }
  }

  /** Deletes what was written unless it was committed. Idempotent. */
  @Override
  public void close() {
    if (!ended) {
      ended = true;
      giveBack();
      file.delete();
    }
  }
}
