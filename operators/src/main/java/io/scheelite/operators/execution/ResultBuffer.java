package io.scheelite.operators.execution;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the drivers that yield a result and its reader: each driver copies its
 * batches into blocks, and waits while the reader has not taken the one before, so that the
 * buffer's memory is bounded whatever the size of the result.
 *
 * <p>Writers belong to drivers; {@link #take} and {@link #giveBack} to the reader. Neither side
 * blocks. A driver's consumer outlives it, until its last block is read or the buffer is closed.
 */
final class ResultBuffer implements SinkFactory {
  private static final long BLOCK_BYTES = 4L * MemoryConsumer.CHUNK_BYTES;

  // All guarded by this.
  private final ArrayDeque<ResultBlock> ready = new ArrayDeque<>();
  private final List<MemoryConsumer> consumers = new ArrayList<>();
  private CompletableFuture<Void> readable = new CompletableFuture<>();
  private boolean ended;
  private boolean closed;

  @Override
  public Sink create(DriverContext context) {
    MemoryConsumer memory = context.newConsumer("blocks", floorBytes(), Reclaimable.NONE);
    synchronized (this) {
      consumers.add(memory);
    }
    return new Writer(memory);
  }

  /** One block to fill and one to read. */
  @Override
  public long floorBytes() {
    return 2 * BLOCK_BYTES;
  }

  /** The next block, or null if none is ready now. */
  synchronized @Nullable ResultBlock take() {
    ResultBlock block = ready.pollFirst();
    if (ready.isEmpty() && !ended) {
      readable = new CompletableFuture<>();
    }
    return block;
  }

  /** Whether nothing is ready to be taken. */
  synchronized boolean isEmpty() {
    return ready.isEmpty();
  }

  /** Completes when {@link #take} may yield a block, or never will again. */
  synchronized CompletableFuture<Void> readable() {
    return ready.isEmpty() && !ended ? readable : CompletableFuture.completedFuture(null);
  }

  /** Frees a block that was taken and read. */
  void giveBack(ResultBlock block) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      if (closed) {
        return; // freed with everything else
      }
      block.owner().memory.free(block.address(), block.sizeBytes());
      block.owner().unread--;
      waiting = block.owner().space;
      block.owner().space = null;
    }
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  /** Says that nothing more is written. */
  void end() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      ended = true;
      waiting = readable;
    }
    waiting.complete(null);
  }

  private void publish(ResultBlock block) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      ready.addLast(block);
      block.owner().unread++;
      waiting = readable;
    }
    waiting.complete(null);
  }

  /** Frees all blocks, read or not: the reader must have stopped reading. */
  @Override
  public synchronized void close() {
    closed = true;
    ready.clear();
    consumers.forEach(MemoryConsumer::close);
  }

  /** One driver's end. */
  final class Writer implements Sink {
    private final MemoryConsumer memory;
    private final BatchCopy copier = new BatchCopy();
    private @Nullable ResultBlock filling;
    private long neededBytes;

    /** Blocks that the reader has not given back; guarded by the buffer. */
    private int unread;

    /** What this driver waits for; guarded by the buffer. */
    private @Nullable CompletableFuture<Void> space;

    Writer(MemoryConsumer memory) {
      this.memory = memory;
    }

    @Override
    public @Nullable CompletableFuture<Void> prepare(Batch input) {
      neededBytes = copier.bytesFor(input);
      ResultBlock block = filling;
      if (block != null && block.hasRoom(neededBytes)) {
        return null;
      }
      if (block != null) {
        filling = null;
        publish(block);
      }
      CompletableFuture<Void> wait = whenSpace();
      return wait == null ? openBlock() : wait;
    }

    /** Null if the reader has taken all but at most what it reads now. */
    private @Nullable CompletableFuture<Void> whenSpace() {
      synchronized (ResultBuffer.this) {
        if (unread <= 1) {
          return null;
        }
        space = new CompletableFuture<>();
        return space;
      }
    }

    private @Nullable CompletableFuture<Void> openBlock() {
      memory.releaseUnused();
      long size = Math.max(BLOCK_BYTES, neededBytes);
      CompletableFuture<Void> wait = memory.reserve(size);
      if (wait == null) {
        filling = new ResultBlock(this, memory.allocate(size), size);
      }
      return wait;
    }

    @Override
    public void consume(Batch input) {
      ResultBlock block = filling;
      if (block == null) {
        throw new IllegalStateException("result block was not prepared");
      }
      block.add(input, copier, neededBytes);
    }

    @Override
    public @Nullable CompletableFuture<Void> finish() {
      ResultBlock block = filling;
      if (block != null) {
        filling = null;
        publish(block);
      }
      return null;
    }

    @Override
    public void close() {} // the blocks live until they are read
  }
}
