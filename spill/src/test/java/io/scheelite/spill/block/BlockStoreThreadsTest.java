package io.scheelite.spill.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TaskMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.spill.SpillException;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that put, read, evict, remove and take execution memory at once, on a disk that fails.
 */
class BlockStoreThreadsTest {
  private static final int THREADS = 6;
  private static final int STEPS = 400;
  private static final int CHUNK = StoreUnderTest.CHUNK;
  private static final int CHUNKS = 96;
  private static final int OWN_CHUNKS = 2 + BlockWorkspace.BYTES / CHUNK;

  @TempDir private Path directory;

  @Test
  void nothingIsLostWrongOrLeftBehind() throws Exception {
    RandomGenerator random = Seeds.random(BlockStoreThreadsTest.class, 0);
    FaultyDisk disk = FaultyDisk.create(random).withShortTransfers();
    AtomicLong reads = new AtomicLong();
    try (StoreUnderTest test =
        new StoreUnderTest(
            directory, CHUNKS + THREADS * OWN_CHUNKS, 0.3, disk::open, Long.MAX_VALUE)) {
      open(test, "a0");
      open(test, "b0");
      open(test, "c0");
      try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          RandomGenerator own = Seeds.random(BlockStoreThreadsTest.class, 1 + i);
          String query = "query-" + i;
          done.add(threads.submit(() -> run(test, query, own, disk, reads)));
        }
        for (Future<?> future : done) {
          future.get(120, TimeUnit.SECONDS);
        }
      }
      assertThat(reads).hasPositiveValue();
      assertThat(test.store.count(BlockAction.EVICTED_TO_DISK)).isPositive();
      assertThat(test.store.count(BlockAction.DROPPED)).isPositive();
      assertThat(disk.faultsFired()).isPositive();
    }
  }

  private static void open(StoreUnderTest test, String dataset) {
    test.store.openDataset(
        dataset,
        switch (dataset.charAt(0)) {
          case 'a' -> StorageLevel.MEMORY_ONLY;
          case 'b' -> StorageLevel.MEMORY_AND_DISK;
          default -> StorageLevel.MEMORY_AND_DISK_SER;
        });
  }

  private static void run(
      StoreUnderTest test, String name, RandomGenerator random, FaultyDisk disk, AtomicLong reads) {
    try (QueryMemory query =
        TestMemory.now(test.memory.manager(), name, (long) OWN_CHUNKS * CHUNK)) {
      TaskMemory task = query.newTask("task");
      ReclaimGate gate = task.newGate("driver");
      assertThat(gate.tryEnter()).isTrue();
      try (MemoryConsumer own =
              task.newConsumer(gate, "own", (long) OWN_CHUNKS * CHUNK, Reclaimable.NONE);
          MemoryConsumer hungry = task.newConsumer(gate, "hungry", 0, Reclaimable.NONE);
          BlockWorkspace workspace = new BlockWorkspace(own)) {
        long buffer = own.allocate(2L * CHUNK);
        for (int step = 0; step < STEPS; step++) {
          String dataset = List.of("a0", "b0", "c0").get(random.nextInt(3));
          BlockId id = new BlockId(dataset, random.nextInt(10), 0);
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> put(test.store, id, workspace, buffer);
            case 3, 4, 5 -> read(test.store, id, workspace, buffer, reads);
            case 6 -> {
              hungry.tryReserve((long) random.nextInt(40) * CHUNK);
              hungry.releaseUnused();
            }
            default -> {
              if (random.nextInt(20) == 0) {
                disk.withFailingRead(random.nextInt(3));
              }
            }
          }
        }
      }
      gate.exit();
    }
  }

  private static int[] sizes(BlockId id) {
    return IntStream.range(0, 1 + id.partition()).map(i -> CHUNK - 100 * i).toArray();
  }

  private static void put(BlockStore store, BlockId id, BlockWorkspace workspace, long buffer) {
    try (BlockWriter writer = store.put(id, workspace)) {
      if (writer != null) {
        int[] sizes = sizes(id);
        for (int piece = 0; piece < sizes.length; piece++) {
          byte[] content = StoreUnderTest.content(id, piece, sizes[piece]);
          NativeMemory.copyFromArray(content, 0, buffer, content.length);
          writer.append(buffer, content.length, 1);
        }
        writer.finish(BlockSummary.ofRows(sizes.length));
      }
    }
  }

  private static void read(
      BlockStore store, BlockId id, BlockWorkspace workspace, long buffer, AtomicLong reads) {
    try (BlockLease lease = store.get(id)) {
      if (lease == null) {
        return;
      }
      int[] sizes = sizes(id);
      assertThat(lease.numPieces()).isEqualTo(sizes.length);
      for (int piece = 0; piece < sizes.length; piece++) {
        long address = lease.address(piece);
        if (address == 0) {
          try {
            lease.read(piece, buffer, workspace);
          } catch (SpillException e) {
            lease.discard();
            return;
          }
          address = buffer;
        }
        byte[] found = new byte[lease.pieceBytes(piece)];
        NativeMemory.copyToArray(address, found, 0, found.length);
        if (!Arrays.equals(found, StoreUnderTest.content(id, piece, sizes[piece]))) {
          throw new AssertionError("wrong content: block=" + id + " piece=" + piece);
        }
      }
      reads.incrementAndGet();
    }
  }
}
