package io.scheelite.shuffle.store;

import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.file.MapOutputFile;
import io.scheelite.shuffle.file.ShuffleFolder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps the outputs open that were asked for last, so that not every piece costs an index read.
 * Bounds both descriptors and the heap of indexes; what regions are still in use of stays open
 * beyond that until they are released. Thread-safe.
 */
final class OpenOutputs {
  private final ShuffleFolder folder;
  private final int maxOutputs;
  private final long maxPartitions;
  private final Map<MapOutputId, OpenOutput> outputs = new LinkedHashMap<>(16, 0.75f, true);
  private long partitions;

  /**
   * @param maxPartitions of all open outputs together: 8 bytes each
   */
  OpenOutputs(ShuffleFolder folder, int maxOutputs, long maxPartitions) {
    this.folder = folder;
    this.maxOutputs = maxOutputs;
    this.maxPartitions = maxPartitions;
  }

  /** An open output, to be released; its files are as they were written, as far as can be seen. */
  OpenOutput acquire(MapOutputId id) {
    OpenOutput known;
    synchronized (this) {
      known = outputs.get(id);
      if (known != null && !known.acquire()) {
        known = null;
      }
    }
    if (known == null) {
      return open(id);
    }
    try {
      known.file().requireIntact();
      return known;
    } catch (RuntimeException e) {
      known.release();
      drop(id, known);
      throw e;
    }
  }

  private OpenOutput open(MapOutputId id) {
    OpenOutput opened = new OpenOutput(MapOutputFile.open(folder, id));
    opened.acquire();
    List<OpenOutput> evicted = new ArrayList<>();
    synchronized (this) {
      OpenOutput other = outputs.put(id, opened);
      partitions += opened.file().numPartitions();
      if (other != null) { // opened by somebody else meanwhile
        partitions -= other.file().numPartitions();
        evicted.add(other);
      }
      evict(evicted);
    }
    evicted.forEach(OpenOutput::release);
    return opened;
  }

  private void evict(List<OpenOutput> evicted) {
    Iterator<OpenOutput> eldest = outputs.values().iterator();
    while (eldest.hasNext() && (outputs.size() > maxOutputs || partitions > maxPartitions)) {
      OpenOutput output = eldest.next();
      eldest.remove();
      partitions -= output.file().numPartitions();
      evicted.add(output);
    }
  }

  private void drop(MapOutputId id, OpenOutput output) {
    synchronized (this) {
      if (!outputs.remove(id, output)) {
        return;
      }
      partitions -= output.file().numPartitions();
    }
    output.release();
  }

  /** Closes those of an application, as soon as nobody uses them. */
  void closeApplication(String application) {
    close(id -> id.application().equals(application));
  }

  /** Closes those that are meant, as soon as nobody uses them. */
  void close(Predicate<MapOutputId> meant) {
    List<OpenOutput> closed = new ArrayList<>();
    synchronized (this) {
      outputs
          .entrySet()
          .removeIf(
              entry -> {
                boolean drop = meant.test(entry.getKey());
                if (drop) {
                  partitions -= entry.getValue().file().numPartitions();
                  closed.add(entry.getValue());
                }
                return drop;
              });
    }
    closed.forEach(OpenOutput::release);
  }

  /** Closes all, as soon as nobody uses them. */
  void closeAll() {
    List<OpenOutput> closed;
    synchronized (this) {
      closed = List.copyOf(outputs.values());
      outputs.clear();
      partitions = 0;
    }
    closed.forEach(OpenOutput::release);
  }

  synchronized int size() {
    return outputs.size();
  }
}
