package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.counters.EngineCounter;
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

/** Queries on real threads that together want far more than there is: all finish. */
class ArbitrationThreadsTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  @Test
  void fourQueriesOnOneThreadFinishAtALimitEqualToTheSumOfTheirFloors() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    long floor = 3L * 2 * FakeDriver.FLOOR_CHUNKS * CHUNK;
    MemoryManager manager = new MemoryManager(TestMemory.config(4 * floor), pool);
    List<CompletableFuture<?>> finished = new ArrayList<>();
    for (int q = 0; q < 4; q++) {
      QueryMemory query =
          manager.admit("query" + q, floor, Long.MAX_VALUE).get(60, TimeUnit.SECONDS);
      TaskMemory task = query.newTask("task");
      List<FakeDriver> drivers = new ArrayList<>();
      for (int d = 0; d < 3; d++) {
        drivers.add(
            new FakeDriver(
                task, 2, 200, pool, Seeds.random(ArbitrationThreadsTest.class, 1000 + q * 3L + d)));
      }
      drivers.forEach(pool::execute);
      finished.add(
          CompletableFuture.allOf(
                  drivers.stream().map(FakeDriver::done).toArray(CompletableFuture<?>[]::new))
              .whenComplete((ignored, error) -> query.close())
              .thenCompose(ignored -> query.whenClosed()));
    }
    for (CompletableFuture<?> each : finished) {
      each.get(60, TimeUnit.SECONDS);
    }
    assertThat(manager.outstandingBytes()).isZero();
    assertThat(manager.leaks()).isEmpty();
    manager.close();
    pool.shutdown();
    assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void fourQueriesAtOnceFarBelowWhatTheyWantFinishAndTakeMemoryFromEachOther() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    CountingSink counters = new CountingSink();
    long floor = 2L * 2 * FakeDriver.FLOOR_CHUNKS * CHUNK;
    // 8 drivers of 2 operators fill 1 or 2 chunks 300 times: more than 4,800; there are 64.
    MemoryConfig config = TestMemory.config(64 * CHUNK).withTrackAllocationSites(false);
    MemoryManager manager = new MemoryManager(config, pool, WaitClock.SYSTEM, counters);
    List<QueryMemory> queries = new ArrayList<>();
    for (int q = 0; q < 4; q++) {
      queries.add(TestMemory.now(manager, "query" + q, floor));
    }
    // The first is there before the others ask: it holds 24 chunks where 64 / 5 will be its share.
    TaskMemory build = queries.getFirst().newTask("build");
    ReclaimGate gate = build.newGate("build");
    assertThat(gate.tryEnter()).isTrue();
    FakeState built = FakeState.in(build, gate, "state", 0);
    built.grow(24 * CHUNK);
    gate.exit();
    List<CompletableFuture<?>> finished = new ArrayList<>();
    for (int q = 0; q < 4; q++) {
      RandomGenerator random = Seeds.random(ArbitrationThreadsTest.class, 2000 + q);
      Runnable end = q == 0 ? () -> gate.whenFree(built.consumer()::close) : () -> {};
      finished.add(runDrivers(queries.get(q), pool, random, end));
    }
    for (CompletableFuture<?> each : finished) {
      each.get(60, TimeUnit.SECONDS);
    }

    assertThat(counters.value(EngineCounter.WAITS)).isPositive();
    assertThat(counters.value(EngineCounter.WAITS_TIMED_OUT)).as("none starves").isZero();
    assertThat(counters.value(EngineCounter.LONGEST_WAIT))
        .as("nanoseconds")
        .isBetween(1L, config.waitTimeout().toNanos() / 2);
    assertThat(counters.value(EngineCounter.RECLAIMS_OTHER_QUERY)).isPositive();
    assertThat(counters.value(EngineCounter.RECLAIMED_OTHER_QUERY)).isPositive();
    System.getLogger(ArbitrationThreadsTest.class.getName())
        .log(System.Logger.Level.INFO, counters::toString);
    assertThat(manager.outstandingBytes()).isZero();
    assertThat(manager.leaks()).isEmpty();
    manager.close();
    pool.shutdown();
    assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  private static CompletableFuture<Void> runDrivers(
      QueryMemory query, Executor pool, RandomGenerator random, Runnable end) {
    TaskMemory task = query.newTask("task");
    List<FakeDriver> drivers = new ArrayList<>();
    for (int d = 0; d < 2; d++) {
      RandomGenerator own = new SplittableRandom(random.nextLong());
      drivers.add(new FakeDriver(task, 2, 300, pool, own));
    }
    drivers.forEach(pool::execute);
    return CompletableFuture.allOf(
            drivers.stream().map(FakeDriver::done).toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (ignored, error) -> {
              end.run();
              query.close();
            })
        .thenCompose(ignored -> query.whenClosed());
  }

  @Test
  void manyThreadsFarBelowTheSumOfWantsFinishWithoutTouchingEachOthersChunks() throws Exception {
    for (int run = 0; run < Seeds.iterations(20); run++) {
      ExecutorService pool = Executors.newFixedThreadPool(4);
      RandomGenerator random = Seeds.random("ArbitrationThreadsTest.threads" + run);
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
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
