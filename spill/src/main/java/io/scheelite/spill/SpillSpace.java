package io.scheelite.spill;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The spill files of one query, with its quota and counters.
 *
 * <p>Thread-safe. Closing it deletes the files that are left: operators delete theirs as soon as
 * they have read them, so that is for queries that failed or were cancelled. No writer or reader
 * may be in use then.
 */
public final class SpillSpace implements AutoCloseable {
  private final SpillManager manager;
  private final SpillUsage usage;
  private final Set<StoredFile> files = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  SpillSpace(SpillManager manager, SpillUsage usage) {
    this.manager = manager;
    this.usage = usage;
  }

  /**
   * Begins a file.
   *
   * @param contentHash says what its blocks hold, such as a hash of their layout; whoever reads
   *     them names the same
   * @param workspace of the thread that writes; outlives the writer
   * @throws SpillException if no directory can be written to
   */
  public SpillWriter newFile(long contentHash, SpillWorkspace workspace) {
    if (closed) {
      throw new IllegalStateException("spill space is closed: owner=" + owner());
    }
    StoredFile file = manager.create(this);
    files.add(file);
    if (closed) { // meanwhile: close() may have missed it
      file.delete();
      throw new IllegalStateException("spill space is closed: owner=" + owner());
    }
    return new SpillWriter(file, contentHash, manager.config().codec(), workspace);
  }

  void forget(StoredFile file) {
    files.remove(file);
  }

  SpillDisk disk() {
    return manager.disk();
  }

  SpillUsage usage() {
    return usage;
  }

  /** For messages. */
  public String owner() {
    return usage.owner();
  }

  /** Bytes ever written to its files. */
  public long spilledBytes() {
    return usage.spilledBytes();
  }

  /** Bytes of its files that exist now. */
  public long liveBytes() {
    return usage.liveBytes();
  }

  /** Its files that exist now. */
  public int liveFiles() {
    return usage.liveFiles();
  }

  @Override
  public void close() {
    closed = true;
    List<StoredFile> left = List.copyOf(files);
    left.forEach(StoredFile::delete);
    manager.forget(this, left.size());
  }
}
