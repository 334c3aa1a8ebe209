package io.scheelite.scheduler.worker;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.event.Standstill;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.launch.ChildListener;
import io.scheelite.scheduler.launch.ChildProcess;
import io.scheelite.scheduler.launch.ChildSpec;
import io.scheelite.scheduler.launch.ProcessLauncher;
import io.scheelite.scheduler.launch.RestartBudget;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a worker's shuffle service running: whenever it ends it is started again, on the port it
 * had, so that addresses which are known elsewhere stay good. When it cannot be had there several
 * times in a row, another process has taken the port, and the service moves to another one.
 */
final class ShuffleServiceKeeper {
  private static final System.Logger LOG = System.getLogger(ShuffleServiceKeeper.class.getName());
  private static final long HEAP_BYTES = 96L << 20;
  private static final Duration PING_INTERVAL = Duration.ofSeconds(2);

  /** Less than fetches are tried for: they find the service that was started in its place. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** How much longer it may be silent while it starts: machines may be busy. */
  private static final Duration START_GRACE = Duration.ofSeconds(50);

  /** Each of them tries to get its port for two seconds. */
  private static final int STARTS_ON_OLD_PORT = 3;

  /** Told on the loop. */
  interface Listener {
    /**
     * The service serves, for the first time or again.
     *
     * @param before where it served before, null at first
     */
    void serving(ServiceAddress address, long pid, @Nullable ServiceAddress before);

    /** The service has ended after {@link #close}. */
    void ended();
  }

  private final WorkerConfig config;
  private final EventLoop loop;
  private final ProcessLauncher launcher;
  private final Listener listener;
  private final Function<ServiceAddress, CompletableFuture<Void>> ping;
  private final Standstill standstill;
  private final Runnable stopPings;
  private final RestartBudget budget = RestartBudget.defaults();
  private @Nullable ChildProcess child;
  private @Nullable ServiceAddress address;
  private boolean serving;
  private boolean asked;
  private long lastHeard;
  private int failedStarts;
  private boolean closed;

  /**
   * @param ping completes well if a service answers
   */
  ShuffleServiceKeeper(
      WorkerConfig config,
      EventLoop loop,
      ProcessLauncher launcher,
      Listener listener,
      Function<ServiceAddress, CompletableFuture<Void>> ping) {
    this.config = config;
    this.loop = loop;
    this.launcher = launcher;
    this.listener = listener;
    this.ping = ping;
    this.standstill = new Standstill(PING_INTERVAL, loop.nanoTime());
    this.stopPings = loop.every(PING_INTERVAL, this::checkSilence);
  }

  /** Where the service is, or was when it last served; null before that. */
  @Nullable ServiceAddress address() {
    return address;
  }

  /** Starts the service, or has it started as soon as the budget allows. */
  void start() {
    var _ = loop.schedule(budget.book(loop.nanoTime()), this::launch);
  }

  private void launch() {
    if (closed) {
      return;
    }
    try {
      child = launcher.launch(spec(), new Watch());
      lastHeard = loop.nanoTime() + START_GRACE.toNanos();
    } catch (ScheeliteException e) {
      LOG.log(Level.ERROR, "shuffle service cannot be started, next attempt follows", e);
      start();
    }
  }

  private ChildSpec spec() {
    String id = "shuffle-" + config.id();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--folder", config.folder().root().toString()));
    arguments.addAll(List.of("--worker", config.id()));
    if (address != null && failedStarts < STARTS_ON_OLD_PORT) {
      arguments.addAll(List.of("--port", Integer.toString(address.port())));
    }
    return new ChildSpec(
        ProcessRole.SHUFFLE, id, HEAP_BYTES, arguments, config.folder().logFile(id));
  }

  private final class Watch implements ChildListener {
    @Override
    public void ready(String text) {
      ServiceAddress now = ServiceAddress.parse(text);
      ServiceAddress before = address;
      address = now;
      serving = true;
      failedStarts = 0;
      asked = false;
      lastHeard = loop.nanoTime();
      if (child != null) {
        listener.serving(now, child.pid(), before);
      }
    }

    @Override
    public void exited(int status) {
      child = null;
      failedStarts = serving ? 0 : failedStarts + 1;
      serving = false;
      if (closed) {
        listener.ended();
      } else {
        LOG.log(
            Level.WARNING, "shuffle service has ended and is started again: status={0}", status);
        start();
      }
    }
  }

  /** Ends a service that hangs: it is started again like one that died. */
  private void checkSilence() {
    long now = loop.nanoTime();
    if (standstill.isOver(now)) {
      lastHeard = Math.max(lastHeard, now);
    }
    ServiceAddress at = address;
    if (child == null) {
      return;
    }
    if (now - lastHeard > SILENCE.toNanos()) {
      LOG.log(Level.WARNING, "shuffle service is silent and killed: pid={0}", Long.toString(pid()));
      lastHeard = now;
      child.kill();
    } else if (serving && !asked && at != null) {
      asked = true;
      var _ = ping.apply(at).whenComplete((done, thrown) -> loop.execute(() -> heard(thrown)));
    }
  }

  private void heard(@Nullable Throwable thrown) {
    asked = false;
    if (thrown == null) {
      lastHeard = loop.nanoTime();
    }
  }

  /** Process id of the service; 0 while there is none. */
  long pid() {
    return child == null ? 0 : child.pid();
  }

  /** Ends the service; {@link Listener#ended} follows, at once if there is none. */
  void close() {
    closed = true;
    stopPings.run();
    if (child == null) {
      listener.ended();
    } else {
      child.stop();
    }
  }

  /** Ends it without asking. */
  void kill() {
    if (child != null) {
      child.kill();
    }
  }
}
