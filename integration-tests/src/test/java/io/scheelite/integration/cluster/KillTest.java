package io.scheelite.integration.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.bench.tpch.TpchResult;
import io.scheelite.operators.execution.ClusterReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever dies or gets lost at an exact point, the answer is right, and the report tells what had
 * to be done again.
 */
@Timeout(300)
class KillTest {
  /** What the report of the query must show. */
  private enum Traces implements Predicate<ClusterReport> {
    LOST_EXECUTOR {
      @Override
      public boolean test(ClusterReport report) {
        return report.lostExecutors() >= 1 && report.failedAttempts() >= 1;
      }
    },
    RETRIED_FETCH {
      @Override
      public boolean test(ClusterReport report) {
        return report.fetchRetries() >= 1
            || report.failedAttempts() >= 1
            || report.recomputedTasks() >= 1;
      }
    },
    RECOMPUTED {
      @Override
      public boolean test(ClusterReport report) {
        return report.recomputedTasks() >= 1;
      }
    },
    NONE {
      @Override
      public boolean test(ClusterReport report) {
        return report.failedAttempts() == 0 && report.recomputedTasks() == 0;
      }
    }
  }

  /** A fault, the query it hits, and what it leaves in the report. */
  private record Scenario(String fault, int query, Traces traces) {
    @Override
    public String toString() {
      return fault + " in query " + query;
    }
  }

  private static final List<Scenario> SCENARIOS =
      List.of(
          // in the map stage: before, and after the output is on disk
          new Scenario("kill:executor@stage=0", 3, Traces.LOST_EXECUTOR),
          new Scenario("kill:executor@stage=0,task=1", 18, Traces.LOST_EXECUTOR),
          new Scenario("kill:executor@point=commit,stage=0", 5, Traces.LOST_EXECUTOR),
          // in the reduce stage: at its start, and while it reads
          new Scenario("kill:executor@point=reduce", 3, Traces.LOST_EXECUTOR),
          new Scenario("kill:executor@point=fetch", 9, Traces.LOST_EXECUTOR),
          new Scenario("kill:executor@point=fetch,n=2", 18, Traces.LOST_EXECUTOR),
          // of the shuffle service between two stages, and during a fetch
          new Scenario("kill:shuffle", 3, Traces.RETRIED_FETCH),
          new Scenario("kill:shuffle@n=3", 9, Traces.RETRIED_FETCH),
          // of the worker with all it launched
          new Scenario("kill:worker@stage=0", 3, Traces.LOST_EXECUTOR),
          new Scenario("kill:worker@point=reduce", 5, Traces.LOST_EXECUTOR),
          // of map outputs
          new Scenario("lose:executor@stage=0", 3, Traces.RECOMPUTED),
          new Scenario("corrupt:executor@stage=0", 3, Traces.RECOMPUTED),
          new Scenario("lose:shuffle", 18, Traces.RECOMPUTED),
          new Scenario("corrupt:shuffle", 5, Traces.RECOMPUTED),
          // somebody is slow
          new Scenario("delay:executor@stage=0,millis=700", 3, Traces.NONE),
          new Scenario("delay:shuffle@millis=700", 3, Traces.NONE),
          // two at once
          new Scenario("kill:executor@stage=0;kill:shuffle@n=2", 3, Traces.LOST_EXECUTOR),
          new Scenario("lose:executor@stage=0;kill:executor@point=reduce", 5, Traces.RECOMPUTED));

  @TempDir Path folder;

  static List<Scenario> scenarios() {
    return ClusterCases.sample(KillTest.class, SCENARIOS, 4);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theAnswerIsRight(Scenario scenario) throws IOException {
    try (TestCluster cluster = TestCluster.start(folder, 2, scenario.fault())) {
      TpchResult result = cluster.run(TpchQuery.of(scenario.query()));
      assertThat(cluster.firedFaults())
          .as("faults that fired")
          .hasSize(scenario.fault().split(";").length);
      assertThat(result.cluster()).as("report").matches(scenario.traces());
      assertThat(cluster.run(TpchQuery.of(1)).cluster().failedAttempts())
          .as("the cluster has recovered")
          .isZero();
    }
  }
}
