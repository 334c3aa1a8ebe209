package io.scheelite.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.job.SchedulerConfig;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.Network;
import io.scheelite.scheduler.simulation.EventQueue;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Applications that lost their master leave executors that they do not use. */
final class MasterlessTimeTest {
  private static final ServiceAddress MASTER = ServiceAddress.local(20_001);
  private static final ServiceAddress EXECUTOR = ServiceAddress.local(20_002);

  private final EventQueue queue = new EventQueue(1);
  private int left;

  private final MasterlessTime time = new MasterlessTime(queue.loop(), () -> left++);

  @Test
  void isNotOverWhileThereIsAMaster() {
    time.jobs(1);
    time.jobs(0);
    queue.run(Duration.ofHours(1));
    assertThat(left).isZero();
  }

  @Test
  void isOverAfterAMinuteWithoutJobs() {
    time.masterLost();
    queue.run(Duration.ofSeconds(59));
    assertThat(left).isZero();
    queue.run(Duration.ofSeconds(2));
    assertThat(left).isOne();
  }

  @Test
  void isNotOverIfTheMasterIsBack() {
    time.masterLost();
    queue.run(Duration.ofSeconds(59));
    time.masterBack();
    queue.run(Duration.ofHours(1));
    assertThat(left).isZero();
  }

  @Test
  void beginsAgainAtTheEndOfTheLastJob() {
    time.jobs(2);
    time.masterLost();
    queue.run(Duration.ofHours(1));
    time.jobs(1);
    queue.run(Duration.ofHours(1));
    time.jobs(0);
    queue.run(Duration.ofSeconds(50));
    time.jobs(1);
    queue.run(Duration.ofHours(1));
    assertThat(left).isZero();
    time.jobs(0);
    queue.run(Duration.ofSeconds(61));
    assertThat(left).isOne();
  }

  @Test
  void aDriverLeavesItsExecutors() {
    Peers peers = new Peers();
    ApplicationDriver driver =
        new ApplicationDriver(
            new ApplicationDriver.Setting(
                "test", MASTER, queue.loop(), peers, SchedulerConfig.defaults(), Faults.none()));
    driver.connect();
    queue.settle();
    Peer master = peers.at(MASTER);
    ExecutorInfo executor =
        new ExecutorInfo("e", "w", EXECUTOR.host(), EXECUTOR.port(), 1, 1, 1 << 20, EXECUTOR);
    master.handler.received(
        master, new Message.ApplicationRegistered("app", List.of(executor), false));
    queue.settle();
    Peer connected = peers.at(EXECUTOR);
    Runnable stopHeartbeats =
        queue
            .loop()
            .every(
                Duration.ofSeconds(1),
                () ->
                    connected.handler.received(
                        connected, new Message.TaskHeartbeat("e", List.of())));
    queue.run(Duration.ofMinutes(10));
    master.handler.closed(master, "killed");
    queue.run(Duration.ofSeconds(59));
    assertThat(connected.closed).isFalse();
    queue.run(Duration.ofSeconds(2));
    assertThat(connected.closed).isTrue();
    stopHeartbeats.run();
    driver.close();
  }

  /** The other ends of a driver's connections, driven by the test. */
  private final class Peers implements Network {
    private final Map<Integer, Peer> connected = new HashMap<>();

    Peer at(ServiceAddress address) {
      Peer peer = connected.get(address.port());
      if (peer == null) {
        throw new AssertionError("nobody connected: address=" + address);
      }
      return peer;
    }

    @Override
    public Listener listen(ConnectionHandler handler) {
      throw new AssertionError("a driver does not listen");
    }

    @Override
    public void connect(String host, int port, ConnectionHandler handler) {
      Peer peer = new Peer(handler);
      connected.put(port, peer);
      queue.loop().execute(() -> handler.opened(peer));
    }

    @Override
    public void close() {}
  }

  private static final class Peer implements Connection {
    private final ConnectionHandler handler;
    private boolean closed;

    Peer(ConnectionHandler handler) {
      this.handler = handler;
    }

    @Override
    public void send(Message message) {
      // read by nobody
    }

    @Override
    public void close(String reason) {
      closed = true;
    }

    @Override
    public String remote() {
      return "test";
    }
  }
}
