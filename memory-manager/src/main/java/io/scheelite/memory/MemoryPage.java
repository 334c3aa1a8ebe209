package io.scheelite.memory;

import java.lang.foreign.MemorySegment;

/**
 * A page of a task's page table. Its bytes stay valid until it is freed.
 *
 * @param number position in the page table, below {@link PageTable#MAX_PAGES}
 * @param mode where it lives
 * @param segment its bytes: native memory, or the array of an on-heap page
 * @param sizeBytes its size
 * @param owner the consumer it is booked to
 */
public record MemoryPage(
    int number, MemoryMode mode, MemorySegment segment, long sizeBytes, MemoryConsumer owner) {
  /** Absolute address of an off-heap page. */
  public long address() {
    if (mode != MemoryMode.OFF_HEAP) {
      throw new IllegalStateException("an on-heap page has no address: page=" + number);
    }
    return segment.address();
  }
}
