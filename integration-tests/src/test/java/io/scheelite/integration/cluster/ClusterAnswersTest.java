package io.scheelite.integration.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.bench.tpch.TpchResult;
import io.scheelite.operators.execution.ClusterReport;
import io.scheelite.spill.block.DatasetUsage;
import io.scheelite.sql.DataFrame;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TPC-H on clusters of several sizes gives the answers of one process. */
@Timeout(600)
class ClusterAnswersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void allQueriesAnswerAsInOneProcess(int executors) throws IOException {
    List<TpchQuery> queries =
        ClusterCases.sample(ClusterAnswersTest.class, TpchQuery.all(), executors == 2 ? 22 : 6);
    try (TestCluster cluster = TestCluster.start(folder, executors, "");
        Engine engine = cluster.engine()) {
      for (TpchQuery query : queries) {
        TpchResult result = TestCluster.run(engine, query);
        ClusterReport report = result.cluster();
        assertThat(report.tasks()).as(query.label()).isPositive();
        assertThat(report.failedAttempts()).as(query.label()).isZero();
        assertThat(report.recomputedTasks()).as(query.label()).isZero();
        assertThat(report.shuffledBytes()).as(query.label()).isPositive();
      }
      TestCluster.await(
          "map outputs of ended queries are deleted",
          () -> cluster.filesOfApplications().isEmpty());
    }
  }

  @Test
  void persistedDataFramesAreComputedAndExplainSaysSo() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 2, "");
        Engine engine = cluster.engine()) {
      TestCluster.run(engine, TpchQuery.of(6)); // knows the tables from then on
      DataFrame counts =
          engine.sql("select l_returnflag, count(*) from lineitem group by l_returnflag");
      DataFrame cached = counts.cache();
      for (int round = 0; round < 2; round++) {
        try (QueryResult plain = counts.collect();
            QueryResult result = cached.collect()) {
          assertThat(result.rows()).containsExactlyInAnyOrderElementsOf(plain.rows());
          assertThat(result.metrics().cluster().tasks()).as("computed").isPositive();
        }
      }
      assertThat(cached.storage()).isEqualTo(new DatasetUsage(0, 0, 0, 0, 0));
      String line =
          "Not read from the cache: cache-1 MEMORY_AND_DISK, rows are not kept on a cluster\n";
      assertThat(cached.explain()).contains(line);
      assertThat(cached.explainAnalyze()).contains(line);
    }
  }

  @Test
  void severalApplicationsShareTheExecutors() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 2, "");
        Engine one = cluster.engine();
        Engine other = cluster.engine()) {
      Thread second = Thread.ofPlatform().unstarted(() -> TestCluster.run(other, TpchQuery.of(3)));
      Throwable[] failure = new Throwable[1];
      second.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
      second.start();
      TestCluster.run(one, TpchQuery.of(5));
      second.join();
      assertThat(failure[0]).isNull();
    }
  }
}
