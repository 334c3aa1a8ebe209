package io.scheelite.operators.hash.join;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins two inputs: a sink that collects the build side, a transform for the probe side, and, for
 * joins that yield build rows, a source to read these from.
 *
 * <p>The pipeline of {@link #probe} depends on that of {@link #build}, whose factory owns all
 * state; that of {@link #buildRows} depends on both. For one execution.
 */
public final class HashJoin {
  private final JoinState state;
  private final ExecutionSettings settings;

  private HashJoin(JoinState state, ExecutionSettings settings) {
    this.state = state;
    this.settings = settings;
  }

  /** A join as planned. Allocates nothing. */
  public static HashJoin of(PlanNode.HashJoin node, ExecutionSettings settings) {
    return new HashJoin(new JoinState(new JoinLayout(node), settings), settings);
  }

  /** Collects the build side; closing it ends the join. */
  public SinkFactory build() {
    return new Builds();
  }

  /** Streams the probe side. Yields nothing if the join {@link #emitsBuildRows}. */
  public TransformFactory probe() {
    return new Probes();
  }

  /** Whether the result is read from {@link #buildRows}, after all probes have ended. */
  public boolean emitsBuildRows() {
    return state.layout().yieldsOnlyBuildRows();
  }

  /** Yields the build rows that the probes have matched, or those that they have not. */
  public SourceFactory buildRows() {
    return new BuildRows();
  }

  private final class Builds implements SinkFactory {
    @Override
    public Sink create(DriverContext context) {
      return new BuildSink(state, context);
    }

    @Override
    public List<FinishTask> finishTasks() {
      List<FinishTask> tasks = new ArrayList<>();
      int numTasks = Math.min(settings.maxDrivers(), state.partitioning().numPartitions());
      for (int i = 0; i < numTasks; i++) {
        tasks.add(new BuildTask(state, i, numTasks));
      }
      return tasks;
    }

    @Override
    public long floorBytes() {
      return BuildSink.floorBytes(state, settings.batchSize());
    }

    @Override
    public long finishFloorBytes() {
      return BuildTask.floorBytes();
    }

    @Override
    public long sharedFloorBytes() {
      return SharedRows.FLOOR_BYTES;
    }

    @Override
    public void close() {
      state.close();
    }
  }

  private final class Probes implements TransformFactory {
    @Override
    public Transform create(DriverContext context) {
      return new JoinProbe(state, context);
    }

    @Override
    public long floorBytes() {
      return JoinProbe.floorBytes(state, settings.batchSize());
    }
  }

  private final class BuildRows implements SourceFactory {
    @Override
    public Source create(DriverContext context) {
      return new BuildRowsSource(state, context);
    }

    @Override
    public int maxDrivers() {
      return state.partitioning().numPartitions();
    }

    @Override
    public int driverBound() {
      return state.partitioning().numPartitions();
    }

    @Override
    public long floorBytes() {
      return BuildRowsSource.floorBytes(state.layout(), settings.batchSize());
    }
  }
}
