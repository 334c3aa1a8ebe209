package io.scheelite.shuffle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.ShuffleFetchException.Kind;
import io.scheelite.shuffle.client.SampleOutputs.Sample;
import io.scheelite.shuffle.file.BlockDecoder;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The client's state machine alone: simulated services, virtual time, one thread. */
@ExtendWith(LedgerCheck.class)
class ShuffleClientTest {
  private static final int SERVICES = 3;

  @TempDir Path root;
  private final VirtualTime time = new VirtualTime();
  private RandomGenerator random;
  private TestMemory memory;
  private SampleOutputs outputs;
  private SimulatedServices services;
  private ShuffleClientConfig config = ShuffleClientConfig.defaults();

  @BeforeEach
  void createMemory() {
    memory = TestMemory.create(64L << 20);
    random = Seeds.random(ShuffleClientTest.class, 0);
  }

  private void write(int maps, int partitions, int blocks, SampleOutputs.Sizes sizes) {
    outputs = SampleOutputs.write(root, maps, partitions, blocks, sizes, random);
    services = new SimulatedServices(outputs, time, random);
  }

  private static ServiceAddress service(int map) {
    return ServiceAddress.local(1 + map % SERVICES);
  }

  private ShuffleFetch open(List<Integer> partitions, boolean ordered) {
    List<MapOutputLocation> locations = new ArrayList<>();
    for (MapOutput output : outputs.outputs) {
      locations.add(new MapOutputLocation(service(output.id().map()), output));
    }
    return new ShuffleClient(services, time, time, random, config)
        .open(locations, partitions, ordered);
  }

  private MemoryConsumer consumer(ShuffleFetch fetch) {
    return memory.consumer("reader", fetch.readerFloorBytes(), Reclaimable.NONE);
  }

  /** Reads all with so many readers, as drivers would; closes everything. */
  private List<Sample> readAll(ShuffleFetch fetch, int numReaders) {
    List<Sample> seen = new ArrayList<>();
    List<ShuffleReader> open = new ArrayList<>();
    List<MemoryConsumer> consumers = new ArrayList<>();
    try {
      for (int i = 0; i < numReaders; i++) {
        consumers.add(consumer(fetch));
        open.add(fetch.open(consumers.getLast()));
      }
      while (!open.isEmpty()) {
        boolean moved = false;
        for (ShuffleReader reader : List.copyOf(open)) {
          moved |= drain(reader, seen);
          if (reader.finished()) {
            reader.close();
            open.remove(reader);
            moved = true;
          }
        }
        if (!moved && !time.step()) {
          throw new AssertionError("nothing will ever happen again: seen=" + seen.size());
        }
      }
    } finally {
      open.forEach(ShuffleReader::close);
      consumers.forEach(MemoryConsumer::close);
      fetch.close();
    }
    return seen;
  }

  /** Takes some blocks. Returns whether it is worth calling again at once. */
  private boolean drain(ShuffleReader reader, List<Sample> seen) {
    CompletableFuture<Void> before = reader.blocked();
    if (before != null && !before.isDone()) {
      return false;
    }
    for (int i = random.nextInt(8); i >= 0; i--) {
      ShuffleReader.Block block = reader.poll();
      if (block == null) {
        return false;
      }
      seen.add(SampleOutputs.seen(block));
    }
    return true;
  }

  private List<Sample> expected(List<Integer> partitions) {
    return outputs.samples.stream()
        .filter(sample -> partitions.contains(sample.partition()))
        .map(SampleOutputs::anywhere)
        .toList();
  }

  private static List<Integer> partitions(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void everyBlockComesOnceWhateverFails() {
    for (int run = 0; run < Seeds.iterations(40); run++) {
      random = Seeds.random(ShuffleClientTest.class, run);
      int numPartitions = 1 + random.nextInt(6);
      int largest = random.nextBoolean() ? 2_000 : 70_000;
      root = root.resolve("run");
      write(1 + random.nextInt(12), numPartitions, 12, r -> 1 + r.nextInt(largest));
      services.failures = random.nextBoolean() ? 0 : 0.3;
      services.flips = random.nextBoolean() ? 0 : 0.02;
      config =
          ShuffleClientConfig.defaults()
              .withSizes(
                  (1 + random.nextInt(8)) << 16,
                  (4 + random.nextInt(60)) << 10,
                  1 + random.nextInt(20));
      List<Integer> wanted =
          partitions(numPartitions).stream().filter(p -> random.nextInt(3) > 0).toList();
      boolean ordered = random.nextInt(3) == 0;
      ShuffleFetch fetch = open(wanted, ordered);
      int readers = 1 + random.nextInt(Math.min(4, fetch.maxReaders()));
      List<Sample> seen = readAll(fetch, readers);
      if (ordered) {
        assertThat(seen).as("run %s", run).isEqualTo(expectedInOrder(wanted));
      } else {
        assertThat(seen).as("run %s", run).containsExactlyInAnyOrderElementsOf(expected(wanted));
      }
      if (services.flips == 0) { // else answers may be under way that nobody wants any more
        assertThat(services.mostOpenBytes)
            .isLessThanOrEqualTo((long) readers * config.readerWindowBytes());
      }
      assertThat(fetch.progress().blocks()).isEqualTo(seen.size());
    }
  }

  private List<Sample> expectedInOrder(List<Integer> wanted) {
    return outputs.samples.stream()
        .filter(sample -> wanted.contains(sample.partition()))
        .sorted(
            Comparator.comparingInt((Sample sample) -> wanted.indexOf(sample.partition()))
                .thenComparingInt(Sample::map))
        .map(SampleOutputs::anywhere)
        .toList();
  }

  @Test
  void orderIsPartitionThenMap() {
    write(7, 4, 9, r -> 1 + r.nextInt(60_000));
    services.failures = 0.2;
    List<Integer> wanted = List.of(2, 0, 3, 1);
    assertThat(readAll(open(wanted, true), 1)).isEqualTo(expectedInOrder(wanted));
  }

  @Test
  void adjacentPartitionsOfAnOutputAreOneRequest() {
    write(20, 8, 3, r -> 1 + r.nextInt(500));
    ShuffleFetch fetch = open(partitions(8), false);
    assertThat(readAll(fetch, 1)).hasSameSizeAs(outputs.samples);
    assertThat(services.requests).isLessThanOrEqualTo(20);
  }

  @Test
  void thousandsOfSmallBlocksAndAHugeOneComeThrough() {
    write(4, 1, 2000, r -> r.nextInt(2000) == 0 ? 5 << 20 : 1 + r.nextInt(60));
    ShuffleFetch fetch = open(List.of(0), false);
    assertThat(readAll(fetch, 1)).containsExactlyInAnyOrderElementsOf(expected(List.of(0)));
  }

  @Test
  void nothingToReadIsFinishedAtOnce() {
    write(3, 2, 0, r -> 1);
    ShuffleFetch fetch = open(List.of(0, 1), false);
    assertThat(fetch.readerFloorBytes()).isZero();
    assertThat(readAll(fetch, 1)).isEmpty();
  }

  @Test
  void littleToReadTakesLittleMemory() {
    write(10, 2, 3, r -> 1 + r.nextInt(300));
    assertThat(open(List.of(0), false).readerFloorBytes()).isEqualTo(3L << 16);
  }

  @Test
  void aServiceThatComesBackInTimeIsFoundAgain() {
    write(6, 1, 20, r -> 1 + r.nextInt(60_000));
    services.downBetween(service(0), 0, 12);
    assertThat(readAll(open(List.of(0), false), 2))
        .containsExactlyInAnyOrderElementsOf(expected(List.of(0)));
    assertThat(time.seconds()).isBetween(12.0, 14.5);
  }

  @Test
  void aServiceThatStaysAwayIsUnreachable() {
    write(6, 1, 20, r -> 1 + r.nextInt(60_000));
    services.downBetween(service(0), 0, 1e9);
    assertThatThrownBy(() -> readAll(open(List.of(0), false), 2))
        .isInstanceOfSatisfying(
            ShuffleFetchException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
              assertThat(service(e.output().map())).isEqualTo(service(0));
            });
    assertThat(time.seconds()).isBetween(15.0, 15.1);
    // delays grow to two seconds: about a dozen attempts of some pieces each, not thousands
    assertThat(services.requests).isBetween(10, 300);
  }

  @Test
  void aServiceThatIsSilentIsAbandonedAndAskedAgain() {
    write(6, 1, 20, r -> 1 + r.nextInt(60_000));
    services.muteUntilAbandoned(service(1));
    assertThat(readAll(open(List.of(0), false), 1))
        .containsExactlyInAnyOrderElementsOf(expected(List.of(0)));
    assertThat(services.abandoned).containsExactly(service(1));
    assertThat(time.seconds()).isBetween(5.0, 8.0);
  }

  @Test
  void aDeletedOutputIsLostAtOnce() {
    write(6, 1, 20, r -> 1 + r.nextInt(60_000));
    MapOutput deleted = outputs.outputs.get(3);
    services.lost.add(deleted.id());
    assertThatThrownBy(() -> readAll(open(List.of(0), false), 2))
        .isInstanceOfSatisfying(
            ShuffleFetchException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.LOST);
              assertThat(e.output()).isEqualTo(deleted.id());
            });
    assertThat(time.seconds()).isLessThan(1);
  }

  @Test
  void aBlockThatIsDamagedTwiceIsDiagnosed() {
    write(1, 1, 40, r -> 1 + r.nextInt(60_000));
    services.alwaysWrongAt = (long) BlockDecoder.HEADER_BYTES; // content of the first block
    assertCorrupt("the same bytes came twice");
    services.wrongDiffers = true;
    assertCorrupt("other bytes came the second time");
  }

  private void assertCorrupt(String diagnosis) {
    ShuffleFetch fetch = open(List.of(0), false);
    assertThatThrownBy(() -> readAll(fetch, 1))
        .isInstanceOfSatisfying(
            ShuffleFetchException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .hasMessageContaining(diagnosis);
    assertThat(fetch.progress().corruptBlocks()).isEqualTo(2);
  }

  @Test
  void afterCloseNothingIsWrittenAndReadersFail() {
    write(6, 1, 20, r -> 1 + r.nextInt(60_000));
    ShuffleFetch fetch = open(List.of(0), false);
    MemoryConsumer consumer = consumer(fetch);
    ShuffleReader reader = fetch.open(consumer);
    CompletableFuture<Void> blocked = reader.blocked();
    time.step();
    assertThat(services.requests).isPositive();
    fetch.close();
    assertThat(blocked).isCompleted();
    assertThatThrownBy(reader::poll).isInstanceOf(CancellationException.class);
    reader.close();
    consumer.close();
    while (time.step()) {
      // answers still arrive, and go nowhere
    }
  }
}
