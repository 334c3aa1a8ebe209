package io.scheelite.columnar.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
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
    for (long at = 0; at < buffer.capacity(); at++) {
      if (NativeMemory.getByte(buffer.memoryAddress() + at) != tag(buffer)) {
        throw new AssertionError("buffers overlap: at=" + at);
      }
    }
    buffer.close();
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
}
