package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class MemoryConsumerTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  @Test
  void allocatesOutOfTheReservationAndGivesBack() {
    TestMemory memory = TestMemory.create(16 << 20);
    MemoryConsumer consumer = memory.consumer("rows");

    assertThat(consumer.reserve(3 * CHUNK)).isNull();
    long address = consumer.allocate(2 * CHUNK + 1);

    assertThat(address % CHUNK).isZero();
    assertThat(consumer.usedBytes()).isEqualTo(3 * CHUNK);
    NativeMemory.fill(address, 3 * CHUNK, (byte) 7);
    assertThat(NativeMemory.getByte(address + 3 * CHUNK - 1)).isEqualTo((byte) 7);
    consumer.free(address, 2 * CHUNK + 1);
    assertThat(consumer.usedBytes()).isZero();
    assertThat(consumer.peakBytes()).isEqualTo(3 * CHUNK);
    consumer.releaseUnused();
    assertThat(memory.manager().outstandingBytes()).isZero();
    consumer.close();
  }

  @Test
  void allocatingWhatIsNotReservedIsABugOfTheCaller() {
    TestMemory memory = TestMemory.create(16 << 20);
    MemoryConsumer consumer = memory.consumer("rows");
    assertThatThrownBy(() -> consumer.allocate(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void requestsBeyondAllNumbersAreRefusedAndNotTakenForSmallOnes() {
    TestMemory memory = TestMemory.create(16 << 20);
    MemoryConsumer consumer = memory.reserved("rows", CHUNK);
    for (long bytes : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - CHUNK, 1L << 62}) {
      assertThatThrownBy(() -> consumer.reserve(bytes))
          .isInstanceOf(MemoryLimitExceededException.class);
      assertThat(consumer.tryReserve(bytes)).isFalse();
      assertThatThrownBy(() -> consumer.allocate(bytes)).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> consumer.reserve(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> consumer.tryReserve(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> consumer.allocate(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(consumer.usedBytes()).isZero();
    consumer.close();
  }

  @Test
  void doubleFreeIsFound() {
    TestMemory memory = TestMemory.create(TestMemory.config(16 << 20).withGuards(false));
    MemoryConsumer consumer = memory.reserved("rows", 2 * CHUNK);
    long address = consumer.allocate(CHUNK);
    consumer.free(address, CHUNK);
    assertThatThrownBy(() -> consumer.free(address, CHUNK)).hasMessageContaining("double");
    consumer.close();
  }

  @Test
  void zeroedMemoryIsZeroAlsoWhenItWasUsedBefore() {
    TestMemory memory = TestMemory.create(64 << 20);
    MemoryConsumer consumer = memory.reserved("rows", 8 << 20);
    for (long size : new long[] {CHUNK, 5 * CHUNK, 2 << 20, 3 << 20}) {
      long dirty = consumer.allocate(size);
      NativeMemory.fill(dirty, size, (byte) -1);
      consumer.free(dirty, size);
      long zeroed = consumer.allocateZeroed(size);
      for (long at = 0; at < size; at += 8) {
        assertThat(NativeMemory.getLong(zeroed + at)).isZero();
      }
      consumer.free(zeroed, size);
    }
    consumer.close();
  }

  @Test
  void whatAConsumerForgetsIsFreedAndReportedWithOwnerAndSite() {
    TestMemory memory = TestMemory.create(16 << 20);
    TaskMemory task = memory.query().newTask("forgetful");
    MemoryConsumer consumer = task.newConsumer(task.newGate("driver"), "rows", 0, Reclaimable.NONE);
    assertThat(consumer.reserve(CHUNK)).isNull();
    consumer.allocate(CHUNK);

    task.close();

    assertThat(memory.manager().outstandingBytes()).isZero();
    assertThat(memory.manager().leaks()).hasSize(1);
    LeakReport leak = memory.manager().leaks().getFirst();
    assertThat(leak.owner()).isEqualTo("engine/query/forgetful/rows");
    assertThat(leak.bytes()).isEqualTo(CHUNK);
    assertThat(leak.allocationSites().getFirst()).contains("MemoryConsumerTest");
    assertThatThrownBy(memory::close).isInstanceOf(AssertionError.class);
  }

  @Test
  void handedOverMemoryMovesWithItsReservation() {
    TestMemory memory = TestMemory.create(16 << 20);
    MemoryConsumer local = memory.reserved("local", 4 * CHUNK);
    MemoryConsumer shared = memory.consumer("shared");
    long address = local.allocate(2 * CHUNK);
    long reserved = local.reservedBytes();

    local.transferTo(shared, address, 2 * CHUNK);

    assertThat(local.usedBytes()).isZero();
    assertThat(local.reservedBytes()).isEqualTo(reserved - 2 * CHUNK);
    assertThat(shared.usedBytes()).isEqualTo(2 * CHUNK);
    assertThat(shared.pool().currentBytes()).isEqualTo(2 * CHUNK);
    shared.free(address, 2 * CHUNK);
    local.close();
    shared.close();
  }

  @Test
  void handOverOfAFloorMovesTheFloorOnlyWhenNothingIsFree() {
    TestMemory memory = TestMemory.create(4 * CHUNK);
    MemoryConsumer local = memory.consumer("local", 2 * CHUNK, Reclaimable.NONE);
    MemoryConsumer shared = memory.consumer("shared", CHUNK, Reclaimable.NONE);
    long first = local.allocate(CHUNK);
    long second = local.allocate(CHUNK);

    local.transferTo(shared, first, CHUNK);
    assertThat(local.floorBytes()).as("refilled from the free chunk").isEqualTo(2 * CHUNK);
    local.transferTo(shared, second, CHUNK);
    assertThat(local.floorBytes()).as("nothing free: moved along").isEqualTo(CHUNK);
    assertThat(shared.floorBytes()).isEqualTo(2 * CHUNK);
    assertThat(memory.manager().outstandingBytes()).isEqualTo(4 * CHUNK);
    local.close();
    shared.close();
    assertThat(memory.manager().outstandingBytes()).isZero();
  }

  @Test
  void scratchBuffersAreAlignedAndFreedTogether() {
    TestMemory memory = TestMemory.create(16 << 20);
    long[] sizes = {1, 100, 40_000, 64 << 10, 3, 200_000, 65_000};
    MemoryConsumer consumer = memory.reserved("scratch", ScratchAllocator.bytesFor(sizes));
    try (ScratchAllocator scratch = new ScratchAllocator(consumer)) {
      for (long size : sizes) {
        assertThat(scratch.allocate(size) % ScratchAllocator.ALIGNMENT).isZero();
      }
      assertThat(scratch.heldBytes())
          .isEqualTo(ScratchAllocator.bytesFor(sizes))
          .isEqualTo(consumer.usedBytes());
    }
    assertThat(consumer.usedBytes()).isZero();
    consumer.close();
  }
}
