package io.scheelite.operators.execution;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.FloorPlan;
import io.scheelite.operators.runtime.QueryPipelines;
import org.jspecify.annotations.Nullable;

/**
 * A plan made ready to run within a memory limit: its pipelines, the size of its batches, its
 * drivers, and where its result goes.
 *
 * <p>Floors are held whether used or not, so they are to leave room for state. The richest way
 * whose floors take a modest share of the limit is chosen: first independent pipelines run one
 * after another, then batches shrink, then drivers go. The poorest way is taken as a last resort,
 * whatever it takes.
 */
record ExecutionPlan(
    ExecutionSettings settings, QueryPipelines pipelines, FloorPlan floors, ResultBuffer result) {
  private static final int CONCURRENT_SHARE = 4;
  private static final int SEQUENTIAL_SHARE = 2;
  private static final int BATCH_SIZE_STEP = 4;
  private static final int SMALL_BATCH_SIZE = 128;
  private static final long LOWEST_LIMIT_BYTES = 1 << 20;

  /** The best way to run; its floor exceeds the limit only if there is no way. */
  static ExecutionPlan choose(PlanNode plan, ExecutionSettings wanted) {
    ExecutionPlan concurrent = of(plan, wanted, true);
    if (concurrent.fitsInto(CONCURRENT_SHARE)) {
      return concurrent;
    }
    ExecutionPlan smallerBatches = sequential(plan, wanted, wanted.maxDrivers());
    for (int drivers = wanted.maxDrivers() - 1; smallerBatches == null && drivers > 0; drivers--) {
      smallerBatches = sequential(plan, wanted, drivers);
    }
    return smallerBatches == null ? lastResort(plan, wanted) : smallerBatches;
  }

  /** Where even that needs more than the limit, the floor is what the message is to name. */
  private static ExecutionPlan lastResort(PlanNode plan, ExecutionSettings wanted) {
    ExecutionPlan smallest = smallest(plan, wanted);
    if (smallest.fitsInto(1)) {
      return smallest;
    }
    FloorPlan refused = new FloorPlan(1, false, smallestLimitBytes(plan, wanted));
    return new ExecutionPlan(smallest.settings, smallest.pipelines, refused, smallest.result);
  }

  /**
   * The smallest memory limit, in bytes, at which the plan runs. Operators may ask for higher
   * floors where limits are higher, so this looks for a limit that its own floors fit into, from
   * below.
   */
  static long smallestLimitBytes(PlanNode plan, ExecutionSettings wanted) {
    long limit = floorBytesAt(plan, wanted, LOWEST_LIMIT_BYTES);
    while (true) {
      long floor = floorBytesAt(plan, wanted, limit);
      if (floor <= limit) {
        return limit;
      }
      limit = floor;
    }
  }

  private static long floorBytesAt(PlanNode plan, ExecutionSettings wanted, long limitBytes) {
    ExecutionSettings settings =
        new ExecutionSettings(wanted.batchSize(), wanted.maxDrivers(), limitBytes);
    return smallest(plan, settings).floors().floorBytes();
  }

  /** The way that runs with the least memory: one driver, small batches, no concurrency. */
  private static ExecutionPlan smallest(PlanNode plan, ExecutionSettings wanted) {
    int batchSize = wanted.batchSize();
    while (batchSize > SMALL_BATCH_SIZE) {
      batchSize = smaller(batchSize);
    }
    return of(plan, new ExecutionSettings(batchSize, 1, wanted.memoryLimitBytes()), false);
  }

  private static @Nullable ExecutionPlan sequential(
      PlanNode plan, ExecutionSettings wanted, int drivers) {
    int batchSize = wanted.batchSize();
    while (true) {
      ExecutionSettings settings =
          new ExecutionSettings(batchSize, drivers, wanted.memoryLimitBytes());
      ExecutionPlan candidate = of(plan, settings, false);
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

  private static ExecutionPlan of(PlanNode plan, ExecutionSettings settings, boolean concurrent) {
    ResultBuffer result = new ResultBuffer();
    QueryPipelines pipelines = PipelineBuilder.build(plan, result, settings);
    FloorPlan floors =
        concurrent
            ? FloorPlan.concurrent(pipelines.pipelines(), settings.maxDrivers())
            : FloorPlan.sequential(pipelines.pipelines(), settings.maxDrivers());
    return new ExecutionPlan(settings, pipelines, floors, result);
  }

  private boolean fitsInto(int share) {
    return floors.floorBytes() <= settings.memoryLimitBytes() / share;
  }
}
