package io.scheelite.spill.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.StorageMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillDisk;
import io.scheelite.spill.SpillManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A block store with memory of its own, and blocks of random bytes of which every piece can be told
 * from every other. Closing it checks that nothing is left.
 */
final class StoreUnderTest implements AutoCloseable {
  static final int CHUNK = MemoryConsumer.CHUNK_BYTES;

  /** Execution memory of the thread that uses the store: a buffer of two chunks and a workspace. */
  static final int CALLER_CHUNKS = 2 + BlockWorkspace.BYTES / CHUNK;

  final TestMemory memory;
  final SpillManager spill;
  final BlockStore store;
  final MemoryConsumer consumer;
  final BlockWorkspace workspace;
  final long buffer;

  /** So many chunks beside what the caller holds. */
  StoreUnderTest(Path directory, int chunks, double storageFraction) {
    this(directory, chunks, storageFraction, SpillDisk.SYSTEM, Long.MAX_VALUE);
  }

  StoreUnderTest(
      Path directory, int chunks, double storageFraction, SpillDisk disk, long diskQuotaBytes) {
    this(
        directory,
        TestMemory.config((long) (chunks + CALLER_CHUNKS) * CHUNK)
            .withStorageFraction(storageFraction),
        disk,
        diskQuotaBytes);
  }

  StoreUnderTest(Path directory, MemoryConfig config, SpillDisk disk, long diskQuotaBytes) {
    memory = TestMemory.create(config);
    spill =
        new SpillManager(
            SpillConfig.defaults()
                .withDirectories(List.of(directory))
                .withQuotaBytes(diskQuotaBytes),
            disk);
    store = new BlockStore(memory.manager(), spill);
    consumer = memory.reserved("caller", (long) CALLER_CHUNKS * CHUNK);
    workspace = new BlockWorkspace(consumer);
    buffer = consumer.allocate(2L * CHUNK);
  }

  StorageMemory storage() {
    return memory.manager().storage(MemoryMode.OFF_HEAP);
  }

  /** Content of a piece: half of it random, so that it compresses. */
  static byte[] content(BlockId id, int piece, int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    new Random(id.hashCode() * 31L + piece).nextBytes(bytes);
    for (int i = sizeBytes / 2; i < sizeBytes; i++) {
      bytes[i] = bytes[i - sizeBytes / 2];
    }
    return bytes;
  }

  /** Stores a block of such pieces; whether it was stored. */
  boolean put(BlockId id, int... pieceBytes) {
    try (BlockWriter writer = store.put(id, workspace)) {
      if (writer == null) {
        return false;
      }
      for (int piece = 0; piece < pieceBytes.length; piece++) {
        NativeMemory.copyFromArray(
            content(id, piece, pieceBytes[piece]), 0, buffer, pieceBytes[piece]);
        writer.append(buffer, pieceBytes[piece], piece + 1);
      }
      return writer.finish(BlockSummary.ofRows(pieceBytes.length));
    }
  }

  /** Stores a block of whole chunks. */
  boolean putChunks(BlockId id, int chunks) {
    int[] pieces = new int[chunks];
    java.util.Arrays.fill(pieces, CHUNK);
    return put(id, pieces);
  }

  /** The pieces of a block, or null if it is not there. */
  @Nullable List<byte[]> read(BlockId id) {
    try (BlockLease lease = store.get(id)) {
      return lease == null ? null : read(lease);
    }
  }

  List<byte[]> read(BlockLease lease) {
    List<byte[]> pieces = new ArrayList<>();
    for (int piece = 0; piece < lease.numPieces(); piece++) {
      byte[] bytes = new byte[lease.pieceBytes(piece)];
      long address = lease.address(piece);
      if (address == 0) {
        lease.read(piece, buffer, workspace);
        address = buffer;
      }
      NativeMemory.copyToArray(address, bytes, 0, bytes.length);
      pieces.add(bytes);
    }
    return pieces;
  }

  /** Asserts that the block is there with the content it was put with. */
  void assertReadable(BlockId id, int... pieceBytes) {
    List<byte[]> pieces = read(id);
    assertThat(pieces).as("block %s", id).isNotNull().hasSize(pieceBytes.length);
    for (int piece = 0; piece < pieceBytes.length; piece++) {
      assertThat(pieces.get(piece)).isEqualTo(content(id, piece, pieceBytes[piece]));
    }
  }

  /** Chunks of off-heap storage memory in use. */
  long usedChunks() {
    return storage().usedBytes() / CHUNK;
  }

  @Override
  public void close() {
    assertThat(store.openLeases()).isZero();
    store.close();
    for (MemoryMode mode : MemoryMode.values()) {
      assertThat(memory.manager().storage(mode).usedBytes()).as("storage memory").isZero();
    }
    assertThat(spill.liveFiles()).isZero();
    assertThat(spill.liveBytes()).isZero();
    assertThat(spill.forgottenFiles()).isZero();
    spill.close();
    workspace.close();
    consumer.close();
    memory.close();
  }
}
