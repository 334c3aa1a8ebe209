package io.scheelite.spill.block;

import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.StorageMemory;
import io.scheelite.spill.SpillException;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillWriter;
import io.scheelite.spill.block.BlockMap.Evicted;
import io.scheelite.spill.block.BlockMap.Victim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes blocks out of memory when others need it, on the thread that needs it.
 *
 * <p>Needs no memory itself: the workspace for writing was booked before the first block that may
 * go to disk. Threads write one after another under {@link #disk}; whoever holds that does nothing
 * but write a file, so waiting for it is bounded by the disk. Memory is released, which may wake
 * others, under no lock at all.
 */
final class BlockEvictor {
  private final BlockStore store;
  private final BlockMap blocks;
  private final StorageMemory storage;
  private final Object disk = new Object();
  private @Nullable BlockWorkspace workspace; // guarded by disk

  BlockEvictor(BlockStore store, BlockMap blocks, MemoryManager memory) {
    this.store = store;
    this.blocks = blocks;
    this.storage = memory.storage(MemoryMode.OFF_HEAP);
  }

  /**
   * Books the workspace, once.
   *
   * @return false if there is not even memory for that: then nothing may be put into memory that
   *     has to go to disk later
   */
  boolean prepare(String dataset) {
    synchronized (disk) {
      if (workspace != null) {
        return true;
      }
    }
    if (!storage.acquire(dataset, BlockWorkspace.BYTES)) {
      return false;
    }
    long address = storage.allocate(BlockWorkspace.BYTES);
    boolean installed = false;
    if (address != 0) {
      synchronized (disk) {
        if (workspace == null) {
          workspace = BlockWorkspace.at(address);
          installed = true;
        }
      }
      if (!installed) {
        storage.free(address, BlockWorkspace.BYTES);
      }
    }
    if (!installed) {
      storage.release(BlockWorkspace.BYTES);
    }
    return address != 0;
  }

  /** Gives the workspace back if no dataset is left. */
  void releaseIfIdle() {
    BlockWorkspace idle = null;
    synchronized (disk) {
      if (workspace != null && blocks.isEmpty()) {
        idle = workspace;
        workspace = null;
      }
    }
    if (idle != null) {
      storage.free(idle.address(), BlockWorkspace.BYTES);
      storage.release(BlockWorkspace.BYTES);
    }
  }

  void evict(MemoryMode mode, long bytes, String spareDataset) {
    List<Victim> victims = blocks.chooseVictims(mode, bytes, spareDataset);
    int next = 0;
    try {
      while (next < victims.size()) {
        Victim victim = victims.get(next);
        SpillFile file = victim.needsFile() ? write(victim) : null;
        next++;
        Evicted evicted = blocks.evicted(victim.block(), file);
        switch (evicted.eviction()) {
          case TO_DISK -> store.count(BlockAction.EVICTED_TO_DISK, victim.block());
          case DROPPED -> store.count(BlockAction.DROPPED, victim.block());
          case LEFT -> {}
        }
        evicted.garbage().release();
      }
    } finally {
      // after a failure that is a bug: the rest must not stay marked for ever
      for (; next < victims.size(); next++) {
        blocks.evicted(victims.get(next).block(), null).garbage().release();
      }
    }
  }

  /** Writes a block to a file; null if the disk fails: the block will be computed again. */
  private @Nullable SpillFile write(Victim victim) {
    StoredBlock block = victim.block();
    BlockMemory memory = victim.memory();
    synchronized (disk) {
      BlockWorkspace own = workspace;
      if (own == null) {
        return null;
      }
      try (SpillWriter writer = store.newFile(block.id, own)) {
        for (int cell = 0; cell < block.pieces.numCells(); cell++) {
          int storedBytes = block.pieces.storedBytes(cell);
          long address = memory.address(cell);
          if (address == 0) {
            memory.copyTo(cell, own.cell(), storedBytes);
            address = own.cell();
          }
          writer.write(address, storedBytes, 0);
        }
        return writer.finish();
      } catch (SpillException e) {
        store.diskFailed(block.id, e);
        return null;
      }
    }
  }
}
