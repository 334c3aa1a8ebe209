package io.scheelite.spill.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.spill.SpillDisk;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random puts, reads, locks, removals and demands for memory, with a naive reference that says
 * after each step which blocks are where.
 */
class BlockStoreFuzzTest {
  private static final int CASES = 20;
  private static final int STEPS = 120;
  private static final int CHUNK = StoreUnderTest.CHUNK;
  private static final int CHUNKS = 64;
  private static final List<String> DATASETS = List.of("m", "d", "n", "e", "disk");

  @TempDir private Path directory;

  /** A block as the rules say it is. */
  private static final class Expected {
    final BlockId id;
    final int chunks;
    boolean inMemory;
    boolean onDisk;
    int locks;
    long lastAccess;

    Expected(BlockId id, int chunks) {
      this.id = id;
      this.chunks = chunks;
    }
  }

  /** The rules, slowly. */
  private static final class Reference {
    final Map<BlockId, Expected> blocks = new HashMap<>();
    final List<Expected> removedButRead = new ArrayList<>();
    int othersChunks;
    int returned;
    long clock;

    /** A read from disk brings a block back if there is room without evicting anything. */
    void read(Expected block, boolean fromDisk, boolean removed) {
      boolean wanted = fromDisk && !removed && !block.id.dataset().equals("disk");
      if (wanted && !block.inMemory && block.chunks <= free()) {
        block.inMemory = true;
        block.lastAccess = clock++;
        returned++;
      }
    }

    static boolean hasDisk(String dataset) {
      return !dataset.equals("m") && !dataset.equals("n");
    }

    int free() {
      int used = BlockWorkspace.BYTES / CHUNK + othersChunks;
      for (Expected block : blocks.values()) {
        used += block.inMemory ? block.chunks : 0;
      }
      for (Expected block : removedButRead) {
        used += block.inMemory ? block.chunks : 0;
      }
      return CHUNKS - used;
    }

    /** Whether so much could be had; then it was evicted. */
    boolean makeRoom(int chunks, String spare) {
      int lacking = chunks - free();
      if (lacking <= 0) {
        return true;
      }
      List<Expected> oldest =
          blocks.values().stream()
              .filter(block -> block.inMemory && block.chunks > 0 && block.locks == 0)
              .filter(block -> !block.id.dataset().equals(spare))
              .sorted(Comparator.comparingLong((Expected block) -> block.lastAccess))
              .toList();
      List<Expected> victims = new ArrayList<>();
      for (Expected block : oldest) {
        if (lacking > 0) {
          victims.add(block);
          lacking -= block.chunks;
        }
      }
      if (lacking > 0) {
        return false;
      }
      for (Expected victim : victims) {
        victim.inMemory = false;
        victim.onDisk = hasDisk(victim.id.dataset());
        if (!victim.onDisk) {
          blocks.remove(victim.id);
        }
      }
      return true;
    }

    /** Chunk by chunk; what does not fit goes to disk or is given back. */
    boolean put(Expected block) {
      String dataset = block.id.dataset();
      block.inMemory = !dataset.equals("disk");
      int taken = 0;
      while (block.inMemory && taken < block.chunks) {
        if (makeRoom(1, dataset)) {
          taken++;
          othersChunks++;
        } else {
          block.inMemory = false;
        }
      }
      othersChunks -= taken;
      block.onDisk = !block.inMemory && hasDisk(dataset);
      block.lastAccess = clock++;
      if (block.inMemory || block.onDisk) {
        blocks.put(block.id, block);
        return true;
      }
      return false;
    }
  }

  @Test
  void blocksAreWhereTheRulesSay() {
    for (int i = 0; i < Seeds.iterations(CASES); i++) {
      check(Seeds.random(BlockStoreFuzzTest.class, i));
    }
  }

  private void check(RandomGenerator random) {
    Reference reference = new Reference();
    List<BlockLease> leases = new ArrayList<>();
    List<Expected> leased = new ArrayList<>();
    try (StoreUnderTest test =
        new StoreUnderTest(directory, CHUNKS, 1.0, SpillDisk.SYSTEM, Long.MAX_VALUE)) {
      test.store.openDataset("workspace", StorageLevel.MEMORY_AND_DISK);
      assertThat(test.put(new BlockId("workspace", 0, 0))).isTrue();
      DATASETS.forEach(dataset -> open(test, dataset));
      for (int step = 0; step < STEPS; step++) {
        step(random, test, reference, leases, leased);
        compare(test, reference);
      }
      leases.forEach(BlockLease::close);
      test.storage().release((long) reference.othersChunks * CHUNK);
    }
  }

  private static void open(StoreUnderTest test, String dataset) {
    test.store.openDataset(
        dataset,
        dataset.equals("disk")
            ? StorageLevel.DISK_ONLY
            : Reference.hasDisk(dataset) ? StorageLevel.MEMORY_AND_DISK : StorageLevel.MEMORY_ONLY);
  }

  private static void step(
      RandomGenerator random,
      StoreUnderTest test,
      Reference reference,
      List<BlockLease> leases,
      List<Expected> leased) {
    String dataset = DATASETS.get(random.nextInt(DATASETS.size()));
    BlockId id = new BlockId(dataset, random.nextInt(4), random.nextInt(2));
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> {
        boolean there = reference.blocks.containsKey(id);
        int chunks = 1 + random.nextInt(24);
        boolean expected = !there && reference.put(new Expected(id, chunks));
        assertThat(test.putChunks(id, chunks)).as("put of %s", id).isEqualTo(expected);
      }
      case 4, 5 -> {
        Expected block = reference.blocks.get(id);
        if (block == null) {
          assertThat(test.store.get(id)).isNull();
        } else {
          block.lastAccess = reference.clock++;
          test.assertReadable(id, IntStream.generate(() -> CHUNK).limit(block.chunks).toArray());
          reference.read(block, !block.inMemory, false);
        }
      }
      case 6 -> {
        Expected block = reference.blocks.get(id);
        BlockLease lease = test.store.get(id);
        assertThat(lease != null).isEqualTo(block != null);
        if (lease != null && block != null) {
          block.lastAccess = reference.clock++;
          assertThat(lease.inMemory()).isEqualTo(block.inMemory);
          block.locks++;
          leases.add(lease);
          leased.add(block);
        }
      }
      case 7 -> unlockOne(random, test, reference, leases, leased);
      case 8 -> demand(random, test, reference);
      default -> {
        if (random.nextInt(6) == 0) {
          remove(test, reference, dataset);
        }
      }
    }
  }

  private static void unlockOne(
      RandomGenerator random,
      StoreUnderTest test,
      Reference reference,
      List<BlockLease> leases,
      List<Expected> leased) {
    if (leases.isEmpty()) {
      return;
    }
    int which = random.nextInt(leases.size());
    BlockLease lease = leases.remove(which);
    Expected block = leased.remove(which);
    boolean removed = reference.removedButRead.contains(block);
    List<byte[]> pieces = test.read(lease);
    reference.read(block, !lease.inMemory(), removed);
    for (int piece = 0; piece < pieces.size(); piece++) {
      assertThat(pieces.get(piece)).isEqualTo(StoreUnderTest.content(block.id, piece, CHUNK));
    }
    lease.close();
    block.locks--;
    if (block.locks == 0) {
      reference.removedButRead.remove(block);
    }
  }

  /** Somebody else stores something, or frees all that. */
  private static void demand(RandomGenerator random, StoreUnderTest test, Reference reference) {
    if (reference.othersChunks > 0) {
      test.storage().release((long) reference.othersChunks * CHUNK);
      reference.othersChunks = 0;
      return;
    }
    int wanted = 1 + random.nextInt(CHUNKS);
    boolean granted = reference.makeRoom(wanted, "other");
    reference.othersChunks += granted ? wanted : 0;
    assertThat(test.storage().acquire("other", (long) wanted * CHUNK)).isEqualTo(granted);
  }

  private static void remove(StoreUnderTest test, Reference reference, String dataset) {
    test.store.removeDataset(dataset);
    open(test, dataset);
    reference
        .blocks
        .values()
        .removeIf(
            block -> {
              boolean gone = block.id.dataset().equals(dataset);
              if (gone && block.locks > 0) {
                reference.removedButRead.add(block);
              }
              return gone;
            });
  }

  private static void compare(StoreUnderTest test, Reference reference) {
    assertThat(test.usedChunks()).isEqualTo(CHUNKS - reference.free());
    int files = 0;
    for (Expected block : reference.removedButRead) {
      files += block.onDisk ? 1 : 0;
    }
    for (String dataset : DATASETS) {
      int inMemory = 0;
      int onDisk = 0;
      for (Expected block : reference.blocks.values()) {
        if (block.id.dataset().equals(dataset)) {
          inMemory += block.inMemory ? 1 : 0;
          onDisk += block.onDisk ? 1 : 0;
          assertThat(test.store.contains(block.id)).as("%s", block.id).isTrue();
        }
      }
      DatasetUsage usage = test.store.usage(dataset);
      assertThat(usage.blocksInMemory()).as("%s in memory", dataset).isEqualTo(inMemory);
      assertThat(usage.blocksOnDisk()).as("%s on disk", dataset).isEqualTo(onDisk);
      files += onDisk;
    }
    assertThat(test.spill.liveFiles()).isEqualTo(files);
    assertThat(test.store.count(BlockAction.RETURNED)).isEqualTo(reference.returned);
  }
}
