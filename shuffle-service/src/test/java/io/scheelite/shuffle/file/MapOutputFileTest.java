package io.scheelite.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is committed comes back; what is not leaves nothing; what is damaged is said to be so. */
@ExtendWith(LedgerCheck.class)
class MapOutputFileTest {
  private static final MapOutputId ID = new MapOutputId("app", 1, 2, 0);

  @TempDir private Path root;
  private MemoryConsumer memory;

  @BeforeEach
  void openMemory() {
    memory = TestMemory.create(16 << 20).reserved("test", 8 << 20);
  }

  @AfterEach
  void closeMemory() {
    assertThat(memory.usedBytes()).isZero();
    memory.close();
  }

  private ShuffleFolder folder(long quotaBytes, ShuffleDisk disk) {
    ShuffleFolder folder = new ShuffleFolder(root, quotaBytes, disk);
    folder.createApplication("app");
    return folder;
  }

  private static Path data(ShuffleFolder folder, MapOutputId id) {
    try (MapOutputFile file = MapOutputFile.open(folder, id)) {
      return file.path();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(ShuffleFolder.MARK))
          .sorted()
          .toList();
    }
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    for (int i = 0; i < Seeds.iterations(200); i++) {
      RandomGenerator random = Seeds.random(MapOutputFileTest.class, i);
      FaultyDisk disk = FaultyDisk.create(random);
      if (random.nextBoolean()) {
        disk.withShortTransfers();
      }
      ShuffleFolder folder = folder(Long.MAX_VALUE, disk::open);
      MapOutputId id = new MapOutputId("app", i % 3, i, i % 2);
      RandomOutput expected = RandomOutput.create(random, random.nextBoolean() ? 3 : 40);
      long digest = random.nextLong();
      MapOutput output = expected.commit(folder, id, memory, digest);
      assertThat(output.digest()).isEqualTo(digest);
      assertThat(MapOutputFile.describe(folder, id)).isEqualTo(output);
      expected.requireDescribedBy(output);
      try (MapOutputFile file = MapOutputFile.open(folder, id)) {
        assertThat(file.path()).hasSize(MapOutputLayout.HEADER_BYTES + output.totalBytes());
        expected.requireContent(file, output, memory);
      }
    }
    assertThat(files()).hasSize(2 * Seeds.iterations(200));
  }

  @Test
  void thousandsOfSmallOutputs() throws IOException {
    ShuffleFolder folder = folder(Long.MAX_VALUE, ShuffleDisk.SYSTEM);
    for (int i = 0; i < Seeds.iterations(3000); i++) {
      RandomOutput expected =
          new RandomOutput(
              RandomOutput.create(Seeds.random(MapOutputFileTest.class, -i), 4).small());
      MapOutputId id = new MapOutputId("app", 0, i, 0);
      MapOutput output = expected.commit(folder, id, memory, i);
      try (MapOutputFile file = MapOutputFile.open(folder, id)) {
        expected.requireContent(file, output, memory);
      }
    }
    assertThat(folder.deleteApplication("app")).isEqualTo(2 * Seeds.iterations(3000) + 1);
    assertThat(files()).isEmpty();
  }

  @Test
  void abortedOutputLeavesNothing() throws IOException {
    ShuffleFolder folder = folder(Long.MAX_VALUE, ShuffleDisk.SYSTEM);
    RandomOutput output = RandomOutput.create(Seeds.random("abort"), 20);
    long buffer = memory.allocate(RandomOutput.MAX_BLOCK_BYTES);
    MapOutputWriter writer =
        MapOutputWriter.open(folder, ID, output.numPartitions(), BlockCodec.LZ4, memory);
    output.write(writer, buffer);
    assertThat(files()).hasSize(1);
    writer.close();
    writer.close();
    assertThatThrownBy(() -> writer.commit(0)).isInstanceOf(IllegalStateException.class);
    assertThat(files()).isEmpty();
    memory.free(buffer, RandomOutput.MAX_BLOCK_BYTES);
    assertThatThrownBy(() -> MapOutputFile.open(folder, ID))
        .isInstanceOf(ShuffleException.class)
        .hasMessageContaining("app/1/2-0")
        .extracting(e -> ((ShuffleException) e).kind())
        .isEqualTo(Kind.NO_SUCH_OUTPUT);
  }

  @Test
  void partitionsAreWrittenInOrder() {
    ShuffleFolder folder = folder(Long.MAX_VALUE, ShuffleDisk.SYSTEM);
    long buffer = memory.allocate(64);
    try (MapOutputWriter writer = MapOutputWriter.open(folder, ID, 3, BlockCodec.LZ4, memory)) {
      writer.write(1, buffer, 64, 1);
      assertThatThrownBy(() -> writer.write(0, buffer, 64, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> writer.write(3, buffer, 64, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> writer.write(1, buffer, 0, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    memory.free(buffer, 64);
  }

  /** The disk fills at every possible point, the index included. */
  @Test
  void fullDiskLeavesNothing() throws IOException {
    RandomOutput output = RandomOutput.create(Seeds.random("full"), 10);
    FaultyDisk sizing = FaultyDisk.create(Seeds.random("sizing"));
    output.commit(folder(Long.MAX_VALUE, sizing::open), ID, memory, 0);
    long total = sizing.bytesWritten();
    RandomGenerator random = Seeds.random("where");
    for (int i = 0; i < Seeds.iterations(100); i++) {
      long capacity = i < 60 ? total - 1 - i * 3L : random.nextLong(total);
      FaultyDisk disk = FaultyDisk.create(random).withCapacity(Math.max(0, capacity));
      ShuffleFolder folder = folder(Long.MAX_VALUE, disk::open);
      MapOutputId id = new MapOutputId("app", 5, i, 0);
      assertThatThrownBy(() -> output.commit(folder, id, memory, 0))
          .isInstanceOf(ShuffleException.class)
          .hasMessageContaining(root.toString())
          .extracting(e -> ((ShuffleException) e).code())
          .isEqualTo(ErrorCode.DISK_FULL);
      assertThat(disk.faultsFired()).isPositive();
      assertThat(files()).hasSize(2);
    }
  }

  @Test
  void accountsOfApplicationsAreForgotten() {
    ShuffleFolder folder = folder(400_000, ShuffleDisk.SYSTEM);
    DiskQuota account = folder.quota("app");
    assertThat(folder.quota("app")).isSameAs(account);
    folder.forget("app");
    assertThat(folder.quota("app")).isNotSameAs(account);
  }

  @Test
  void quotaHoldsForAllFilesOfAnApplication() throws IOException {
    long buffer = memory.allocate(60_000);
    long quota = 400_000;
    ShuffleFolder folder = folder(quota, ShuffleDisk.SYSTEM);
    ShuffleFolder other = folder(quota, ShuffleDisk.SYSTEM); // as of another process
    int committed = 0;
    while (committed < 20) {
      MapOutputId id = new MapOutputId("app", 0, committed, 0);
      ShuffleFolder turn = committed % 2 == 0 ? folder : other;
      try (MapOutputWriter writer = MapOutputWriter.open(turn, id, 1, BlockCodec.STORED, memory)) {
        writer.write(0, buffer, 60_000, 1);
        writer.commit(0);
        committed++;
      } catch (ShuffleException e) {
        assertThat(e.kind()).isEqualTo(Kind.QUOTA_EXCEEDED);
        assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(e).hasMessageContaining("quotaBytes=400000").hasMessageContaining("app");
        break;
      }
    }
    assertThat(committed).isEqualTo(6);
    assertThat(folder.usedBytes("app")).isBetween(360_000L, quota);
    Files.delete(data(folder, new MapOutputId("app", 0, 0, 0)));
    try (MapOutputWriter writer =
        MapOutputWriter.open(folder, new MapOutputId("app", 0, 50, 0), 1, BlockCodec.LZ4, memory)) {
      writer.write(0, buffer, 60_000, 1);
      writer.commit(0);
    }
    memory.free(buffer, 60_000);
  }

  @Test
  void flippedBitAnywhereInTheIndexIsNoticed() throws IOException {
    RandomOutput output = RandomOutput.create(Seeds.random("index"), 5);
    ShuffleFolder folder = folder(Long.MAX_VALUE, ShuffleDisk.SYSTEM);
    output.commit(folder, ID, memory, 77);
    Path path = folder.index(ID);
    byte[] bytes = Files.readAllBytes(path);
    for (int at = 0; at < bytes.length; at++) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << (at % 8));
      Files.write(path, flipped);
      requireCorrupt(folder, path);
      Files.write(path, Arrays.copyOf(bytes, at));
      requireCorrupt(folder, path);
    }
    Files.write(path, Arrays.copyOf(bytes, bytes.length + 1));
    requireCorrupt(folder, path);
    Files.write(path, bytes);
    MapOutputId other = new MapOutputId("app", 1, 2, 1);
    Files.move(path, folder.index(other));
    assertThatThrownBy(() -> MapOutputFile.describe(folder, other))
        .isInstanceOf(CorruptDataException.class);
  }

  private static void requireCorrupt(ShuffleFolder folder, Path path) {
    assertThatThrownBy(() -> MapOutputFile.open(folder, ID))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("expected=")
        .hasMessageContaining("found=");
  }

  @Test
  void damagedDataFileDoesNotOpen() throws IOException {
    RandomOutput output = RandomOutput.create(Seeds.random("data"), 5);
    ShuffleFolder folder = folder(Long.MAX_VALUE, ShuffleDisk.SYSTEM);
    output.commit(folder, ID, memory, 77);
    Path path = data(folder, ID);
    byte[] bytes = Files.readAllBytes(path);
    for (int at = 0; at < MapOutputLayout.HEADER_BYTES; at++) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 1;
      Files.write(path, flipped);
      assertThatThrownBy(() -> MapOutputFile.open(folder, ID))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("header of a map output");
    }
    for (int size :
        new int[] {0, MapOutputLayout.HEADER_BYTES, bytes.length - 1, bytes.length + 1}) {
      if (size == bytes.length) {
        continue; // an output without blocks is its header alone
      }
      Files.write(path, Arrays.copyOf(bytes, size));
      assertThatThrownBy(() -> MapOutputFile.open(folder, ID))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("found=" + size + " bytes");
    }
  }

  @Test
  void bytesAreWhereTheDiagramSays() throws IOException {
    ShuffleFolder folder = folder(Long.MAX_VALUE, ShuffleDisk.SYSTEM);
    long buffer = memory.allocate(100);
    NativeMemory.copyFromArray("0123456789".getBytes(StandardCharsets.US_ASCII), 0, buffer, 10);
    MapOutputWriter writer = MapOutputWriter.open(folder, ID, 3, BlockCodec.LZ4, memory);
    writer.write(1, buffer, 10, 7);
    writer.write(1, buffer, 4, 2);
    MapOutput output = writer.commit(0x1122334455667788L);
    memory.free(buffer, 100);
    assertThat(output.partitionBytes()).containsExactly(0, 24 + 10 + 24 + 4, 0);
    assertThat(output.partitionRows()).containsExactly(0, 9, 0);

    ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(data(folder, ID)));
    assertThat(new String(data.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("SCHSHUFF");
    data.order(ByteOrder.nativeOrder());
    assertThat(data.getLong(8)).isEqualTo(1);
    assertThat(data.getInt(32)).isEqualTo(10);
    assertThat(data.getInt(36)).isEqualTo(10);
    assertThat(data.getInt(40)).isEqualTo(7);
    assertThat(data.getInt(44)).isZero();
    assertThat(new String(data.array(), 56, 10, StandardCharsets.US_ASCII)).isEqualTo("0123456789");
    assertThat(data.getInt(66)).isEqualTo(4);
    assertThat(data.capacity()).isEqualTo(32 + 24 + 10 + 24 + 4);

    ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(folder.index(ID)));
    assertThat(index.capacity()).isEqualTo(4 * 8 + 3 * 8 + 56);
    assertThat(
            new long[] {index.getLong(0), index.getLong(8), index.getLong(16), index.getLong(24)})
        .containsExactly(32, 32, 94, 94);
    assertThat(new long[] {index.getLong(32), index.getLong(40), index.getLong(48)})
        .containsExactly(0, 9, 0);
    assertThat(index.getLong(56)).isEqualTo(ProcessHandle.current().pid());
    assertThat(index.getLong(64)).isEqualTo(data.getLong(16));
    assertThat(index.getLong(72)).isEqualTo(0x1122334455667788L);
    assertThat(index.getInt(80)).isEqualTo(3);
    assertThat(index.getInt(84)).isEqualTo(10);
    assertThat(index.getInt(88)).isEqualTo(1);
    assertThat(new String(index.array(), 104, 8, StandardCharsets.US_ASCII)).isEqualTo("SCHINDEX");
  }
}
