package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Queries that together want far more than there is: all finish, whatever the order of events. */
class ArbitrationFuzzTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  /** Runs what is due in random order, one action at a time: every schedule is reproducible. */
  private static final class RandomExecutor {
    final List<Runnable> due = new ArrayList<>();

    void runAll(RandomGenerator random, Runnable checkAfterEach) {
      while (!due.isEmpty()) {
        int last = due.size() - 1;
        int chosen = random.nextInt(due.size());
        Runnable next = due.set(chosen, due.get(last));
        due.remove(last);
        next.run();
        checkAfterEach.run();
      }
    }
  }

  /** A query with one or two tasks of one to three drivers, started as soon as it is admitted. */
  private static final class FakeQuery {
    final List<FakeDriver> drivers = new ArrayList<>();
    final CompletableFuture<Void> finished;
    final long floorBytes;

    FakeQuery(MemoryManager manager, String name, RandomGenerator random, Executor executor) {
      int tasks = random.nextInt(1, 3);
      int driversPerTask = random.nextInt(1, 4);
      int operators = random.nextInt(1, 4);
      int batches = random.nextInt(1, 30);
      floorBytes = (long) tasks * driversPerTask * operators * FakeDriver.FLOOR_CHUNKS * CHUNK;
      long limit = random.nextInt(4) == 0 ? floorBytes + random.nextInt(8) * CHUNK : Long.MAX_VALUE;
      finished =
          manager
              .admit(name, floorBytes, limit)
              .thenCompose(
                  query -> {
                    for (int t = 0; t < tasks; t++) {
                      TaskMemory task = query.newTask("task" + t);
                      for (int d = 0; d < driversPerTask; d++) {
                        drivers.add(new FakeDriver(task, operators, batches, executor, random));
                      }
                    }
                    drivers.forEach(executor::execute);
                    return CompletableFuture.allOf(
                            drivers.stream()
                                .map(FakeDriver::done)
                                .toArray(CompletableFuture<?>[]::new))
                        .whenComplete((ignored, error) -> query.close())
                        .thenCompose(ignored -> query.whenClosed());
                  });
    }
  }

  @Test
  void everyScheduleEndsWithAllQueriesFinishedAndNothingHeld() {
    int crossQueryReclaims = 0;
    int waits = 0;
    for (int run = 0; run < Seeds.iterations(300); run++) {
      RandomGenerator random = Seeds.random(ArbitrationFuzzTest.class, run);
      RandomExecutor executor = new RandomExecutor();
      ManualClock clock = new ManualClock();
      long limit = random.nextInt(40, 120) * CHUNK;
      MemoryConfig config = TestMemory.config(limit).withStorageFraction(random.nextInt(2) * 0.25);
      MemoryManager manager =
          new MemoryManager(config.withTrackAllocationSites(false), executor.due::add, clock);
      List<FakeQuery> queries = new ArrayList<>();
      for (int i = 0; i < random.nextInt(1, 6); i++) {
        queries.add(new FakeQuery(manager, "query" + i, random, executor.due::add));
      }

      executor.runAll(
          random,
          () -> {
            assertThat(manager.outstandingBytes()).isBetween(0L, limit);
            assertThat(manager.residentBytes()).isLessThanOrEqualTo(limit);
          });

      for (FakeQuery query : queries) {
        assertThat(query.finished)
            .as("run %d: %s", run, manager.rootPool().describe())
            .isCompleted();
        crossQueryReclaims += query.drivers.stream().mapToInt(FakeDriver::reclaims).sum();
        waits += query.drivers.stream().mapToInt(FakeDriver::waits).sum();
      }
      assertThat(manager.outstandingBytes()).isZero();
      assertThat(manager.leaks()).isEmpty();
      assertThat(clock.pendingTimers()).isZero();
      manager.close();
      assertThat(manager.mappedBytes()).isZero();
    }
    assertThat(waits).as("the test must make drivers wait").isPositive();
    assertThat(crossQueryReclaims).as("the test must make consumers spill").isPositive();
  }

  @Test
  void fourQueriesOnOneThreadFinishAtALimitEqualToTheSumOfTheirFloors() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    long floor = 3L * 2 * FakeDriver.FLOOR_CHUNKS * CHUNK;
    MemoryManager manager = new MemoryManager(TestMemory.config(4 * floor), pool);
    List<CompletableFuture<?>> finished = new ArrayList<>();
    for (int q = 0; q < 4; q++) {
      QueryMemory query =
          manager.admit("query" + q, floor, Long.MAX_VALUE).get(10, TimeUnit.SECONDS);
      TaskMemory task = query.newTask("task");
      List<FakeDriver> drivers = new ArrayList<>();
      for (int d = 0; d < 3; d++) {
        drivers.add(
            new FakeDriver(
                task, 2, 200, pool, Seeds.random(ArbitrationFuzzTest.class, 1000 + q * 3L + d)));
      }
      drivers.forEach(pool::execute);
      finished.add(
          CompletableFuture.allOf(
                  drivers.stream().map(FakeDriver::done).toArray(CompletableFuture<?>[]::new))
              .whenComplete((ignored, error) -> query.close())
              .thenCompose(ignored -> query.whenClosed()));
    }
    for (CompletableFuture<?> each : finished) {
      each.get(30, TimeUnit.SECONDS);
    }
    assertThat(manager.outstandingBytes()).isZero();
    assertThat(manager.leaks()).isEmpty();
    manager.close();
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void manyThreadsFarBelowTheSumOfWantsFinishWithoutTouchingEachOthersChunks() throws Exception {
    for (int run = 0; run < Seeds.iterations(20); run++) {
      ExecutorService pool = Executors.newFixedThreadPool(4);
      RandomGenerator random = Seeds.random("ArbitrationFuzzTest.threads" + run);
      MemoryManager manager =
          new MemoryManager(TestMemory.config(80 * CHUNK).withTrackAllocationSites(false), pool);
      List<FakeQuery> queries = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        queries.add(
            new FakeQuery(manager, "query" + i, new SplittableRandom(random.nextLong()), pool));
      }
      for (FakeQuery query : queries) {
        query.finished.get(60, TimeUnit.SECONDS);
      }
      assertThat(manager.outstandingBytes()).isZero();
      assertThat(manager.leaks()).isEmpty();
      manager.close();
      assertThat(manager.mappedBytes()).isZero();
      pool.shutdown();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
