package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Borrowing and eviction between storage and execution: 64 chunks, half of them protected for
 * storage.
 */
@ExtendWith(LedgerCheck.class)
class StorageMemoryTest {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  /** A block store in small: blocks of one chunk, oldest evicted first. */
  private static final class Blocks implements StorageEvictor {
    final StorageMemory storage;
    final List<String> datasets = new ArrayList<>();
    final List<Long> asked = new ArrayList<>();
    boolean locked;

    Blocks(StorageMemory storage) {
      this.storage = storage;
      storage.evictWith(this);
    }

    boolean store(String dataset, int chunks) {
      boolean fits = storage.acquire(dataset, chunks * CHUNK);
      for (int i = 0; fits && i < chunks; i++) {
        datasets.add(dataset);
      }
      return fits;
    }

    @Override
    public void evict(long bytesNeeded, String spareDataset) {
      asked.add(bytesNeeded / CHUNK);
      long evictable = datasets.stream().filter(name -> !name.equals(spareDataset)).count();
      if (locked || evictable * CHUNK < bytesNeeded) {
        return;
      }
      for (long freed = 0; freed < bytesNeeded; freed += CHUNK) {
        int oldest = 0;
        while (datasets.get(oldest).equals(spareDataset)) {
          oldest++;
        }
        datasets.remove(oldest);
        storage.release(CHUNK);
      }
    }
  }

  private final TestMemory memory =
      TestMemory.create(TestMemory.config(64 * CHUNK).withStorageFraction(0.5));
  private final Blocks blocks = new Blocks(memory.manager().storage(MemoryMode.OFF_HEAP));

  private void dropAll() {
    blocks.storage.release(blocks.datasets.size() * CHUNK);
  }

  @Test
  void executionTakesFreeMemoryWithoutEvicting() {
    assertThat(blocks.store("a", 40)).isTrue();
    MemoryConsumer consumer = memory.consumer("c");
    assertThat(consumer.reserve(24 * CHUNK)).isNull();
    assertThat(blocks.asked).isEmpty();
    dropAll();
  }

  @Test
  void executionEvictsWhatStorageBorrowedAndNoMore() {
    assertThat(blocks.store("a", 40)).isTrue();
    MemoryConsumer consumer = memory.consumer("c");
    assertThat(consumer.tryReserve(30 * CHUNK)).isTrue();
    assertThat(blocks.asked).containsExactly(6L);
    assertThat(consumer.tryReserve(33 * CHUNK)).as("32 chunks are protected").isFalse();
    assertThat(blocks.datasets).hasSize(32);
    dropAll();
  }

  @Test
  void storageGrowsIntoFreeExecutionMemoryButNotIntoUsed() {
    MemoryConsumer consumer = memory.consumer("c");
    assertThat(consumer.reserve(20 * CHUNK)).isNull();
    assertThat(blocks.store("a", 44)).isTrue();
    assertThat(blocks.store("b", 45)).as("more than storage could ever hold now").isFalse();
    assertThat(blocks.asked).as("refused at once").isEmpty();
    dropAll();
  }

  @Test
  void storageEvictsBlocksOfOtherDatasetsOldestFirst() {
    assertThat(blocks.store("a", 40)).isTrue();
    assertThat(blocks.store("b", 20)).isTrue();
    assertThat(blocks.store("c", 10)).isTrue();
    assertThat(blocks.asked).containsExactly(6L);
    assertThat(blocks.datasets).filteredOn("a"::equals).hasSize(34);
    dropAll();
  }

  @Test
  void aDatasetNeverEvictsItself() {
    assertThat(blocks.store("a", 60)).isTrue();
    assertThat(blocks.store("a", 10)).isFalse();
    assertThat(blocks.datasets).hasSize(60);
    dropAll();
  }

  @Test
  void blocksThatAreReadStayAndExecutionGetsWhatIsFree() {
    assertThat(blocks.store("a", 40)).isTrue();
    blocks.locked = true;
    MemoryConsumer consumer = memory.consumer("c");
    assertThat(consumer.tryReserve(30 * CHUNK)).isFalse();
    assertThat(consumer.tryReserve(24 * CHUNK)).isTrue();
    dropAll();
  }

  @Test
  void releasingMoreThanIsHeldIsClamped() {
    assertThat(blocks.store("a", 1)).isTrue();
    blocks.storage.release(5 * CHUNK);
    assertThat(blocks.storage.usedBytes()).isZero();
    assertThat(memory.manager().outstandingBytes()).isZero();
  }

  @Test
  void theModesNeverLendToEachOther() {
    StorageMemory onHeap = memory.manager().storage(MemoryMode.ON_HEAP);
    assertThat(onHeap.acquire("a", 1)).as("on-heap mode is off").isFalse();
    assertThat(blocks.storage.maxBytes()).isEqualTo(64 * CHUNK);
  }

  @Test
  void negativeAmountsAreRefused() {
    TestMemory memory = TestMemory.create(64 * CHUNK);
    StorageMemory storage = memory.manager().storage(MemoryMode.OFF_HEAP);
    assertThatThrownBy(() -> storage.acquire("d", -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> storage.release(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(storage.usedBytes()).isZero();
  }
}
