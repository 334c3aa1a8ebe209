package io.scheelite.shuffle.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.memory.WaitClock;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.ShuffleFetchException.Kind;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.client.NetworkShuffleTransport;
import io.scheelite.shuffle.client.SampleOutputs;
import io.scheelite.shuffle.client.SampleOutputs.Sample;
import io.scheelite.shuffle.client.ShuffleClient;
import io.scheelite.shuffle.client.ShuffleClientConfig;
import io.scheelite.shuffle.client.ShuffleControl;
import io.scheelite.shuffle.client.ShuffleFetch;
import io.scheelite.shuffle.client.ShuffleReader;
import io.scheelite.shuffle.file.ShuffleFolder;
import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.protocol.MessageLayout;
import io.scheelite.shuffle.protocol.Request;
import io.scheelite.shuffle.store.ShuffleStore;
import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.FrameConfig;
import io.scheelite.shuffle.transport.FrameConnection;
import io.scheelite.shuffle.transport.FrameHandler;
import io.scheelite.shuffle.transport.Lane;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.shuffle.transport.TransportLoops;
import io.scheelite.testsupport.Seeds;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Service and client over real sockets. */
@ExtendWith(LedgerCheck.class)
@Timeout(120)
class ShuffleServerTest {
  private static final FrameConfig CONFIG = FrameConfig.shuffle();

  @TempDir Path root;
  private final SharedSecret secret = SharedSecret.random();
  private final TransportLoops serverLoops = TransportLoops.of("server", 1, 1);
  private final TransportLoops clientLoops = TransportLoops.of("client", 1, 0);
  private final ExecutorService storeExecutor = Executors.newSingleThreadExecutor();
  private final ExecutorService clientExecutor = Executors.newSingleThreadExecutor();
  private final RandomGenerator random = Seeds.random(ShuffleServerTest.class, 0);
  private final FrameClient frames = new FrameClient(clientLoops, CONFIG, secret);
  private final NetworkShuffleTransport transport = new NetworkShuffleTransport(frames);
  private final ShuffleControl control =
      new ShuffleControl(frames, WaitClock.SYSTEM, Duration.ofSeconds(60));
  private TestMemory memory;
  private SampleOutputs outputs;
  private ShuffleStore store;
  private ShuffleServer server;
  private ShuffleClientConfig config =
      ShuffleClientConfig.defaults()
          .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(60))
          .withRetries(Duration.ofMillis(5), Duration.ofMillis(100));

  @BeforeEach
  void createMemory() {
    memory = TestMemory.create(64L << 20);
  }

  @AfterEach
  void closeAll() {
    control.close();
    transport.close();
    stop();
    clientLoops.close();
    serverLoops.close();
    storeExecutor.close();
    clientExecutor.close();
  }

  private void serve(int maps, int partitions, int blocks, SampleOutputs.Sizes sizes) {
    start(0);
    store.register(SampleOutputs.APPLICATION, "executor", root);
    outputs = SampleOutputs.write(root, maps, partitions, blocks, sizes, random);
  }

  private void start(int port) {
    store = ShuffleStore.open(ShuffleFolder.at(root));
    server = ShuffleServer.start(serverLoops, CONFIG, secret, port, store, storeExecutor);
  }

  private void stop() {
    if (server != null) {
      server.close();
      store.close();
      server = null;
    }
  }

  private ShuffleFetch open(ServiceAddress service, List<Integer> partitions) {
    List<MapOutputLocation> locations = new ArrayList<>();
    for (MapOutput output : outputs.outputs) {
      locations.add(new MapOutputLocation(service, output));
    }
    return new ShuffleClient(transport, clientExecutor, WaitClock.SYSTEM, random, config)
        .open(locations, partitions, false);
  }

  private MemoryConsumer consumer(ShuffleFetch fetch) {
    return memory.consumer("reader", fetch.readerFloorBytes(), Reclaimable.NONE);
  }

  /** Reads all with one reader; {@code halfway} runs when half of the blocks have come. */
  private List<Sample> readAll(ShuffleFetch fetch, Runnable halfway) throws Exception {
    List<Sample> seen = new ArrayList<>();
    MemoryConsumer consumer = consumer(fetch);
    try (ShuffleReader reader = fetch.open(consumer)) {
      while (!reader.finished()) {
        ShuffleReader.Block block = reader.poll();
        if (block != null) {
          seen.add(SampleOutputs.seen(block));
          if (seen.size() == outputs.samples.size() / 2) {
            halfway.run();
          }
          continue;
        }
        CompletableFuture<Void> blocked = reader.blocked();
        if (blocked != null) {
          blocked.get(60, TimeUnit.SECONDS);
        }
      }
    } finally {
      consumer.close();
      fetch.close();
    }
    return seen;
  }

  /** Reads with so many threads; each stops after some blocks if it is told to. */
  private List<Sample> readInParallel(ShuffleFetch fetch, int threads, int mostBlocks)
      throws Exception {
    List<Sample> seen = Collections.synchronizedList(new ArrayList<>());
    List<MemoryConsumer> consumers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      consumers.add(consumer(fetch));
    }
    try (ExecutorService drivers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (MemoryConsumer consumer : consumers) {
        running.add(drivers.submit(() -> readSome(fetch, consumer, mostBlocks, seen)));
      }
      for (Future<?> reader : running) {
        reader.get(60, TimeUnit.SECONDS);
      }
    } finally {
      fetch.close();
      consumers.forEach(MemoryConsumer::close);
    }
    return seen;
  }

  private static Void readSome(
      ShuffleFetch fetch, MemoryConsumer consumer, int mostBlocks, List<Sample> seen)
      throws Exception {
    try (ShuffleReader reader = fetch.open(consumer)) {
      for (int blocks = 0; blocks < mostBlocks && !reader.finished(); ) {
        ShuffleReader.Block block = reader.poll();
        CompletableFuture<Void> blocked = block == null ? reader.blocked() : null;
        if (block != null) {
          seen.add(SampleOutputs.seen(block));
          blocks++;
        } else if (blocked != null) {
          blocked.get(60, TimeUnit.SECONDS);
        }
      }
    }
    return null;
  }

  @Test
  void readersInParallelShareTheBlocks() throws Exception {
    serve(40, 3, 20, r -> 1 + r.nextInt(30_000));
    for (int i = 0; i < 5; i++) {
      ShuffleFetch fetch = open(server.address(), List.of(0, 1, 2));
      assertThat(readInParallel(fetch, 4, Integer.MAX_VALUE))
          .containsExactlyInAnyOrderElementsOf(allSamples());
    }
    try (ChaosProxy proxy = new ChaosProxy(server.address(), random)) {
      ShuffleFetch fetch = open(proxy.address(), List.of(0, 1, 2));
      assertThat(readInParallel(fetch, 4, Integer.MAX_VALUE))
          .containsExactlyInAnyOrderElementsOf(allSamples());
    }
  }

  @Test
  void memoryOfReadersThatLeaveEarlyIsNobodysTarget() throws Exception {
    serve(8, 1, 60, r -> 60_000);
    for (int i = 0; i < 30; i++) {
      ShuffleFetch fetch = open(server.address(), List.of(0));
      assertThat(readInParallel(fetch, 2, random.nextInt(4)).size()).isLessThan(8);
      // whoever has the memory next finds in it what it wrote, whatever still arrives
      MemoryConsumer next = memory.reserved("next", 4 << 20);
      long address = next.allocate(4 << 20);
      NativeMemory.fill(address, 4 << 20, (byte) 7);
      control.ping(server.address()).get(60, TimeUnit.SECONDS);
      for (int at = 0; at < 4 << 20; at += Long.BYTES) {
        if (NativeMemory.getLong(address + at) != 0x0707070707070707L) {
          throw new AssertionError("somebody wrote here: at=" + at);
        }
      }
      next.close();
    }
  }

  private List<Sample> allSamples() {
    return outputs.samples.stream().map(SampleOutputs::anywhere).toList();
  }

  @Test
  void everythingWrittenIsFetched() throws Exception {
    serve(5, 4, 30, r -> 1 + r.nextInt(r.nextInt(4) == 0 ? 200_000 : 20_000));
    config = config.withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(60));
    ShuffleFetch fetch = open(server.address(), List.of(0, 1, 2, 3));
    assertThat(readAll(fetch, () -> {})).containsExactlyInAnyOrderElementsOf(allSamples());
    assertThat(fetch.progress().retries()).isZero();
    assertThat(server.counters()).containsEntry("connections", 1L);
  }

  @Test
  void thousandsOfSmallOutputsAreFetched() throws Exception {
    serve(1000, 1, 3, r -> 1 + r.nextInt(300));
    assertThat(readAll(open(server.address(), List.of(0)), () -> {}))
        .containsExactlyInAnyOrderElementsOf(allSamples());
  }

  @Test
  void aServiceThatStartsAgainGoesOnWhereItWas() throws Exception {
    serve(6, 2, 200, r -> 1 + r.nextInt(60_000)); // half of it is more than a window
    int port = server.address().port();
    ShuffleFetch fetch = open(server.address(), List.of(0, 1));
    CompletableFuture<Void> again = new CompletableFuture<>();
    List<Sample> seen =
        readAll(
            fetch,
            () -> {
              stop();
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
                  .execute(
                      () -> {
                        start(port);
                        again.complete(null);
                      });
            });
    again.get(60, TimeUnit.SECONDS);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(allSamples());
    assertThat(fetch.progress().retries()).isPositive();
  }

  @Test
  void cutsAndFlippedBitsOnTheLineAreMended() throws Exception {
    serve(6, 2, 60, r -> 1 + r.nextInt(60_000));
    try (ChaosProxy proxy = new ChaosProxy(server.address(), random)) {
      ShuffleFetch fetch = open(proxy.address(), List.of(0, 1));
      assertThat(readAll(fetch, () -> {})).containsExactlyInAnyOrderElementsOf(allSamples());
      assertThat(fetch.progress().retries()).isPositive();
      assertThat(proxy.connections()).isGreaterThan(1);
    }
  }

  @Test
  void aReaderThatStandsStillCostsNobodyMemory() throws Exception {
    serve(4, 1, 200, r -> 60_000);
    ShuffleFetch fetch = open(server.address(), List.of(0));
    MemoryConsumer consumer = consumer(fetch);
    try (ShuffleReader reader = fetch.open(consumer)) {
      CompletableFuture<Void> blocked = reader.blocked();
      if (blocked != null) {
        blocked.get(60, TimeUnit.SECONDS);
      }
      assertThat(reader.poll()).isNotNull();
      control.ping(server.address()).get(60, TimeUnit.SECONDS);
      assertThat(store.counters().get("bytesServed"))
          .isLessThanOrEqualTo(config.readerWindowBytes());
      assertThat(consumer.reservedBytes()).isEqualTo(fetch.readerFloorBytes());
      assertThat(fetch.readerFloorBytes()).isLessThanOrEqualTo(1 << 20);
    }
    consumer.close();
    fetch.close();
  }

  @Test
  void controlIsAnsweredWhilePeersThatDoNotReadSaturateData() throws Exception {
    serve(2, 1, 200, r -> 60_000);
    MapOutput output =
        Collections.max(outputs.outputs, Comparator.comparingLong(MapOutput::totalBytes));
    int length = (int) Math.min(1 << 20, output.partitionBytes()[0]);
    byte[] wish =
        MessageLayout.encode(1, new Request.Fetch(new FetchRequest(output.id(), 0, 1, 0, length)));
    List<FrameConnection> greedy = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      FrameConnection connection =
          frames.connect(server.address(), Lane.DATA, new Ignoring()).get(60, TimeUnit.SECONDS);
      connection.reading(false);
      for (int j = 0; j < 5000; j++) {
        connection.send(wish.clone());
      }
      greedy.add(connection);
    }
    for (int i = 0; i < 20; i++) {
      control.ping(server.address()).get(60, TimeUnit.SECONDS);
    }
    assertThat(readAll(open(server.address(), List.of(0)), () -> {}))
        .containsExactlyInAnyOrderElementsOf(allSamples());
    // what they did not read was not even opened
    assertThat(store.counters().get("regionsOpened")).isLessThan(2000);
    greedy.forEach(connection -> connection.close("test is over"));
  }

  /** Takes what comes. */
  private static final class Ignoring implements FrameHandler {
    @Override
    public void frame(FrameConnection connection, ByteBuffer head, int bodyBytes) {}

    @Override
    public void closed(FrameConnection connection, TransportException reason) {}
  }

  @Test
  void applicationsComeAndGo() throws Exception {
    serve(2, 1, 50, r -> 100);
    ServiceAddress service = server.address();
    control.register(service, "app-2", "executor-7", root).get(60, TimeUnit.SECONDS);
    assertThat(outputs.folder.hasApplication("app-2")).isTrue();
    assertThat(control.status(service).get(60, TimeUnit.SECONDS)).containsEntry("applications", 2L);
    control.remove(service, SampleOutputs.APPLICATION).get(60, TimeUnit.SECONDS);
    assertThat(root.resolve(SampleOutputs.APPLICATION)).doesNotExist();
    assertThatThrownBy(() -> readAll(open(service, List.of(0)), () -> {}))
        .isInstanceOfSatisfying(
            ShuffleFetchException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOST));
  }

  @Test
  void outputsOfAJobGoAndTheApplicationStays() throws Exception {
    serve(2, 1, 50, r -> 100);
    ServiceAddress service = server.address();
    int shuffle = outputs.outputs.getFirst().id().shuffle();
    control
        .removeShuffles(service, SampleOutputs.APPLICATION, shuffle + 1, 100)
        .get(60, TimeUnit.SECONDS);
    readAll(open(service, List.of(0)), () -> {});
    control
        .removeShuffles(service, SampleOutputs.APPLICATION, shuffle, 1)
        .get(60, TimeUnit.SECONDS);
    assertThat(outputs.folder.hasApplication(SampleOutputs.APPLICATION)).isTrue();
    assertThatThrownBy(() -> readAll(open(service, List.of(0)), () -> {}))
        .isInstanceOfSatisfying(
            ShuffleFetchException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOST));
  }

  @Test
  void refusalsKeepTheirKind() throws Exception {
    serve(1, 1, 50, r -> 100);
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    assertRefused(
        control.register(server.address(), "app-2", "executor", elsewhere),
        ShuffleException.Kind.UNUSABLE);
    assertRefused(control.remove(server.address(), "../app"), ShuffleException.Kind.UNUSABLE);
    MapOutputId unknown = new MapOutputId(SampleOutputs.APPLICATION, 99, 0, 0);
    assertRefused(fetch(unknown, 0, 1), ShuffleException.Kind.NO_SUCH_OUTPUT);
    MapOutputId known = outputs.outputs.getFirst().id();
    assertRefused(fetch(known, 0, 1 << 20), ShuffleException.Kind.BAD_RANGE);
    assertRefused(
        fetch(new MapOutputId("app-9", 3, 0, 0), 0, 1), ShuffleException.Kind.NOT_REGISTERED);
  }

  private CompletableFuture<Void> fetch(MapOutputId id, long offset, int length) {
    return transport.fetch(
        server.address(), new FetchRequest(id, 0, 1, offset, length), (at, piece) -> {});
  }

  private static void assertRefused(CompletableFuture<?> call, ShuffleException.Kind kind) {
    assertThatThrownBy(() -> call.get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(ShuffleException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void aWrongSecretIsNamedInTheEnd() throws Exception {
    serve(1, 1, 50, r -> 100);
    config = config.withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(200));
    FrameClient stranger = new FrameClient(clientLoops, CONFIG, SharedSecret.random());
    try (NetworkShuffleTransport strange = new NetworkShuffleTransport(stranger)) {
      ShuffleClient client =
          new ShuffleClient(strange, clientExecutor, WaitClock.SYSTEM, random, config);
      MapOutputLocation location =
          new MapOutputLocation(server.address(), outputs.outputs.getFirst());
      assertThatThrownBy(() -> readAll(client.open(List.of(location), List.of(0), false), () -> {}))
          .isInstanceOf(ShuffleFetchException.class)
          .hasMessageContaining("the cluster's secret does not match");
    }
  }
}
