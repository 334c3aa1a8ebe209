package io.scheelite.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Random allocations against a ledger: no run is handed out twice, and what is resident stays
 * within the capacity.
 */
class RegionAllocatorFuzzTest {
  private static final int CHUNK = RegionAllocator.CHUNK_BYTES;

  private record Run(long address, int chunks, long mark) {}

  @Test
  void runsNeverOverlapAndResidentMemoryStaysWithinTheCapacity() {
    for (int i = 0; i < Seeds.iterations(40); i++) {
      RandomGenerator random = Seeds.random(RegionAllocatorFuzzTest.class, i);
      SystemMemory system = i % 4 == 3 ? new ArenaMemory() : new MappedMemory();
      int capacity = random.nextInt(32, 1024);
      long cached = random.nextInt(0, capacity + 1) * (long) CHUNK;
      fuzz(
          random,
          new RegionAllocator(system, capacity * (long) CHUNK, cached, random.nextBoolean()),
          capacity,
          system.splittable());
    }
  }

  private static void fuzz(
      RandomGenerator random, RegionAllocator allocator, int capacity, boolean bounded) {
    List<Run> runs = new ArrayList<>();
    int largest = capacity;
    int used = 0;
    for (int step = 0; step < 600; step++) {
      if (random.nextInt(50) == 0) {
        // Also below what is used: only new runs wait for room then.
        capacity = random.nextInt(1, largest + 1);
        allocator.capacity(capacity * (long) CHUNK);
      }
      int chunks = random.nextInt(10) == 0 ? random.nextInt(1, 150) : random.nextInt(1, 8);
      boolean grows = random.nextInt(100) < (step / 150 % 2 == 0 ? 70 : 30);
      if (grows && used + chunks <= capacity) {
        used += chunks;
        runs.add(allocate(random, allocator, chunks));
      } else if (!runs.isEmpty()) {
        Run run = runs.remove(random.nextInt(runs.size()));
        used -= run.chunks;
        check(run);
        allocator.free(run.address, run.chunks);
      }
      if (bounded) {
        assertThat(allocator.residentBytes())
            .isLessThanOrEqualTo(Math.max(capacity, used) * (long) CHUNK);
      }
      assertThat(allocator.residentBytes()).isGreaterThanOrEqualTo(used * (long) CHUNK);
    }
    for (Run run : runs) {
      check(run);
      allocator.free(run.address, run.chunks);
    }
    allocator.close();
    assertThat(allocator.residentBytes()).isZero();
    assertThat(allocator.mappedBytes()).isZero();
  }

  private static Run allocate(RandomGenerator random, RegionAllocator allocator, int chunks) {
    boolean zeroed = random.nextBoolean();
    long address = zeroed ? allocator.allocateZeroed(chunks) : allocator.allocate(chunks);
    assertThat(address % CHUNK).isZero();
    long mark = random.nextLong();
    for (int chunk = 0; chunk < chunks; chunk++) {
      long first = address + (long) chunk * CHUNK;
      for (long at = 0; zeroed && at < CHUNK; at += 4096) {
        assertThat(SegmentAccess.getLong(first + at)).isZero();
      }
      for (long at = 0; at < CHUNK; at += 4096) {
        SegmentAccess.putLong(first + at, mark + chunk);
      }
    }
    return new Run(address, chunks, mark);
  }

  private static void check(Run run) {
    for (int chunk = 0; chunk < run.chunks; chunk++) {
      for (long at = 0; at < CHUNK; at += 4096) {
        assertThat(SegmentAccess.getLong(run.address + (long) chunk * CHUNK + at))
            .isEqualTo(run.mark + chunk);
      }
    }
  }

  @Test
  void freeingWhatWasNotAllocatedIsFound() {
    RegionAllocator allocator = new RegionAllocator(new MappedMemory(), 64L * CHUNK, 0, false);
    long address = allocator.allocate(2);
    long other = allocator.allocate(1);
    allocator.free(address, 2);
    assertThatThrownBy(() -> allocator.free(address, 2)).hasMessageContaining("double free");
    assertThatThrownBy(() -> allocator.free(64, 1)).hasMessageContaining("not allocated here");
    allocator.free(other, 1);
    allocator.close();
  }
}
