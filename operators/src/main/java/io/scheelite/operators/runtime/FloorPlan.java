package io.scheelite.operators.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * How a query runs within its memory: how many drivers per pipeline, whether independent pipelines
 * run at the same time, and the floor that this needs.
 *
 * @param drivers most drivers per pipeline
 * @param concurrent whether pipelines that do not depend on each other run at the same time
 * @param floorBytes sum of the floors of everything that may be open at once
 */
public record FloorPlan(int drivers, boolean concurrent, long floorBytes) {
  /** Pipelines run at the same time where they do not depend on each other. */
  public static FloorPlan concurrent(List<Pipeline> pipelines, int drivers) {
    return new FloorPlan(drivers, true, concurrentFloorBytes(pipelines, drivers));
  }

  /** One pipeline runs after another. */
  public static FloorPlan sequential(List<Pipeline> pipelines, int drivers) {
    return new FloorPlan(drivers, false, sequentialFloorBytes(pipelines, drivers));
  }

  /** Tells each operator of a pipeline what is reserved for it. */
  public static void share(Pipeline pipeline, int drivers) {
    long numDrivers = numDrivers(pipeline, drivers);
    pipeline.source().stats().reserve(numDrivers * pipeline.source().factory().floorBytes());
    for (Operator<TransformFactory> transform : pipeline.transforms()) {
      transform.stats().reserve(numDrivers * transform.factory().floorBytes());
    }
    SinkFactory sink = pipeline.sink().factory();
    long phases = numDrivers * (sink.floorBytes() + sink.finishFloorBytes());
    pipeline.sink().stats().reserve(sink.sharedFloorBytes() + phases);
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
    return Math.max(1, Math.min(drivers, pipeline.source().factory().driverBound()));
  }
}
