package io.scheelite.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Counts who zeroes memory: the system zeroes what is fresh, the allocator what was used before.
 */
class ZeroingTest {
  private static final long CHUNK = RegionAllocator.CHUNK_BYTES;
  private static final long MIB = 1L << 20;
  private static final long SYSTEM_PAGE = 4096;

  private final RegionAllocator allocator =
      new RegionAllocator(new MappedMemory(), 64 * MIB, 64 * MIB, false);

  @AfterEach
  void close() {
    allocator.close();
    assertThat(allocator.mappedBytes()).isZero();
  }

  @Test
  void freshMemoryIsNotZeroedAgain() {
    long small = allocator.allocateZeroed(3);
    long large = allocator.allocateZeroed(512);
    assertThat(allocator.zeroedBytes()).isZero();
    allocator.free(small, 3);
    allocator.free(large, 512);
  }

  /** What the kernel says: a page that anybody had written to would be resident. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void freshMemoryIsNotEvenTouched() throws IOException {
    long large = allocator.allocateZeroed(512);
    assertThat(presentPages(large, 512 * CHUNK)).isZero();
    SegmentAccess.putLong(large + CHUNK, 1);
    assertThat(presentPages(large, 512 * CHUNK)).isOne();
    allocator.free(large, 512);
  }

  @Test
  void whatWasUsedBeforeIsZeroedOnceAndOnlyThat() {
    long first = allocator.allocate(4);
    SegmentAccess.fill(first, 4 * CHUNK, (byte) 1);
    allocator.free(first, 4);
    long again = allocator.allocateZeroed(4); // warm
    assertThat(allocator.zeroedBytes()).isEqualTo(4 * CHUNK);
    allocator.free(again, 4);
    allocator.trim(64 * MIB); // no longer warm, still mapped
    long more = allocator.allocateZeroed(7); // four chunks used before, three fresh
    assertThat(more).isEqualTo(first);
    assertThat(allocator.zeroedBytes()).isEqualTo(8 * CHUNK);
    for (long at = 0; at < 7 * CHUNK; at += 8) {
      assertThat(SegmentAccess.getLong(more + at)).isZero();
    }
    allocator.free(more, 7);
  }

  @Test
  void whatWentBackToTheSystemIsFreshAgain() {
    long kept = allocator.allocate(1);
    long first = allocator.allocate(4);
    SegmentAccess.fill(first, 4 * CHUNK, (byte) 1);
    allocator.free(first, 4);
    for (int round = 0; round < 5; round++) {
      allocator.returnIdle();
    }
    assertThat(allocator.residentBytes()).isEqualTo(CHUNK);
    long again = allocator.allocateZeroed(4);
    assertThat(again).isEqualTo(first);
    assertThat(allocator.zeroedBytes()).isZero();
    assertThat(SegmentAccess.getLong(again)).isZero();
    allocator.free(again, 4);
    allocator.free(kept, 1);
  }

  /** Counts the pages of a range that the kernel has put memory behind: bit 63 of their entries. */
  private static int presentPages(long address, long sizeBytes) throws IOException {
    int count = 0;
    try (RandomAccessFile pages = new RandomAccessFile("/proc/self/pagemap", "r")) {
      pages.seek(address / SYSTEM_PAGE * Long.BYTES);
      for (long at = 0; at < sizeBytes; at += SYSTEM_PAGE) {
        // little endian: the sign bit is in the last byte
        count += Long.reverseBytes(pages.readLong()) < 0 ? 1 : 0;
      }
    }
    return count;
  }
}
