package io.scheelite.operators.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * How a query runs within its memory: how many drivers per pipeline, whether independent pipelines
 * run at the same time, and the floor that this needs.
 *
 * <p>Floors are held whether used or not, so they are to leave room for state: the richest way
 * whose floor takes a modest share of the limit is chosen, the poorest (one driver, one pipeline at
 * a time) as a last resort whatever it takes.
 *
 * @param drivers most drivers per pipeline
 * @param concurrent whether pipelines that do not depend on each other run at the same time
 * @param floorBytes sum of the floors of everything that may be open at once
 */
public record FloorPlan(int drivers, boolean concurrent, long floorBytes) {
  private static final int CONCURRENT_SHARE = 4;
  private static final int SEQUENTIAL_SHARE = 2;

  /**
   * The best way to run within {@code limitBytes}; its floor exceeds the limit only if there is no
   * way.
   */
  public static FloorPlan choose(List<Pipeline> pipelines, int threads, long limitBytes) {
    long concurrentFloor = concurrentFloorBytes(pipelines, threads);
    if (concurrentFloor <= limitBytes / CONCURRENT_SHARE) {
      return new FloorPlan(threads, true, concurrentFloor);
    }
    for (int drivers = threads; drivers > 1; drivers--) {
      long floor = sequentialFloorBytes(pipelines, drivers);
      if (floor <= limitBytes / SEQUENTIAL_SHARE) {
        return new FloorPlan(drivers, false, floor);
      }
    }
    return smallest(pipelines);
  }

  /** One driver, one pipeline after another: the smallest limit at which the query runs. */
  public static FloorPlan smallest(List<Pipeline> pipelines) {
    return new FloorPlan(1, false, sequentialFloorBytes(pipelines, 1));
  }

  private static long concurrentFloorBytes(List<Pipeline> pipelines, int drivers) {
    return pipelines.stream().mapToLong(pipeline -> runningBytes(pipeline, drivers)).sum();
  }

  private static long sequentialFloorBytes(List<Pipeline> pipelines, int drivers) {
    long most = 0;
    List<Pipeline> finished = new ArrayList<>();
    for (int i = 0; i < pipelines.size(); i++) {
      long held = runningBytes(pipelines.get(i), drivers);
      List<Pipeline> unfinished = pipelines.subList(i, pipelines.size());
      for (Pipeline state : finished) {
        if (unfinished.stream().anyMatch(reader -> reader.dependencies().contains(state))) {
          held += stateBytes(state, drivers);
        }
      }
      most = Math.max(most, held);
      finished.add(pipelines.get(i));
    }
    return most;
  }

  private static long runningBytes(Pipeline pipeline, int drivers) {
    SinkFactory sink = pipeline.sink().factory();
    long streaming = pipeline.source().factory().floorBytes();
    for (Operator<TransformFactory> transform : pipeline.transforms()) {
      streaming += transform.factory().floorBytes();
    }
    long phase = Math.max(streaming, sink.finishFloorBytes());
    return stateBytes(pipeline, drivers) + numDrivers(pipeline, drivers) * phase;
  }

  /** What stays open after the drivers have ended. */
  private static long stateBytes(Pipeline pipeline, int drivers) {
    SinkFactory sink = pipeline.sink().factory();
    return sink.sharedFloorBytes() + numDrivers(pipeline, drivers) * sink.floorBytes();
  }

  private static long numDrivers(Pipeline pipeline, int drivers) {
    return Math.max(1, Math.min(drivers, pipeline.source().factory().mostDrivers()));
  }
}
