package io.scheelite.integration.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.bench.tpch.TpchResult;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes killed from outside while a query runs. A delay on demand holds the query at a known
 * point until the blow has fallen.
 */
@Timeout(300)
class ByHandTest {
  private static final TpchQuery QUERY = TpchQuery.of(3);

  /** The job fails after 30 s without any executor; the rest is for a slow machine. */
  private static final Duration NO_EXECUTOR_LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private CompletableFuture<TpchResult> running(TestCluster cluster) {
    CompletableFuture<TpchResult> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("query")
        .start(
            () -> {
              try {
                result.complete(cluster.run(QUERY));
              } catch (IOException | RuntimeException | AssertionError e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static void awaitFault(TestCluster cluster) throws IOException {
    TestCluster.await("the query is held", () -> !cluster.firedFaults().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(
      value = ProcessRole.class,
      names = {"EXECUTOR", "SHUFFLE", "WORKER"})
  void theAnswerIsRight(ProcessRole role) throws Exception {
    int heldMillis = role == ProcessRole.EXECUTOR ? 15_000 : 2500; // until it is killed, or back
    String held = "delay:executor@point=reduce,millis=" + heldMillis;
    try (TestCluster cluster = TestCluster.start(folder, 2, held)) {
      CompletableFuture<TpchResult> query = running(cluster);
      awaitFault(cluster);
      ProcessEntry victim = victim(cluster, role);
      assertThat(victim.handle().orElseThrow().destroyForcibly()).isTrue();
      TpchResult result = query.get(120, TimeUnit.SECONDS);
      if (role != ProcessRole.SHUFFLE) { // a service that is back in time is missed by nobody
        assertThat(
                result.cluster().failedAttempts()
                    + result.cluster().fetchRetries()
                    + result.cluster().recomputedTasks())
            .as("what had to be done again: " + result.cluster())
            .isPositive();
        assertThat(result.cluster().lostExecutors()).isPositive();
      }
      TestCluster.await(
          "the victim is replaced",
          () -> cluster.running(role).stream().anyMatch(entry -> entry.pid() != victim.pid()));
    }
  }

  /** An executor that is held, since the other one may have ended its tasks. */
  private static ProcessEntry victim(TestCluster cluster, ProcessRole role) throws IOException {
    String record = cluster.firedFaults().getFirst();
    List<ProcessEntry> entries = cluster.running(role);
    return entries.stream()
        .filter(entry -> record.contains("pid=" + entry.pid() + ":"))
        .findFirst()
        .orElse(entries.getFirst());
  }

  @Test
  void withoutExecutorsTheJobFailsInTime() throws Exception {
    try (TestCluster cluster =
        TestCluster.start(folder, 2, "delay:executor@point=reduce,millis=60000")) {
      CompletableFuture<TpchResult> query = running(cluster);
      awaitFault(cluster);
      TestCluster.await(
          "the query ends without executors",
          NO_EXECUTOR_LIMIT,
          () -> {
            for (ProcessEntry executor : cluster.running(ProcessRole.EXECUTOR)) {
              executor.handle().ifPresent(ProcessHandle::destroyForcibly);
            }
            return query.isDone();
          });
      assertThat(failure(query).getMessage()).contains("executor").hasLineCount(1);
    }
  }

  @Test
  void stoppingEndsAQueryInTheMiddle() throws Exception {
    TestCluster cluster = TestCluster.start(folder, 2, "delay:executor@point=reduce,millis=60000");
    CompletableFuture<TpchResult> query;
    try (cluster) {
      query = running(cluster);
      awaitFault(cluster);
    }
    TestCluster.await("the query fails", query::isDone);
    assertThat(failure(query).getMessage()).hasLineCount(1);
  }

  private static ScheeliteException failure(CompletableFuture<TpchResult> query)
      throws InterruptedException {
    try {
      TpchResult result = query.get();
      throw new AssertionError("the query ended well: " + result);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(ScheeliteException.class);
      return (ScheeliteException) e.getCause();
    }
  }

  @Test
  void aDriverThatIsKilledLeavesNothing() throws Exception {
    try (TestCluster cluster =
            TestCluster.start(folder, 2, "delay:executor@point=reduce,millis=3000");
        Driver driver = Driver.start(cluster, folder, QUERY.number(), "")) {
      awaitFault(cluster);
      driver.kill();
      awaitNothingLeft(cluster);
      assertThat(cluster.run(QUERY).cluster().failedAttempts()).isZero();
    }
  }

  @Test
  void aDriverThatDiesBetweenStagesLeavesNothing() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 2, "");
        Driver driver = Driver.start(cluster, folder, QUERY.number(), "kill:driver@stage=0")) {
      assertThat(driver.exitCode()).isEqualTo(137);
      assertThat(cluster.firedFaults()).hasSize(1);
      awaitNothingLeft(cluster);
      assertThat(cluster.run(QUERY).cluster().failedAttempts()).isZero();
    }
  }

  private static void awaitNothingLeft(TestCluster cluster) throws IOException {
    TestCluster.await(
        "files of the dead application are deleted",
        TestCluster.STOP_LIMIT,
        () -> cluster.filesOfApplications().isEmpty());
  }

  @Test
  void theCommandTellsWhatWasDoneAgain() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 2, "kill:executor@stage=0");
        Driver driver = Driver.start(cluster, folder, QUERY.number(), "")) {
      assertThat(driver.exitCode()).as(driver.output()).isZero();
      assertThat(cluster.firedFaults()).hasSize(1);
      assertThat(driver.output())
          .contains("retries", "recomputed", "lost executors")
          .containsPattern("q03 .* 1 +true\n");
    }
  }
}
