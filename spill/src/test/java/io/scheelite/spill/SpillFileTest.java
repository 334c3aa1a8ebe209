package io.scheelite.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.spill.SpillBlocks.Block;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is written comes back, or an error says why not. */
@ExtendWith(LedgerCheck.class)
class SpillFileTest {
  private static final long HASH = 0x1234_5678_9ABCL;

  @TempDir private Path directory;
  private MemoryConsumer consumer;
  private SpillWorkspace workspace;
  private long buffer;

  @BeforeEach
  void openMemory() {
    TestMemory memory = TestMemory.create(4 << 20);
    consumer = memory.reserved("spill", 1 << 20);
    workspace = new SpillWorkspace(consumer);
    buffer = consumer.allocate(SpillBlocks.MAX_BYTES);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    workspace.close();
    consumer.close();
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private SpillManager manager(SpillDisk disk) {
    return new SpillManager(
        SpillConfig.defaults().withDirectories(List.of(directory.resolve("spill"))), disk);
  }

  private SpillFile write(SpillSpace space, List<Block> blocks) {
    try (SpillWriter writer = space.newFile(HASH, workspace)) {
      SpillBlocks.write(writer, blocks, buffer);
      return writer.finish();
    }
  }

  private void requireEqual(SpillFile file, List<Block> blocks, RandomGenerator random) {
    try (SpillReader reader = file.open(workspace)) {
      assertThat(reader.numBlocks()).isEqualTo(blocks.size());
      for (int i = 0; i < blocks.size(); i++) {
        int number = random.nextBoolean() ? i : random.nextInt(blocks.size());
        Block block = blocks.get(number);
        assertThat(reader.blockBytes(number)).isEqualTo(block.bytes().length);
        assertThat(reader.blockRows(number)).isEqualTo(block.numRows());
        assertThat(reader.blockRun(number)).isEqualTo(block.run());
        assertThat(SpillBlocks.read(reader, number, buffer)).isEqualTo(block.bytes());
      }
    }
  }

  @Test
  void readsWhatWasWritten() {
    for (int i = 0; i < Seeds.iterations(30); i++) {
      RandomGenerator random = Seeds.random(SpillFileTest.class, i);
      FaultyDisk disk = FaultyDisk.create(random);
      if (random.nextBoolean()) {
        disk.withShortTransfers();
      }
      List<Block> blocks = SpillBlocks.random(random, 12);
      try (SpillManager manager = manager(disk::open);
          SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
          SpillFile file = write(space, blocks)) {
        long content = blocks.stream().mapToLong(block -> block.bytes().length).sum();
        assertThat(file.numBlocks()).isEqualTo(blocks.size());
        assertThat(file.contentBytes()).isEqualTo(content);
        assertThat(file.numRows()).isEqualTo(blocks.stream().mapToLong(Block::numRows).sum());
        assertThat(file.maxBlockBytes())
            .isEqualTo(blocks.stream().mapToInt(block -> block.bytes().length).max().orElse(0));
        assertThat(file.path()).hasSize(file.storedBytes());
        assertThat(disk.bytesWritten()).isEqualTo(file.storedBytes());
        requireEqual(file, blocks, random);
        requireEqual(file, blocks, random);
      }
    }
  }

  @Test
  void indexMayBeLargerThanTheWorkspace() {
    RandomGenerator random = Seeds.random(SpillFileTest.class, -1);
    Block small = new Block(new byte[] {1, 2, 3}, 1, 7);
    int count = 2 * SpillWorkspace.BYTES / SpillFileLayout.ENTRY_BYTES + 5;
    try (SpillManager manager = manager(SpillDisk.SYSTEM);
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
        SpillFile file = write(space, Collections.nCopies(count, small));
        SpillReader reader = file.open(workspace)) {
      assertThat(reader.numBlocks()).isEqualTo(count);
      int block = random.nextInt(count);
      assertThat(SpillBlocks.read(reader, block, buffer)).isEqualTo(small.bytes());
      assertThat(SpillBlocks.read(reader, count - 1, buffer)).isEqualTo(small.bytes());
    }
  }

  @Test
  void writersAndReadersOfOneThreadShareTheWorkspace() {
    RandomGenerator random = Seeds.random(SpillFileTest.class, -2);
    List<Block> blocks = SpillBlocks.random(random, 30);
    try (SpillManager manager = manager(SpillDisk.SYSTEM);
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
        SpillFile source = write(space, blocks);
        SpillReader reader = source.open(workspace);
        SpillWriter even = space.newFile(HASH, workspace);
        SpillWriter odd = space.newFile(HASH, workspace)) {
      for (int i = 0; i < blocks.size(); i++) {
        int size = reader.read(i, buffer);
        (i % 2 == 0 ? even : odd).write(reader.blockRun(i), buffer, size, reader.blockRows(i));
      }
      try (SpillFile first = even.finish();
          SpillFile second = odd.finish()) {
        requireEqual(first, everySecond(blocks, 0), random);
        requireEqual(second, everySecond(blocks, 1), random);
      }
    }
  }

  private static List<Block> everySecond(List<Block> blocks, int first) {
    return IntStream.range(0, blocks.size())
        .filter(i -> i % 2 == first)
        .mapToObj(blocks::get)
        .toList();
  }

  @Test
  void everyFlippedBitIsFound() throws IOException {
    RandomGenerator random = Seeds.random(SpillFileTest.class, -3);
    List<Block> blocks =
        List.of(
            new Block(new byte[300], 5, 0),
            new Block(randomBytes(random, 200), 6, 1),
            new Block(new byte[SpillFileLayout.FRAME_BYTES + 100], 7, 0));
    FaultyDisk disk = FaultyDisk.create(random);
    try (SpillManager manager = manager(disk::open);
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
        SpillFile file = write(space, blocks)) {
      for (long offset = 0; offset < file.storedBytes(); offset++) {
        disk.withFlippedBit(offset, random.nextInt(8));
        assertThatThrownBy(() -> readAll(file))
            .as("offset %s", offset)
            .isInstanceOfSatisfying(
                CorruptDataException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_DATA);
                  assertThat(e.file()).isEqualTo(file.path().toString());
                  assertThat(e.offset()).isBetween(0L, file.storedBytes());
                });
      }
      assertThat(disk.faultsFired()).isGreaterThanOrEqualTo(file.storedBytes());
    }
  }

  private static byte[] randomBytes(RandomGenerator random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private void readAll(SpillFile file) {
    try (SpillReader reader = file.open(workspace)) {
      for (int i = 0; i < reader.numBlocks(); i++) {
        reader.read(i, buffer);
      }
    }
  }

  @Test
  void damageThatLooksRightIsFound() throws IOException {
    RandomGenerator random = Seeds.random(SpillFileTest.class, -4);
    List<Block> blocks = SpillBlocks.random(random, 20);
    try (SpillManager manager = manager(SpillDisk.SYSTEM);
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
        SpillFile file = write(space, blocks);
        SpillFile other = write(space, blocks)) {
      byte[] bytes = Files.readAllBytes(file.path());
      Files.write(file.path(), Files.readAllBytes(other.path())); // a lost write: an older file
      assertThatThrownBy(() -> readAll(file)).isInstanceOf(CorruptDataException.class);
      for (int i = 0; i < 200; i++) {
        byte[] damaged = damage(random, bytes.clone());
        Files.write(file.path(), damaged);
        if (!Arrays.equals(bytes, damaged)) {
          assertThatThrownBy(() -> readAll(file)).isInstanceOf(CorruptDataException.class);
        }
      }
      Files.write(file.path(), bytes);
      requireEqual(file, blocks, random);
    }
  }

  /** Cuts off, moves or overwrites a part. */
  private static byte[] damage(RandomGenerator random, byte[] bytes) {
    int from = random.nextInt(bytes.length);
    int length = random.nextInt(1, bytes.length - from + 1);
    switch (random.nextInt(3)) {
      case 0 -> {
        return Arrays.copyOf(bytes, from);
      }
      case 1 ->
          System.arraycopy(bytes, from, bytes, random.nextInt(bytes.length - length + 1), length);
      default -> System.arraycopy(randomBytes(random, length), 0, bytes, from, length);
    }
    return bytes;
  }

  @Test
  void failingReadsAreNamed() {
    RandomGenerator random = Seeds.random(SpillFileTest.class, -5);
    FaultyDisk disk = FaultyDisk.create(random);
    List<Block> blocks = List.of(new Block(new byte[300], 5, 0), new Block(new byte[70_000], 5, 0));
    try (SpillManager manager = manager(disk::open);
        SpillSpace space = manager.newSpace("query-9", Long.MAX_VALUE);
        SpillFile file = write(space, blocks)) {
      int failed = 0;
      for (int read = 0; read < 20; read++) {
        disk.withFailingRead(read);
        long before = disk.faultsFired();
        try {
          readAll(file);
        } catch (SpillException e) {
          failed++;
          assertThat(e.code()).isEqualTo(ErrorCode.IO_ERROR);
          assertThat(e)
              .hasMessageContaining(file.path().toString())
              .hasMessageContaining("query-9")
              .hasMessageContaining("Input/output error");
        }
        assertThat(disk.faultsFired() - before).isBetween(0L, 1L);
      }
      assertThat(failed).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void codecMayBeNone() {
    SpillConfig config =
        SpillConfig.defaults()
            .withDirectories(List.of(directory.resolve("spill")))
            .withCodec(BlockCodec.STORED);
    RandomGenerator random = Seeds.random(SpillFileTest.class, -6);
    List<Block> blocks = List.of(new Block(new byte[100_000], 5, 0));
    try (SpillManager manager = new SpillManager(config);
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
        SpillFile file = write(space, blocks)) {
      assertThat(file.storedBytes()).isGreaterThan(100_000);
      requireEqual(file, blocks, random);
    }
  }

  @Test
  void fileIsAsTheDiagramSays() throws IOException {
    byte[] content = "abcdefghijklmnop".getBytes(StandardCharsets.US_ASCII);
    try (SpillManager manager = manager(SpillDisk.SYSTEM);
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
        SpillFile file = write(space, List.of(new Block(content, 3, 9)))) {
      byte[] bytes = Files.readAllBytes(file.path());
      assertThat(bytes).hasSize(40 + 24 + 16 + 20 + 32);
      NativeMemory.copyFromArray(bytes, 0, buffer, bytes.length);
      assertThat(new String(bytes, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("SCHSPILL");
      assertThat(NativeMemory.getInt(buffer + 8)).isEqualTo(1);
      assertThat(NativeMemory.getLong(buffer + 24)).isEqualTo(HASH);
      assertThat(NativeMemory.getLong(buffer + 32)).isEqualTo(BlockChecksum.hash(buffer, 32, 0));
      long fileId = NativeMemory.getLong(buffer + 16);
      long frame = buffer + 40;
      assertThat(NativeMemory.getInt(frame)).isEqualTo(16);
      assertThat(NativeMemory.getInt(frame + 4)).isEqualTo(16);
      assertThat(NativeMemory.getInt(frame + 8)).isZero();
      assertThat(NativeMemory.getInt(frame + 12)).isZero();
      assertThat(NativeMemory.getLong(frame + 16))
          .isEqualTo(
              BlockChecksum.hash(frame + 24, 16, BlockChecksum.hash(frame, 16, fileId + 40)));
      assertThat(Arrays.copyOfRange(bytes, 64, 80)).isEqualTo(content);
      long entry = buffer + 80;
      assertThat(NativeMemory.getLong(entry)).isEqualTo(40);
      assertThat(NativeMemory.getInt(entry + 8)).isEqualTo(16);
      assertThat(NativeMemory.getInt(entry + 12)).isEqualTo(3);
      assertThat(NativeMemory.getInt(entry + 16)).isEqualTo(9);
      long trailer = buffer + 100;
      assertThat(NativeMemory.getLong(trailer)).isEqualTo(80);
      assertThat(NativeMemory.getInt(trailer + 8)).isEqualTo(1);
      assertThat(NativeMemory.getInt(trailer + 12)).isEqualTo(16);
      assertThat(NativeMemory.getLong(trailer + 16)).isEqualTo(3);
      assertThat(NativeMemory.getLong(trailer + 24))
          .isEqualTo(BlockChecksum.hash(trailer, 24, BlockChecksum.hash(entry, 20, fileId)));
    }
  }
}
