package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class PageTableTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  private final TestMemory memory =
      TestMemory.create(TestMemory.config(16 << 20).withHeapBytes(1L << 30));
  private final PageTable table = memory.task().pageTable();

  @Test
  void handlesLeadBackToTheirPlacesInPagesOfBothModes() {
    MemoryConsumer offHeap = memory.reserved("off", 4 * CHUNK);
    MemoryConsumer onHeap =
        memory.task().newConsumer(MemoryMode.ON_HEAP, memory.gate(), "on", 0, Reclaimable.NONE);
    assertThat(onHeap.reserve(2 * CHUNK)).isNull();
    MemoryPage native1 = table.allocatePage(offHeap, CHUNK);
    MemoryPage heap = table.allocatePage(onHeap, CHUNK + 1);
    MemoryPage native2 = table.allocatePage(offHeap, 2 * CHUNK);

    long handle = PageTable.handle(native2, CHUNK + 16);
    NativeMemory.putLong(table.address(handle), 42);
    assertThat(native2.segment().get(ValueLayout.JAVA_LONG, CHUNK + 16)).isEqualTo(42);
    assertThat(PageTable.pageNumber(handle)).isEqualTo(2);
    assertThat(PageTable.offset(handle)).isEqualTo(CHUNK + 16);
    long onHeapHandle = PageTable.handle(heap, 8);
    assertThat(table.page(onHeapHandle)).isEqualTo(heap);
    assertThat(heap.sizeBytes()).as("whole chunks").isEqualTo(2 * CHUNK);
    assertThatThrownBy(() -> table.address(onHeapHandle)).hasMessageContaining("no address");
    assertThat(memory.task().pool().currentBytes(MemoryMode.ON_HEAP))
        .isGreaterThanOrEqualTo(2 * CHUNK);

    table.freePage(heap);
    assertThatThrownBy(() -> table.page(onHeapHandle)).hasMessageContaining("freed");
    assertThatThrownBy(() -> table.freePage(heap)).hasMessageContaining("double free");
    assertThat(table.allocatePage(offHeap, CHUNK).number()).as("numbers are reused").isEqualTo(1);
    assertThat(native1.number()).isZero();
    offHeap.close();
    onHeap.close();
  }

  @Test
  void theLargestPageNumberAndOffsetFitIntoAHandle() {
    MemoryConsumer consumer = memory.consumer("c");
    long size = (1L << PageTable.OFFSET_BITS) - 1;
    MemoryPage last =
        new MemoryPage(
            PageTable.MAX_PAGES - 1,
            MemoryMode.OFF_HEAP,
            NativeMemory.segment(0, 1),
            size,
            consumer);
    long handle = PageTable.handle(last, size - 1);
    assertThat(PageTable.pageNumber(handle)).isEqualTo(8191);
    assertThat(PageTable.offset(handle)).isEqualTo(size - 1);
    assertThatThrownBy(() -> PageTable.handle(last, size))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void pageSizeFollowsRegionAndCoresWithinOneAndSixtyFourMebibytes() {
    MemoryConfig config = MemoryConfig.defaults();
    assertThat(config.withOffHeapBytes(512L << 20).pageBytes(MemoryMode.OFF_HEAP, 2))
        .isEqualTo(16L << 20);
    assertThat(config.withOffHeapBytes(600L << 20).pageBytes(MemoryMode.OFF_HEAP, 2))
        .isEqualTo(32L << 20);
    assertThat(config.withOffHeapBytes(16L << 20).pageBytes(MemoryMode.OFF_HEAP, 8))
        .isEqualTo(1L << 20);
    assertThat(config.withOffHeapBytes(64L << 30).pageBytes(MemoryMode.OFF_HEAP, 2))
        .isEqualTo(64L << 20);
    assertThat(config.withPageBytes(1L << 18).pageBytes(MemoryMode.OFF_HEAP, 2))
        .isEqualTo(1L << 18);
  }
}
