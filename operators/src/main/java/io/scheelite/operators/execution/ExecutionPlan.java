package io.scheelite.operators.execution;

import io.scheelite.operators.exchange.ExchangeSinkFactory;
import io.scheelite.operators.exchange.StageBoundary;
import io.scheelite.operators.exchange.StageOutput;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.FloorPlan;
import io.scheelite.operators.runtime.QueryPipelines;
import io.scheelite.operators.runtime.SinkFactory;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A plan made ready to run within a memory limit: its pipelines, the size of its batches, its
 * drivers, and where its rows go.
 *
 * <p>Floors are held whether used or not, so they are to leave room for state. The richest way
 * whose floors take a modest share of the limit is chosen: first independent pipelines run one
 * after another, then batches shrink, then drivers go. The poorest way is taken as a last resort,
 * whatever it takes.
 */
record ExecutionPlan<S extends SinkFactory>(
    ExecutionSettings settings, QueryPipelines pipelines, FloorPlan floors, S sink) {
  /**
   * What is to run, and where its rows go.
   *
   * @param sink makes a sink for rows in batches of this size; called for each way that is tried
   */
  record Target<S extends SinkFactory>(PlanNode plan, StageBoundary boundary, IntFunction<S> sink) {
    /** A whole query. */
    static Target<ResultBuffer> ofQuery(PlanNode plan) {
      return ofRoot(plan, StageBoundary.NONE);
    }

    /** A last stage. */
    static Target<ResultBuffer> ofRoot(PlanNode plan, StageBoundary boundary) {
      return new Target<>(plan, boundary, batchSize -> new ResultBuffer());
    }

    /** A stage that is not the last. */
    static Target<ExchangeSinkFactory> ofStage(
        PlanNode plan, StageBoundary boundary, StageOutput output) {
      return new Target<>(
          plan, boundary, batchSize -> new ExchangeSinkFactory(plan.schema(), output, batchSize));
    }
  }

  private static final int CONCURRENT_SHARE = 4;
  private static final int SEQUENTIAL_SHARE = 2;
  private static final int BATCH_SIZE_STEP = 4;
  private static final int SMALL_BATCH_SIZE = 128;
  private static final long LOWEST_LIMIT_BYTES = 1 << 20;

  /** The best way to run; its floor exceeds the limit only if there is no way. */
  static <S extends SinkFactory> ExecutionPlan<S> choose(
      Target<S> target, ExecutionSettings wanted) {
    ExecutionPlan<S> concurrent = of(target, wanted, true);
    if (concurrent.fitsInto(CONCURRENT_SHARE)) {
      return concurrent;
    }
    ExecutionPlan<S> smallerBatches = sequential(target, wanted, wanted.maxDrivers());
    for (int drivers = wanted.maxDrivers() - 1; smallerBatches == null && drivers > 0; drivers--) {
      smallerBatches = sequential(target, wanted, drivers);
    }
    return smallerBatches == null ? lastResort(target, wanted) : smallerBatches;
  }

  /** Where even that needs more than the limit, the floor is what the message is to name. */
  private static <S extends SinkFactory> ExecutionPlan<S> lastResort(
      Target<S> target, ExecutionSettings wanted) {
    ExecutionPlan<S> smallest = smallest(target, wanted);
    if (smallest.fitsInto(1)) {
      return smallest;
    }
    FloorPlan refused = new FloorPlan(1, false, smallestLimitBytes(target, wanted));
    return new ExecutionPlan<>(smallest.settings, smallest.pipelines, refused, smallest.sink);
  }

  /**
   * The smallest memory limit, in bytes, at which the plan runs. Operators may ask for higher
   * floors where limits are higher, so this looks for a limit that its own floors fit into, from
   * below.
   */
  static <S extends SinkFactory> long smallestLimitBytes(
      Target<S> target, ExecutionSettings wanted) {
    long limit = floorBytesAt(target, wanted, LOWEST_LIMIT_BYTES);
    while (true) {
      long floor = floorBytesAt(target, wanted, limit);
      if (floor <= limit) {
        return limit;
      }
      limit = floor;
    }
  }

  private static <S extends SinkFactory> long floorBytesAt(
      Target<S> target, ExecutionSettings wanted, long limitBytes) {
    ExecutionSettings settings =
        new ExecutionSettings(wanted.batchSize(), wanted.maxDrivers(), limitBytes);
    return smallest(target, settings).floors().floorBytes();
  }

  /** The way that runs with the least memory: one driver, small batches, no concurrency. */
  private static <S extends SinkFactory> ExecutionPlan<S> smallest(
      Target<S> target, ExecutionSettings wanted) {
    int batchSize = wanted.batchSize();
    while (batchSize > SMALL_BATCH_SIZE) {
      batchSize = smaller(batchSize);
    }
    return of(target, new ExecutionSettings(batchSize, 1, wanted.memoryLimitBytes()), false);
  }

  private static <S extends SinkFactory> @Nullable ExecutionPlan<S> sequential(
      Target<S> target, ExecutionSettings wanted, int drivers) {
    int batchSize = wanted.batchSize();
    while (true) {
      ExecutionSettings settings =
          new ExecutionSettings(batchSize, drivers, wanted.memoryLimitBytes());
      ExecutionPlan<S> candidate = of(target, settings, false);
      if (candidate.fitsInto(SEQUENTIAL_SHARE)) {
        return candidate;
      }
      if (batchSize <= SMALL_BATCH_SIZE) {
        return null;
      }
      batchSize = smaller(batchSize);
    }
  }

  private static int smaller(int batchSize) {
    return Math.max(SMALL_BATCH_SIZE, batchSize / BATCH_SIZE_STEP);
  }

  private static <S extends SinkFactory> ExecutionPlan<S> of(
      Target<S> target, ExecutionSettings settings, boolean concurrent) {
    S sink = target.sink().apply(settings.batchSize());
    QueryPipelines pipelines =
        PipelineBuilder.build(target.plan(), target.boundary(), sink, settings);
    FloorPlan floors =
        concurrent
            ? FloorPlan.concurrent(pipelines.pipelines(), settings.maxDrivers())
            : FloorPlan.sequential(pipelines.pipelines(), settings.maxDrivers());
    return new ExecutionPlan<>(settings, pipelines, floors, sink);
  }

  private boolean fitsInto(int share) {
    return floors.floorBytes() <= settings.memoryLimitBytes() / share;
  }
}
