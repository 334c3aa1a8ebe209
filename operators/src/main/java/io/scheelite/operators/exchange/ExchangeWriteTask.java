package io.scheelite.operators.exchange;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.Progress;
import io.scheelite.operators.spilling.RunReader;
import io.scheelite.operators.spilling.SpilledRun;
import io.scheelite.spill.SpillWorkspace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes what all drivers have collected to the output of the stage, some blocks at a time:
 * partition after partition, of each the rows of driver after driver.
 *
 * <p>While it looks at the rows of a driver it is inside their gate. Between two steps they may be
 * spilled: then what is left is read from the run.
 */
final class ExchangeWriteTask implements FinishTask {
  private static final int BLOCKS_PER_STEP = 8;

  private final ExchangeOutput output;
  private final RowRouting routing;
  private final List<ExchangePart> parts;
  private final long digest;
  private @Nullable MemoryConsumer writerMemory;
  private @Nullable MemoryConsumer blockMemory;
  private @Nullable SpillWorkspace workspace;
  private @Nullable ExchangeWriter writer;
  private List<SpilledRun> runs = List.of();
  private @Nullable RunReader reader;
  private boolean atBlock;
  private long buffer;
  private long bufferBytes;
  private int partition;
  private int part;

  ExchangeWriteTask(
      ExchangeOutput output, RowRouting routing, List<ExchangePart> parts, long digest) {
    this.output = output;
    this.routing = routing;
    this.parts = parts;
    this.digest = digest;
  }

  static long floorBytes(ExchangeOutput output) {
    return output.writerFloorBytes() + SpillWorkspace.BYTES + MemoryConsumer.CHUNK_BYTES;
  }

  @Override
  public void open(DriverContext context) {
    writerMemory = context.newConsumer("writer", output.writerFloorBytes(), Reclaimable.NONE);
    MemoryConsumer memory =
        context.newConsumer(
            "blocks", SpillWorkspace.BYTES + MemoryConsumer.CHUNK_BYTES, Reclaimable.NONE);
    blockMemory = memory;
    workspace = new SpillWorkspace(memory);
    writer = output.open(writerMemory);
  }

  @Override
  public Progress advance() {
    ExchangeWriter target = writer;
    MemoryConsumer memory = blockMemory;
    if (target == null || memory == null) {
      throw new IllegalStateException("exchange is written before it was opened");
    }
    if (partition == routing.numPartitions()) {
      target.commit(digest);
      return Progress.DONE;
    }
    if (reader != null) {
      return writeSpilledBlock(reader, target, memory); // the run is this task's own
    }
    return writePart(target);
  }

  /** Runs first: what they hold came before what is in memory. */
  private Progress writePart(ExchangeWriter target) {
    if (part == parts.size()) {
      part = 0;
      partition++;
      return Progress.YIELD;
    }
    ExchangePart current = parts.get(part);
    if (!current.gate().tryEnter()) {
      return Progress.blocked(current.gate().whenEnterable());
    }
    try {
      runs = current.takeRuns(partition);
      if (!runs.isEmpty()) {
        reader = newReader();
      } else if (!current.drain(partition, target, targetPartition(), BLOCKS_PER_STEP)) {
        part++;
      }
    } finally {
      current.gate().exit();
    }
    return Progress.YIELD;
  }

  private int targetPartition() {
    return routing.firstPartition() + partition;
  }

  private RunReader newReader() {
    SpillWorkspace opened = workspace;
    if (opened == null) {
      throw new IllegalStateException("exchange is written before it was opened");
    }
    return new RunReader(runs, opened);
  }

  private Progress writeSpilledBlock(RunReader open, ExchangeWriter target, MemoryConsumer memory) {
    atBlock = atBlock || open.advance();
    if (!atBlock) {
      closeRuns();
      return Progress.YIELD;
    }
    CompletableFuture<Void> wait = makeRoom(memory, open.sizeBytes());
    if (wait != null) {
      return Progress.blocked(wait);
    }
    open.read(buffer);
    target.write(targetPartition(), buffer, open.sizeBytes(), open.numRows());
    atBlock = false;
    return Progress.YIELD;
  }

  private @Nullable CompletableFuture<Void> makeRoom(MemoryConsumer memory, int sizeBytes) {
    if (sizeBytes <= bufferBytes) {
      return null;
    }
    if (bufferBytes > 0) {
      memory.free(buffer, bufferBytes);
      bufferBytes = 0;
    }
    long wanted = MemoryConsumer.roundUpToChunk(sizeBytes);
    CompletableFuture<Void> wait = memory.reserve(wanted);
    if (wait == null) {
      buffer = memory.allocate(wanted);
      bufferBytes = wanted;
    }
    return wait;
  }

  private void closeRuns() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
    runs.forEach(SpilledRun::close);
    runs = List.of();
  }

  @Override
  public void close() {
    closeRuns();
    if (writer != null) {
      writer.close();
    }
    if (workspace != null) {
      workspace.close();
    }
    if (blockMemory != null) {
      blockMemory.close();
    }
    if (writerMemory != null) {
      writerMemory.close();
    }
  }
}
