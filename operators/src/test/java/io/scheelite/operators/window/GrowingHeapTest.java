package io.scheelite.operators.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import org.junit.jupiter.api.Test;

/** A heap is filled from the front, emptied, and replaced by a larger one. */
class GrowingHeapTest {
  private static final int CHUNK = MemoryConsumer.CHUNK_BYTES;

  @Test
  void growsToWhatDidNotFitAndNotBeyond() {
    try (TestMemory memory = TestMemory.create(1 << 20);
        MemoryConsumer consumer = memory.consumer("heap")) {
      assertThat(consumer.tryReserve(CHUNK)).isTrue();
      GrowingHeap heap = new GrowingHeap(consumer, CHUNK);
      long first = heap.take(100);
      assertThat(heap.take(CHUNK - 100)).isEqualTo(first + 100);
      assertThat(heap.hasRoom(0)).isTrue();
      assertThat(heap.hasRoom(1)).isFalse();

      heap.clear();
      assertThat(heap.take(10)).isEqualTo(first);
      assertThat(heap.grow(CHUNK + 1)).isNull();
      assertThat(consumer.usedBytes()).isEqualTo(2 * CHUNK);
      assertThat(heap.hasRoom(2 * CHUNK)).isTrue();
      assertThat(heap.hasRoom(2 * CHUNK + 1)).isFalse();
    }
  }

  @Test
  void isNothingForColumnsWithoutText() {
    try (TestMemory memory = TestMemory.create(1 << 20);
        MemoryConsumer consumer = memory.consumer("heap")) {
      GrowingHeap heap = new GrowingHeap(consumer, 0);
      assertThat(consumer.usedBytes()).isZero();
      assertThat(heap.hasRoom(1)).isFalse();
    }
  }
}
