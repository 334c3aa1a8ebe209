package io.scheelite.shuffle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import io.scheelite.shuffle.file.MapOutputFile;
import io.scheelite.shuffle.file.RandomOutput;
import io.scheelite.shuffle.file.ShuffleFolder;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LedgerCheck.class)
class ShuffleStoreTest {
  private static final MapOutputId ID = new MapOutputId("app-1", 3, 5, 0);

  @TempDir private Path directory;
  private Path root;
  private ShuffleFolder folder;
  private MemoryConsumer memory;

  @BeforeEach
  void open() {
    root = directory.resolve("shuffle");
    folder = ShuffleFolder.at(root);
    memory = TestMemory.create(8 << 20).reserved("writer", 4 << 20);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private RandomOutput write(MapOutputId id) {
    RandomOutput output;
    int attempt = 0;
    do {
      output = RandomOutput.create(Seeds.random(id.toString() + attempt++), 6);
    } while (output.numPartitions() < 3 || output.rows(0) == 0 || output.rows(1) == 0);
    output.commit(folder, id, memory, 1);
    return output;
  }

  private static void requireKind(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(ShuffleException.class)
        .extracting(e -> ((ShuffleException) e).kind())
        .isEqualTo(kind);
  }

  private static byte[] read(ShuffleRegion region) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(region.sizeBytes());
    while (bytes.hasRemaining()) {
      assertThat(region.channel().read(bytes, region.position() + bytes.position())).isPositive();
    }
    region.release();
    return bytes.array();
  }

  @Test
  void servesExactlyTheBytesOfThePartitions() throws IOException {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      write(ID);
      MapOutput output = MapOutputFile.describe(folder, ID);
      byte[] all;
      long start;
      try (MapOutputFile file = MapOutputFile.open(folder, ID)) {
        all = Files.readAllBytes(file.path());
        start = file.offset(0);
      }
      int first = (int) output.partitionBytes()[0];
      int both = first + (int) output.partitionBytes()[1];
      byte[] found = read(store.open(ID, 0, 2, 1, both - 1));
      assertThat(found).isEqualTo(Arrays.copyOfRange(all, (int) start + 1, (int) start + both));
      assertThat(read(store.open(ID, 1, 1, 0, both - first)))
          .isEqualTo(Arrays.copyOfRange(all, (int) start + first, (int) start + both));
      requireKind(Kind.BAD_RANGE, () -> store.open(ID, 0, 1, 0, first + 1));
      requireKind(Kind.BAD_RANGE, () -> store.open(ID, 0, 1, first, 1));
      requireKind(Kind.BAD_RANGE, () -> store.open(ID, 0, 1, -1, 1));
      requireKind(Kind.BAD_RANGE, () -> store.open(ID, 0, 1, Long.MAX_VALUE, 1));
      requireKind(Kind.BAD_RANGE, () -> store.open(ID, 0, 1, 0, 0));
      requireKind(Kind.BAD_RANGE, () -> store.open(ID, output.numPartitions(), 1, 0, 1));
      requireKind(Kind.BAD_RANGE, () -> store.open(ID, 0, Integer.MAX_VALUE, 0, 1));
      requireKind(Kind.BAD_RANGE, () -> store.open(ID, -1, 1, 0, 1));
      assertThat(store.counters())
          .containsEntry("regionsOpened", 2L)
          .containsEntry("bytesServed", (long) both - 1 + both - first)
          .containsEntry("refusals", 8L)
          .containsEntry("openOutputs", 1L)
          .containsEntry("applications", 1L);
    }
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      requireKind(Kind.NOT_REGISTERED, () -> store.open(ID, 0, 1, 0, 1));
      requireKind(Kind.UNUSABLE, () -> store.register("app-1", "executor-1", directory));
      requireKind(
          Kind.UNUSABLE, () -> store.register("app-1", "executor-1", directory.resolve("none")));
      requireKind(Kind.NOT_REGISTERED, () -> write(ID));
      store.register("app-1", "executor-1", root);
      requireKind(Kind.NO_SUCH_OUTPUT, () -> store.open(ID, 0, 1, 0, 1));
      write(ID);
      store.open(ID, 0, 1, 0, 1).release();
      assertThatThrownBy(() -> store.register("../app-1", "executor-1", root))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void folderOfAnApplicationBelongsToItsOwnerAlone() throws IOException {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      store.register("app-1", "executor-2", root);
      write(ID);
      for (Path path : List.of(root.resolve("app-1"), root.resolve("app-1").resolve("3"))) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .isEqualTo("rwx------");
      }
    }
  }

  @Test
  void neverTouchesFoldersOfOthers() throws IOException {
    Path foreign = Files.createDirectories(root.resolve("photos"));
    Path photo = Files.createFile(foreign.resolve("holiday.jpg"));
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      requireKind(Kind.UNUSABLE, () -> store.register("photos", "executor-1", root));
      store.remove("photos");
      assertThat(store.sweep()).isZero();
    }
    assertThat(photo).exists();
  }

  @Test
  void removedApplicationLeavesNothing() throws IOException {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      store.register("app-2", "executor-1", root);
      write(ID);
      ShuffleRegion inUse = store.open(ID, 0, 1, 0, 24);
      store.remove("app-1");
      store.remove("app-1");
      assertThat(read(inUse)).hasSize(24);
      requireKind(Kind.NOT_REGISTERED, () -> store.open(ID, 0, 1, 0, 1));
      requireKind(Kind.NOT_REGISTERED, () -> write(ID));
      try (var files = Files.list(root)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("app-2", "journal", "service.lock");
      }
      store.register("app-1", "executor-1", root);
      requireKind(Kind.NO_SUCH_OUTPUT, () -> store.open(ID, 0, 1, 0, 1));
    }
  }

  @Test
  void outputsGoWithTheirJobAndOthersStay() throws IOException {
    MapOutputId below = new MapOutputId("app-1", 2, 0, 0);
    MapOutputId last = new MapOutputId("app-1", 4, 1, 0);
    MapOutputId above = new MapOutputId("app-1", 5, 0, 0);
    MapOutputId others = new MapOutputId("app-2", 3, 0, 0);
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      store.register("app-2", "executor-1", root);
      for (MapOutputId id : List.of(below, ID, last, above, others)) {
        write(id);
      }
      ShuffleRegion inUse = store.open(ID, 0, 1, 0, 24);
      store.removeShuffles("app-1", 3, 2);
      store.removeShuffles("app-1", 3, 2);
      assertThat(read(inUse)).hasSize(24);
      requireKind(Kind.NO_SUCH_OUTPUT, () -> store.open(ID, 0, 1, 0, 1));
      requireKind(Kind.NO_SUCH_OUTPUT, () -> store.open(last, 0, 1, 0, 1));
      for (MapOutputId id : List.of(below, above, others)) {
        store.open(id, 0, 1, 0, 24).release();
      }
      assertThat(root.resolve("app-1")).isDirectoryNotContaining("glob:**/3");
      assertThat(root.resolve("app-1")).isDirectoryNotContaining("glob:**/4");
    }
  }

  @Test
  void nothingIsForgottenWhenItStartsAgain() {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      store.register("app-2", "executor-1", root);
      write(ID);
      store.remove("app-2");
      requireKind(Kind.UNUSABLE, () -> ShuffleStore.open(ShuffleFolder.at(root)));
    }
    try (ShuffleStore store = ShuffleStore.open(ShuffleFolder.at(root))) {
      store.open(ID, 0, 1, 0, 1).release();
      requireKind(
          Kind.NOT_REGISTERED, () -> store.open(new MapOutputId("app-2", 0, 0, 0), 0, 1, 0, 1));
      assertThat(store.counters()).containsEntry("applications", 1L);
    }
  }

  @Test
  void whatADamagedJournalForgotIsKnownByItsFolder() throws IOException {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      write(ID);
    }
    Path journal = root.resolve(ShuffleStore.JOURNAL_FILE);
    byte[] bytes = Files.readAllBytes(journal);
    bytes[40] ^= 4;
    Files.write(journal, bytes);
    for (int i = 0; i < 2; i++) {
      try (ShuffleStore store = ShuffleStore.open(ShuffleFolder.at(root))) {
        store.open(ID, 0, 1, 0, 1).release();
      }
    }
  }

  @Test
  void sweepsWhatNobodyRegistered() throws IOException {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      write(ID);
      folder.createApplication("app-9");
      write(new MapOutputId("app-9", 1, 1, 1));
      Path shuffle = root.resolve("app-1").resolve("3");
      Path orphan = Files.createFile(shuffle.resolve("7-0-999999999-0.data"));
      Path unfinished = Files.createFile(shuffle.resolve("7-0-999999999-0.index.new"));
      Path alive =
          Files.createFile(shuffle.resolve("7-0-" + ProcessHandle.current().pid() + "-99.data"));
      assertThat(store.sweep()).isEqualTo(5); // two orphans; data, index and mark of app-9
      assertThat(orphan).doesNotExist();
      assertThat(unfinished).doesNotExist();
      assertThat(alive).exists();
      assertThat(root.resolve("app-9")).doesNotExist();
      store.open(ID, 0, 1, 0, 1).release();
    }
  }

  @Test
  void anExecutorThatTakesAnothersPlaceFindsNothingOfIt() throws IOException {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      write(ID);
      Path shuffle = root.resolve("app-1").resolve("3");
      Path orphan = Files.createFile(shuffle.resolve("7-0-999999999-0.data"));
      store.register("app-1", "executor-1", root);
      assertThat(orphan).exists();
      store.register("app-1", "executor-2", root);
      assertThat(orphan).doesNotExist();
      assertThat(store.counters()).containsEntry("sweptFiles", 1L);
      store.open(ID, 0, 1, 0, 1).release();
    }
  }

  @Test
  void deletedOrDamagedOutputIsNoticedEvenWhileItIsOpen() throws IOException {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      write(ID);
      store.open(ID, 0, 1, 0, 1).release();
      Path data;
      try (MapOutputFile file = MapOutputFile.open(folder, ID)) {
        data = file.path();
      }
      byte[] bytes = Files.readAllBytes(data);
      Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
      requireKind(Kind.DAMAGED, () -> store.open(ID, 0, 1, 0, 1));
      Files.write(data, bytes);
      store.open(ID, 0, 1, 0, 1).release();
      Files.delete(data);
      requireKind(Kind.NO_SUCH_OUTPUT, () -> store.open(ID, 0, 1, 0, 1));
      assertThat(store.counters()).containsEntry("openOutputs", 0L);
    }
  }

  @Test
  void openFilesAreBounded() {
    try (ShuffleStore store = ShuffleStore.open(folder)) {
      store.register("app-1", "executor-1", root);
      List<ShuffleRegion> held = new ArrayList<>();
      for (int map = 0; map < 300; map++) {
        MapOutputId id = new MapOutputId("app-1", 0, map, 0);
        write(id);
        ShuffleRegion region = store.open(id, 0, 1, 0, 24);
        if (map < 3) {
          held.add(region);
        } else {
          region.release();
        }
      }
      assertThat(store.counters()).containsEntry("openOutputs", 256L);
      for (ShuffleRegion region : held) {
        assertThat(region.channel().isOpen()).isTrue();
        region.release();
        assertThat(region.channel().isOpen()).isFalse();
      }
      store.open(new MapOutputId("app-1", 0, 0, 0), 0, 1, 0, 24).release();
    }
  }
}
