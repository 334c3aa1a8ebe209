package io.scheelite.columnar.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TaskMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.Test;

/** Arrow's buffers are memory of a consumer: apart from each other, counted, given back. */
class ArrowMemoryTest {
  @Test
  void buffersAreApartAndOnTheLedger() {
    for (int i = 0; i < Seeds.iterations(5); i++) {
      RandomGenerator random = Seeds.random(ArrowMemoryTest.class, i);
      try (TestMemory memory = TestMemory.create(64 << 20);
          MemoryConsumer consumer = memory.consumer("arrow");
          ArrowMemory arrow = new ArrowMemory(consumer)) {
        List<ArrowBuf> buffers = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
          if (random.nextInt(3) > 0 || buffers.isEmpty()) {
            long size = 1L << random.nextInt(18);
            ArrowBuf buffer = arrow.allocator().buffer(1 + random.nextLong(size));
            assertThat(buffer.memoryAddress() % 64).isZero();
            NativeMemory.fill(buffer.memoryAddress(), buffer.capacity(), tag(buffer));
            buffers.add(buffer);
          } else {
            release(buffers.remove(random.nextInt(buffers.size())));
          }
          assertThat(consumer.usedBytes()).isGreaterThanOrEqualTo(allocated(buffers));
        }
        buffers.forEach(ArrowMemoryTest::release);
        assertThat(consumer.usedBytes()).isZero();
        assertThat(arrow.allocator().getAllocatedMemory()).isZero();
      }
    }
  }

  private static byte tag(ArrowBuf buffer) {
    return (byte) (buffer.memoryAddress() >>> 6);
  }

  private static long allocated(List<ArrowBuf> buffers) {
    return buffers.stream().mapToLong(ArrowBuf::capacity).sum();
  }

  private static void release(ArrowBuf buffer) {
    check(buffer);
    buffer.close();
  }

  private static void check(ArrowBuf buffer) {
    for (long at = 0; at < buffer.capacity(); at++) {
      if (NativeMemory.getByte(buffer.memoryAddress() + at) != tag(buffer)) {
        throw new AssertionError("buffers overlap: at=" + at);
      }
    }
  }

  @Test
  void manySmallBuffersShareChunks() {
    try (TestMemory memory = TestMemory.create(64 << 20);
        MemoryConsumer consumer = memory.consumer("arrow");
        ArrowMemory arrow = new ArrowMemory(consumer)) {
      List<ArrowBuf> buffers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        buffers.add(arrow.allocator().buffer(200));
      }
      assertThat(consumer.usedBytes()).isLessThanOrEqualTo(1000 * 256 + 64 * 1024);
      buffers.forEach(ArrowBuf::close);
    }
  }

  @Test
  void limitIsArrowsOutOfMemory() {
    try (TestMemory memory = TestMemory.create(256 << 10);
        MemoryConsumer consumer = memory.consumer("arrow");
        ArrowMemory arrow = new ArrowMemory(consumer)) {
      try (ArrowBuf most = arrow.allocator().buffer(200 << 10)) {
        assertThat(most.capacity()).isEqualTo(200 << 10);
        assertThatThrownBy(() -> arrow.allocator().buffer(100))
            .isInstanceOf(OutOfMemoryException.class)
            .hasMessageContaining("consumer=");
      }
      arrow.allocator().buffer(100).close();
    }
  }

  /** Somebody who holds chunks and gives them all back when asked. */
  private static final class Spillable implements Reclaimable, AutoCloseable {
    private final MemoryConsumer consumer;
    private final List<Long> chunks = new ArrayList<>();

    Spillable(TaskMemory task, ReclaimGate gate) {
      this.consumer = task.newConsumer(gate, "rows", 0, this);
    }

    Spillable fill(long bytes) {
      assertThat(consumer.tryReserve(bytes)).isTrue();
      for (long taken = 0; taken < bytes; taken += MemoryConsumer.CHUNK_BYTES) {
        chunks.add(consumer.allocate(MemoryConsumer.CHUNK_BYTES));
      }
      return this;
    }

    @Override
    public long reclaimableBytes() {
      return consumer.usedBytes();
    }

    @Override
    public long reclaim(long targetBytes) {
      long freed = 0;
      while (freed < targetBytes && !chunks.isEmpty()) {
        consumer.free(chunks.removeLast(), MemoryConsumer.CHUNK_BYTES);
        freed += MemoryConsumer.CHUNK_BYTES;
      }
      return freed;
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  @Test
  void lackOfMemoryMakesOthersOfTheDriverSpill() {
    try (TestMemory memory = TestMemory.create(1 << 20);
        Spillable rows = new Spillable(memory.task(), memory.gate()).fill(1 << 20);
        MemoryConsumer consumer = memory.consumer("arrow");
        ArrowMemory arrow = new ArrowMemory(consumer)) {
      try (ArrowBuf buffer = arrow.allocator().buffer(300 << 10)) {
        // 300 KiB are five chunks of 64
        assertThat(arrow.bookedBytes()).isEqualTo(5 * 64 << 10);
        assertThat(rows.consumer.usedBytes()).isEqualTo((1 << 20) - (5 * 64 << 10));
        assertThat(buffer.capacity()).isEqualTo(300 << 10);
      }
      assertThat(arrow.bookedBytes()).isZero();
    }
  }

  @Test
  void clientsWaitUntilAnotherQueryHasSpilled() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (TestMemory memory = TestMemory.create(4 << 20, pool)) {
      memory.gate().exit();
      try (Spillable rows = new Spillable(memory.task(), memory.gate()).fill(4 << 20);
          ArrowMemory arrow = ArrowMemory.ofClient(memory.manager(), "client")) {
        ArrowBuf buffer = arrow.allocator().buffer(1 << 20);
        assertThat(arrow.bookedBytes()).isEqualTo(1 << 20);
        assertThat(rows.consumer.usedBytes()).isLessThanOrEqualTo(3 << 20);
        assertThat(memory.manager().outstandingBytes()).isLessThanOrEqualTo(4 << 20);
        buffer.close();
        assertThat(arrow.bookedBytes()).isZero();
      }
      assertThat(memory.manager().outstandingBytes()).isZero();
    } finally {
      pool.shutdown();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void waitsOfClientsAreBoundedAndNameTheHolder() {
    MemoryConfig config = TestMemory.config(1 << 20).withWaitTimeout(Duration.ofMillis(50));
    try (TestMemory memory = TestMemory.create(config);
        MemoryConsumer holder = memory.consumer("holder");
        ArrowMemory arrow = ArrowMemory.ofClient(memory.manager(), "client")) {
      holder.reserveNow(768 << 10);
      assertThatThrownBy(() -> arrow.allocator().buffer(300 << 10))
          .isInstanceOf(OutOfMemoryException.class)
          .cause()
          .hasMessageContaining("holder");
      assertThat(memory.manager().outstandingBytes()).isEqualTo(768 << 10);
      arrow.allocator().buffer(256 << 10).close();
    }
  }

  @Test
  void manyThreadsWithoutRoomForAllGetTheirTurn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TestMemory memory = TestMemory.create(512 << 10);
        ArrowMemory arrow = ArrowMemory.ofClient(memory.manager(), "client")) {
      memory.gate().exit();
      Spillable rows = new Spillable(memory.task(), memory.gate()).fill(256 << 10);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(threads.submit(() -> allocateInTurns(arrow)));
      }
      for (Future<?> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
      assertThat(arrow.bookedBytes()).isZero();
      rows.close();
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void allocateInTurns(ArrowMemory arrow) {
    for (int i = 0; i < 300; i++) {
      try (ArrowBuf buffer = arrow.allocator().buffer((1 + i % 2) * (64 << 10))) {
        NativeMemory.fill(buffer.memoryAddress(), buffer.capacity(), tag(buffer));
        check(buffer);
      }
    }
  }
}
