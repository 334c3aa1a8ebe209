package io.scheelite.scheduler.job;

import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows which map output of which generation lies where. Each output begins with generation 0; a
 * loss ends a generation and begins the next one, so that a late word about an old one hurts
 * nobody. Used on the scheduler's loop.
 */
final class MapOutputTracker {
  /** What a completed output means to those who read its predecessor. */
  enum Completion {
    /** First of its kind, or the same rows again. */
    SAME,
    /** Other rows than somebody has been given before. */
    CHANGED
  }

  private static final class Output {
    int generation;
    @Nullable MapOutputLocation location;
    boolean read;
    long readDigest;
  }

  private final Map<Integer, List<Output>> shuffles = new TreeMap<>();

  /** Begins an exchange, whose outputs are all missing. */
  void register(int shuffle, int numMaps) {
    List<Output> outputs = new ArrayList<>(numMaps);
    for (int i = 0; i < numMaps; i++) {
      outputs.add(new Output());
    }
    shuffles.put(shuffle, outputs);
  }

  void forget(int shuffle) {
    shuffles.remove(shuffle);
  }

  /** The generation that is there or, if none is there, that is to be written. */
  int generation(int shuffle, int map) {
    return output(shuffle, map).generation;
  }

  boolean isComplete(int shuffle) {
    for (Output output : outputs(shuffle)) {
      if (output.location == null) {
        return false;
      }
    }
    return true;
  }

  /** Takes note of an output of the current generation. */
  Completion complete(MapOutputLocation location) {
    MapOutputId id = location.output().id();
    Output output = output(id.shuffle(), id.map());
    if (output.location != null || output.generation != id.generation()) {
      throw new IllegalStateException(
          "map output completed twice or too late: id=" + id + " expected=" + output.generation);
    }
    output.location = location;
    boolean changed = output.read && output.readDigest != location.output().digest();
    if (changed) {
      // whoever read the old rows must run again; from then on the new ones count
      output.read = false;
    }
    return changed ? Completion.CHANGED : Completion.SAME;
  }

  /**
   * Takes note of a loss.
   *
   * @return false if exactly this generation is not there, so that nothing changes
   */
  boolean lose(MapOutputId id) {
    List<Output> outputs = shuffles.get(id.shuffle());
    if (outputs == null || id.map() < 0 || id.map() >= outputs.size()) {
      return false;
    }
    Output output = outputs.get(id.map());
    if (output.location == null || output.generation != id.generation()) {
      return false;
    }
    output.location = null;
    output.generation++;
    return true;
  }

  /** The outputs that lie with a service now, in order. */
  List<MapOutputId> at(ServiceAddress service) {
    List<MapOutputId> found = new ArrayList<>();
    for (List<Output> outputs : shuffles.values()) {
      for (Output output : outputs) {
        MapOutputLocation location = output.location;
        if (location != null && location.service().equals(service)) {
          found.add(location.output().id());
        }
      }
    }
    return found;
  }

  /**
   * Ends a generation, whether its output is there or not: an old attempt may still commit it, and
   * the first commit of a generation wins.
   */
  void abandon(int shuffle, int map) {
    Output output = output(shuffle, map);
    output.location = null;
    output.generation++;
  }

  /** All outputs of a complete exchange, for a reader: from now on a change of rows matters. */
  List<MapOutputLocation> read(int shuffle) {
    List<MapOutputLocation> locations = new ArrayList<>();
    for (Output output : outputs(shuffle)) {
      MapOutputLocation location = output.location;
      if (location == null) {
        throw new IllegalStateException("exchange read before it is complete: shuffle=" + shuffle);
      }
      output.read = true;
      output.readDigest = location.output().digest();
      locations.add(location);
    }
    return List.copyOf(locations);
  }

  private Output output(int shuffle, int map) {
    return outputs(shuffle).get(map);
  }

  private List<Output> outputs(int shuffle) {
    List<Output> outputs = shuffles.get(shuffle);
    if (outputs == null) {
      throw new IllegalStateException("exchange is not known: shuffle=" + shuffle);
    }
    return outputs;
  }
}
