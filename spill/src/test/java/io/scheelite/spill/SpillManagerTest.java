package io.scheelite.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Directories, quotas, failures of disks, and what is left behind. */
@ExtendWith(LedgerCheck.class)
class SpillManagerTest {
  private static final int BLOCK_BYTES = 10_000;

  @TempDir private Path root;
  private MemoryConsumer consumer;
  private SpillWorkspace workspace;
  private long block;

  @BeforeEach
  void openMemory() {
    TestMemory memory = TestMemory.create(4 << 20);
    consumer = memory.reserved("spill", 1 << 20);
    workspace = new SpillWorkspace(consumer);
    block = consumer.allocateZeroed(BLOCK_BYTES);
  }

  @AfterEach
  void noFileIsLeft() throws IOException {
    workspace.close();
    consumer.close();
    assertThat(files(root)).isEmpty();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private SpillConfig config(String... directories) {
    return SpillConfig.defaults()
        .withDirectories(Stream.of(directories).map(root::resolve).toList())
        .withCodec(BlockCodec.STORED);
  }

  private SpillFile writeFile(SpillSpace space, int numBlocks) {
    try (SpillWriter writer = space.newFile(0, workspace)) {
      for (int i = 0; i < numBlocks; i++) {
        writer.write(block, BLOCK_BYTES, 1);
      }
      return writer.finish();
    }
  }

  @Test
  void countsBytesAndFiles() {
    try (SpillManager manager = new SpillManager(config("a"))) {
      SpillSpace first = manager.newSpace("first", Long.MAX_VALUE);
      SpillSpace second = manager.newSpace("second", Long.MAX_VALUE);
      SpillFile one = writeFile(first, 3);
      SpillFile two = writeFile(second, 1);

      assertThat(first.liveFiles()).isEqualTo(1);
      assertThat(first.spilledBytes()).isEqualTo(one.storedBytes()).isGreaterThan(3 * BLOCK_BYTES);
      assertThat(manager.liveFiles()).isEqualTo(2);
      assertThat(manager.liveBytes()).isEqualTo(one.storedBytes() + two.storedBytes());

      one.close();
      one.close();
      assertThat(first.liveFiles()).isZero();
      assertThat(first.liveBytes()).isZero();
      assertThat(first.spilledBytes()).isPositive();
      assertThat(manager.liveFiles()).isEqualTo(1);

      second.close(); // deletes what its query forgot
      assertThat(two.path()).doesNotExist();
      assertThat(manager.liveFiles()).isZero();
      assertThat(manager.forgottenFiles()).isEqualTo(1);
      assertThat(manager.liveBytes()).isZero();
      assertThatThrownBy(() -> second.newFile(0, workspace))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closingTheManagerRemovesItsFolders() throws IOException {
    SpillManager manager = new SpillManager(config("a", "b"));
    SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
    writeFile(space, 1);
    space.newFile(0, workspace);
    assertThat(files(root)).hasSize(4); // and a lock in each folder
    manager.close();
    try (Stream<Path> left = Files.walk(root)) {
      assertThat(left).containsExactlyInAnyOrder(root, root.resolve("a"), root.resolve("b"));
    }
  }

  @Test
  void nothingIsMadeBeforeSomethingIsSpilled() {
    try (SpillManager manager = new SpillManager(config("a"));
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE)) {
      assertThat(space.liveFiles()).isZero();
      assertThat(root.resolve("a")).doesNotExist();
    }
  }

  @Test
  void abandonedWritersLeaveNothing() throws IOException {
    try (SpillManager manager = new SpillManager(config("a"));
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE)) {
      try (SpillWriter writer = space.newFile(0, workspace)) {
        writer.write(block, BLOCK_BYTES, 1);
      }
      assertThat(manager.liveFiles()).isZero();
      assertThat(manager.liveBytes()).isZero();
      assertThat(files(root)).hasSize(1); // the lock
    }
  }

  @Test
  void quotasOfQueryAndEngineAreKept() {
    SpillConfig config = config("a").withQuotaBytes(5 * BLOCK_BYTES);
    try (SpillManager manager = new SpillManager(config)) {
      SpillSpace small = manager.newSpace("small", 2 * BLOCK_BYTES);
      SpillSpace large = manager.newSpace("large", Long.MAX_VALUE);
      assertThatThrownBy(() -> writeFile(small, 2))
          .isInstanceOfSatisfying(
              SpillException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL))
          .hasMessageContaining("owner=small")
          .hasMessageContaining("quotaBytes=" + 2 * BLOCK_BYTES);
      assertThat(manager.liveBytes()).isZero();
      SpillFile kept = writeFile(small, 1);
      SpillFile most = writeFile(large, 3);
      assertThatThrownBy(() -> writeFile(large, 1))
          .isInstanceOf(SpillException.class)
          .hasMessageContaining("owner=engine");
      most.close();
      writeFile(large, 3).close();
      kept.close();
      assertThat(manager.liveBytes()).isZero();
      assertThat(manager.liveFiles()).isZero();
    }
  }

  @Test
  void fullDiskIsOneClearErrorAndNoHalfFile() throws IOException {
    FaultyDisk disk = FaultyDisk.create(Seeds.random("full")).withCapacity(25_000);
    try (SpillManager manager = new SpillManager(config("a"), disk::open);
        SpillSpace space = manager.newSpace("query-3", Long.MAX_VALUE)) {
      SpillFile first = writeFile(space, 1);
      assertThatThrownBy(() -> writeFile(space, 5))
          .isInstanceOfSatisfying(
              SpillException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
                assertThat(e.directory()).isEqualTo(root.resolve("a"));
              })
          .hasMessageContaining("free space there, name another directory")
          .hasMessageContaining(root.resolve("a").toString())
          .hasMessageContaining("query-3");
      assertThat(disk.faultsFired()).isEqualTo(1);
      assertThat(files(root)).hasSize(2).contains(first.path());
      assertThat(space.liveBytes()).isEqualTo(first.storedBytes());
      try (SpillReader reader = first.open(workspace)) {
        assertThat(reader.read(0, block)).isEqualTo(BLOCK_BYTES);
      }
    }
  }

  @Test
  void diskMayBeFullAtAnyByte() throws IOException {
    for (int capacity = 0; capacity < 20_300; capacity += 1 + capacity % 97 * 13) {
      FaultyDisk disk = FaultyDisk.create(Seeds.random("full")).withCapacity(capacity);
      try (SpillManager manager = new SpillManager(config("a"), disk::open);
          SpillSpace space = manager.newSpace("query", Long.MAX_VALUE)) {
        try {
          writeFile(space, 2);
          assertThat(capacity).isGreaterThan(20_000);
        } catch (SpillException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
          assertThat(files(root)).hasSize(1);
          assertThat(manager.liveBytes()).isZero();
          assertThat(manager.liveFiles()).isZero();
        }
      }
    }
  }

  @Test
  void filesAreSpreadOverDirectories() {
    try (SpillManager manager = new SpillManager(config("a", "b", "c"));
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE)) {
      List<Path> used = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        used.add(writeFile(space, 1).path().getParent().getParent());
      }
      for (String name : List.of("a", "b", "c")) {
        assertThat(used).filteredOn(path -> path.equals(root.resolve(name))).hasSize(2);
      }
    }
  }

  @Test
  void badDirectoriesAreDroppedUntilNoneIsLeft() throws IOException {
    Files.createFile(root.resolve("a")); // a file where a folder should be
    SpillDisk disk =
        (path, options) -> {
          if (path.startsWith(root.resolve("b"))) {
            throw new IOException("Read-only file system");
          }
          return SpillDisk.SYSTEM.open(path, options);
        };
    try (SpillManager manager = new SpillManager(config("a", "b", "c"), disk);
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE)) {
      for (int i = 0; i < 3; i++) {
        assertThat(writeFile(space, 1).path()).startsWith(root.resolve("c"));
      }
    }
    try (SpillManager manager = new SpillManager(config("a", "b"), disk);
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> writeFile(space, 1))
            .isInstanceOfSatisfying(
                SpillException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO_ERROR))
            .hasMessageContaining("no spill directory can be used")
            .hasMessageContaining(root.resolve("b").toString());
      }
      assertThat(manager.liveFiles()).isZero();
    }
    Files.delete(root.resolve("a"));
  }

  @Test
  void sweepsWhatNobodyOwns() throws IOException {
    Path spill = Files.createDirectories(root.resolve("a"));
    Path orphan = folder(spill, "scheelite-spill-999999999-1-0", true);
    Path unfinished = folder(spill, "scheelite-spill-999999999-1-1.new", true);
    Path oldUnfinished = folder(spill, "scheelite-spill-999999999-1-2.new", false);
    Path foreign = folder(spill, "somebody-else", true);
    Files.setLastModifiedTime(
        oldUnfinished, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    try (SpillManager living = new SpillManager(config("a"));
        SpillSpace space = living.newSpace("query", Long.MAX_VALUE);
        SpillFile file = writeFile(space, 1);
        SpillManager next = new SpillManager(config("a"))) {
      assertThat(living.sweptFolders()).isEqualTo(2);
      assertThat(next.sweptFolders()).isZero();
      assertThat(orphan).doesNotExist();
      assertThat(oldUnfinished).doesNotExist();
      assertThat(unfinished).exists();
      assertThat(foreign).exists();
      assertThat(file.path()).exists();
    }
    for (Path folder : List.of(unfinished, foreign)) {
      for (Path file : files(folder)) {
        Files.delete(file);
      }
      Files.delete(folder);
    }
  }

  private static Path folder(Path parent, String name, boolean locked) throws IOException {
    Path folder = Files.createDirectory(parent.resolve(name));
    Files.createFile(folder.resolve("0.spill"));
    if (locked) {
      Files.createFile(folder.resolve("owner.lock"));
    }
    return folder;
  }

  @Test
  void sweepsWhatAKilledProcessLeft() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                SpillAndDie.class.getName(),
                root.resolve("a").toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(root.toFile(), "child.log"))
            .start();
    try {
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    String output = Files.readString(root.resolve("child.log"));
    assertThat(child.exitValue()).as(output).isEqualTo(SpillAndDie.EXIT_CODE);
    assertThat(files(root.resolve("a"))).hasSize(2);

    try (SpillManager manager = new SpillManager(config("a"))) {
      assertThat(manager.sweptFolders()).isEqualTo(1);
      assertThat(files(root.resolve("a"))).isEmpty();
    }
    Files.delete(root.resolve("child.log"));
  }

  @Test
  void manyThreadsSpillAtOnce() throws Exception {
    int threads = 4;
    TestMemory memory = TestMemory.create(16 << 20);
    List<MemoryConsumer> consumers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      consumers.add(memory.reserved("thread " + i, 1 << 20));
    }
    try (SpillManager manager = new SpillManager(config("a", "b"));
        SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        results.add(pool.submit(() -> spillAndRead(space, consumers.get(number), number)));
      }
      long written = 0;
      for (Future<Long> result : results) {
        written += result.get(60, TimeUnit.SECONDS);
      }
      assertThat(space.spilledBytes()).isEqualTo(written);
      assertThat(manager.liveFiles()).isZero();
      assertThat(manager.liveBytes()).isZero();
      assertThat(manager.forgottenFiles()).isZero();
    }
    consumers.forEach(MemoryConsumer::close);
  }

  private static long spillAndRead(SpillSpace space, MemoryConsumer consumer, int number) {
    long buffer = consumer.allocate(BLOCK_BYTES);
    long written = 0;
    try (SpillWorkspace own = new SpillWorkspace(consumer)) {
      for (int file = 0; file < 30; file++) {
        try (SpillWriter writer = space.newFile(number, own)) {
          NativeMemory.fill(buffer, BLOCK_BYTES, (byte) (number * 31 + file));
          writer.write(buffer, BLOCK_BYTES, 1);
          written += readBack(writer.finish(), own, buffer, (byte) (number * 31 + file));
        }
      }
    }
    return written;
  }

  private static long readBack(SpillFile file, SpillWorkspace own, long buffer, byte expected) {
    try (file;
        SpillReader reader = file.open(own)) {
      NativeMemory.fill(buffer, BLOCK_BYTES, (byte) 0);
      reader.read(0, buffer);
      assertThat(NativeMemory.getByte(buffer)).isEqualTo(expected);
      assertThat(NativeMemory.getByte(buffer + BLOCK_BYTES - 1)).isEqualTo(expected);
      return file.storedBytes();
    }
  }

  /** A process that has run out of descriptors for a moment keeps its directories. */
  @Test
  void tooManyOpenFilesPass() {
    boolean[] exhausted = {true};
    SpillDisk disk =
        (path, options) -> {
          if (exhausted[0]) {
            throw new FileSystemException(path.toString(), null, "Too many open files");
          }
          return FileChannel.open(path, options);
        };
    try (SpillManager manager = new SpillManager(config("a", "b"), disk);
        SpillSpace space = manager.newSpace("query-1", Long.MAX_VALUE)) {
      assertThatThrownBy(() -> space.newFile(0, workspace))
          .isInstanceOf(SpillException.class)
          .hasMessageContaining("limit of open files")
          .extracting(e -> ((SpillException) e).code())
          .isEqualTo(ErrorCode.TOO_MANY_OPEN);
      exhausted[0] = false;
      try (SpillFile file = writeFile(space, 2)) {
        assertThat(file.numBlocks()).isEqualTo(2);
      }
    }
  }
}
