package io.scheelite.spill.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.StorageMemory;
import io.scheelite.memory.TaskMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.spill.SpillDisk;
import io.scheelite.spill.SpillException;
import io.scheelite.testsupport.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One scenario per rule. The store has 64 chunks of memory beside the caller's, in blocks of whole
 * chunks; a level with memory and disk keeps two of them as workspace.
 */
class BlockStoreTest {
  private static final int CHUNK = StoreUnderTest.CHUNK;
  private static final int WORKSPACE_CHUNKS = 2;
  private static final long HEAP_BYTES = 464L << 20;

  @TempDir private Path directory;

  @AfterEach
  void noFileIsLeft() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private StoreUnderTest store() {
    return new StoreUnderTest(directory, 64, 1.0);
  }

  private static BlockId id(String dataset, int partition) {
    return new BlockId(dataset, partition, 0);
  }

  private static int[] chunks(int count) {
    return IntStream.generate(() -> CHUNK).limit(count).toArray();
  }

  private static Stream<StorageLevel> levels() {
    return Stream.of(
            StorageLevel.MEMORY_ONLY,
            StorageLevel.MEMORY_ONLY_SER,
            StorageLevel.MEMORY_AND_DISK,
            StorageLevel.MEMORY_AND_DISK_SER,
            StorageLevel.DISK_ONLY)
        .flatMap(level -> level.useMemory() ? Stream.of(level, level.onHeap()) : Stream.of(level));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void blocksOfEveryLevelAreReadAsTheyWerePut(StorageLevel level) {
    MemoryConfig config =
        TestMemory.config((64L + StoreUnderTest.CALLER_CHUNKS) * CHUNK)
            .withStorageFraction(0.5)
            .withHeapBytes(HEAP_BYTES);
    try (StoreUnderTest test =
        new StoreUnderTest(directory, config, SpillDisk.SYSTEM, Long.MAX_VALUE)) {
      test.store.openDataset("a", level);
      int[] sizes = {1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3, 0};
      assertThat(test.put(id("a", 0), sizes)).isTrue();
      assertThat(test.put(id("a", 1))).as("a block without pieces").isTrue();
      test.assertReadable(id("a", 0), sizes);
      test.assertReadable(id("a", 1));
      DatasetUsage usage = test.store.usage("a");
      assertThat(usage.blocksInMemory()).isEqualTo(level.useMemory() ? 2 : 0);
      assertThat(usage.blocksOnDisk()).isEqualTo(level.useMemory() ? 0 : 2);
      long used = test.memory.manager().storage(level.mode()).usedBytes();
      if (level.useMemory() && level.mode() == MemoryMode.ON_HEAP) {
        assertThat(usage.memoryBytes()).isEqualTo(used);
      }
      assertThat(test.store.get(id("a", 2))).isNull();
    }
  }

  @Test
  void aBlockIsVisibleOnlyWhenFinishedAndOnlyOneThreadWritesIt() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      BlockWriter writer = test.store.put(id("a", 0), test.workspace);
      assertThat(writer).isNotNull();
      writer.append(test.buffer, CHUNK, 1);
      assertThat(test.store.get(id("a", 0))).isNull();
      assertThat(test.store.put(id("a", 0), test.workspace)).isNull();
      assertThat(test.usedChunks()).isEqualTo(1);
      writer.close();
      assertThat(test.usedChunks()).as("given back").isZero();
      assertThat(test.putChunks(id("a", 0), 1)).isTrue();
      assertThat(test.putChunks(id("a", 0), 1)).as("there is one").isFalse();
    }
  }

  @Test
  void memoryOnlyBlocksThatDoNotFitAreGivenBackWhole() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      assertThat(test.putChunks(id("a", 1), 25)).as("24 are free, a does not displace a").isFalse();
      assertThat(test.usedChunks()).isEqualTo(40);
      assertThat(test.store.count(BlockAction.REFUSED)).isEqualTo(1);
      assertThat(test.putChunks(id("a", 1), 24)).isTrue();
      assertThat(test.usedChunks()).isEqualTo(64);
    }
  }

  @Test
  void blocksWithDiskThatDoNotFitGoToDiskWhole() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      assertThat(test.putChunks(id("a", 1), 25)).isTrue();
      assertThat(test.usedChunks()).isEqualTo(40 + WORKSPACE_CHUNKS);
      DatasetUsage usage = test.store.usage("a");
      assertThat(usage.blocksInMemory()).isEqualTo(1);
      assertThat(usage.blocksOnDisk()).isEqualTo(1);
      test.assertReadable(id("a", 0), chunks(40));
      test.assertReadable(id("a", 1), chunks(25));
    }
  }

  @Test
  void putEvictsTheBlocksOfOthersThatWereReadLongestAgo() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      test.store.openDataset("b", StorageLevel.MEMORY_ONLY);
      for (int i = 0; i < 4; i++) {
        assertThat(test.putChunks(id("a", i), 16)).isTrue();
      }
      test.assertReadable(id("a", 0), chunks(16));
      assertThat(test.putChunks(id("b", 0), 20)).isTrue();
      assertThat(test.store.contains(id("a", 0))).as("read last").isTrue();
      assertThat(test.store.contains(id("a", 1))).as("oldest").isFalse();
      assertThat(test.store.contains(id("a", 2))).as("16 were not enough").isFalse();
      assertThat(test.store.contains(id("a", 3))).isTrue();
      assertThat(test.usedChunks()).isEqualTo(32 + 20);
      assertThat(test.store.count(BlockAction.DROPPED)).isEqualTo(2);
    }
  }

  @Test
  void evictionIsAllOrNothingAndSparesBlocksThatAreRead() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      assertThat(test.putChunks(id("a", 0), 30)).isTrue();
      assertThat(test.putChunks(id("a", 1), 30)).isTrue();
      try (BlockLease lease = test.store.get(id("a", 0))) {
        assertThat(lease).isNotNull();
        assertThat(test.storage().acquire("b", 35L * CHUNK)).as("30 can be evicted").isFalse();
        assertThat(test.store.contains(id("a", 1))).as("nothing was evicted in vain").isTrue();
        assertThat(test.storage().acquire("b", 34L * CHUNK)).isTrue();
        assertThat(test.read(lease)).hasSize(30);
      }
      assertThat(test.store.contains(id("a", 1))).isFalse();
      test.storage().release(34L * CHUNK);
    }
  }

  @Test
  void whoWaitsForMemoryIsWokenWhenTheLastReaderLetsGo() {
    try (StoreUnderTest test = new StoreUnderTest(directory, 60, 0)) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      TaskMemory task = test.memory.query().newTask("other");
      MemoryConsumer waiter = task.newConsumer(task.newGate("d"), "waiter", 0, Reclaimable.NONE);
      BlockLease one = test.store.get(id("a", 0));
      BlockLease two = test.store.get(id("a", 0));
      assertThat(one).isNotNull();
      assertThat(two).isNotNull();

      CompletableFuture<Void> wait = waiter.reserve(30L * CHUNK);
      assertThat(wait).isNotNull().isNotDone();
      one.close();
      assertThat(waiter.reserve(30L * CHUNK)).as("the other still reads").isNotNull().isNotDone();
      two.close();

      assertThat(waiter.reserve(30L * CHUNK)).isNull();
      assertThat(wait).isCompleted();
      assertThat(test.store.contains(id("a", 0))).isFalse();
      waiter.close();
      task.close();
    }
  }

  @Test
  void executionEvictsWhatStorageBorrowedToDisk() {
    try (StoreUnderTest test = new StoreUnderTest(directory, 60, 0.5)) {
      test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
      for (int i = 0; i < 6; i++) {
        assertThat(test.putChunks(id("a", i), 8)).isTrue();
      }
      assertThat(test.usedChunks()).isEqualTo(48 + WORKSPACE_CHUNKS);
      MemoryConsumer other = test.memory.consumer("other");
      // 64 chunks in all: 4 the caller's, 50 stored, 10 free. 20 lack 10, so two blocks of 8 go.
      assertThat(other.tryReserve(20L * CHUNK)).isTrue();
      assertThat(test.store.count(BlockAction.EVICTED_TO_DISK)).isEqualTo(2);
      assertThat(test.usedChunks()).isEqualTo(32 + WORKSPACE_CHUNKS);
      // 32 of 64 are safe: 34 stored may shrink by 2 only, which is one block.
      assertThat(other.tryReserve(30L * CHUNK)).isTrue();
      assertThat(test.store.count(BlockAction.EVICTED_TO_DISK)).isEqualTo(3);
      assertThat(other.tryReserve(40L * CHUNK)).as("the rest is safe").isFalse();
      assertThat(test.usedChunks()).isEqualTo(24 + WORKSPACE_CHUNKS);
      for (int i = 0; i < 6; i++) {
        test.assertReadable(id("a", i), chunks(8));
      }
      other.close();
    }
  }

  @Test
  void aBlockThatLeftMemoryForDiskIsNotWrittenTwice() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      assertThat(test.storage().acquire("b", 30L * CHUNK)).isTrue();
      long written = test.spill.spilledBytes();
      assertThat(written).isPositive();
      test.storage().release(30L * CHUNK);
      test.assertReadable(id("a", 0), chunks(40));
      assertThat(test.usedChunks()).as("back in memory").isEqualTo(40 + WORKSPACE_CHUNKS);
      assertThat(test.storage().acquire("b", 30L * CHUNK)).isTrue();
      assertThat(test.store.count(BlockAction.EVICTED_TO_DISK)).isEqualTo(2);
      assertThat(test.spill.spilledBytes()).isEqualTo(written);
      test.storage().release(30L * CHUNK);
    }
  }

  @ParameterizedTest
  @MethodSource("levelsOfTwoTiers")
  void aBlockThatIsReadFromDiskReturnsToFreeMemory(StorageLevel level) {
    MemoryConfig config =
        TestMemory.config((64L + StoreUnderTest.CALLER_CHUNKS) * CHUNK)
            .withStorageFraction(1)
            .withHeapBytes(HEAP_BYTES);
    try (StoreUnderTest test =
        new StoreUnderTest(directory, config, SpillDisk.SYSTEM, Long.MAX_VALUE)) {
      test.store.openDataset("a", level);
      StorageMemory storage = test.memory.manager().storage(level.mode());
      long all = storage.maxBytes() - storage.usedBytes();
      assertThat(storage.acquire("other", all)).isTrue();
      assertThat(test.put(id("a", 0), 3 * CHUNK / 2, 100, 2 * CHUNK)).isTrue();
      assertThat(test.store.usage("a").blocksInMemory()).isZero();
      test.assertReadable(id("a", 0), 3 * CHUNK / 2, 100, 2 * CHUNK);
      assertThat(test.store.usage("a").blocksInMemory()).as("nothing is free").isZero();
      storage.release(all);
      test.assertReadable(id("a", 0), 3 * CHUNK / 2, 100, 2 * CHUNK);
      assertThat(test.store.usage("a").blocksInMemory()).isEqualTo(1);
      assertThat(test.store.usage("a").blocksOnDisk()).isEqualTo(1);
      test.assertReadable(id("a", 0), 3 * CHUNK / 2, 100, 2 * CHUNK);
      assertThat(test.store.count(BlockAction.RETURNED)).isEqualTo(1);
      assertThat(test.store.count(BlockAction.READ_FROM_DISK)).isEqualTo(2);
      assertThat(test.store.count(BlockAction.READ_FROM_MEMORY)).isEqualTo(1);
    }
  }

  private static Stream<StorageLevel> levelsOfTwoTiers() {
    return Stream.of(StorageLevel.MEMORY_AND_DISK, StorageLevel.MEMORY_AND_DISK_SER)
        .flatMap(level -> Stream.of(level, level.onHeap()));
  }

  @Test
  void aReturnEvictsNothingAndWhatIsNotReadToItsEndIsGivenBack() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
      test.store.openDataset("b", StorageLevel.MEMORY_ONLY);
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      assertThat(test.putChunks(id("b", 0), 30)).as("evicts it").isTrue();
      test.assertReadable(id("a", 0), chunks(40));
      assertThat(test.usedChunks()).isEqualTo(30 + WORKSPACE_CHUNKS);
      assertThat(test.store.contains(id("b", 0))).isTrue();
      test.store.removeDataset("b");
      try (BlockLease partly = test.store.get(id("a", 0));
          BlockLease other = test.store.get(id("a", 0))) {
        assertThat(partly).isNotNull();
        assertThat(other).isNotNull();
        for (int piece = 0; piece < 39; piece++) {
          partly.read(piece, test.buffer, test.workspace);
        }
        assertThat(test.usedChunks()).isEqualTo(39 + WORKSPACE_CHUNKS);
        assertThat(test.read(other)).as("copied by one at a time").hasSize(40);
        assertThat(test.usedChunks()).isEqualTo(39 + WORKSPACE_CHUNKS);
      }
      assertThat(test.usedChunks()).isEqualTo(WORKSPACE_CHUNKS);
      BlockLease last = test.store.get(id("a", 0));
      assertThat(last).isNotNull();
      last.read(0, test.buffer, test.workspace);
      test.store.removeDataset("a");
      assertThat(test.read(last)).hasSize(40);
      last.close();
      assertThat(test.store.count(BlockAction.RETURNED)).isZero();
    }
  }

  @Test
  void theModesDoNotEvictEachOther() {
    MemoryConfig config =
        TestMemory.config((64L + StoreUnderTest.CALLER_CHUNKS) * CHUNK)
            .withStorageFraction(1)
            .withHeapBytes(HEAP_BYTES);
    try (StoreUnderTest test =
        new StoreUnderTest(directory, config, SpillDisk.SYSTEM, Long.MAX_VALUE)) {
      test.store.openDataset("heap", StorageLevel.MEMORY_ONLY.onHeap());
      test.store.openDataset("native", StorageLevel.MEMORY_ONLY);
      assertThat(test.putChunks(id("heap", 0), 50)).isTrue();
      assertThat(test.putChunks(id("native", 0), 60)).isTrue();
      assertThat(test.storage().acquire("b", 64L * CHUNK)).isTrue();
      assertThat(test.store.contains(id("native", 0))).isFalse();
      test.assertReadable(id("heap", 0), chunks(50));
      test.storage().release(64L * CHUNK);
    }
  }

  @Test
  void removingADatasetFreesAllButWhatIsRead() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
      assertThat(test.putChunks(id("a", 0), 8)).isTrue();
      assertThat(test.putChunks(id("a", 1), 60)).as("to disk").isTrue();
      BlockLease inMemory = test.store.get(id("a", 0));
      BlockLease onDisk = test.store.get(id("a", 1));
      assertThat(inMemory).isNotNull();
      assertThat(onDisk).isNotNull();
      test.store.removeDataset("a");
      assertThat(test.store.contains(id("a", 0))).isFalse();
      assertThat(test.read(inMemory)).hasSize(8);
      assertThat(test.read(onDisk)).hasSize(60);
      inMemory.close();
      assertThat(test.usedChunks()).isZero();
      assertThat(test.spill.liveFiles()).isEqualTo(1);
      onDisk.close();
      assertThat(test.spill.liveFiles()).isZero();
    }
  }

  @Test
  void whatIsWrittenWhileItsDatasetGoesIsNotStored() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
      try (BlockWriter writer = test.store.put(id("a", 0), test.workspace)) {
        assertThat(writer).isNotNull();
        writer.append(test.buffer, CHUNK, 1);
        test.store.removeDataset("a");
        assertThat(writer.finish(BlockSummary.ofRows(1))).isFalse();
      }
      assertThat(test.usedChunks()).isZero();
    }
  }

  @Test
  void aWriterOfARemovedDatasetDoesNotTouchTheNextOneOfThatName() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      try (BlockWriter old = test.store.put(id("a", 0), test.workspace)) {
        assertThat(old).isNotNull();
        old.append(test.buffer, CHUNK, 1);
        test.store.removeDataset("a");
        test.store.openDataset("a", StorageLevel.DISK_ONLY);
        try (BlockWriter next = test.store.put(id("a", 0), test.workspace)) {
          assertThat(next).isNotNull();
          assertThat(old.finish(BlockSummary.ofRows(1))).isFalse();
          assertThat(test.store.contains(id("a", 0))).isFalse();
          assertThat(test.store.put(id("a", 0), test.workspace)).as("still claimed").isNull();
        }
      }
      assertThat(test.putChunks(id("a", 0), 2)).isTrue();
      test.assertReadable(id("a", 0), chunks(2));
    }
  }

  @Test
  void aHeldBlockCanBeReadAfterItsDatasetIsGone() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      assertThat(test.putChunks(id("a", 0), 3)).isTrue();
      BlockHold hold = test.store.hold(id("a", 0));
      assertThat(hold).isNotNull();
      test.store.removeDataset("a");
      assertThat(test.store.contains(id("a", 0))).isFalse();
      try (BlockLease lease = hold.lock()) {
        hold.close();
        assertThat(test.read(lease)).hasSize(3);
      }
      assertThatThrownBy(hold::lock).isInstanceOf(IllegalStateException.class);
      assertThat(test.usedChunks()).isZero();
      assertThat(test.store.hold(id("a", 0))).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeldBlockLeavesMemoryForDiskWhateverItsLevel(boolean removed) {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      BlockStaging staging = test.store.stage("a", CHUNK);
      assertThat(staging).isNotNull();
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      staging.close();
      BlockHold hold = test.store.hold(id("a", 0));
      assertThat(hold).isNotNull();
      test.store.openDataset("c", StorageLevel.MEMORY_ONLY);
      if (removed) {
        test.store.removeDataset("a");
      }
      assertThat(test.storage().acquire("b", 40L * CHUNK)).as("nobody reads it now").isTrue();
      assertThat(test.spill.liveFiles()).isEqualTo(1);
      try (BlockLease lease = hold.lock()) {
        assertThat(lease.inMemory()).isFalse();
        assertThat(test.read(lease)).hasSize(40);
      }
      hold.close();
      assertThat(test.spill.liveFiles()).isEqualTo(removed ? 0 : 1);
      assertThat(test.store.contains(id("a", 0))).isEqualTo(!removed);
      test.storage().release(40L * CHUNK);
    }
  }

  @Test
  void aHeldBlockThatCannotBeWrittenStaysInMemory() {
    try (StoreUnderTest test =
        new StoreUnderTest(directory, 64, 1.0, SpillDisk.SYSTEM, 2L * CHUNK)) {
      test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      try (BlockHold hold = test.store.hold(id("a", 0))) {
        assertThat(hold).isNotNull();
        assertThat(test.storage().acquire("b", 40L * CHUNK)).isFalse();
        assertThat(test.store.count(BlockAction.DISK_FAILED)).isEqualTo(1);
        try (BlockLease lease = hold.lock()) {
          assertThat(test.read(lease)).hasSize(40);
        }
      }
      assertThat(test.storage().acquire("b", 40L * CHUNK)).as("dropped").isTrue();
      test.storage().release(40L * CHUNK);
    }
  }

  @Test
  void aFullDiskRefusesBlocksAndLeavesNoFile() {
    FaultyDisk disk = FaultyDisk.create(new Random(1)).withCapacity(10L * CHUNK);
    try (StoreUnderTest test = new StoreUnderTest(directory, 64, 1.0, disk::open, Long.MAX_VALUE)) {
      test.store.openDataset("a", StorageLevel.DISK_ONLY);
      assertThat(test.putChunks(id("a", 0), 40)).isFalse();
      assertThat(disk.faultsFired()).isPositive();
      assertThat(test.spill.liveFiles()).isZero();
      assertThat(test.store.count(BlockAction.DISK_FAILED)).isEqualTo(1);
      assertThat(test.store.contains(id("a", 0))).isFalse();
    }
  }

  @Test
  void aQuotaThatIsExhaustedDropsWhatIsEvicted() {
    try (StoreUnderTest test =
        new StoreUnderTest(directory, 64, 1.0, SpillDisk.SYSTEM, 2L * CHUNK)) {
      test.store.openDataset("a", StorageLevel.MEMORY_AND_DISK);
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      assertThat(test.storage().acquire("b", 40L * CHUNK)).as("memory comes free").isTrue();
      assertThat(test.store.count(BlockAction.DROPPED)).isEqualTo(1);
      assertThat(test.store.count(BlockAction.DISK_FAILED)).isEqualTo(1);
      assertThat(test.store.contains(id("a", 0))).isFalse();
      test.storage().release(40L * CHUNK);
    }
  }

  @Test
  void damageIsFoundAndTheBlockForgotten() {
    FaultyDisk disk = FaultyDisk.create(new Random(1));
    try (StoreUnderTest test = new StoreUnderTest(directory, 64, 1.0, disk::open, Long.MAX_VALUE)) {
      test.store.openDataset("a", StorageLevel.DISK_ONLY);
      assertThat(test.putChunks(id("a", 0), 4)).isTrue();
      disk.withFlippedBit(100_000, 3);
      try (BlockLease lease = test.store.get(id("a", 0))) {
        assertThat(lease).isNotNull();
        assertThatThrownBy(() -> test.read(lease)).isInstanceOf(CorruptDataException.class);
        lease.discard();
        assertThat(test.store.contains(id("a", 0))).isFalse();
      }
      assertThat(disk.faultsFired()).isPositive();
      assertThat(test.store.count(BlockAction.DAMAGED)).isEqualTo(1);
      assertThat(test.spill.liveFiles()).isZero();
      assertThat(test.putChunks(id("a", 0), 1)).as("it can be stored again").isTrue();
    }
  }

  @Test
  void aMissingFileIsATypedError() throws IOException {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.DISK_ONLY);
      assertThat(test.putChunks(id("a", 0), 4)).isTrue();
      List<Path> files;
      try (Stream<Path> all = Files.walk(directory)) {
        files = all.filter(path -> path.toString().endsWith(".spill")).toList();
      }
      assertThat(files).hasSize(1);
      Files.delete(files.getFirst());
      try (BlockLease lease = test.store.get(id("a", 0))) {
        assertThat(lease).isNotNull();
        assertThatThrownBy(() -> test.read(lease)).isInstanceOf(SpillException.class);
        lease.discard();
      }
    }
  }

  @Test
  void summariesOutliveEviction() {
    try (StoreUnderTest test = store()) {
      test.store.openDataset("a", StorageLevel.MEMORY_ONLY);
      assertThat(test.putChunks(id("a", 0), 40)).isTrue();
      assertThat(test.storage().acquire("b", 40L * CHUNK)).isTrue();
      assertThat(test.store.contains(id("a", 0))).isFalse();
      assertThat(test.store.summary(id("a", 0))).isEqualTo(BlockSummary.ofRows(40));
      test.storage().release(40L * CHUNK);
      test.store.removeDataset("a");
      assertThat(test.store.summary(id("a", 0))).isNull();
    }
  }
}
