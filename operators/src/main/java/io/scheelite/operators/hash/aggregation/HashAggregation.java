package io.scheelite.operators.hash.aggregation;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import java.util.List;

/**
 * Groups rows by keys and aggregates them: a sink that groups what each driver gets, and a source
 * that merges the groups of all drivers, partition by partition, and yields them in no order.
 *
 * <p>The sink owns the state: close it when nobody reads the source any more. Thread-safe.
 */
public final class HashAggregation {
  private final AggregationPlan plan;
  private final AggregationState state;

  private HashAggregation(AggregationPlan plan) {
    this.plan = plan;
    this.state = new AggregationState(plan);
  }

  /** An aggregation for one execution; holds no memory yet. */
  public static HashAggregation of(PlanNode.Aggregate node, ExecutionSettings settings) {
    return new HashAggregation(AggregationPlan.of(node, settings));
  }

  /** Collects. */
  public SinkFactory sink() {
    return new Sinks();
  }

  /** Yields the groups, in a pipeline that depends on the sink's. */
  public SourceFactory source() {
    return new Sources();
  }

  private final class Sinks implements SinkFactory {
    @Override
    public Sink create(DriverContext context) {
      return new AggregationSink(plan, state, context);
    }

    @Override
    public List<FinishTask> finishTasks() {
      return state.endInput()
          ? state.tables().stream().<FinishTask>map(DivideTask::new).toList()
          : List.of();
    }

    @Override
    public long floorBytes() {
      return plan.sinkFloorBytes();
    }

    @Override
    public void close() {
      state.close();
    }
  }

  private final class Sources implements SourceFactory {
    @Override
    public Source create(DriverContext context) {
      return new AggregationSource(state, context);
    }

    @Override
    public int maxDrivers() {
      return state.numPartitions();
    }

    @Override
    public int driverBound() {
      return plan.layout().keys().isEmpty() ? 1 : plan.partitioning().numPartitions();
    }

    @Override
    public long floorBytes() {
      return AggregationSource.floorBytes(plan);
    }
  }
}
