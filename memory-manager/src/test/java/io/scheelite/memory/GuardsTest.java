package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.MemoryCorruptionException.Kind;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each broken rule of native memory, and what debug mode says about it. */
class GuardsTest {
  private static final int CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final long LIMIT = 64L * CHUNK;

  private final MemoryManager manager =
      new MemoryManager(TestMemory.config(LIMIT).withGuards(true), Runnable::run);
  private final QueryMemory query = TestMemory.now(manager, "q", 0);
  private final TaskMemory task = query.newTask("t");
  private final ReclaimGate gate = task.newGate("driver");
  private final MemoryConsumer mine = consumer("mine");
  private final MemoryConsumer yours = consumer("yours");

  private MemoryConsumer consumer(String name) {
    MemoryConsumer consumer = task.newConsumer(gate, name, 0, Reclaimable.NONE);
    consumer.reserveNow(4 * CHUNK);
    return consumer;
  }

  @AfterEach
  void everythingCameBack() {
    query.close();
    manager.close();
    assertThat(manager.outstandingBytes()).isZero();
    assertThat(manager.mappedBytes()).isZero();
  }

  private static void assertBroken(ThrowingCallable call, Kind kind, String... texts) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(MemoryCorruptionException.class))
        .satisfies(
            broken -> {
              assertThat(broken.kind()).isEqualTo(kind);
              assertThat(broken.code()).isEqualTo(ErrorCode.INTERNAL);
              assertThat(broken.getMessage()).contains(texts);
            });
  }

  @Test
  void memoryThatIsUsedAsItShouldRaisesNothing() {
    long address = mine.allocateZeroed(2 * CHUNK);
    for (long at = 0; at < 2 * CHUNK; at++) {
      assertThat(NativeMemory.getByte(address + at)).isZero();
    }
    NativeMemory.fill(address, 2 * CHUNK, (byte) 7);
    mine.transferTo(yours, address, 2 * CHUNK);
    yours.free(address, 2 * CHUNK);
    assertThat(manager.checkMemory()).isEmpty();
    assertThat(manager.corruptions()).isEmpty();
  }

  @Test
  void memoryOfUndefinedContentIsNotZeroByChance() {
    long address = mine.allocate(CHUNK);
    assertThat(NativeMemory.getLong(address + 800)).isEqualTo(0xCDCDCDCDCDCDCDCDL);
    mine.free(address, CHUNK);
  }

  @Test
  void aByteBehindTheEndIsFoundWhenItIsFreed() {
    long address = mine.allocate(CHUNK);
    NativeMemory.putByte(address + CHUNK + 3, (byte) 1);
    assertThat(manager.checkMemory()).hasSize(1);
    assertBroken(
        () -> mine.free(address, CHUNK),
        Kind.OVERRUN,
        "memory was written behind its end: owner=engine/q/t/mine",
        "bytesBehind=3",
        "GuardsTest.aByteBehindTheEndIsFoundWhenItIsFreed");
    assertThat(mine.usedBytes()).as("the books are right all the same").isZero();
  }

  @Test
  void aByteBeforeTheStartIsFoundWhenItIsFreed() {
    long address = mine.allocate(CHUNK);
    NativeMemory.putByte(address - 5, (byte) 1);
    assertBroken(() -> mine.free(address, CHUNK), Kind.UNDERRUN, "bytesBefore=5");
  }

  @Test
  void anOverrunOfMemoryThatItsOwnerForgotIsListed() {
    NativeMemory.putByte(mine.allocate(CHUNK) + CHUNK, (byte) 1);
    mine.close();
    assertThat(manager.corruptions())
        .extracting(MemoryCorruptionException::kind)
        .containsExactly(Kind.OVERRUN);
  }

  @Test
  void memoryThatIsFreedTwiceIsFound() {
    long address = mine.allocate(CHUNK);
    mine.free(address, CHUNK);
    assertBroken(
        () -> mine.free(address, CHUNK),
        Kind.DOUBLE_FREE,
        "owner=engine/q/t/mine",
        "allocated\n    at",
        "freed before\n    at");
  }

  @Test
  void memoryOfAnotherConsumerCannotBeFreed() {
    long address = mine.allocate(CHUNK);
    assertBroken(
        () -> yours.free(address, CHUNK),
        Kind.FOREIGN_FREE,
        "owner=engine/q/t/mine",
        "freedBy=engine/q/t/yours");
    assertBroken(() -> mine.free(address, 2 * CHUNK), Kind.WRONG_SIZE, "freedBytes=131072");
    assertBroken(() -> mine.free(address + 64, CHUNK), Kind.FOREIGN_FREE, "offset=64");
    mine.free(address, CHUNK);
  }

  @Test
  void memoryOfAnotherManagerCannotBeFreed() {
    try (TestMemory other = TestMemory.create(LIMIT)) {
      MemoryConsumer foreign = other.reserved("foreign", CHUNK);
      long address = foreign.allocate(CHUNK);
      assertBroken(() -> mine.free(address, CHUNK), Kind.FOREIGN_FREE, "owner= address=0x");
      foreign.free(address, CHUNK);
    }
  }

  @Test
  void aWriteAfterFreeIsFoundAtTheLatestWhenTheManagerIsClosed() {
    long address = mine.allocate(CHUNK);
    mine.free(address, CHUNK);
    assertThat(NativeMemory.getByte(address)).as("poison").isEqualTo(Guards.POISON);
    NativeMemory.putLong(address + 4096, 1);
    query.close();
    manager.close();
    assertThat(manager.corruptions()).hasSize(1);
    MemoryCorruptionException broken = manager.corruptions().getFirst();
    assertThat(broken.kind()).isEqualTo(Kind.USE_AFTER_FREE);
    assertThat(broken.owner()).isEqualTo("engine/q/t/mine");
    assertThat(broken).hasMessageContaining("offset=4096").hasMessageContaining("freed\n    at");
  }

  @Test
  void quarantineEndsWhenOtherMemoryIsFreed() {
    long address = mine.allocate(CHUNK);
    mine.free(address, CHUNK);
    NativeMemory.putByte(address, (byte) 1);
    for (int i = 0; i < 16; i++) { // a quarter of the limit
      mine.free(mine.allocate(CHUNK), CHUNK);
    }
    assertThat(manager.corruptions())
        .extracting(MemoryCorruptionException::kind)
        .containsExactly(Kind.USE_AFTER_FREE);
  }

  /** Guards and quarantine take memory of their own, not the limit's. */
  @Test
  void theWholeLimitCanBeUsedAndCountsAsResident() {
    mine.releaseUnused();
    yours.releaseUnused();
    RandomGenerator random = Seeds.random(GuardsTest.class, 1);
    ArrayDeque<Long> chunks = new ArrayDeque<>();
    for (int i = 0; i < 500; i++) {
      if (random.nextInt(3) > 0 && mine.tryReserve(CHUNK)) {
        chunks.add(mine.allocate(CHUNK));
      } else if (!chunks.isEmpty()) {
        mine.free(chunks.remove(), CHUNK);
      }
      assertThat(manager.residentBytes()).isBetween(chunks.size() * (long) CHUNK, LIMIT);
    }
    while (mine.tryReserve(CHUNK)) {
      chunks.add(mine.allocate(CHUNK));
    }
    assertThat(chunks).hasSize(64);
    assertThat(manager.checkMemory()).isEqualTo(List.of());
    chunks.forEach(chunk -> mine.free(chunk, CHUNK));
  }
}
