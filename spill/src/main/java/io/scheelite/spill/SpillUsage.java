package io.scheelite.spill;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import org.jspecify.annotations.Nullable;

/**
 * Counts bytes and files of an owner and of those above it, and holds them to quotas. Thread-safe.
 */
final class SpillUsage {
  private final String owner;
  private final long quotaBytes;
  private final @Nullable SpillUsage parent;
  private final CounterSink counters;
  private long liveBytes;
  private long spilledBytes;
  private int liveFiles;

  /** That of an engine, which is counted. */
  SpillUsage(String owner, long quotaBytes, CounterSink counters) {
    this(owner, quotaBytes, null, counters);
  }

  /** That of an owner inside another one. */
  SpillUsage(String owner, long quotaBytes, SpillUsage parent) {
    this(owner, quotaBytes, parent, CounterSink.NONE);
  }

  private SpillUsage(
      String owner, long quotaBytes, @Nullable SpillUsage parent, CounterSink counters) {
    this.owner = owner;
    this.quotaBytes = quotaBytes;
    this.parent = parent;
    this.counters = counters;
  }

  private void showBytes() {
    counters.set(EngineCounter.SPILLED, spilledBytes);
    counters.set(EngineCounter.SPILLED_LIVE, liveBytes);
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
        showBytes();
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
    showBytes();
    if (parent != null) {
      parent.uncharge(bytes);
    }
  }

  synchronized void fileCreated() {
    liveFiles++;
    counters.add(EngineCounter.SPILL_FILES, 1);
    counters.set(EngineCounter.SPILL_FILES_LIVE, liveFiles);
    if (parent != null) {
      parent.fileCreated();
    }
  }

  synchronized void fileDeleted(long bytes) {
    liveFiles--;
    liveBytes -= bytes;
    counters.set(EngineCounter.SPILL_FILES_LIVE, liveFiles);
    showBytes();
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
