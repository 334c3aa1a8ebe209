package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.testsupport.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Several managers on one budget, queries that want far more than there is, and limits that change
 * meanwhile: together they never hold more than the budget, and all queries finish.
 */
class MemoryBudgetFuzzTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final int SMALLEST_CHUNKS = 40; // the largest floor of a fake query is 36

  private final List<MemoryManager> managers = new ArrayList<>();
  private final List<FakeQuery> queries = new ArrayList<>();
  private final List<CompletableFuture<Void>> resizes = new ArrayList<>();

  private void start(
      MemoryBudget budget, RandomExecutor executor, ManualClock clock, RandomGenerator random) {
    managers.clear();
    queries.clear();
    resizes.clear();
    int count = random.nextInt(2, 4);
    for (int m = 0; m < count; m++) {
      long limit = random.nextInt(SMALLEST_CHUNKS, 120) * CHUNK;
      MemoryConfig config =
          TestMemory.config(limit)
              .withStorageFraction(random.nextInt(2) * 0.25)
              .withTrackAllocationSites(false)
              .withBudget(budget);
      managers.add(new MemoryManager(config, executor.due::add, clock));
    }
    int wanted = random.nextInt(1, 6);
    for (int i = 0; i < wanted; i++) {
      MemoryManager manager = managers.get(random.nextInt(count));
      queries.add(new FakeQuery(manager, "query" + i, random, executor.due::add));
    }
    for (int i = 0; i < random.nextInt(4); i++) {
      MemoryManager manager = managers.get(random.nextInt(count));
      long limit = random.nextInt(SMALLEST_CHUNKS, 120) * CHUNK;
      executor.due.add(() -> resizes.add(manager.resize(limit)));
    }
  }

  private void check(MemoryBudget budget) {
    long outstanding = managers.stream().mapToLong(MemoryManager::outstandingBytes).sum();
    long resident = managers.stream().mapToLong(MemoryManager::residentBytes).sum();
    assertThat(budget.heldBytes()).isBetween(0L, budget.bytes());
    assertThat(outstanding).isLessThanOrEqualTo(budget.heldBytes());
    assertThat(resident).isLessThanOrEqualTo(budget.heldBytes());
  }

  @Test
  void togetherTheyNeverHoldMoreAndAllQueriesFinish() {
    int reclaims = 0;
    for (int run = 0; run < Seeds.iterations(300); run++) {
      RandomGenerator random = Seeds.random(MemoryBudgetFuzzTest.class, run);
      RandomExecutor executor = new RandomExecutor();
      ManualClock clock = new ManualClock();
      MemoryBudget budget = MemoryBudget.of(random.nextInt(SMALLEST_CHUNKS, 120) * CHUNK);
      start(budget, executor, clock, random);
      for (int round = 0; round < 100 && !allDone(); round++) {
        executor.runAll(random, () -> check(budget));
        clock.advance(Duration.ofMillis(20).toNanos());
      }
      for (FakeQuery query : queries) {
        assertThat(query.finished).as("run %d", run).isCompleted();
        reclaims += query.drivers.stream().mapToInt(FakeDriver::reclaims).sum();
      }
      assertThat(resizes).as("run %d", run).allMatch(CompletableFuture::isDone);
      executor.runAll(random, () -> check(budget));
      managers.forEach(MemoryManager::close);
      assertThat(clock.pendingTimers()).isZero();
      assertThat(managers).allMatch(manager -> manager.mappedBytes() == 0);
      assertThat(managers).allMatch(manager -> manager.leaks().isEmpty());
      assertThat(budget.heldBytes()).isZero();
    }
    assertThat(reclaims).as("the test must make consumers spill").isPositive();
  }

  private boolean allDone() {
    return queries.stream().allMatch(query -> query.finished.isDone())
        && resizes.stream().allMatch(CompletableFuture::isDone);
  }

  @Test
  void threadsOfTwoManagersNeverMeetInADeadlock() throws Exception {
    for (int run = 0; run < Seeds.iterations(20); run++) {
      RandomGenerator random = Seeds.random("MemoryBudgetFuzzTest.threads" + run);
      MemoryBudget budget = MemoryBudget.of(80 * CHUNK);
      MemoryConfig config =
          TestMemory.config(100 * CHUNK).withTrackAllocationSites(false).withBudget(budget);
      ExecutorService pool = Executors.newFixedThreadPool(4);
      List<FakeQuery> all = new ArrayList<>();
      MemoryManager one = new MemoryManager(config, pool);
      MemoryManager two = new MemoryManager(config, pool);
      for (int i = 0; i < 6; i++) {
        RandomGenerator own = new SplittableRandom(random.nextLong());
        all.add(new FakeQuery(i % 2 == 0 ? one : two, "query" + i, own, pool));
      }
      List<CompletableFuture<Void>> resized = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        MemoryManager manager = i % 2 == 0 ? one : two;
        long limit = random.nextInt(SMALLEST_CHUNKS, 100) * CHUNK;
        resized.add(
            CompletableFuture.supplyAsync(() -> manager.resize(limit), pool)
                .thenCompose(future -> future));
      }
      for (FakeQuery query : all) {
        query.finished.get(60, TimeUnit.SECONDS);
      }
      for (CompletableFuture<Void> resize : resized) {
        resize.get(60, TimeUnit.SECONDS);
      }
      assertThat(one.outstandingBytes() + two.outstandingBytes()).isZero();
      assertThat(budget.peakHeldBytes()).isLessThanOrEqualTo(80 * CHUNK);
      one.close();
      two.close();
      assertThat(budget.heldBytes()).isZero();
      pool.shutdown();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
