package io.scheelite.scheduler.exchange;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.exchange.ExchangeOutput;
import io.scheelite.operators.exchange.ExchangeWriter;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.file.MapOutputWriter;
import io.scheelite.shuffle.file.ShuffleFolder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where an attempt of a task writes: a map output in the shuffle folder of its worker. */
public final class MapOutputTarget implements ExchangeOutput {
  private final ShuffleFolder folder;
  private final MapOutputId id;
  private final int numPartitions;
  private final Consumer<MapOutput> whenCommitted;
  private volatile @Nullable MapOutput committed;

  /**
   * @param whenCommitted runs when the output is visible, on the thread that committed it
   */
  public MapOutputTarget(
      ShuffleFolder folder, MapOutputId id, int numPartitions, Consumer<MapOutput> whenCommitted) {
    this.folder = folder;
    this.id = id;
    this.numPartitions = numPartitions;
    this.whenCommitted = whenCommitted;
  }

  /** What is visible: null until it was committed. */
  public @Nullable MapOutput committed() {
    return committed;
  }

  @Override
  public int numPartitions() {
    return numPartitions;
  }

  @Override
  public long writerFloorBytes() {
    return MapOutputWriter.FLOOR_BYTES;
  }

  @Override
  public ExchangeWriter open(MemoryConsumer memory) {
    return new Writer(MapOutputWriter.open(folder, id, numPartitions, BlockCodec.LZ4, memory));
  }

  private final class Writer implements ExchangeWriter {
    private final MapOutputWriter writer;

    Writer(MapOutputWriter writer) {
      this.writer = writer;
    }

    @Override
    public void write(int partition, long address, int sizeBytes, int numRows) {
      writer.write(partition, address, sizeBytes, numRows);
    }

    @Override
    public void commit(long digest) {
      MapOutput output = writer.commit(digest);
      committed = output;
      whenCommitted.accept(output);
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
