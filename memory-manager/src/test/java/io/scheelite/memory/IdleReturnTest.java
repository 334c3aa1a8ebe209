package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When free native memory goes back to the system, on a clock that the test moves. */
class IdleReturnTest {
  private static final long MIB = 1L << 20;
  private static final long SECOND = 1_000_000_000L;

  private final ManualClock clock = new ManualClock();
  private final Deque<Runnable> executor = new ArrayDeque<>();
  private final MemoryManager manager =
      new MemoryManager(
          MemoryConfig.defaults()
              .withOffHeapBytes(64 * MIB)
              .withGuards(false)
              .withIdleReturn(Duration.ofSeconds(10)),
          executor::add,
          clock);
  private final QueryMemory query = TestMemory.now(manager, "query", 0);
  private final TaskMemory task = query.newTask("task");
  private final MemoryConsumer consumer =
      task.newConsumer(task.newGate("driver"), "consumer", 0, Reclaimable.NONE);

  @AfterEach
  void close() {
    consumer.close();
    query.close();
    manager.close();
    assertThat(clock.pendingTimers()).as("timers after close").isZero();
    assertThat(manager.mappedBytes()).isZero();
  }

  private void passSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(SECOND);
      for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
        next.run();
      }
    }
  }

  @Test
  void nothingIsScheduledWhileNothingIsFree() {
    assertThat(clock.pendingTimers()).isZero();
    consumer.reserveNow(8 * MIB);
    long address = consumer.allocate(8 * MIB);
    assertThat(clock.pendingTimers()).isZero();
    consumer.free(address, 8 * MIB);
    assertThat(clock.pendingTimers()).isOne();
  }

  @Test
  void whatIsFreeStaysForTenSecondsAndIsBackAtTheSystemAfterTwenty() {
    consumer.reserveNow(9 * MIB);
    long large = consumer.allocate(8 * MIB);
    long small = consumer.allocate(MIB);
    consumer.free(large, 8 * MIB);
    consumer.free(small, MIB);
    assertThat(manager.cachedBytes()).isGreaterThanOrEqualTo(8 * MIB);
    passSeconds(10);
    assertThat(manager.cachedBytes()).isGreaterThanOrEqualTo(8 * MIB);
    passSeconds(10);
    assertThat(manager.mappedBytes()).isZero();
    assertThat(manager.residentBytes()).isZero();
    passSeconds(5);
    assertThat(clock.pendingTimers()).as("timers with nothing to return").isZero();
  }

  @Test
  void whatIsUsedAgainInTimeStays() {
    consumer.reserveNow(8 * MIB);
    for (int i = 0; i < 10; i++) {
      consumer.free(consumer.allocate(8 * MIB), 8 * MIB);
      passSeconds(9);
      assertThat(manager.cachedBytes()).isEqualTo(8 * MIB);
    }
  }

  @Test
  void freeChunksBesideUsedOnesGoBackToo() {
    consumer.reserveNow(MIB);
    long[] chunks = new long[16];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = consumer.allocate(MemoryConsumer.CHUNK_BYTES);
    }
    for (int i = 0; i < chunks.length; i += 2) {
      consumer.free(chunks[i], MemoryConsumer.CHUNK_BYTES);
    }
    passSeconds(20);
    assertThat(manager.residentBytes()).isEqualTo(MIB / 2);
    for (int i = 1; i < chunks.length; i += 2) {
      consumer.free(chunks[i], MemoryConsumer.CHUNK_BYTES);
    }
    passSeconds(20);
    assertThat(manager.mappedBytes()).isZero();
  }
}
