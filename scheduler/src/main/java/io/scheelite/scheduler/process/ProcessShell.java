package io.scheelite.scheduler.process;

import io.scheelite.memory.WaitClock;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.event.LoopThread;
import io.scheelite.scheduler.fault.FaultRole;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.LogBound;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.network.NettyNetwork;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.shuffle.transport.TransportLoops;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the logic of a process: event loop, network, the entry in the cluster's folder,
 * and what is closed at its end. Several may live in one JVM.
 *
 * <p>Made, used and closed on the main thread; {@link #end} and {@link #ready} from any.
 */
final class ProcessShell implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ProcessShell.class.getName());

  private static final Duration LOG_CHECK_INTERVAL = Duration.ofSeconds(10);

  /** Builds the logic of a process and starts it. */
  @FunctionalInterface
  interface Body {
    /** Called on the main thread; what it makes is closed by {@link #closeAtEnd}. */
    void start(ProcessShell shell);
  }

  private final ProcessRole role;
  private final String id;
  private final ClusterFolder folder;
  private final Consumer<String> readyListener;
  private final Faults faults;
  private final SharedSecret secret;
  private final LoopThread thread;
  private final EventLoop loop;
  private final TransportLoops transport;
  private final Network network;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
  private boolean closed;
  private volatile Runnable stop = this::end;
  private volatile Runnable drain = this::end;
  private volatile @Nullable Runnable orphaned;

  /**
   * @param readyListener told the address when the process is ready to serve
   */
  ProcessShell(ProcessRole role, String id, ClusterFolder folder, Consumer<String> readyListener)
      throws IOException {
    this.role = role;
    this.id = id;
    this.folder = folder;
    this.readyListener = readyListener;
    this.faults = Faults.fromEnvironment(faultRole(role), faultId(role, id), folder.root());
    this.secret = SharedSecret.read(folder.secretFile());
    this.thread = new LoopThread("scheelite-" + id);
    this.loop =
        new EventLoop(
            thread, WaitClock.SYSTEM, new SplittableRandom(new SecureRandom().nextLong()));
    this.transport = TransportLoops.of("scheelite-net-" + id, 1, 1);
    this.network = new NettyNetwork(loop, transport, secret);
    folder.enter(role, id);
    LogBound log = LogBound.of(folder.logFile(id));
    var _ = loop.every(LOG_CHECK_INTERVAL, () -> check(log));
  }

  private static void check(LogBound log) {
    try {
      log.check();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "log is not cut: file=" + log.log(), e);
    }
  }

  private static FaultRole faultRole(ProcessRole role) {
    return switch (role) {
      case MASTER -> FaultRole.MASTER;
      case WORKER -> FaultRole.WORKER;
      case SHUFFLE -> FaultRole.SHUFFLE;
      case EXECUTOR -> FaultRole.EXECUTOR;
    };
  }

  /** A shuffle service is named by its worker. */
  private static String faultId(ProcessRole role, String id) {
    return role == ProcessRole.SHUFFLE ? id.substring(id.indexOf('-') + 1) : id;
  }

  /** Says how the process ends in order; the action runs on the loop and leads to {@link #end}. */
  void onStop(Runnable action) {
    stop = action;
  }

  /** Says what it does when its parent asks it to end as soon as it is idle; on the loop. */
  void onDrain(Runnable action) {
    drain = action;
  }

  /** Says what it does when its parent is gone, if not the same as on a stop; on the loop. */
  void onOrphaned(Runnable action) {
    orphaned = action;
  }

  /** Whether it ends as soon as its parent is gone. */
  boolean endsWithParent() {
    return orphaned == null;
  }

  /** Makes the process end in order. From any thread, like the next two. */
  void stop() {
    loop.execute(stop);
  }

  void drain() {
    loop.execute(drain);
  }

  void orphaned() {
    Runnable action = orphaned;
    loop.execute(action == null ? stop : action);
  }

  /** Everything has ended that ends in order. */
  void end() {
    ended.complete(null);
  }

  /** Completes with {@link #end}. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Enters in the folder that the process serves, and tells its parent. */
  void ready(String address) {
    try {
      folder.ready(role, id, address);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "process cannot be entered in the folder", e);
    }
    readyListener.accept(address);
  }

  /** Closes something at the end; the last one first. */
  <T extends AutoCloseable> T closeAtEnd(T part) {
    closeables.push(part);
    return part;
  }

  ClusterFolder folder() {
    return folder;
  }

  EventLoop loop() {
    return loop;
  }

  SharedSecret secret() {
    return secret;
  }

  TransportLoops transport() {
    return transport;
  }

  Network network() {
    return network;
  }

  Faults faults() {
    return faults;
  }

  /** Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    loop.execute(network::close);
    while (!closeables.isEmpty()) {
      try {
        closeables.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "part of the process did not close", e);
      }
    }
    thread.close();
    transport.close();
    try {
      folder.leave(id, ProcessHandle.current().pid());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "process stays entered in the folder: id=" + id, e);
    }
  }
}
