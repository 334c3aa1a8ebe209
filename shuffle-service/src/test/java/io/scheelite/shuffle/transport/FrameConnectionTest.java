package io.scheelite.shuffle.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.SingleThreadEventLoop;
import io.scheelite.shuffle.transport.TransportException.Kind;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FrameConnectionTest {
  private static final FrameConfig CONFIG =
      FrameConfig.shuffle().withHandshakeTimeout(Duration.ofSeconds(5));

  private final TransportLoops loops = TransportLoops.of("test", 1, 1);
  private final SharedSecret secret = SharedSecret.random();
  private final BlockingQueue<RecordingHandler> accepted = new LinkedBlockingQueue<>();
  private FrameServer server;

  @AfterEach
  void closeAll() {
    if (server != null) {
      server.close();
    }
    loops.close();
  }

  private FrameServer bind(FrameConfig config, int port) {
    server =
        FrameServer.bind(
            loops,
            config,
            secret,
            port,
            (lane, remote) -> {
              RecordingHandler handler = new RecordingHandler();
              accepted.add(handler);
              return handler;
            });
    return server;
  }

  private FrameConnection connect(Lane lane, RecordingHandler handler) throws Exception {
    return connect(CONFIG, lane, handler);
  }

  private FrameConnection connect(FrameConfig config, Lane lane, RecordingHandler handler)
      throws Exception {
    return new FrameClient(loops, config, secret)
        .connect(server.address(), lane, handler)
        .get(60, TimeUnit.SECONDS);
  }

  private RecordingHandler nextAccepted() throws InterruptedException {
    RecordingHandler handler = accepted.poll(60, TimeUnit.SECONDS);
    assertThat(handler).as("accepted connection").isNotNull();
    return handler;
  }

  @Test
  void framesTravelBothWaysInOrderOnBothLanes() throws Exception {
    bind(CONFIG, 0);
    for (Lane lane : Lane.values()) {
      RecordingHandler mine = new RecordingHandler();
      FrameConnection connection = connect(lane, mine);
      RecordingHandler theirs = nextAccepted();
      for (int i = 0; i < 1000; i++) {
        connection.send(("request " + i).getBytes(UTF_8));
      }
      FrameConnection back = theirs.opened.get(60, TimeUnit.SECONDS);
      for (int i = 0; i < 1000; i++) {
        assertThat(new String(theirs.nextHead(), UTF_8)).isEqualTo("request " + i);
        back.send(("answer " + i).getBytes(UTF_8));
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(new String(mine.nextHead(), UTF_8)).isEqualTo("answer " + i);
      }
      connection.close("test is over");
      assertThat(theirs.awaitClosed().kind()).isEqualTo(Kind.LOST);
      assertThat(mine.awaitClosed().kind()).isEqualTo(Kind.CLOSED);
    }
  }

  @Test
  void lanesHaveThreadsOfTheirOwn() throws Exception {
    BlockingQueue<String> threads = new LinkedBlockingQueue<>();
    server =
        FrameServer.bind(
            loops,
            CONFIG,
            secret,
            0,
            (lane, remote) -> {
              threads.add(lane + " " + Thread.currentThread().getName());
              return new RecordingHandler();
            });
    connect(Lane.CONTROL, new RecordingHandler());
    connect(Lane.DATA, new RecordingHandler());
    assertThat(threads.poll(60, TimeUnit.SECONDS)).startsWith("CONTROL test-control");
    assertThat(threads.poll(60, TimeUnit.SECONDS)).startsWith("DATA test-data");
  }

  @Test
  void partsOfFilesArriveWholeAndTheirChannelStaysOpen(@TempDir Path folder) throws Exception {
    bind(CONFIG, 0);
    byte[] content = new byte[3 << 20];
    RandomGenerator random = Seeds.random(FrameConnectionTest.class, 1);
    random.nextBytes(content);
    Path file = Files.write(folder.resolve("data"), content);
    RecordingHandler mine = new RecordingHandler();
    connect(Lane.DATA, mine);
    FrameConnection back = nextAccepted().opened.get(60, TimeUnit.SECONDS);
    AtomicInteger released = new AtomicInteger();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int i = 0; i < 20; i++) {
        int position = random.nextInt(content.length - 1);
        int size = 1 + random.nextInt(Math.min(1 << 20, content.length - position));
        long expected = 0;
        for (int j = position; j < position + size; j++) {
          expected = expected * 31 + content[j];
        }
        back.send(
            new byte[] {(byte) i},
            new FileBody(channel, position, size, released::incrementAndGet));
        assertThat(mine.nextHead()).containsExactly(i);
        assertThat(mine.bodies.poll(60, TimeUnit.SECONDS)).isEqualTo(expected);
      }
      assertThat(channel.isOpen()).isTrue();
    }
    assertThat(released).hasValue(20);
  }

  @Test
  void aClientOfAnotherClusterIsToldSo() throws Exception {
    bind(CONFIG, 0);
    FrameClient stranger = new FrameClient(loops, CONFIG, SharedSecret.random());
    assertThatThrownBy(
            () ->
                stranger
                    .connect(server.address(), Lane.CONTROL, new RecordingHandler())
                    .get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.SECRET);
              assertThat(e.transientFailure()).isFalse();
            })
        .hasMessageStartingWith("the cluster's secret does not match");
    assertThat(accepted).isEmpty();
  }

  @Test
  void garbageAndSilenceAndFloodsDisturbNobody() throws Exception {
    bind(CONFIG.withHandshakeTimeout(Duration.ofSeconds(2)), 0);
    RecordingHandler mine = new RecordingHandler();
    FrameConnection connection = connect(Lane.CONTROL, mine);
    RecordingHandler theirs = nextAccepted();
    RandomGenerator random = Seeds.random(FrameConnectionTest.class, 2);
    for (int i = 0; i < 9; i++) {
      try (Socket stranger = socket()) {
        byte[] garbage = new byte[random.nextInt(200)];
        random.nextBytes(garbage);
        if (i % 3 == 0 && garbage.length > 0) {
          stranger.getOutputStream().write(garbage);
        } else if (i % 3 == 1) {
          // a hello as it should be, and then nothing
          byte[] hello = Handshake.client(secret, Lane.DATA, server.address()).hello();
          stranger.getOutputStream().write(FrameLayout.header(hello, 0).array());
          stranger.getOutputStream().write(hello);
        }
        readToEnd(stranger);
      }
    }
    connection.send(new byte[] {42});
    assertThat(theirs.nextHead()).containsExactly(42);
    assertThat(accepted).isEmpty();
    assertNoStrangersLeft();
  }

  private void assertNoStrangersLeft() {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (server.numConnections() > 1 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(server.numConnections()).isEqualTo(1);
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(60_000);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.address().port()));
    return socket;
  }

  /** The server closes: the read ends, with a reset or without. */
  private static void readToEnd(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      while (in.read() >= 0) {
        // an answer to the hello
      }
    } catch (java.net.SocketException expected) {
      // reset, since the server did not read all that was sent
    }
  }

  @Test
  void framesAboveTheBoundAreRefusedOnBothSides() throws Exception {
    FrameConfig generous = FrameConfig.messages();
    bind(CONFIG, 0);
    RecordingHandler mine = new RecordingHandler();
    FrameConnection connection = connect(generous, Lane.CONTROL, mine);
    assertThatThrownBy(() -> connection.send(new byte[generous.maxHeadBytes() + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    connection.send(new byte[CONFIG.maxHeadBytes() + 1]);
    assertThat(nextAccepted().awaitClosed().kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(mine.awaitClosed().kind()).isEqualTo(Kind.LOST);
  }

  @Test
  void aPeerThatDoesNotReadIsCutOffAtTheBoundOfTheQueue() throws Exception {
    FrameConfig small = CONFIG.withQueue(256 << 10, 2 << 20);
    bind(small, 0);
    RecordingHandler mine = new RecordingHandler();
    FrameConnection connection = connect(Lane.DATA, mine);
    connection.reading(false);
    RecordingHandler theirs = nextAccepted();
    FrameConnection back = theirs.opened.get(60, TimeUnit.SECONDS);
    byte[] head = new byte[32 << 10];
    for (int i = 0; i < 10_000 && back.isOpen(); i++) {
      back.send(head.clone());
      assertThat(back.queuedBytes()).isLessThan(small.maxQueuedBytes() + head.length + 100);
    }
    assertThat(theirs.awaitClosed().kind()).isEqualTo(Kind.LOST);
    assertThat(theirs.awaitClosed()).hasMessageContaining("unread");
  }

  @Test
  void aSenderThatMindsTheQueueGetsEverythingThrough() throws Exception {
    bind(CONFIG.withQueue(256 << 10, 2 << 20), 0);
    RecordingHandler mine = new RecordingHandler();
    FrameConnection connection = connect(Lane.DATA, mine);
    connection.reading(false);
    RecordingHandler theirs = nextAccepted();
    FrameConnection back = theirs.opened.get(60, TimeUnit.SECONDS);
    int sent = 0;
    while (back.writable()) {
      back.send(new byte[32 << 10]);
      sent++;
    }
    connection.reading(true);
    assertThat(theirs.writable.poll(60, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < sent; i++) {
      assertThat(mine.nextHead()).hasSize(32 << 10);
    }
    assertThat(back.isOpen()).isTrue();
  }

  @Test
  void whatWaitsForAPeerTakesNoBuffersUntilItsTurn() throws Exception {
    FrameConfig config = FrameConfig.messages().withQueue(1 << 20, 64 << 20);
    bind(config, 0);
    RecordingHandler mine = new RecordingHandler();
    FrameConnection connection = connect(config, Lane.DATA, mine);
    RecordingHandler theirs = nextAccepted();
    FrameConnection slow = theirs.opened.get(60, TimeUnit.SECONDS);
    slow.reading(false);
    byte[] head = new byte[3 << 20];
    for (int i = 0; i < 20; i++) {
      head[0] = (byte) i;
      head[head.length - 1] = (byte) i;
      connection.send(head.clone());
    }
    CompletableFuture.runAsync(() -> {}, connection.loop()).get(60, TimeUnit.SECONDS);
    // two pieces on their way out, and a buffer that each of the two loops reads into
    assertThat(loops.peakBytes()).isBetween(1L, 4L * (64 << 10));
    slow.reading(true);
    for (int i = 0; i < 20; i++) {
      byte[] arrived = theirs.nextHead();
      assertThat(arrived).hasSize(head.length);
      assertThat(arrived[0]).isEqualTo((byte) i);
      assertThat(arrived[head.length - 1]).isEqualTo((byte) i);
    }
    assertThat(loops.peakBytes()).isLessThanOrEqualTo(4L * (64 << 10));
    assertThat(loops.overflowBytes()).isZero();
  }

  @Test
  void connectionsThatBreakGiveTheirBuffersBack() throws Exception {
    FrameConfig config = FrameConfig.messages().withQueue(1 << 20, 64 << 20);
    bind(config, 0);
    RecordingHandler mine = new RecordingHandler();
    FrameConnection connection = connect(config, Lane.DATA, mine);
    RecordingHandler theirs = nextAccepted();
    theirs.opened.get(60, TimeUnit.SECONDS).reading(false);
    for (int i = 0; i < 20; i++) {
      connection.send(new byte[3 << 20]);
    }
    connection.close("test breaks it");
    mine.awaitClosed();
    CompletableFuture.runAsync(() -> {}, connection.loop()).get(60, TimeUnit.SECONDS);
    assertThat(connection.queuedBytes()).isZero();
    theirs.opened.get().close("test ends");
    theirs.awaitClosed();
    server.close();
    assertThat(loops.usedBytes()).isZero();
  }

  @Test
  void silentConnectionsAreClosedWhenTheConfigurationSaysSo() throws Exception {
    bind(CONFIG.withIdleTimeout(Duration.ofSeconds(2)), 0);
    RecordingHandler mine = new RecordingHandler();
    connect(Lane.CONTROL, mine);
    assertThat(nextAccepted().awaitClosed().kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(mine.awaitClosed().kind()).isEqualTo(Kind.LOST);
  }

  @Test
  void nobodyThereIsAnErrorThatMayPass() throws Exception {
    ServiceAddress address = bind(CONFIG, 0).address();
    server.close();
    CompletableFuture<FrameConnection> attempt =
        new FrameClient(loops, CONFIG, secret).connect(address, Lane.DATA, new RecordingHandler());
    assertThatThrownBy(() -> attempt.get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            TransportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
  }

  @Test
  void aServerThatStartsAgainTakesItsOldPort() throws Exception {
    for (int i = 0; i < 5; i++) {
      bind(CONFIG, i == 0 ? 0 : server.address().port());
      RecordingHandler mine = new RecordingHandler();
      connect(Lane.DATA, mine);
      server.close();
      mine.awaitClosed();
    }
  }

  /** The selector lets go of a closed listener at its next round only, and that may be late. */
  @Test
  void aClosedServerHasLeftItsPortHoweverLateItsLoopIs() throws Exception {
    int port = bind(CONFIG, 0).address().port();
    SingleThreadEventLoop loop = (SingleThreadEventLoop) loops.group(Lane.CONTROL).next();
    CountDownLatch late = new CountDownLatch(1);
    loop.execute(
        () -> {
          while (loop.pendingTasks() == 0) {
            Thread.onSpinWait(); // until the listener is to be closed
          }
          loop.execute(() -> await(late, Duration.ofMillis(300))); // in the same round
        });
    server.close();
    try (ServerSocket next = new ServerSocket()) {
      next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      assertThat(next.isBound()).isTrue();
    } finally {
      late.countDown();
    }
  }

  private static boolean await(CountDownLatch latch, Duration atMost) {
    try {
      return latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPortThatItsOwnerIsLeavingIsWaitedFor() throws Exception {
    ServerSocket before = new ServerSocket();
    before.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Future<?> left =
        loops
            .group(Lane.CONTROL)
            .schedule(
                () -> {
                  before.close();
                  return null;
                },
                300,
                TimeUnit.MILLISECONDS);
    assertThat(bind(CONFIG, before.getLocalPort()).address().port())
        .isEqualTo(before.getLocalPort());
    left.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aTakenPortIsNamed() {
    int port = bind(CONFIG, 0).address().port();
    assertThatThrownBy(() -> FrameServer.bind(loops, CONFIG, secret, port, (lane, remote) -> null))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("port=" + port);
  }

  @Test
  void connectionsAboveTheBoundAreClosedAtTheDoor() throws Exception {
    bind(CONFIG.withMaxConnections(2), 0);
    connect(Lane.CONTROL, new RecordingHandler());
    connect(Lane.DATA, new RecordingHandler());
    assertThatThrownBy(() -> connect(Lane.CONTROL, new RecordingHandler()))
        .cause()
        .isInstanceOfSatisfying(
            TransportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOST));
  }

  @Test
  void lastWordsArriveBeforeTheConnectionCloses() throws Exception {
    bind(CONFIG, 0);
    RecordingHandler mine = new RecordingHandler();
    connect(Lane.DATA, mine);
    FrameConnection back = nextAccepted().opened.get(60, TimeUnit.SECONDS);
    back.send(new byte[60 << 10]);
    back.closeAfterSending("said all");
    assertThat(mine.nextHead()).hasSize(60 << 10);
    mine.awaitClosed();
  }

  @Test
  void hostsElsewhereAreRefused() {
    assertThatThrownBy(
            () ->
                new FrameClient(loops, CONFIG, secret)
                    .connect(new ServiceAddress("192.0.2.1", 80), Lane.DATA, new RecordingHandler())
                    .get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("192.0.2.1");
  }
}
