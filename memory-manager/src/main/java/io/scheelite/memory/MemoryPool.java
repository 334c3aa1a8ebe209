package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A node of the pool tree: engine → query → task → operator. It shows who holds how much; bytes
 * booked at a node are booked at all nodes above it.
 *
 * <p>Written by its manager under the manager's lock; the readers here may be called from any
 * thread and see a recent value.
 */
public final class MemoryPool {
  private final String name;
  private final @Nullable MemoryPool parent;
  private final long limitBytes;
  private final Object lock;
  private final List<MemoryPool> children = new ArrayList<>();

  private volatile long offHeapBytes;
  private volatile long onHeapBytes;
  private volatile long peakOffHeapBytes;
  private volatile long peakOnHeapBytes;

  MemoryPool(String name, @Nullable MemoryPool parent, long limitBytes, Object lock) {
    this.name = name;
    this.parent = parent;
    this.limitBytes = limitBytes;
    this.lock = lock;
    if (parent != null) {
      synchronized (lock) {
        parent.children.add(this);
      }
    }
  }

  /** The last part of the path. */
  public String name() {
    return name;
  }

  /** Names from the engine down, joined by slashes. */
  public String path() {
    return parent == null ? name : parent.path() + "/" + name;
  }

  /** The pool above, or null for the engine's. */
  public @Nullable MemoryPool parent() {
    return parent;
  }

  /** A copy of the list of pools below. */
  public List<MemoryPool> children() {
    synchronized (lock) {
      return List.copyOf(children);
    }
  }

  /** The limit of this pool alone; {@link Long#MAX_VALUE} when only the pools above limit it. */
  public long limitBytes() {
    return limitBytes;
  }

  /** Bytes booked now, both modes together. */
  public long currentBytes() {
    return offHeapBytes + onHeapBytes;
  }

  public long currentBytes(MemoryMode mode) {
    return mode == MemoryMode.OFF_HEAP ? offHeapBytes : onHeapBytes;
  }

  /** Most bytes ever booked off-heap plus most bytes ever booked on-heap. */
  public long peakBytes() {
    return peakOffHeapBytes + peakOnHeapBytes;
  }

  public long peakBytes(MemoryMode mode) {
    return mode == MemoryMode.OFF_HEAP ? peakOffHeapBytes : peakOnHeapBytes;
  }

  /**
   * Books bytes (negative: gives them back) here and above, up to but without {@code end}. Called
   * under the lock.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time: the manager's lock is held
  void book(MemoryMode mode, long bytes, @Nullable MemoryPool end) {
    for (MemoryPool pool = this; pool != null && pool != end; pool = pool.parent) {
      if (mode == MemoryMode.OFF_HEAP) {
        pool.offHeapBytes += bytes;
        pool.peakOffHeapBytes = Math.max(pool.peakOffHeapBytes, pool.offHeapBytes);
      } else {
        pool.onHeapBytes += bytes;
        pool.peakOnHeapBytes = Math.max(pool.peakOnHeapBytes, pool.onHeapBytes);
      }
    }
  }

  /** Takes this pool out of the tree. Called under the lock. */
  void detach() {
    if (parent != null) {
      parent.children.remove(this);
    }
  }

  /** The tree from here down, one pool a line: name, current, peak, limit. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    synchronized (lock) {
      describe(text, 0);
    }
    return text.toString();
  }

  private void describe(StringBuilder text, int depth) {
    text.append("  ".repeat(depth))
        .append(name)
        .append(" current=")
        .append(readable(currentBytes()));
    text.append(" peak=").append(readable(peakBytes()));
    if (limitBytes != Long.MAX_VALUE) {
      text.append(" limit=").append(readable(limitBytes));
    }
    text.append('\n');
    for (MemoryPool child : children) {
      child.describe(text, depth + 1);
    }
  }

  /** Bytes for people: exact below 1 KiB, else with one decimal in the largest binary unit. */
  static String readable(long bytes) {
    if (Math.abs(bytes) < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (Math.abs(value) >= 1024 && unit < 4) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTP".charAt(unit));
  }

  @Override
  public String toString() {
    return path() + " current=" + readable(currentBytes());
  }
}
