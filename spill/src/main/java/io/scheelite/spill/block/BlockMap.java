package io.scheelite.spill.block;

import io.scheelite.memory.MemoryMode;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.block.StoredBlock.Garbage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks there are, who reads them, and which were read last.
 *
 * <p>One monitor guards all of it. It is a leaf: nothing is allocated, freed, written or released
 * under it, only counted. What becomes free is returned as {@link Garbage}, which the caller
 * releases outside.
 */
final class BlockMap {
  private static final int FIRST_CAPACITY = 64;
  private static final Garbage NOTHING = new Garbage(null, null);

  private final BlockTally tally;
  private final Map<String, Dataset> datasets = new HashMap<>();
  private final Map<MemoryMode, Map<StoredBlock, StoredBlock>> inMemory = new HashMap<>();
  private int openLeases;

  BlockMap(BlockTally tally) {
    this.tally = tally;
    for (MemoryMode mode : MemoryMode.values()) {
      inMemory.put(mode, new LinkedHashMap<>(FIRST_CAPACITY, 0.75f, true)); // by last access
    }
  }

  /** The blocks of one dataset, and what stays known of them while they are evicted. */
  private static final class Dataset {
    final StorageLevel level;
    final Map<BlockId, StoredBlock> blocks = new HashMap<>();
    final Map<BlockId, BlockSummary> summaries = new HashMap<>();
    final Set<BlockId> beingWritten = new HashSet<>();

    Dataset(StorageLevel level) {
      this.level = level;
    }
  }

  /**
   * The right to write a block of a dataset as it is now: worth nothing for another one that gets
   * its name later.
   */
  static final class Claim {
    private final BlockId id;
    private final Dataset dataset;

    private Claim(BlockId id, Dataset dataset) {
      this.id = id;
      this.dataset = dataset;
    }

    BlockId id() {
      return id;
    }

    StorageLevel level() {
      return dataset.level;
    }
  }

  /** A block that is to leave memory, as it was when it was chosen. */
  record Victim(StoredBlock block, BlockMemory memory, boolean needsFile) {}

  synchronized void open(String name, StorageLevel level) {
    if (datasets.putIfAbsent(name, new Dataset(level)) != null) {
      throw new IllegalStateException("dataset is stored already: dataset=" + name);
    }
  }

  synchronized boolean isOpen(String name) {
    return datasets.containsKey(name);
  }

  /** Whether nothing can need the workspace of evictions. */
  synchronized boolean isEmpty() {
    return datasets.isEmpty();
  }

  synchronized List<String> names() {
    return List.copyOf(datasets.keySet());
  }

  /** Makes a dataset unknown; blocks that are read go with their last lease. */
  synchronized List<Garbage> remove(String name) {
    List<Garbage> garbage = new ArrayList<>();
    Dataset dataset = datasets.remove(name);
    if (dataset != null) {
      for (StoredBlock block : dataset.blocks.values()) {
        garbage.add(hide(block));
      }
    }
    return garbage;
  }

  /** Nobody finds the block any more. */
  private Garbage hide(StoredBlock block) {
    block.removed = true;
    countWhere(block, -1);
    return freed(block);
  }

  /** What comes free if nobody needs the block any more; one that is held can still be evicted. */
  private Garbage freed(StoredBlock block) {
    if (!block.removed || !block.isFree()) {
      return NOTHING;
    }
    recent(block).remove(block);
    return block.takeAll();
  }

  private void countWhere(StoredBlock block, int sign) {
    if (block.memory != null) {
      tally.inMemory(block.memory, sign);
    }
    if (block.file != null) {
      tally.onDisk(block.file.storedBytes(), sign);
    }
  }

  private Map<StoredBlock, StoredBlock> recent(StoredBlock block) {
    return inMemory.getOrDefault(block.level.mode(), Map.of());
  }

  /** Reserves a name for a writer: null if there is such a block, or somebody writes it. */
  synchronized @Nullable Claim claim(BlockId id) {
    Dataset dataset = datasets.get(id.dataset());
    if (dataset == null || dataset.blocks.containsKey(id) || !dataset.beingWritten.add(id)) {
      return null;
    }
    return new Claim(id, dataset);
  }

  /** Gives a name up. */
  synchronized void unclaim(Claim claim) {
    claim.dataset.beingWritten.remove(claim.id);
  }

  /** Makes a claimed block visible; false if its dataset was removed meanwhile. */
  synchronized boolean publish(Claim claim, StoredBlock block) {
    Dataset dataset = claim.dataset;
    dataset.beingWritten.remove(claim.id);
    if (datasets.get(claim.id.dataset()) != dataset) {
      return false;
    }
    dataset.blocks.put(block.id, block);
    boolean again = dataset.summaries.put(block.id, block.summary) != null;
    if (again) {
      tally.count(BlockAction.STORED_AGAIN, block.id, block.pieces.contentBytes());
    }
    if (block.memory != null) {
      recent(block).put(block, block);
    }
    countWhere(block, 1);
    return true;
  }

  synchronized boolean contains(BlockId id) {
    Dataset dataset = datasets.get(id.dataset());
    return dataset != null && dataset.blocks.containsKey(id);
  }

  synchronized @Nullable BlockSummary summary(BlockId id) {
    Dataset dataset = datasets.get(id.dataset());
    return dataset == null ? null : dataset.summaries.get(id);
  }

  /** Locks a block for reading and opens the lease; null if there is none. */
  synchronized @Nullable BlockLease lock(BlockId id, BlockStore store) {
    Dataset dataset = datasets.get(id.dataset());
    StoredBlock block = dataset == null ? null : dataset.blocks.get(id);
    if (block == null) {
      return null;
    }
    return locked(block, store);
  }

  /** Locks a block that is held: it is there, though perhaps removed. */
  synchronized BlockLease lockHeld(StoredBlock block, BlockStore store) {
    if (block.holds == 0) {
      throw new IllegalStateException("block is not held: block=" + block.id);
    }
    return locked(block, store);
  }

  private BlockLease locked(StoredBlock block, BlockStore store) {
    recent(block).get(block); // the latest access
    block.locks++;
    openLeases++;
    return new BlockLease(store, block, block.memory, block.file);
  }

  synchronized Garbage unlock(StoredBlock block) {
    block.locks--;
    openLeases--;
    return freed(block);
  }

  /** Sees to it that a block can be read until {@link #letGo}; null if there is none. */
  synchronized @Nullable BlockHold hold(BlockId id, BlockStore store) {
    Dataset dataset = datasets.get(id.dataset());
    StoredBlock block = dataset == null ? null : dataset.blocks.get(id);
    if (block == null) {
      return null;
    }
    block.holds++;
    openLeases++;
    return new BlockHold(store, block);
  }

  synchronized Garbage letGo(StoredBlock block) {
    block.holds--;
    openLeases--;
    return freed(block);
  }

  /**
   * The right to bring a block on disk back to memory, for whoever reads it under a lock: ended
   * with {@link #endReturn}.
   */
  synchronized boolean beginReturn(StoredBlock block) {
    boolean may =
        block.level.useMemory() && block.memory == null && !block.removed && !block.returning;
    block.returning |= may;
    return may;
  }

  /**
   * Ends a return.
   *
   * @param memory all of the block; null if it did not get so far
   * @return false if the block is not wanted any more: the memory is the caller's
   */
  synchronized boolean endReturn(StoredBlock block, @Nullable BlockMemory memory) {
    block.returning = false;
    if (memory == null || block.removed) {
      return false;
    }
    block.memory = memory;
    recent(block).put(block, block);
    tally.inMemory(memory, 1);
    return true;
  }

  synchronized int openLeases() {
    return openLeases;
  }

  /** Forgets a block that cannot be read; false if somebody did so before. */
  synchronized boolean discard(StoredBlock block) {
    if (block.removed) {
      return false;
    }
    forget(block);
    hide(block); // the caller's lease still holds it
    return true;
  }

  private void forget(StoredBlock block) {
    Dataset dataset = datasets.get(block.id.dataset());
    if (dataset != null) {
      dataset.blocks.remove(block.id, block);
    }
  }

  /**
   * The blocks read longest ago that together hold so many bytes, none of a spared dataset and none
   * that is read; empty if there are not enough of them.
   */
  synchronized List<Victim> chooseVictims(MemoryMode mode, long bytes, String spareDataset) {
    List<Victim> victims = new ArrayList<>();
    long found = 0;
    for (StoredBlock block : inMemory.getOrDefault(mode, Map.of()).values()) {
      BlockMemory memory = block.memory;
      if (found >= bytes) {
        break;
      }
      if (memory != null
          && memory.heldBytes() > 0
          && block.canBeEvicted()
          && !block.id.dataset().equals(spareDataset)) {
        boolean toDisk = block.level.useDisk() || block.holds > 0;
        victims.add(new Victim(block, memory, toDisk && block.file == null));
        found += memory.heldBytes();
      }
    }
    if (found < bytes) {
      return List.of();
    }
    victims.forEach(victim -> victim.block().evicting = true);
    return victims;
  }

  /** How an eviction ended. */
  enum Eviction {
    /** It can be read from disk. */
    TO_DISK,
    /** It must be computed again. */
    DROPPED,
    /** It stays, since somebody has begun to read it; or it was removed meanwhile. */
    LEFT
  }

  /** What became of a victim, and what is to be released. */
  record Evicted(Eviction eviction, Garbage garbage) {}

  /**
   * Takes a victim out of memory, unless somebody reads it by now.
   *
   * @param written its new file, or null if it got none
   */
  synchronized Evicted evicted(StoredBlock block, @Nullable SpillFile written) {
    block.evicting = false;
    if (written != null) {
      block.file = written;
      tally.onDisk(written.storedBytes(), block.removed ? 0 : 1);
    }
    if (block.removed && block.isFree()) {
      return new Evicted(Eviction.LEFT, freed(block));
    }
    if (block.locks > 0 || (block.holds > 0 && block.file == null)) {
      return new Evicted(Eviction.LEFT, NOTHING);
    }
    Garbage garbage = new Garbage(block.memory, null);
    if (block.memory != null) {
      tally.inMemory(block.memory, block.removed ? 0 : -1);
    }
    block.memory = null;
    recent(block).remove(block);
    if (block.file != null) {
      return new Evicted(Eviction.TO_DISK, garbage);
    }
    block.removed = true;
    forget(block);
    return new Evicted(Eviction.DROPPED, garbage);
  }

  synchronized DatasetUsage usage(String name) {
    Dataset dataset = datasets.get(name);
    int memoryBlocks = 0;
    int diskBlocks = 0;
    long memoryBytes = 0;
    long diskBytes = 0;
    long numRows = 0;
    if (dataset != null) {
      for (StoredBlock block : dataset.blocks.values()) {
        memoryBlocks += block.memory == null ? 0 : 1;
        diskBlocks += block.file == null ? 0 : 1;
        memoryBytes += block.memory == null ? 0 : block.memory.heldBytes();
        diskBytes += block.file == null ? 0 : block.file.storedBytes();
        numRows += block.pieces.numRows();
      }
    }
    return new DatasetUsage(memoryBlocks, diskBlocks, memoryBytes, diskBytes, numRows);
  }
}
