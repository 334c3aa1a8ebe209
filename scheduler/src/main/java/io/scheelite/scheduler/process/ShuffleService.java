package io.scheelite.scheduler.process;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.scheduler.exchange.FaultyTransport;
import io.scheelite.scheduler.fault.FaultSite;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.file.MapOutputFile;
import io.scheelite.shuffle.file.ShuffleFolder;
import io.scheelite.shuffle.service.ShuffleServer;
import io.scheelite.shuffle.store.ShuffleStore;
import io.scheelite.shuffle.transport.FrameConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The process that serves what executors wrote, and outlives them. */
public final class ShuffleService {
  private static final String USAGE = "--folder DIR --worker NAME [--port N]";

  private ShuffleService() {}

  /**
   * What a service is told when it starts.
   *
   * @param port 0 = a free one
   */
  record Options(ClusterFolder folder, String worker, int port) {
    static Options parse(String[] args) {
      Arguments arguments = new Arguments(args, List.of("--folder", "--worker", "--port"));
      return new Options(
          ClusterFolder.at(arguments.path("--folder")),
          arguments.text("--worker"),
          arguments.count("--port", 0, 1));
    }

    /** Of the process. */
    String id() {
      return "shuffle-" + worker;
    }
  }

  /** Runs until its parent goes, or SIGTERM. */
  public static void main(String[] args) {
    ProcessMain.usage(
        "ShuffleService",
        USAGE,
        () -> {
          Options options = Options.parse(args);
          ProcessMain.run(
              ProcessRole.SHUFFLE,
              options.id(),
              options.folder(),
              true,
              shell -> start(shell, options));
        });
  }

  static void start(ProcessShell shell, Options options) {
    CounterSink counters = shell.closeAtEnd(CountersFolder.ofUser().open());
    ShuffleFolder folder = ShuffleFolder.at(shell.folder().shuffleFolder(options.worker()));
    ShuffleStore store = shell.closeAtEnd(ShuffleStore.open(folder));
    ExecutorService storeThread =
        shell.closeAtEnd(
            Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("scheelite-store").factory()));
    ShuffleServer server =
        shell.closeAtEnd(
            ShuffleServer.start(
                shell.transport(),
                FrameConfig.shuffle(),
                shell.secret(),
                options.port(),
                new ShuffleServer.Sources(
                    store,
                    storeThread,
                    piece -> {
                      counters.add(EngineCounter.SHUFFLE_FETCHES, 1);
                      counters.add(EngineCounter.SHUFFLE_FETCHED, piece.length());
                      fault(shell, folder, piece.output());
                    })));
    shell.ready(server.address().toString());
  }

  private static List<Path> paths(ShuffleFolder folder, MapOutputId output) {
    try {
      return MapOutputFile.paths(folder, output);
    } catch (ScheeliteException e) {
      return List.of(); // whoever fetches it will hear why
    }
  }

  /** A delay makes the service late for all who fetch over the same thread, as if it hung. */
  private static void fault(ProcessShell shell, ShuffleFolder folder, MapOutputId output) {
    if (shell.faults().isEmpty()) {
      return;
    }
    FaultSite site = FaultyTransport.site(output).withFiles(paths(folder, output));
    Duration delay = shell.faults().fire(site);
    if (!delay.isZero()) {
      CompletableFuture<Void> late = new CompletableFuture<>();
      late.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS).join();
    }
  }
}
