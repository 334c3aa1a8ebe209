package io.scheelite.scheduler.process;

import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.WaitClock;
import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.operators.execution.LocalRuntime;
import io.scheelite.operators.runtime.WorkerPool;
import io.scheelite.scheduler.exchange.FaultyTransport;
import io.scheelite.scheduler.executor.CountedTaskRunner;
import io.scheelite.scheduler.executor.ExecutorNode;
import io.scheelite.scheduler.executor.LocalTaskRunner;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.plan.PlanCodec;
import io.scheelite.scheduler.plan.TableCodecs;
import io.scheelite.shuffle.client.NetworkShuffleTransport;
import io.scheelite.shuffle.client.ShuffleClient;
import io.scheelite.shuffle.client.ShuffleClientConfig;
import io.scheelite.shuffle.client.ShuffleControl;
import io.scheelite.shuffle.file.ShuffleDisk;
import io.scheelite.shuffle.file.ShuffleFolder;
import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.FrameConfig;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.TransportLoops;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillDisk;
import io.scheelite.spill.SpillManager;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** The process that runs tasks. */
public final class Executor {
  private static final System.Logger LOG = System.getLogger(Executor.class.getName());
  private static final String USAGE =
      "--folder DIR --id NAME --worker NAME --master HOST:PORT --shuffle HOST:PORT --cores N"
          + " --memory BYTES [--shuffle-quota BYTES]";

  private Executor() {}

  /**
   * What an executor is told when it starts.
   *
   * @param memoryBytes off-heap memory, that of its connections included
   * @param shuffleQuotaBytes of map outputs for each application; {@code Long.MAX_VALUE} =
   *     unlimited
   */
  record Options(
      ClusterFolder folder,
      String id,
      String worker,
      ServiceAddress master,
      ServiceAddress shuffle,
      int cores,
      long memoryBytes,
      long shuffleQuotaBytes) {
    static Options parse(String[] args) {
      Arguments arguments =
          new Arguments(
              args,
              List.of(
                  "--folder",
                  "--id",
                  "--worker",
                  "--master",
                  "--shuffle",
                  "--cores",
                  "--memory",
                  "--shuffle-quota"));
      return new Options(
          ClusterFolder.at(arguments.path("--folder")),
          arguments.text("--id"),
          arguments.text("--worker"),
          ServiceAddress.parse(arguments.text("--master")),
          ServiceAddress.parse(arguments.text("--shuffle")),
          arguments.count("--cores"),
          arguments.bytes("--memory"),
          arguments.bytes("--shuffle-quota", Long.MAX_VALUE));
    }

    ExecutorInfo info() {
      final int notYet = 1;
      return new ExecutorInfo(
          id,
          worker,
          ServiceAddress.LOOPBACK,
          notYet,
          ProcessHandle.current().pid(),
          cores,
          memoryBytes,
          shuffle);
    }
  }

  /** Runs until its parent goes, or SIGTERM. */
  public static void main(String[] args) {
    ProcessMain.usage(
        "Executor",
        USAGE,
        () -> {
          Options options = Options.parse(args);
          ProcessMain.run(
              ProcessRole.EXECUTOR,
              options.id(),
              options.folder(),
              true,
              shell -> start(shell, options));
        });
  }

  static void start(ProcessShell shell, Options options) {
    CounterSink counters = shell.closeAtEnd(CountersFolder.ofUser().open());
    WorkerPool pool = shell.closeAtEnd(WorkerPool.owned("scheelite-task", options.cores()));
    long forTasks = options.memoryBytes() - TransportLoops.BUFFER_BYTES;
    MemoryManager memory =
        shell.closeAtEnd(
            new MemoryManager(
                MemoryConfig.defaults().withOffHeapBytes(forTasks),
                pool.executor(),
                WaitClock.SYSTEM,
                counters));
    SpillManager spill =
        shell.closeAtEnd(
            new SpillManager(
                SpillConfig.defaults()
                    .withDirectories(List.of(shell.folder().spillFolder(options.worker()))),
                SpillDisk.SYSTEM,
                counters));
    LocalRuntime runtime =
        shell.closeAtEnd(new LocalRuntime(pool, memory, spill, WaitClock.SYSTEM));
    FrameClient frames = new FrameClient(shell.transport(), FrameConfig.shuffle(), shell.secret());
    NetworkShuffleTransport transport = shell.closeAtEnd(new NetworkShuffleTransport(frames));
    ShuffleControl control =
        shell.closeAtEnd(new ShuffleControl(frames, WaitClock.SYSTEM, Duration.ofSeconds(5)));
    ShuffleFolder folder =
        new ShuffleFolder(
            shell.folder().shuffleFolder(options.worker()),
            options.shuffleQuotaBytes(),
            ShuffleDisk.SYSTEM);
    LocalTaskRunner runner =
        new LocalTaskRunner(
            runtime,
            pool.executor(),
            WaitClock.SYSTEM,
            new PlanCodec(TableCodecs.installed()),
            client(shell, transport),
            folder,
            options.shuffle(),
            shell.faults());
    ExecutorNode node =
        new ExecutorNode(
            options.info(),
            options.master(),
            shell.loop(),
            shell.network(),
            new CountedTaskRunner(runner, counters),
            shell.faults(),
            new Owner(shell, options, control, folder));
    shell.onStop(node::stop);
    shell.onDrain(node::drain);
    shell.loop().execute(node::start);
  }

  private static ShuffleClient client(ProcessShell shell, NetworkShuffleTransport transport) {
    return new ShuffleClient(
        new FaultyTransport(transport, shell.faults(), WaitClock.SYSTEM),
        shell.loop().executor(),
        WaitClock.SYSTEM,
        new SplittableRandom(ProcessHandle.current().pid()),
        ShuffleClientConfig.defaults());
  }

  private record Owner(
      ProcessShell shell, Options options, ShuffleControl control, ShuffleFolder folder)
      implements ExecutorNode.Owner {
    @Override
    public void registered(ExecutorInfo self) {
      String address = self.host() + ":" + self.port();
      shell.ready(address);
    }

    @Override
    public CompletableFuture<Void> attach(String application) {
      return control.register(options.shuffle(), application, options.id(), folder.root());
    }

    @Override
    public void applicationGone(String application) {
      folder.forget(application);
      var _ =
          control
              .remove(options.shuffle(), application)
              .whenComplete(
                  (done, thrown) -> {
                    if (thrown != null) {
                      LOG.log(
                          Level.INFO,
                          "outputs are left to the master to remove: application={0} reason={1}",
                          application,
                          thrown.getMessage());
                    }
                  });
    }

    @Override
    public void stopped() {
      shell.end();
    }
  }
}
