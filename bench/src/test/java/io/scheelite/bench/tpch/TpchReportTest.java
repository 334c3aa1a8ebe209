package io.scheelite.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.report.ReportFormat;
import io.scheelite.bench.tpch.TpchResult.Verdict;
import io.scheelite.operators.execution.ClusterReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Programs always get the same columns, people see more where there was a cluster. */
class TpchReportTest {
  private static final Verdict RIGHT = Verdict.of(Optional.empty());

  private static TpchResult result(ClusterReport cluster) {
    return new TpchResult(TpchQuery.of(3), 10, 12.34, 2 << 20, 0, cluster, RIGHT);
  }

  private static final ClusterReport ON_CLUSTER =
      new ClusterReport(3, 6, 2, 1, 1, 4, 3 << 20, 0, 1 << 20);

  @Test
  void inOneProcess() {
    List<TpchResult> results = List.of(result(ClusterReport.NONE));
    assertThat(TpchReport.render(results, ReportFormat.MARKDOWN))
        .isEqualTo(
            """
            | query | rows | time ms | peak memory | spilled | answer ok |
            |---|---|---|---|---|---|
            | q03 | 10 | 12.3 | 2.0 MiB | 0.0 MiB | true |
            """);
    assertThat(TpchReport.render(results, ReportFormat.CSV))
        .isEqualTo(
            """
            query,rows,millis,peak_memory_bytes,spilled_bytes,shuffled_bytes,answer_ok
            3,10,12.3,2097152,0,0,true
            """);
  }

  @Test
  void onACluster() {
    List<TpchResult> results = List.of(result(ON_CLUSTER));
    assertThat(TpchReport.render(results, ReportFormat.MARKDOWN))
        .isEqualTo(
            """
            | query | rows | time ms | peak memory | spilled | shuffled | tasks | retries | fetch retries | recomputed | lost executors | answer ok |
            |---|---|---|---|---|---|---|---|---|---|---|---|
            | q03 | 10 | 12.3 | 2.0 MiB | 0.0 MiB | 3.0 MiB | 6 | 2 | 4 | 1 | 1 | true |
            """);
    assertThat(TpchReport.render(results, ReportFormat.CSV))
        .endsWith("3,10,12.3,2097152,0,3145728,true\n");
  }
}
