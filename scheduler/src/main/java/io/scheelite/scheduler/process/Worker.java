package io.scheelite.scheduler.process;

import io.scheelite.memory.WaitClock;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.launch.JvmLauncher;
import io.scheelite.scheduler.launch.ProcessLauncher;
import io.scheelite.scheduler.worker.WorkerConfig;
import io.scheelite.scheduler.worker.WorkerNode;
import io.scheelite.shuffle.client.ShuffleControl;
import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.FrameConfig;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The process that starts executors and a shuffle service as its children. */
public final class Worker {
  private static final System.Logger LOG = System.getLogger(Worker.class.getName());
  private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(5);
  private static final String USAGE =
      "--folder DIR --id NAME --master HOST:PORT --cores N --memory BYTES"
          + " [--shuffle-quota BYTES]";

  private Worker() {}

  /** Runs until its parent goes, the master says so, or SIGTERM. */
  public static void main(String[] args) {
    ProcessMain.usage(
        "Worker",
        USAGE,
        () -> {
          WorkerConfig config = config(args);
          ProcessMain.run(
              ProcessRole.WORKER,
              config.id(),
              config.folder(),
              true,
              shell -> start(shell, config, new JvmLauncher(shell.loop(), shell.folder())));
        });
  }

  static WorkerConfig config(String[] args) {
    Arguments arguments =
        new Arguments(
            args,
            List.of("--folder", "--id", "--master", "--cores", "--memory", "--shuffle-quota"));
    return WorkerConfig.of(
            arguments.text("--id"),
            ClusterFolder.at(arguments.path("--folder")),
            ServiceAddress.parse(arguments.text("--master")),
            arguments.count("--cores"),
            arguments.bytes("--memory"))
        .withShuffleQuota(arguments.bytes("--shuffle-quota", Long.MAX_VALUE));
  }

  static void start(ProcessShell shell, WorkerConfig config, ProcessLauncher launcher) {
    ShuffleControl control =
        shell.closeAtEnd(
            new ShuffleControl(
                new FrameClient(shell.transport(), FrameConfig.shuffle(), shell.secret()),
                WaitClock.SYSTEM,
                CONTROL_TIMEOUT));
    WorkerNode node =
        new WorkerNode(
            config,
            shell.loop(),
            shell.network(),
            launcher,
            shell.faults(),
            new Owner(shell, control),
            ProcessHandle.current().pid());
    shell.onStop(node::stop);
    shell.onOrphaned(node::drain); // those who use the executors go on
    shell.loop().execute(node::start);
  }

  private record Owner(ProcessShell shell, ShuffleControl control) implements WorkerNode.Owner {
    @Override
    public CompletableFuture<Void> ping(ServiceAddress service) {
      return control.ping(service);
    }

    @Override
    public void removeApplication(String application, ServiceAddress service) {
      var _ =
          control
              .remove(service, application)
              .whenComplete(
                  (done, thrown) -> {
                    if (thrown != null) {
                      LOG.log(
                          Level.WARNING,
                          "outputs stay until the cluster ends: application={0} reason={1}",
                          application,
                          thrown.getMessage());
                    }
                  });
    }

    @Override
    public void registered() {
      shell.ready("");
    }

    @Override
    public void stopped() {
      shell.end();
    }
  }
}
