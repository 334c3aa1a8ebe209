package io.scheelite.sql.reference;

import io.scheelite.memory.MemoryManager;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.operators.cluster.ClusterConnector;
import io.scheelite.operators.cluster.ClusterRuntime;
import io.scheelite.operators.distributed.DistributedPlanner;
import io.scheelite.operators.distributed.DistributionOptions;
import io.scheelite.operators.distributed.StageCutter;
import io.scheelite.operators.distributed.StagePlan;
import io.scheelite.operators.execution.LocalRuntime;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.StagedExecution;
import java.nio.file.Path;

/**
 * A cluster that is none: plans are cut into stages, whose tasks run one after another in the
 * engine's own runtime.
 */
public final class StagedConnector implements ClusterConnector {
  private static final String BROADCASTING = "broadcasting";
  private static final String DIVIDING = "dividing";

  /** With the usual thresholds. */
  public static ClusterAddress broadcasting(int numPartitions) {
    return new ClusterAddress(BROADCASTING, numPartitions, Path.of("none"));
  }

  /** However small inputs are, they are divided by hash or range. */
  public static ClusterAddress dividing(int numPartitions) {
    return new ClusterAddress(DIVIDING, numPartitions, Path.of("none"));
  }

  @Override
  public Path spillDirectory(ClusterAddress master) {
    return Path.of(System.getProperty("java.io.tmpdir"), "scheelite-spill");
  }

  @Override
  public Path secretFile() {
    return Path.of("none");
  }

  @Override
  public long connectionBytes() {
    return 0;
  }

  @Override
  public ClusterRuntime connect(ClusterAddress master, LocalRuntime local, MemoryManager memory) {
    DistributionOptions options = DistributionOptions.of(master.port());
    return new InProcess(
        local,
        master.host().equals(DIVIDING)
            ? options.withBroadcastBytes(0).withRangeSortRows(0)
            : options);
  }

  private record InProcess(LocalRuntime local, DistributionOptions distribution)
      implements ClusterRuntime {
    private StagePlan stages(PlanNode plan) {
      return StageCutter.cut(DistributedPlanner.plan(plan, distribution), distribution);
    }

    @Override
    public QueryExecution start(PlanNode plan, QueryOptions options) {
      int tasks = distribution.numPartitions();
      return new StagedExecution(local, stages(plan), tasks, options).start();
    }

    @Override
    public String explain(PlanNode plan) {
      return stages(plan).text();
    }

    @Override
    public void close() {}
  }
}
