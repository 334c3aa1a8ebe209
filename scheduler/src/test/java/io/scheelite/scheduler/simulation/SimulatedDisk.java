package io.scheelite.scheduler.simulation;

import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shuffle folder of a worker: survives its processes. Within one generation the first commit
 * wins.
 */
final class SimulatedDisk {
  /** A committed output. */
  static final class Stored {
    final MapOutput output;
    final byte[] data;
    boolean corrupt;

    Stored(MapOutput output, byte[] data) {
      this.output = output;
      this.data = data;
    }

    /** Where a partition begins in the data. */
    int offset(int partition) {
      long offset = 0;
      for (int i = 0; i < partition; i++) {
        offset += output.partitionBytes()[i];
      }
      return Math.toIntExact(offset);
    }
  }

  private final Map<MapOutputId, Stored> outputs = new LinkedHashMap<>();

  MapOutput commit(Stored stored) {
    Stored first = outputs.putIfAbsent(stored.output.id(), stored);
    return first == null ? stored.output : first.output;
  }

  @Nullable Stored find(MapOutputId id) {
    return outputs.get(id);
  }

  List<MapOutputId> ids() {
    return new ArrayList<>(outputs.keySet());
  }

  void delete(MapOutputId id) {
    outputs.remove(id);
  }

  /** Flips a byte of an output; false if it has none. */
  boolean corrupt(MapOutputId id, int at) {
    Stored stored = outputs.get(id);
    if (stored == null || stored.data.length == 0) {
      return false;
    }
    stored.data[at % stored.data.length] ^= 0x40;
    stored.corrupt = true;
    return true;
  }

  void deleteApplication(String application) {
    outputs.keySet().removeIf(id -> id.application().equals(application));
  }

  void deleteShuffles(Set<Integer> shuffles) {
    outputs.keySet().removeIf(id -> shuffles.contains(id.shuffle()));
  }
}
