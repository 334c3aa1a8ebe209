package io.scheelite.scheduler.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults fire at their point, once, and are on record before they act. */
class FaultsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir Path cluster;

  /** True for each kill of a parent, false for each of the process itself. */
  private final List<Boolean> kills = new ArrayList<>();

  private Faults process(String specification, FaultRole role, String id) {
    return Faults.of(
        Fault.parseAll(specification),
        role,
        id,
        FaultMarkers.of(cluster),
        new FaultEffects(
            parent -> {
              assertThat(fired()).as("on record before acting").isNotEmpty();
              kills.add(parent);
            }),
        CLOCK);
  }

  private List<String> fired() {
    try {
      return FaultMarkers.of(cluster).fired();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FaultSite task(int stage, int task, int attempt) {
    return FaultSite.of(FaultPoint.TASK, 0, stage, task, attempt);
  }

  @Test
  void firesAtItsTaskAlone() {
    Faults faults = process("kill:executor@stage=1,task=2", FaultRole.EXECUTOR, "executor-1");
    faults.fire(task(0, 2, 0));
    faults.fire(task(1, 1, 0));
    faults.fire(task(1, 2, 1));
    faults.fire(FaultSite.of(FaultPoint.COMMIT, 0, 1, 2, 0));
    faults.fire(FaultSite.heartbeat());
    assertThat(kills).isEmpty();
    assertThat(fired()).isEmpty();
    faults.fire(task(1, 2, 0));
    assertThat(kills).containsExactly(false);
    assertThat(fired())
        .singleElement()
        .asString()
        .startsWith(
            "kill:executor@stage=1,task=2 at 2026-01-02T03:04:05Z in executor=executor-1 pid=")
        .endsWith(": point=task job=0 stage=1 task=2 attempt=0");
  }

  @Test
  void firesOncePerClusterWhoeverComes() {
    String specification = "kill:executor@stage=1";
    process(specification, FaultRole.EXECUTOR, "executor-1").fire(task(1, 0, 0));
    process(specification, FaultRole.EXECUTOR, "executor-2").fire(task(1, 1, 0));
    process(specification, FaultRole.EXECUTOR, "executor-1").fire(task(1, 0, 0));
    assertThat(kills).hasSize(1);
  }

  @Test
  void ofManyThatComeAtOnceOneFires() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    int processes = 8;
    try (ExecutorService threads = Executors.newFixedThreadPool(processes)) {
      List<Future<Duration>> delays = new ArrayList<>();
      for (int i = 0; i < processes; i++) {
        Faults faults = process("delay:executor@millis=7", FaultRole.EXECUTOR, "executor-" + i);
        delays.add(
            threads.submit(
                () -> {
                  start.await();
                  return faults.fire(task(0, 0, 0));
                }));
      }
      start.countDown();
      Duration sum = Duration.ZERO;
      for (Future<Duration> delay : delays) {
        sum = sum.plus(delay.get());
      }
      assertThat(sum).isEqualTo(Duration.ofMillis(7));
    }
  }

  @Test
  void countsItsOwnVisits() {
    Faults faults = process("delay:shuffle@n=3,stage=1", FaultRole.SHUFFLE, "worker-1");
    FaultSite site = FaultSite.of(FaultPoint.FETCH, 0, 1, 0, 0);
    assertThat(faults.fire(site)).isZero();
    assertThat(faults.fire(FaultSite.of(FaultPoint.FETCH, 0, 0, 0, 0))).isZero();
    assertThat(faults.fire(site)).isZero();
    assertThat(faults.fire(site)).isEqualTo(Duration.ofSeconds(1));
    assertThat(faults.fire(site)).isZero();
  }

  @Test
  void concernsTheNamedProcessAlone() {
    String specification = "kill:executor@executor=executor-2";
    process(specification, FaultRole.EXECUTOR, "executor-1").fire(task(0, 0, 0));
    process(specification, FaultRole.WORKER, "executor-2").fire(task(0, 0, 0));
    assertThat(kills).isEmpty();
    process(specification, FaultRole.EXECUTOR, "executor-2").fire(task(0, 0, 0));
    assertThat(kills).containsExactly(false);
  }

  @Test
  void aWorkerIsKilledByTheExecutorThatComesToItsPoint() {
    Faults executor =
        process(
            "kill:worker@stage=1;kill:worker@point=heartbeat,n=2",
            FaultRole.EXECUTOR,
            "executor-1");
    executor.fire(FaultSite.heartbeat());
    executor.fire(FaultSite.heartbeat());
    executor.fire(task(1, 0, 0));
    assertThat(kills).containsExactly(true);
    Faults worker = process("kill:worker@point=heartbeat,n=2", FaultRole.WORKER, "worker-1");
    worker.fire(FaultSite.heartbeat());
    worker.fire(FaultSite.heartbeat());
    assertThat(kills).containsExactly(true, false);
  }

  @Test
  void losesAndDamagesMapOutputs() throws IOException {
    byte[] rows = {1, 2, 3, 4, 5};
    Path data = Files.write(cluster.resolve("0-0.data"), rows);
    Path index = Files.write(cluster.resolve("0-0.index"), rows);
    FaultSite site = FaultSite.of(FaultPoint.COMMIT, 0, 0, 0, 0).withFiles(List.of(data, index));
    Faults faults = process("corrupt:executor;lose:executor@n=2", FaultRole.EXECUTOR, "executor-1");
    faults.fire(FaultSite.of(FaultPoint.COMMIT, 0, 0, 0, 0));
    assertThat(fired()).as("without files there is nothing to damage").isEmpty();
    faults.fire(site);
    assertThat(Files.readAllBytes(data)).containsExactly(1, 2, 3 ^ 0x55, 4, 5);
    assertThat(Files.readAllBytes(index)).isEqualTo(rows);
    faults.fire(site);
    assertThat(data).doesNotExist();
    assertThat(index).doesNotExist();
    assertThat(fired()).hasSize(2).allMatch(line -> line.endsWith("file=" + data));
  }

  @Test
  void whatCannotBeRecordedDoesNotFire() throws IOException {
    Files.writeString(cluster.resolve("faults"), "a file where the folder should be");
    process("kill:executor", FaultRole.EXECUTOR, "executor-1").fire(task(0, 0, 0));
    assertThat(kills).isEmpty();
  }
}
