package io.scheelite.operators.execution;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.PinnedMemory;
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
 * <p>A driver that waits may pin memory that somebody else wants ({@link PinnedMemory}). Then it
 * goes on, and writes blocks that the reader has not taken to files, until it pins nothing.
 *
 * <p>Writers belong to drivers; {@link #take} and {@link #giveBack} to the reader. Neither side
 * blocks. A driver's consumer outlives it, until its last block is read or the buffer is closed.
 */
final class ResultBuffer implements SinkFactory {
  private static final long BLOCK_BYTES = 4L * MemoryConsumer.CHUNK_BYTES;

  // All guarded by this.
  private final ArrayDeque<ResultBlock> ready = new ArrayDeque<>();
  private CompletableFuture<Void> readable = new CompletableFuture<>();
  private final List<Writer> writers = new ArrayList<>();
  private boolean ended;
  private boolean closed;

  @Override
  public Sink create(DriverContext context) {
    MemoryConsumer memory = context.newConsumer("blocks", floorBytes(), Reclaimable.NONE);
    Writer writer = new Writer(memory, context);
    boolean first;
    synchronized (this) {
      first = writers.isEmpty();
      writers.add(writer);
    }
    if (first) {
      context.pinned().onWanted(this::wakeAll);
    }
    return writer;
  }

  private void wakeAll() {
    List<Writer> all;
    synchronized (this) {
      all = List.copyOf(writers);
    }
    all.forEach(Writer::wake);
  }

  /** One block to fill and one to read. */
  @Override
  public long floorBytes() {
    return 2 * BLOCK_BYTES;
  }

  /** The next block, or null if none is ready now. Reads it from its file if it is there. */
  @Nullable ResultBlock take() {
    ResultBlock block;
    long room;
    synchronized (this) {
      if (!canBeTaken()) {
        renewReadable();
        return null;
      }
      block = ready.removeFirst();
      renewReadable();
      room = block.owner().taken(block);
    }
    if (block.isInFile()) {
      block.readTo(room);
    }
    return block;
  }

  /** Nothing can be taken: whoever waits does so for what comes next. Under the lock. */
  private void renewReadable() {
    if (!ended && readable.isDone() && !canBeTaken()) {
      readable = new CompletableFuture<>();
    }
  }

  private boolean canBeTaken() {
    ResultBlock first = ready.peekFirst();
    return first != null && first != first.owner().moving;
  }

  /** Whether nothing is ready to be taken. */
  synchronized boolean isEmpty() {
    return ready.isEmpty();
  }

  /** Completes when {@link #take} may yield a block, or never will again. */
  synchronized CompletableFuture<Void> readable() {
    return canBeTaken() || ended && ready.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : readable;
  }

  /** Frees a block that was taken and read. */
  void giveBack(ResultBlock block) {
    synchronized (this) {
      if (closed) {
        return; // freed with everything else
      }
      block.owner().givenBack(block);
    }
    block.owner().wake();
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
      block.owner().queued++;
      waiting = readable;
    }
    waiting.complete(null);
  }

  /** Frees all blocks, read or not: the reader must have stopped reading. */
  @Override
  public void close() {
    List<Writer> all;
    synchronized (this) {
      closed = true;
      ready.forEach(ResultBlock::deleteFile);
      ready.clear();
      all = List.copyOf(writers);
    }
    all.forEach(writer -> writer.memory.close()); // wakes who waits for memory: under no lock
  }

  /** One driver's end. */
  final class Writer implements Sink {
    private final MemoryConsumer memory;
    private final DriverContext context;
    private final BatchCopy copier = new BatchCopy();
    private @Nullable ResultBlock filling;
    private long neededBytes;

    // Guarded by the buffer.

    /** Blocks in memory that the reader has not taken. */
    private int queued;

    /** Blocks in files, older than those that are not. */
    private int inFiles;

    /** Size of the block that the reader has; 0 = none. */
    private long takenBytes;

    /**
     * Memory to read a block from its file to; 0 = none. While blocks are in files there is always
     * this or a block that the reader has, so that reading never needs memory.
     */
    private long readRoom;

    /** Is being written to a file, by this driver. */
    private @Nullable ResultBlock moving;

    /** What this driver waits for. */
    private @Nullable CompletableFuture<Void> space;

    Writer(MemoryConsumer memory, DriverContext context) {
      this.memory = memory;
      this.context = context;
    }

    /** The reader has it from now on; returns where to read it to if it is in a file. */
    private long taken(ResultBlock block) {
      long room = readRoom;
      readRoom = 0;
      takenBytes = block.sizeBytes();
      if (block.isInFile()) {
        inFiles--;
      } else {
        queued--;
        if (room != 0) {
          memory.free(room, BLOCK_BYTES); // the next one is read to where this one is
        }
      }
      return room;
    }

    private void givenBack(ResultBlock block) {
      takenBytes = 0;
      if (inFiles > 0) {
        readRoom = block.address();
      } else {
        memory.free(block.address(), block.sizeBytes());
      }
    }

    private void wake() {
      CompletableFuture<Void> waiting;
      synchronized (ResultBuffer.this) {
        waiting = space;
        space = null;
      }
      if (waiting != null) {
        waiting.complete(null);
      }
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

    /** Null if there is room for another block. */
    private @Nullable CompletableFuture<Void> whenSpace() {
      while (true) {
        ResultBlock victim;
        synchronized (ResultBuffer.this) {
          if (hasSpace()) {
            return null;
          }
          victim = context.pinned().isWanted() ? youngestInMemory() : null;
          if (victim == null) {
            space = new CompletableFuture<>();
            return space;
          }
          moving = victim;
          renewReadable();
        }
        moveToFile(victim);
      }
    }

    /** One block is the reader's: what it has, or else what it takes next. */
    private boolean hasSpace() {
      return inFiles > 0 ? queued == 0 : queued + (takenBytes > 0 ? 1 : 0) <= 1;
    }

    /** Null if there is none, or if memory for reading it back is not part of the floor. */
    private @Nullable ResultBlock youngestInMemory() {
      ResultBlock youngest = null;
      long largest = takenBytes;
      for (ResultBlock block : ready) {
        if (block.owner() == this && !block.isInFile()) {
          youngest = block;
          largest = Math.max(largest, block.sizeBytes());
        }
      }
      return largest > BLOCK_BYTES ? null : youngest;
    }

    private void moveToFile(ResultBlock victim) {
      boolean moved = false;
      CompletableFuture<Void> waiting;
      try {
        victim.writeTo(context.spill());
        moved = true;
      } finally {
        synchronized (ResultBuffer.this) {
          moving = null;
          if (moved) {
            movedToFile(victim);
          }
          waiting = canBeTaken() ? readable : null;
        }
        if (waiting != null) {
          waiting.complete(null);
        }
      }
    }

    private void movedToFile(ResultBlock block) {
      if (inFiles == 0 && takenBytes == 0) {
        readRoom = block.address();
      } else {
        memory.free(block.address(), block.sizeBytes());
      }
      queued--;
      inFiles++;
    }

    private @Nullable CompletableFuture<Void> openBlock() {
      memory.releaseUnused();
      long size = Math.max(BLOCK_BYTES, neededBytes + ResultBlock.WORKSPACE_BYTES);
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
