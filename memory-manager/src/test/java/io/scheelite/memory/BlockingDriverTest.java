package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The manager used alone, by threads that wait: 64 chunks. */
class BlockingDriverTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  private final MemoryManager manager =
      new MemoryManager(TestMemory.config(64 * CHUNK), Runnable::run);
  private final QueryMemory query = TestMemory.now(manager, "library", 0);
  private final ExecutorService threads = Executors.newSingleThreadExecutor();

  @AfterEach
  void everythingCameBack() throws Exception {
    query.close();
    assertThat(query.whenClosed()).isDone();
    assertThat(manager.outstandingBytes()).isZero();
    assertThat(manager.leaks()).isEmpty();
    manager.close();
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  private MemoryConsumer filled(BlockingDriver driver, long chunks) throws InterruptedException {
    MemoryConsumer consumer =
        driver.newConsumer(MemoryMode.OFF_HEAP, "holder", 0, Reclaimable.NONE);
    driver.reserve(consumer, chunks * CHUNK);
    consumer.use(chunks * CHUNK);
    return consumer;
  }

  private static void empty(MemoryConsumer consumer) {
    consumer.unuse(consumer.usedBytes());
    consumer.close();
  }

  @Test
  void aShortageIsAPartialGrantForATaskThatHasItsShare() throws Exception {
    try (BlockingDriver driver = BlockingDriver.enter(query.newTask("t"), "thread")) {
      MemoryConsumer holder = filled(driver, 60);
      MemoryConsumer consumer = driver.newConsumer(MemoryMode.OFF_HEAP, "c", 0, Reclaimable.NONE);
      assertThat(driver.acquire(consumer, 10 * CHUNK)).isEqualTo(4 * CHUNK);
      assertThat(consumer.release(4 * CHUNK)).isEqualTo(4 * CHUNK);
      empty(holder);
    }
  }

  @Test
  void aThreadWaitsUntilItsTaskCanBeRaisedToItsMinimum() throws Exception {
    BlockingDriver first = BlockingDriver.enter(query.newTask("first"), "thread");
    MemoryConsumer holder = filled(first, 64);
    CountDownLatch asking = new CountDownLatch(1);
    Future<Long> granted =
        threads.submit(
            () -> {
              try (BlockingDriver second = BlockingDriver.enter(query.newTask("second"), "thread");
                  MemoryConsumer consumer =
                      second.newConsumer(MemoryMode.OFF_HEAP, "c", 0, Reclaimable.NONE)) {
                asking.countDown();
                return second.acquire(consumer, 40 * CHUNK);
              }
            });
    assertThat(asking.await(60, TimeUnit.SECONDS)).isTrue();
    holder.unuse(20 * CHUNK);
    assertThat(holder.release(20 * CHUNK)).isEqualTo(20 * CHUNK);

    // N = 2: at least 64 / 4 = 16, at most what is free
    assertThat(granted.get(60, TimeUnit.SECONDS)).isEqualTo(20 * CHUNK);
    empty(holder);
    first.close();
  }

  @Test
  void aWaitIsBoundedNamesTheHolderAndTheThreadIsInsideItsGateAgain() throws Exception {
    MemoryManager impatient =
        new MemoryManager(
            TestMemory.config(64 * CHUNK).withWaitTimeout(Duration.ofMillis(200)), Runnable::run);
    QueryMemory own = TestMemory.now(impatient, "library", 0);
    BlockingDriver first = BlockingDriver.enter(own.newTask("first"), "thread");
    MemoryConsumer holder = filled(first, 64);
    try (BlockingDriver second = BlockingDriver.enter(own.newTask("second"), "thread");
        MemoryConsumer consumer =
            second.newConsumer(MemoryMode.OFF_HEAP, "c", 0, Reclaimable.NONE)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        long begin = System.nanoTime();
        assertThatThrownBy(() -> second.acquire(consumer, 8 * CHUNK))
            .isInstanceOf(MemoryLimitExceededException.class)
            .hasMessageContaining("holder=engine/library/first/holder");
        assertThat(System.nanoTime() - begin)
            .as("each attempt has the whole bound")
            .isGreaterThanOrEqualTo(Duration.ofMillis(190).toNanos());
        assertThat(second.gate().state()).isEqualTo(ReclaimGate.State.RUNNING);
      }
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> second.reserve(consumer, 8 * CHUNK))
          .isInstanceOf(InterruptedException.class);
      assertThat(second.gate().state()).isEqualTo(ReclaimGate.State.RUNNING);
    }
    empty(holder);
    first.close();
    own.close();
    assertThat(impatient.outstandingBytes()).isZero();
    impatient.close();
  }

  @Test
  void aThreadThatWorksIsSpilledAtItsBorder() throws Exception {
    TaskMemory task = query.newTask("first");
    BlockingDriver first = BlockingDriver.enter(task, "thread");
    FakeState state = FakeState.in(task, first.gate(), "state", 0);
    state.grow(64 * CHUNK);
    CompletableFuture<Long> granted = new CompletableFuture<>();
    threads.execute(
        () -> {
          try (BlockingDriver second = BlockingDriver.enter(query.newTask("second"), "thread");
              MemoryConsumer consumer =
                  second.newConsumer(MemoryMode.OFF_HEAP, "c", 0, Reclaimable.NONE)) {
            second.reserve(consumer, 10 * CHUNK);
            granted.complete(consumer.unusedBytes());
          } catch (Exception e) {
            granted.completeExceptionally(e);
          }
        });
    while (!granted.isDone()) {
      first.border();
      Thread.onSpinWait();
    }
    assertThat(granted.join()).isEqualTo(10 * CHUNK);
    assertThat(state.heldBytes()).isEqualTo(54 * CHUNK);
    state.reclaim(54 * CHUNK);
    state.consumer().close();
    first.close();
  }
}
