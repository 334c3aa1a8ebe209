package io.scheelite.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.testsupport.Seeds;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
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

/** Of all attempts that commit the same output, one counts, and the others leave nothing. */
@ExtendWith(LedgerCheck.class)
class CommitTest {
  @TempDir private Path root;
  private ShuffleFolder folder;
  private TestMemory memory;

  @BeforeEach
  void open() {
    folder = ShuffleFolder.at(root.resolve("shuffle"));
    folder.createApplication("app");
    memory = TestMemory.create(64 << 20);
  }

  @AfterEach
  void onlyOneDataFilePerIndex() throws IOException {
    List<String> names = files();
    assertThat(names).noneMatch(name -> name.endsWith(".new"));
    assertThat(names.stream().filter(name -> name.endsWith(".data")))
        .hasSameSizeAs(names.stream().filter(name -> name.endsWith(".index")).toList());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  private static RandomOutput output(int seed) {
    return RandomOutput.create(Seeds.random("commit" + seed), 8);
  }

  @Test
  void theSecondAttemptGetsWhatTheFirstWrote() throws IOException {
    MapOutputId id = new MapOutputId("app", 0, 0, 0);
    try (MemoryConsumer consumer = memory.reserved("writer", 4 << 20)) {
      MapOutput first = output(1).commit(folder, id, consumer, 1);
      MapOutput second = output(2).commit(ShuffleFolder.at(folder.root()), id, consumer, 2);
      assertThat(second).isEqualTo(first);
      assertThat(second.digest()).isEqualTo(1);
      MapOutput next = output(2).commit(folder, new MapOutputId("app", 0, 0, 1), consumer, 2);
      assertThat(next.digest()).isEqualTo(2);
      try (MapOutputFile file = MapOutputFile.open(folder, id)) {
        output(1).requireContent(file, first, consumer);
      }
    }
    assertThat(files().stream().filter(name -> name.endsWith(".data"))).hasSize(2);
  }

  @Test
  void manyThreadsCommitAtOnce() throws Exception {
    int threads = 4;
    int rounds = Seeds.iterations(50);
    CyclicBarrier start = new CyclicBarrier(threads);
    List<MemoryConsumer> consumers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<List<MapOutput>>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        MemoryConsumer consumer = memory.reserved("writer " + i, 4 << 20);
        consumers.add(consumer);
        results.add(
            pool.submit(
                () -> {
                  List<MapOutput> committed = new ArrayList<>();
                  for (int map = 0; map < rounds; map++) {
                    start.await(60, TimeUnit.SECONDS);
                    MapOutputId id = new MapOutputId("app", 0, map, 0);
                    committed.add(output(number).commit(folder, id, consumer, number));
                  }
                  return committed;
                }));
      }
      List<MapOutput> first = results.getFirst().get(60, TimeUnit.SECONDS);
      for (Future<List<MapOutput>> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(first);
      }
      for (MapOutput committed : first) {
        try (MapOutputFile file = MapOutputFile.open(folder, committed.id())) {
          output((int) committed.digest()).requireContent(file, committed, consumers.getFirst());
        }
      }
    }
    consumers.forEach(MemoryConsumer::close);
    assertThat(files().stream().filter(name -> name.endsWith(".data"))).hasSize(rounds);
  }

  @Test
  void twoProcessesCommitTheSameOutputs() throws Exception {
    List<Process> children = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      children.add(CommitAndDie.start(root.resolve("child-" + i + ".log"), folder.root(), i));
    }
    for (int i = 0; i < 2; i++) {
      Process child = children.get(i);
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue())
          .as(Files.readString(root.resolve("child-" + i + ".log")))
          .isEqualTo(CommitAndDie.EXIT_CODE);
    }
    int unfinished = 2; // each died with one output not committed
    assertThat(files().stream().filter(name -> name.endsWith(".data")))
        .hasSize(CommitAndDie.OUTPUTS + unfinished);
    assertThat(folder.sweep(Set.of("app"))).isEqualTo(unfinished);
    try (MemoryConsumer consumer = memory.reserved("reader", 4 << 20)) {
      for (int map = 0; map < CommitAndDie.OUTPUTS; map++) {
        MapOutputId id = new MapOutputId("app", 0, map, 0);
        MapOutput output = MapOutputFile.describe(folder, id);
        try (MapOutputFile file = MapOutputFile.open(folder, id)) {
          CommitAndDie.output((int) output.digest()).requireContent(file, output, consumer);
        }
      }
    }
  }

  @Test
  void applicationThatWasRemovedGetsNoNewFiles() throws IOException {
    MapOutputId id = new MapOutputId("app", 0, 0, 0);
    try (MemoryConsumer consumer = memory.reserved("writer", 4 << 20);
        MapOutputWriter writer = MapOutputWriter.open(folder, id, 1, BlockCodec.LZ4, consumer)) {
      folder.deleteApplication("app");
      assertThatThrownBy(() -> writer.commit(0))
          .isInstanceOf(ShuffleException.class)
          .extracting(e -> ((ShuffleException) e).kind())
          .isEqualTo(ShuffleException.Kind.NOT_REGISTERED);
    }
    try (Stream<Path> files = Files.list(folder.root())) {
      assertThat(files.map(Path::toFile).map(File::getName)).isEmpty();
    }
  }
}
