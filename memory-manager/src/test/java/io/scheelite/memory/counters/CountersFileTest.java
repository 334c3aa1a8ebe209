package io.scheelite.memory.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountersFileTest {
  private static final long SELF = ProcessHandle.current().pid();

  /** Larger than any process id of Linux. */
  private static final long NO_PROCESS = 1L << 30;

  @TempDir Path temporary;

  private CountersFolder folder() {
    return CountersFolder.at(temporary.resolve("counters"));
  }

  private static CountersSnapshot only(CountersFolder folder) throws IOException {
    List<CountersSnapshot> all = folder.list();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void whatIsWrittenCanBeRead() throws IOException {
    CountersFolder folder = folder();
    try (CounterSink sink = folder.open()) {
      sink.set(EngineCounter.OFF_HEAP_LIMIT, 512);
      sink.set(EngineCounter.OFF_HEAP_LIMIT, 256);
      sink.add(EngineCounter.WAITS, 2);
      sink.add(EngineCounter.WAITS, 1);
      sink.raise(EngineCounter.LONGEST_WAIT, 70);
      sink.raise(EngineCounter.LONGEST_WAIT, 40);

      CountersSnapshot snapshot = only(folder);

      assertThat(snapshot.pid()).isEqualTo(SELF);
      assertThat(snapshot.live()).isTrue();
      assertThat(snapshot.command()).isEqualTo(System.getProperty("sun.java.command"));
      assertThat(snapshot.value(EngineCounter.OFF_HEAP_LIMIT)).isEqualTo(256);
      assertThat(snapshot.value(EngineCounter.WAITS)).isEqualTo(3);
      assertThat(snapshot.value(EngineCounter.LONGEST_WAIT)).isEqualTo(70);
      assertThat(snapshot.counters()).hasSize(EngineCounter.values().length);
      assertThat(snapshot.others()).isEmpty();
    }
    assertThat(folder.list()).isEmpty();
    assertThat(temporary.resolve("counters")).isEmptyDirectory();
  }

  @Test
  void poolsAreShownWhileTheyAreOpen() throws IOException {
    CountersFolder folder = folder();
    try (CounterSink sink = folder.open()) {
      PoolGauge engine = sink.openPool("engine", null, 1000);
      PoolGauge query = sink.openPool("query-1", engine, Long.MAX_VALUE);
      query.booked(70, 90);
      query.booked(60, 90);
      engine.booked(61, 91);
      engine.limit(2000);

      assertThat(only(folder).pools())
          .containsExactly(
              new CountersSnapshot.Pool(1, 0, "engine", 61, 91, 2000),
              new CountersSnapshot.Pool(2, 1, "query-1", 60, 90, Long.MAX_VALUE));

      query.close();
      PoolGauge next = sink.openPool("query-2", engine, 500);
      assertThat(only(folder).pools())
          .containsExactly(
              new CountersSnapshot.Pool(1, 0, "engine", 61, 91, 2000),
              new CountersSnapshot.Pool(3, 1, "query-2", 0, 0, 500));
      next.close();
      engine.close();
    }
  }

  @Test
  void freedPoolsMakeRoomForOthersAndTooManyAreNotShown() throws IOException {
    CountersFolder folder = folder();
    try (CounterSink sink = folder.open()) {
      for (int i = 0; i < 10 * CountersLayout.MAX_POOLS; i++) {
        PoolGauge gauge = sink.openPool("pool-" + i, null, Long.MAX_VALUE);
        assertThat(gauge).isNotNull();
        gauge.close();
      }
      for (int i = 0; i < CountersLayout.MAX_POOLS; i++) {
        assertThat(sink.openPool("p" + i, null, 1)).isNotNull();
      }
      assertThat(sink.openPool("one too many", null, 1)).isNull();
      assertThat(only(folder).pools()).hasSize(CountersLayout.MAX_POOLS);
    }
  }

  @Test
  void longNamesAreCut() throws IOException {
    CountersFolder folder = folder();
    try (CounterSink sink = folder.open()) {
      PoolGauge gauge = sink.openPool("ä".repeat(1000), null, 1);
      assertThat(gauge).isNotNull();
      assertThat(only(folder).pools().getFirst().name()).isEqualTo("ä".repeat(100));
    }
  }

  @Test
  void enginesOfOneProcessHaveFilesOfTheirOwn() throws IOException {
    CountersFolder folder = folder();
    try (CounterSink first = folder.open();
        CounterSink second = folder.open()) {
      first.add(EngineCounter.WAITS, 1);
      second.add(EngineCounter.WAITS, 2);
      assertThat(folder.find(SELF))
          .extracting(snapshot -> snapshot.value(EngineCounter.WAITS))
          .containsExactlyInAnyOrder(1L, 2L);
      assertThat(temporary.resolve("counters").resolve(SELF + ".counters")).exists();
      assertThat(temporary.resolve("counters").resolve(SELF + "-2.counters")).exists();
    }
  }

  @Test
  void folderAndFileAreTheOwnersAlone() throws IOException {
    CountersFolder folder = folder();
    try (CounterSink sink = folder.open()) {
      sink.add(EngineCounter.WAITS, 1);
      Path root = temporary.resolve("counters");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(root.resolve(SELF + ".counters"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aFolderThatOthersMayReadIsClosedToThem() throws IOException {
    Path root = Files.createDirectory(temporary.resolve("counters"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xrwx"));
    try (CounterSink sink = folder().open()) {
      assertThat(sink).isInstanceOf(CountersFile.class);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void whereTheFolderCannotBeNothingIsCounted() throws IOException {
    Path file = Files.writeString(temporary.resolve("counters"), "a file");
    try (CounterSink sink = folder().open()) {
      assertThat(sink).isSameAs(CounterSink.NONE);
      sink.set(EngineCounter.WAITING, 1);
      assertThat(sink.openPool("engine", null, 1)).isNull();
    }
    assertThat(file).hasContent("a file");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(temporary.resolve("counters"), elsewhere);
    try (CounterSink sink = folder().open()) {
      assertThat(sink).isSameAs(CounterSink.NONE);
    }
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aDeadProcessCanStillBeReadAndItsFileGoesAfterADay() throws IOException {
    Path root = Files.createDirectory(temporary.resolve("counters"));
    Path dead = root.resolve(NO_PROCESS + ".counters");
    try (CountersFile file =
        CountersFile.create(dead, new ProcessIdentity(NO_PROCESS, 5), "Main --memory 1g")) {
      file.add(EngineCounter.SPILL_FILES, 7);
      CountersFolder folder = folder();
      CountersSnapshot snapshot = folder.find(NO_PROCESS).getFirst();
      assertThat(snapshot.live()).isFalse();
      assertThat(snapshot.command()).isEqualTo("Main --memory 1g");
      assertThat(snapshot.value(EngineCounter.SPILL_FILES)).isEqualTo(7);

      folder.open().close();
      assertThat(dead).exists();

      Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
      folder.open().close();
      assertThat(dead).doesNotExist();
    }
  }

  @Test
  void whoWasEndedOnPurposeIsForgotten() throws IOException {
    Path root = Files.createDirectory(temporary.resolve("counters"));
    Path dead = root.resolve(NO_PROCESS + ".counters");
    try (CountersFile file =
            CountersFile.create(dead, new ProcessIdentity(NO_PROCESS, 5), "Executor");
        CounterSink own = folder().open()) {
      file.add(EngineCounter.WAITS, 1);
      own.add(EngineCounter.WAITS, 1);
      folder().forget(NO_PROCESS);
      folder().forget(SELF);
      assertThat(folder().list()).extracting(CountersSnapshot::pid).containsExactly(SELF);
    }
  }

  @Test
  void ofManyDeadProcessesTheLatestStay() throws IOException {
    Path root = Files.createDirectory(temporary.resolve("counters"));
    Instant now = Instant.now();
    for (int i = 0; i < 40; i++) {
      Path dead = root.resolve((NO_PROCESS + i) + ".counters");
      try (CountersFile file =
          CountersFile.create(
              root.resolve("made"), new ProcessIdentity(NO_PROCESS + i, 5), "Main")) {
        Files.copy(file.path(), dead);
      }
      Files.setLastModifiedTime(dead, FileTime.from(now.minusSeconds(i)));
    }
    try (CounterSink sink = folder().open()) {
      sink.add(EngineCounter.WAITS, 1);
      assertThat(folder().list().stream().filter(snapshot -> !snapshot.live()).toList())
          .extracting(CountersSnapshot::pid)
          .hasSize(32)
          .contains(NO_PROCESS, NO_PROCESS + 31)
          .doesNotContain(NO_PROCESS + 32);
    }
  }

  @Test
  void theFileOfAFormerProcessOfThisIdIsReplaced() throws IOException {
    Path root = Files.createDirectory(temporary.resolve("counters"));
    Path path = root.resolve(SELF + ".counters");
    try (CountersFile former = CountersFile.create(path, new ProcessIdentity(SELF, 5), "former")) {
      former.add(EngineCounter.WAITS, 9);
      assertThat(only(folder()).live()).isFalse();
      try (CounterSink sink = folder().open()) {
        sink.add(EngineCounter.WAITS, 1);
        assertThat(only(folder()).value(EngineCounter.WAITS)).isEqualTo(1);
        assertThat(only(folder()).file()).isEqualTo(path);
      }
    }
  }

  // ---------------------------------------------------------------- bad files

  private Path written() throws IOException {
    Path path = temporary.resolve(NO_PROCESS + ".counters");
    try (CountersFile file =
        CountersFile.create(
            temporary.resolve("made"), new ProcessIdentity(NO_PROCESS, 5), "Main")) {
      Files.copy(file.path(), path);
    }
    return path;
  }

  private static void patch(Path path, long offset, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).flip();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      assertThat(channel.write(bytes, offset)).isEqualTo(4);
    }
  }

  private static void assertRefused(Path path, String reason) {
    assertThatThrownBy(() -> CountersSnapshot.read(path))
        .isInstanceOf(CountersFormatException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(path.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 1024})
  void aFileThatIsBeingMadeIsNotThereYet(int length) throws IOException {
    Path path = written();
    Files.write(path, new byte[length]);
    assertThat(CountersFolder.at(temporary).list()).isEmpty();
    assertThat(CountersFolder.at(temporary).find(NO_PROCESS)).isEmpty();
  }

  @Test
  void aNewerVersionIsRefused() throws IOException {
    Path path = written();
    patch(path, CountersLayout.VERSION_OFFSET, 2);
    assertRefused(path, "newer version");
  }

  @Test
  void aForeignFileIsRefused() throws IOException {
    Path path = written();
    patch(path, CountersLayout.MAGIC_OFFSET, 1);
    assertRefused(path, "not a counters file");
    assertThat(CountersFolder.at(temporary).list()).isEmpty();
    assertThatThrownBy(() -> CountersFolder.at(temporary).find(NO_PROCESS))
        .isInstanceOf(CountersFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 1023, 1024, 20_000})
  void aShortFileIsRefused(int length) throws IOException {
    Path path = written();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
    assertRefused(path, "damaged");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, Integer.MAX_VALUE})
  void anImpossibleCapacityIsRefused(int capacity) throws IOException {
    Path path = written();
    patch(path, CountersLayout.CAPACITY_OFFSET, capacity);
    assertRefused(path, "damaged");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MAX_VALUE})
  void anImpossibleLengthIsRefused(int length) throws IOException {
    Path path = written();
    patch(path, CountersLayout.COMMAND_LENGTH_OFFSET, length);
    assertRefused(path, "damaged");
    Path other = temporary.resolve("other");
    Files.move(rewritten(path), other);
    patch(other, CountersLayout.HEADER_BYTES + CountersReader.LABEL_OFFSET, length);
    assertRefused(other, "damaged");
  }

  private Path rewritten(Path used) throws IOException {
    Files.delete(used);
    return written();
  }

  @Test
  void anUnknownStateIsRefused() throws IOException {
    Path path = written();
    patch(path, CountersLayout.HEADER_BYTES, 77);
    assertRefused(path, "damaged");
  }

  /** A reader that followed them would not come back. */
  @Test
  void poolsThatFormNoTreeAreLeftOut() throws IOException {
    Path path = temporary.resolve(NO_PROCESS + ".counters");
    try (CountersFile file =
        CountersFile.create(
            temporary.resolve("made"), new ProcessIdentity(NO_PROCESS, 5), "Main")) {
      PoolGauge above = null;
      for (int i = 1; i <= 100; i++) {
        above = file.openPool("pool-" + i, above, 1);
      }
      Files.copy(file.path(), path);
    }
    assertThat(CountersSnapshot.read(path).pools())
        .as("a chain of a hundred")
        .extracting(CountersSnapshot.Pool::number)
        .startsWith(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L)
        .as("nothing is below it for a reader")
        .doesNotContain(17L);

    int firstPool = EngineCounter.values().length;
    for (int id = firstPool; id < firstPool + 4; id++) {
      patch(path, registrationOffset(id), 7);
      patch(path, registrationOffset(id) + Long.BYTES, 7);
    }
    assertThat(CountersSnapshot.read(path).pools())
        .as("pools that are their own parents")
        .noneMatch(pool -> pool.number() == pool.parent());
  }

  private static long registrationOffset(int id) {
    return CountersLayout.valuesOffset(CountersLayout.CAPACITY)
        + (long) CountersReader.counterOffset(id)
        + CountersReader.REGISTRATION_ID_OFFSET;
  }

  @Test
  void textIsPrintable() throws IOException {
    Path path = temporary.resolve("made");
    try (CountersFile file =
        CountersFile.create(
            path, new ProcessIdentity(NO_PROCESS, 5), "Main -c\nselect \u001b[2J1")) {
      file.openPool("a\rb", null, 1);
      CountersSnapshot snapshot = CountersSnapshot.read(path);
      assertThat(snapshot.command()).isEqualTo("Main -c?select ?[2J1");
      assertThat(snapshot.pools().getFirst().name()).isEqualTo("a?b");
    }
  }

  /** Whatever the bytes are, a reader ends with an answer or with one kind of error. */
  @Test
  void garbageIsReadOrRefused() throws IOException {
    byte[] good = Files.readAllBytes(written());
    RandomGenerator random = Seeds.random(CountersFileTest.class, 0);
    Path path = temporary.resolve("garbage");
    for (int i = 0; i < 300; i++) {
      byte[] bytes = good.clone();
      for (int j = 0; j < 1 + random.nextInt(200); j++) {
        bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
      }
      Files.write(
          path,
          Arrays.copyOf(
              bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length));
      try {
        assertThat(CountersSnapshot.read(path).pools()).isNotNull();
      } catch (CountersFormatException e) {
        assertThat(e).hasMessageContaining(path.toString());
      }
    }
  }

  @Test
  void whatIsNoFileIsRefusedAndKeepsNobodyFromCounting() throws IOException {
    CountersFolder folder = folder();
    Path root = Files.createDirectory(folder.root());
    for (int i = 0; i < 40; i++) {
      Files.createDirectories(root.resolve((NO_PROCESS + i) + ".counters").resolve("full"));
    }
    Files.createSymbolicLink(root.resolve("5.counters"), Path.of("/dev/zero"));
    assertThatThrownBy(() -> folder.find(NO_PROCESS))
        .isInstanceOf(CountersFormatException.class)
        .hasMessageContaining("not a counters file");
    assertThatThrownBy(() -> folder.find(5)).isInstanceOf(CountersFormatException.class);
    try (CounterSink sink = folder.open()) {
      assertThat(sink).isInstanceOf(CountersFile.class);
      assertThat(folder.list()).hasSize(1);
    }
  }

  @Test
  void aCounterOfANewerBuildIsShownByItsLabel() throws IOException {
    Path path = written();
    patch(path, CountersLayout.HEADER_BYTES + CountersReader.TYPE_ID_OFFSET, 555);
    CountersSnapshot snapshot = CountersSnapshot.read(path);
    assertThat(snapshot.others()).containsOnlyKeys(EngineCounter.OFF_HEAP_LIMIT.label());
    assertThat(snapshot.counters()).hasSize(EngineCounter.values().length - 1);
  }

  @Test
  void theLayoutIsAsDocumented() throws IOException {
    Path path = written();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    bytes.get(0, magic);
    assertThat(magic).asString().isEqualTo("SCHEECNT");
    assertThat(bytes.getInt(8)).isEqualTo(1);
    assertThat(bytes.getInt(12)).isEqualTo(544);
    assertThat(bytes.getLong(16)).isEqualTo(NO_PROCESS);
    assertThat(bytes.getLong(24)).isEqualTo(5);
    assertThat(bytes.getInt(40)).isEqualTo(4);
    byte[] command = new byte[4];
    bytes.get(44, command);
    assertThat(command).asString().isEqualTo("Main");
    assertThat(bytes.capacity()).isEqualTo(1024 + 544 * (512 + 128));
    assertThat(bytes.getInt(1024)).isEqualTo(CountersReader.RECORD_ALLOCATED);
  }
}
