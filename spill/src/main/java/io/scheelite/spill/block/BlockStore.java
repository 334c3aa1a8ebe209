package io.scheelite.spill.block;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.StorageEvictor;
import io.scheelite.memory.StorageMemory;
import io.scheelite.memory.counters.CounterSink;
import io.scheelite.spill.SpillException;
import io.scheelite.spill.SpillManager;
import io.scheelite.spill.SpillSpace;
import io.scheelite.spill.SpillWriter;
import io.scheelite.spill.block.StoredBlock.Garbage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The stored blocks of one engine: puts them into storage memory or files, hands them out under
 * read locks, and evicts them when memory is needed elsewhere.
 *
 * <p>Thread-safe; nothing here waits but for the disk. Locks, in this order: the evictor's, held
 * while a file is written; the map's, a leaf. Neither is held while storage memory is acquired or
 * released. Whoever made the store closes it, after all queries and before the managers.
 */
public final class BlockStore implements AutoCloseable {
  private static final int LARGEST_RUN_BYTES = 256 << 10;
  private static final int RUNS_PER_REGION = 256;

  private final MemoryManager memory;
  private final SpillSpace space;
  private final BlockTally tally;
  private final BlockMap blocks;
  private final BlockEvictor evictor;

  /** As below, not counted outside. */
  public BlockStore(MemoryManager memory, SpillManager spill) {
    this(memory, spill, CounterSink.NONE);
  }

  /**
   * The one store of these managers: it becomes the evictor of both modes.
   *
   * @param counters stays open until this is closed; whoever opened it closes it
   */
  public BlockStore(MemoryManager memory, SpillManager spill, CounterSink counters) {
    this.memory = memory;
    this.tally = new BlockTally(counters);
    this.blocks = new BlockMap(tally);
    this.space = spill.newSpace("cache", Long.MAX_VALUE);
    this.evictor = new BlockEvictor(this, blocks, memory);
    for (MemoryMode mode : MemoryMode.values()) {
      memory.storage(mode).evictWith((bytes, spare) -> evictor.evict(mode, bytes, spare));
    }
  }

  /** Makes a dataset known, with the level of all its blocks. */
  public void openDataset(String name, StorageLevel level) {
    blocks.open(name, level);
  }

  /** Whether the dataset is known. */
  public boolean isOpen(String name) {
    return blocks.isOpen(name);
  }

  /**
   * Forgets a dataset and frees its blocks; those that are read now go with their last lease.
   * Writers that are under way store nothing. Does nothing for an unknown one.
   */
  public void removeDataset(String name) {
    blocks.remove(name).forEach(Garbage::release);
    evictor.releaseIfIdle();
  }

  /**
   * Begins a block.
   *
   * @param workspace of the thread that writes; outlives the writer
   * @return null if there is nothing to do: the block is there, somebody else writes it, or its
   *     dataset was removed
   */
  public @Nullable BlockWriter put(BlockId id, BlockWorkspace workspace) {
    BlockMap.Claim claim = blocks.claim(id);
    return claim == null ? null : new BlockWriter(this, claim, workspace);
  }

  /**
   * Memory for writing blocks outside a query's task: never waited for.
   *
   * @param bufferBytes of the buffer
   * @return null if it cannot be had, not even by evicting other datasets
   */
  public @Nullable BlockStaging stage(String dataset, long bufferBytes) {
    StorageMemory storage = memory.storage(MemoryMode.OFF_HEAP);
    long size = MemoryConsumer.roundUpToChunk(BlockWorkspace.BYTES + bufferBytes);
    if (!evictor.prepare(dataset)) {
      return null;
    }
    if (!storage.acquire(dataset, size)) {
      return null;
    }
    long address = storage.allocate(size);
    if (address == 0) {
      storage.release(size);
      return null;
    }
    return new BlockStaging(storage, address, size);
  }

  /** Where a new block is unrolled; null if it goes to disk at once. */
  @Nullable BlockMemory newMemory(BlockId id, StorageLevel level) {
    if (!level.useMemory() || (level.useDisk() && !evictor.prepare(id.dataset()))) {
      return null;
    }
    StorageMemory storage = memory.storage(level.mode());
    return newMemory(storage, bytes -> storage.acquire(id.dataset(), bytes));
  }

  private static BlockMemory newMemory(StorageMemory storage, LongPredicate acquire) {
    return switch (storage.mode()) {
      case OFF_HEAP -> new NativeBlockMemory(storage, acquire, runBytes(storage));
      case ON_HEAP -> new HeapBlockMemory(storage, acquire);
    };
  }

  /**
   * Where a block that is read from disk can be copied to, so that the next reader finds it in
   * memory; null if that is not wanted. Takes only what is free: a read evicts nothing.
   */
  @Nullable BlockMemory beginReturn(StoredBlock block) {
    if (!blocks.beginReturn(block)) {
      return null;
    }
    StorageMemory storage = memory.storage(block.level.mode());
    return newMemory(storage, storage::acquireFree);
  }

  /** Ends a return with all of the block, or not; releases what is not kept. */
  void endReturn(StoredBlock block, BlockMemory copy, boolean complete) {
    if (blocks.endReturn(block, complete ? copy : null)) {
      count(BlockAction.RETURNED, block);
    } else {
      copy.release();
    }
  }

  private static int runBytes(StorageMemory storage) {
    return (int) Math.min(LARGEST_RUN_BYTES, storage.regionBytes() / RUNS_PER_REGION);
  }

  SpillWriter newFile(BlockId id, BlockWorkspace workspace) {
    return space.newFile(id.toString().hashCode(), workspace.spill());
  }

  boolean publish(BlockMap.Claim claim, StoredBlock block) {
    boolean published = blocks.publish(claim, block);
    if (published) {
      count(BlockAction.STORED, block);
      tellEvictable(block);
    } else {
      block.takeAll().release();
    }
    evictor.releaseIfIdle(); // the dataset may have gone while the block was written
    return published;
  }

  void unclaim(BlockMap.Claim claim) {
    blocks.unclaim(claim);
    evictor.releaseIfIdle();
  }

  /** Locks a block for reading; null if it is not there, or not any more. The caller closes it. */
  public @Nullable BlockLease get(BlockId id) {
    return blocks.lock(id, this);
  }

  /**
   * Sees to it that a block stays readable until the hold is closed; null if it is not there. Its
   * dataset should have been written with a {@link #stage}, whose workspace takes blocks of levels
   * without disk to disk, too: without it they stay in memory. The caller closes it.
   */
  public @Nullable BlockHold hold(BlockId id) {
    return blocks.hold(id, this);
  }

  BlockLease lock(StoredBlock block) {
    return blocks.lockHeld(block, this);
  }

  void letGo(StoredBlock block) {
    blocks.letGo(block).release();
    tellEvictable(block);
  }

  void unlock(StoredBlock block) {
    blocks.unlock(block).release();
    tellEvictable(block);
  }

  /** Who waits for memory may have tried to evict the block in vain. */
  private void tellEvictable(StoredBlock block) {
    if (block.level.useMemory()) {
      memory.storage(block.level.mode()).becameEvictable();
    }
  }

  void discard(StoredBlock block) {
    if (blocks.discard(block)) {
      count(BlockAction.DAMAGED, block);
    }
  }

  /** Whether the block can be read now. */
  public boolean contains(BlockId id) {
    return blocks.contains(id);
  }

  /** What is known of a block that was stored before, also while it is evicted; else null. */
  public @Nullable BlockSummary summary(BlockId id) {
    return blocks.summary(id);
  }

  /** What a dataset holds now. */
  public DatasetUsage usage(String dataset) {
    return blocks.usage(dataset);
  }

  /** How often this happened since the store was opened. */
  public long count(BlockAction action) {
    return tally.of(action);
  }

  /** A scan has left out blocks of which it knew that no row of theirs passes. */
  public void skipped(int numBlocks) {
    tally.count(BlockAction.SKIPPED, numBlocks);
  }

  /** Leases and holds that are not closed. */
  public int openLeases() {
    return blocks.openLeases();
  }

  void count(BlockAction action, StoredBlock block) {
    tally.count(action, block.id, block.pieces.contentBytes());
  }

  void refused(BlockId id, long contentBytes) {
    tally.count(BlockAction.REFUSED, id, contentBytes);
  }

  void diskFailed(BlockId id, SpillException reason) {
    tally.count(BlockAction.DISK_FAILED, id, 0);
    logger()
        .log(
            Level.WARNING,
            () ->
                "block cannot be kept on disk and will be computed again: block="
                    + id
                    + " reason="
                    + reason.getMessage());
  }

  /** Removes all datasets. Leases must be closed before; those that are not are reported. */
  @Override
  public void close() {
    blocks.names().forEach(this::removeDataset);
    for (MemoryMode mode : MemoryMode.values()) {
      memory.storage(mode).evictWith(StorageEvictor.NONE);
    }
    int leaked = openLeases();
    if (leaked > 0) {
      logger()
          .log(Level.WARNING, () -> "block store closed while blocks are read: leases=" + leaked);
    }
    space.close();
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static Logger logger() {
    return System.getLogger(BlockStore.class.getName());
  }
}
