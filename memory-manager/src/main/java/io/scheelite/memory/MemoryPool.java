package io.scheelite.memory;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.memory.counters.PoolGauge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
  private volatile long limitBytes;
  private final Object lock;
  private final List<MemoryPool> children = new ArrayList<>();
  private final CounterSink counters;
  private @Nullable PoolGauge gauge; // guarded by the lock

  private volatile long offHeapBytes;
  private volatile long onHeapBytes;
  private volatile long peakOffHeapBytes;
  private volatile long peakOnHeapBytes;

  /** The pool of an engine. */
  MemoryPool(String name, long limitBytes, Object lock, CounterSink counters) {
    this(name, null, limitBytes, lock, counters);
  }

  /** A pool below another one. */
  MemoryPool(String name, MemoryPool parent, long limitBytes, Object lock) {
    this(name, parent, limitBytes, lock, parent.counters);
  }

  private MemoryPool(
      String name,
      @Nullable MemoryPool parent,
      long limitBytes,
      Object lock,
      CounterSink counters) {
    this.name = name;
    this.parent = parent;
    this.limitBytes = limitBytes;
    this.lock = lock;
    this.counters = counters;
    synchronized (lock) {
      gauge = counters.openPool(name, parent == null ? null : parent.gauge, limitBytes);
      if (parent != null) {
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

  /** Changes the limit. Called under the lock. */
  void limit(long bytes) {
    limitBytes = bytes;
    if (gauge != null) {
      gauge.limit(bytes);
    }
  }

  /** The smallest limit from here up, the engine's excepted: its regions see to that. */
  long smallestLimitBytes() {
    long smallest = Long.MAX_VALUE;
    for (MemoryPool pool = this; pool.parent != null; pool = pool.parent) {
      smallest = Math.min(smallest, pool.limitBytes);
    }
    return smallest;
  }

  /** How much may still be booked here under the limits up to the query's; may be negative. */
  long roomBytes() {
    long room = Long.MAX_VALUE;
    for (MemoryPool pool = this; pool.parent != null; pool = pool.parent) {
      if (pool.limitBytes != Long.MAX_VALUE) {
        room = Math.min(room, pool.limitBytes - pool.currentBytes());
      }
    }
    return room;
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
      pool.show(mode);
    }
  }

  private void show(MemoryMode mode) {
    PoolGauge shown = gauge;
    if (shown != null) {
      shown.booked(currentBytes(), peakBytes());
    }
    if (parent == null) {
      boolean offHeap = mode == MemoryMode.OFF_HEAP;
      counters.set(
          offHeap ? EngineCounter.OFF_HEAP_USED : EngineCounter.ON_HEAP_USED, currentBytes(mode));
      counters.set(
          offHeap ? EngineCounter.OFF_HEAP_PEAK : EngineCounter.ON_HEAP_PEAK, peakBytes(mode));
    }
  }

  /** Takes this pool out of the tree. Called under the lock. */
  void detach() {
    if (parent != null) {
      parent.children.remove(this);
    }
    PoolGauge shown = gauge;
    if (shown != null) {
      gauge = null;
      shown.close();
    }
  }

  /** The tree from here down, one pool a line: name, current, peak, limit. */
  public String describe() {
    return describe(Integer.MAX_VALUE);
  }

  /** As {@link #describe()}, but the largest pools alone, and how many more there are. */
  String describe(int maxPools) {
    StringBuilder text = new StringBuilder();
    synchronized (lock) {
      describe(text, 0, largest(maxPools));
    }
    return text.toString();
  }

  /** A pool holds at least what one below it holds: so those above a shown one are shown, too. */
  private Set<MemoryPool> largest(int maxPools) {
    List<MemoryPool> all = new ArrayList<>(List.of(this));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).children);
    }
    // stable, so that of two that hold the same the upper one comes first
    all.sort(Comparator.<MemoryPool>comparingLong(pool -> pool.currentBytes()).reversed());
    return new HashSet<>(all.subList(0, Math.min(maxPools, all.size())));
  }

  private void describe(StringBuilder text, int depth, Set<MemoryPool> shown) {
    text.append("  ".repeat(depth))
        .append(name)
        .append(" current=")
        .append(readable(currentBytes()));
    text.append(" peak=").append(readable(peakBytes()));
    if (limitBytes != Long.MAX_VALUE) {
      text.append(" limit=").append(readable(limitBytes));
    }
    text.append('\n');
    int others = 0;
    long bytesOfOthers = 0;
    for (MemoryPool child : children) {
      if (shown.contains(child)) {
        child.describe(text, depth + 1, shown);
      } else {
        others++;
        bytesOfOthers += child.currentBytes();
      }
    }
    if (others > 0) {
      text.append("  ".repeat(depth + 1)).append("… ").append(others).append(" more current=");
      text.append(readable(bytesOfOthers)).append('\n');
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
