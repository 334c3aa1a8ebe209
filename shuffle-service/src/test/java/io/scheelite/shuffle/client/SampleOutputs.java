package io.scheelite.shuffle.client;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.file.MapOutputFile;
import io.scheelite.shuffle.file.MapOutputWriter;
import io.scheelite.shuffle.file.ShuffleFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Writes map outputs of random blocks and remembers what is in them. */
public final class SampleOutputs {
  public static final String APPLICATION = "app-1";

  /** A block as its writer had it. */
  public record Sample(int partition, int map, int sizeBytes, int numRows, int hash) {}

  public final ShuffleFolder folder;
  public final List<MapOutput> outputs = new ArrayList<>();
  public final List<Sample> samples = new ArrayList<>();
  private final Map<MapOutputId, byte[]> files = new HashMap<>();

  private SampleOutputs(Path root) {
    folder = ShuffleFolder.at(root);
    folder.createApplication(APPLICATION);
  }

  /** How large blocks are. */
  public interface Sizes {
    int next(RandomGenerator random);
  }

  /**
   * Writes outputs.
   *
   * @param blocks most blocks per partition; some partitions have none, but the first one of each
   *     output always has some, unless this is 0: there is something to be read, or to be lost
   */
  public static SampleOutputs write(
      Path root, int maps, int partitions, int blocks, Sizes sizes, RandomGenerator random) {
    SampleOutputs result = new SampleOutputs(root);
    try (TestMemory memory = TestMemory.create(64L << 20)) {
      for (int map = 0; map < maps; map++) {
        result.writeOne(memory, map, partitions, blocks, sizes, random);
      }
    }
    return result;
  }

  private void writeOne(
      TestMemory memory, int map, int partitions, int blocks, Sizes sizes, RandomGenerator random) {
    MapOutputId id = new MapOutputId(APPLICATION, 3, map, 0);
    MemoryConsumer writing = memory.reserved("write", MapOutputWriter.FLOOR_BYTES);
    try (MapOutputWriter writer =
        MapOutputWriter.open(folder, id, partitions, BlockCodec.LZ4, writing)) {
      for (int partition = 0; partition < partitions; partition++) {
        int fewest = partition == 0 ? Math.min(1, blocks) : 0;
        int count = random.nextInt(fewest, blocks + 1);
        for (int i = 0; i < count; i++) {
          writeBlock(memory, writer, partition, map, sizes.next(random), random);
        }
      }
      outputs.add(writer.commit(map));
    }
    writing.close();
  }

  private void writeBlock(
      TestMemory memory,
      MapOutputWriter writer,
      int partition,
      int map,
      int size,
      RandomGenerator random) {
    byte[] content = new byte[size];
    if (random.nextBoolean()) {
      random.nextBytes(content);
    } else {
      Arrays.fill(content, (byte) random.nextInt());
    }
    int rows = 1 + random.nextInt(1000);
    long bytes = MemoryConsumer.roundUpToChunk(size);
    MemoryConsumer consumer = memory.reserved("block", bytes);
    long address = consumer.allocate(bytes);
    NativeMemory.copyFromArray(content, 0, address, size);
    writer.write(partition, address, size, rows);
    consumer.free(address, bytes);
    consumer.close();
    samples.add(new Sample(partition, map, size, rows, Arrays.hashCode(content)));
  }

  /** A block that was delivered, as a sample without partition and map. */
  public static Sample seen(ShuffleReader.Block block) {
    byte[] content = new byte[block.sizeBytes()];
    NativeMemory.copyToArray(block.address(), content, 0, content.length);
    return new Sample(-1, -1, content.length, block.numRows(), Arrays.hashCode(content));
  }

  public static Sample anywhere(Sample sample) {
    return new Sample(-1, -1, sample.sizeBytes(), sample.numRows(), sample.hash());
  }

  /** Stored bytes of an output, as in its file, from its first partition on. */
  byte[] stored(MapOutputId id) {
    return files.computeIfAbsent(
        id,
        key -> {
          try (MapOutputFile file = MapOutputFile.open(folder, key)) {
            long from = file.offset(0);
            int last = file.numPartitions() - 1;
            byte[] bytes = new byte[(int) (file.offset(last) + file.sizeBytes(last) - from)];
            ByteBuffer target = ByteBuffer.wrap(bytes);
            while (target.hasRemaining()) {
              if (file.channel().read(target, from + target.position()) < 0) {
                throw new IllegalStateException("file is too short");
              }
            }
            return bytes;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
