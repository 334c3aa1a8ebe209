package io.scheelite.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A map output in arrays: blocks by partition, to be written, and compared with what is read.
 * Shared by the tests of all packages of the module.
 */
public final class RandomOutput {
  /** Room that a block needs at most. */
  public static final int MAX_BLOCK_BYTES = 200 << 10;

  private final List<List<Block>> partitions;

  /** Content and rows of a block. */
  static final class Block {
    private final byte[] bytes;
    private final int numRows;

    Block(byte[] bytes, int numRows) {
      this.bytes = bytes;
      this.numRows = numRows;
    }

    byte[] bytes() {
      return bytes;
    }

    int numRows() {
      return numRows;
    }
  }

  RandomOutput(List<List<Block>> partitions) {
    this.partitions = partitions;
  }

  /** Some partitions empty, some blocks incompressible, sizes around the borders of buffers. */
  public static RandomOutput create(RandomGenerator random, int mostBlocks) {
    List<List<Block>> partitions = new ArrayList<>();
    int numPartitions = 1 + random.nextInt(9);
    for (int i = 0; i < numPartitions; i++) {
      List<Block> blocks = new ArrayList<>();
      int count = random.nextInt(3) == 0 ? 0 : random.nextInt(mostBlocks + 1);
      for (int j = 0; j < count; j++) {
        blocks.add(new Block(bytes(random, size(random)), 1 + random.nextInt(1000)));
      }
      partitions.add(blocks);
    }
    return new RandomOutput(partitions);
  }

  private static byte[] bytes(RandomGenerator random, int size) {
    byte[] bytes = new byte[size];
    int repeat = random.nextBoolean() ? 1 + random.nextInt(40) : size + 1;
    for (int at = 0; at < size; at++) {
      bytes[at] = at >= repeat ? bytes[at - repeat] : (byte) random.nextInt();
    }
    return bytes;
  }

  private static int size(RandomGenerator random) {
    int most = MapOutputWriter.MAX_COMPRESSED_BYTES;
    return switch (random.nextInt(12)) {
      case 0 -> most;
      case 1 -> most + random.nextInt(-30, 3);
      case 2 -> 1 + random.nextInt(MAX_BLOCK_BYTES);
      case 3, 4 -> 1 + random.nextInt(most);
      default -> 1 + random.nextInt(300);
    };
  }

  /** The blocks of at most 300 bytes. */
  List<List<Block>> small() {
    return partitions.stream()
        .map(blocks -> blocks.stream().filter(block -> block.bytes().length <= 300).toList())
        .toList();
  }

  /** Partitions, with the empty ones. */
  public int numPartitions() {
    return partitions.size();
  }

  List<Block> blocks(int partition) {
    return partitions.get(partition);
  }

  /** Content of all blocks, decoded, one after the other. */
  public byte[] content(int partition) {
    byte[] all = new byte[partitions.get(partition).stream().mapToInt(b -> b.bytes().length).sum()];
    int at = 0;
    for (Block block : partitions.get(partition)) {
      System.arraycopy(block.bytes(), 0, all, at, block.bytes().length);
      at += block.bytes().length;
    }
    return all;
  }

  /** Rows of a partition. */
  public long rows(int partition) {
    return partitions.get(partition).stream().mapToLong(Block::numRows).sum();
  }

  /** Hands all blocks to a writer, through a buffer of {@link #MAX_BLOCK_BYTES}. */
  void write(MapOutputWriter writer, long buffer) {
    for (int partition = 0; partition < partitions.size(); partition++) {
      for (Block block : partitions.get(partition)) {
        NativeMemory.copyFromArray(block.bytes(), 0, buffer, block.bytes().length);
        writer.write(partition, buffer, block.bytes().length, block.numRows());
      }
    }
  }

  /** Writes and commits it. */
  public MapOutput commit(
      ShuffleFolder folder, MapOutputId id, MemoryConsumer memory, long digest) {
    long buffer = memory.allocate(MAX_BLOCK_BYTES);
    try (MapOutputWriter writer =
        MapOutputWriter.open(folder, id, numPartitions(), BlockCodec.LZ4, memory)) {
      write(writer, buffer);
      return writer.commit(digest);
    } finally {
      memory.free(buffer, MAX_BLOCK_BYTES);
    }
  }

  /** What the committed output must be said to hold. */
  void requireDescribedBy(MapOutput output) {
    assertThat(output.numPartitions()).isEqualTo(numPartitions());
    int largest = 0;
    for (int i = 0; i < numPartitions(); i++) {
      assertThat(output.partitionRows()[i]).isEqualTo(rows(i));
      assertThat(output.partitionBytes()[i] == 0).isEqualTo(blocks(i).isEmpty());
      for (Block block : blocks(i)) {
        largest = Math.max(largest, block.bytes().length);
      }
    }
    assertThat(output.maxBlockBytes()).isEqualTo(largest);
  }

  /** Decodes all partitions of an open output and compares every byte. */
  void requireContent(MapOutputFile file, MapOutput output, MemoryConsumer memory)
      throws IOException {
    long target = memory.allocate(MAX_BLOCK_BYTES);
    for (int i = 0; i < numPartitions(); i++) {
      int sizeBytes = (int) file.sizeBytes(i);
      assertThat(output.partitionBytes()[i]).isEqualTo(sizeBytes);
      long stored = memory.allocate(Math.max(1, sizeBytes));
      readFully(file.channel(), file.offset(i), stored, sizeBytes);
      BlockDecoder decoder = new BlockDecoder(output, i, "test");
      requireBlocks(decoder, stored, target, blocks(i));
      memory.free(stored, Math.max(1, sizeBytes));
    }
    memory.free(target, MAX_BLOCK_BYTES);
  }

  static void readFully(FileChannel channel, long position, long target, int sizeBytes)
      throws IOException {
    for (int done = 0; done < sizeBytes; ) {
      int count =
          channel.read(NativeMemory.byteBuffer(target + done, sizeBytes - done), position + done);
      assertThat(count).isPositive();
      done += count;
    }
  }

  /** Decodes a partition that lies in memory. */
  static void requireBlocks(BlockDecoder decoder, long stored, long target, List<Block> expected) {
    for (Block block : expected) {
      assertThat(decoder.finished()).isFalse();
      long header = stored + decoder.offset();
      decoder.readHeader(header);
      assertThat(decoder.contentBytes()).isEqualTo(block.bytes().length);
      assertThat(decoder.numRows()).isEqualTo(block.numRows());
      decoder.decode(header, header + BlockDecoder.HEADER_BYTES, target);
      byte[] found = new byte[block.bytes().length];
      NativeMemory.copyToArray(target, found, 0, found.length);
      assertThat(found).isEqualTo(block.bytes());
    }
    assertThat(decoder.finished()).isTrue();
  }
}
