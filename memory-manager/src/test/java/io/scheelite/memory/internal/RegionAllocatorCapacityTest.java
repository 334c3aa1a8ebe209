package io.scheelite.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a capacity that changes does to memory that is handed out, cached, or free in between. */
class RegionAllocatorCapacityTest {
  private static final int CHUNK = RegionAllocator.CHUNK_BYTES;
  private static final long MIB = 1L << 20;

  @Test
  void shrinkingReturnsWhatIsCachedAtOnce() {
    RegionAllocator allocator = new RegionAllocator(new MappedMemory(), 64 * MIB, 64 * MIB, false);
    long address = allocator.allocate(512); // 32 MiB
    allocator.free(address, 512);
    assertThat(allocator.cachedBytes()).isEqualTo(32 * MIB);
    assertThat(allocator.capacity(4 * MIB)).isZero();
    assertThat(allocator.mappedBytes()).isZero();
    allocator.close();
  }

  @Test
  void shrinkingBelowWhatIsUsedReturnsEveryRunThatIsFreed() {
    RegionAllocator allocator = new RegionAllocator(new MappedMemory(), 64 * MIB, 64 * MIB, true);
    List<Long> chunks = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      chunks.add(allocator.allocate(1)); // 16 MiB in 8 slots
    }
    assertThat(allocator.capacity(4 * MIB)).isEqualTo(16 * MIB);
    for (int freed = 0; freed < 256; freed++) {
      // Every eighth first, so that all slots stay partly used.
      allocator.free(chunks.get(freed % 32 * 8 + freed / 32), 1);
      long used = (255 - freed) * (long) CHUNK;
      assertThat(allocator.residentBytes()).isLessThanOrEqualTo(Math.max(used, 4 * MIB));
    }
    allocator.close();
    assertThat(allocator.mappedBytes()).isZero();
  }

  @Test
  void growingHoldsAtOnceAndGrowsTheCacheInProportion() {
    RegionAllocator allocator = new RegionAllocator(new MappedMemory(), 4 * MIB, 2 * MIB, false);
    allocator.capacity(64 * MIB);
    assertThat(allocator.capacityBytes()).isEqualTo(64 * MIB);
    long address = allocator.allocate(512);
    assertThat(allocator.residentBytes()).isEqualTo(32 * MIB);
    allocator.free(address, 512);
    assertThat(allocator.cachedBytes()).isEqualTo(32 * MIB);
    allocator.close();
  }
}
