package io.scheelite.spill;

import org.jspecify.annotations.Nullable;

/**
 * Counts bytes and files of an owner and of those above it, and holds them to quotas. Thread-safe.
 */
final class SpillUsage {
  private final String owner;
  private final long quotaBytes;
  private final @Nullable SpillUsage parent;
  private long liveBytes;
  private long spilledBytes;
  private int liveFiles;

  SpillUsage(String owner, long quotaBytes, @Nullable SpillUsage parent) {
    this.owner = owner;
    this.quotaBytes = quotaBytes;
    this.parent = parent;
  }

  String owner() {
    return owner;
  }

  /**
   * Books bytes that are about to be written.
   *
   * @throws SpillException if that is more than a quota allows; nothing is booked then
   */
  void charge(long bytes) {
    if (parent != null) {
      parent.charge(bytes);
    }
    synchronized (this) {
      if (bytes <= quotaBytes - liveBytes) {
        liveBytes += bytes;
        spilledBytes += bytes;
        return;
      }
    }
    if (parent != null) {
      parent.uncharge(bytes);
    }
    throw SpillException.quotaExceeded(owner, liveBytes(), bytes, quotaBytes);
  }

  /** Takes back a {@link #charge} of bytes that were not written. */
  private synchronized void uncharge(long bytes) {
    liveBytes -= bytes;
    spilledBytes -= bytes;
    if (parent != null) {
      parent.uncharge(bytes);
    }
  }

  synchronized void fileCreated() {
    liveFiles++;
    if (parent != null) {
      parent.fileCreated();
    }
  }

  synchronized void fileDeleted(long bytes) {
    liveFiles--;
    liveBytes -= bytes;
    if (parent != null) {
      parent.fileDeleted(bytes);
    }
  }

  synchronized long liveBytes() {
    return liveBytes;
  }

  synchronized long spilledBytes() {
    return spilledBytes;
  }

  synchronized int liveFiles() {
    return liveFiles;
  }
}
