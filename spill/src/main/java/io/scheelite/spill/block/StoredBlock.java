package io.scheelite.spill.block;

import io.scheelite.spill.SpillFile;
import org.jspecify.annotations.Nullable;

/**
 * A finished block: in memory, on disk, or both. All but its table is guarded by the store's lock;
 * a lease reads what it saw when it was opened, which stays as long as it is locked.
 */
final class StoredBlock {
  final BlockId id;
  final StorageLevel level;
  final PieceTable pieces;
  final BlockSummary summary;
  @Nullable BlockMemory memory;
  @Nullable SpillFile file;

  /** Leases that read it. */
  int locks;

  /** Who will read it, and must find it in memory or on disk. */
  int holds;

  /** Somebody is about to take it out of memory. */
  boolean evicting;

  /** Somebody copies it from its file to memory. */
  boolean returning;

  /** Nobody finds it any more; what it holds goes with the last lease, or with the evictor. */
  boolean removed;

  StoredBlock(
      BlockId id,
      StorageLevel level,
      PieceTable pieces,
      BlockSummary summary,
      @Nullable BlockMemory memory,
      @Nullable SpillFile file) {
    this.id = id;
    this.level = level;
    this.pieces = pieces;
    this.summary = summary;
    this.memory = memory;
    this.file = file;
  }

  boolean canBeEvicted() {
    return locks == 0 && !evicting;
  }

  /** Whether nobody would miss it. */
  boolean isFree() {
    return canBeEvicted() && holds == 0;
  }

  /** Takes out everything it holds, to be given back outside the lock. */
  Garbage takeAll() {
    Garbage garbage = new Garbage(memory, file);
    memory = null;
    file = null;
    return garbage;
  }

  /** What is to be given back outside the store's lock. */
  record Garbage(@Nullable BlockMemory memory, @Nullable SpillFile file) {
    void release() {
      if (file != null) {
        file.close();
      }
      if (memory != null) {
        memory.release();
      }
    }
  }
}
