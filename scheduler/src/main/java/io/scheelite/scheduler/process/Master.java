package io.scheelite.scheduler.process;

import com.sun.management.OperatingSystemMXBean;
import io.scheelite.scheduler.fault.FaultMarkers;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.launch.JvmLauncher;
import io.scheelite.scheduler.launch.ProcessLauncher;
import io.scheelite.scheduler.master.MasterConfig;
import io.scheelite.scheduler.master.MasterConfig.Resources;
import io.scheelite.scheduler.master.MasterNode;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillManager;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The process that knows the cluster; the first to start and the last to end. */
public final class Master {
  private static final System.Logger LOG = System.getLogger(Master.class.getName());
  private static final String ID = "master";
  private static final String USAGE =
      "--folder DIR --executors N --executor-memory BYTES --executor-cores N [--workers N]"
          + " [--worker-memory BYTES] [--worker-cores N] [--shuffle-quota BYTES]";

  private Master() {}

  /** Runs until it is stopped: by message, or by SIGTERM. */
  public static void main(String[] args) {
    ProcessMain.usage(
        "Master",
        USAGE,
        () -> {
          MasterConfig config = config(args);
          ProcessMain.run(
              ProcessRole.MASTER,
              ID,
              config.folder(),
              false,
              shell -> start(shell, config, new JvmLauncher(shell.loop(), shell.folder())));
        });
  }

  static MasterConfig config(String[] args) {
    Arguments arguments =
        new Arguments(
            args,
            List.of(
                "--folder",
                "--executors",
                "--executor-memory",
                "--executor-cores",
                "--workers",
                "--worker-memory",
                "--worker-cores",
                "--shuffle-quota"));
    int executors = arguments.count("--executors");
    Resources executor =
        new Resources(arguments.count("--executor-cores"), arguments.bytes("--executor-memory"));
    int workers = arguments.count("--workers", 1, 1);
    int perWorker = Math.ceilDiv(executors, workers);
    int cores = Math.max(Runtime.getRuntime().availableProcessors(), perWorker * executor.cores());
    Resources worker =
        new Resources(
            arguments.count("--worker-cores", cores, 1),
            arguments.bytes("--worker-memory", machineBytes() / workers));
    return MasterConfig.of(
            ClusterFolder.at(arguments.path("--folder")), executors, executor, workers, worker)
        .withShuffleQuota(arguments.bytes("--shuffle-quota", Long.MAX_VALUE));
  }

  private static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  static void start(ProcessShell shell, MasterConfig config, ProcessLauncher launcher) {
    MasterNode node =
        new MasterNode(
            config, shell.loop(), shell.network(), launcher, shell.faults(), new Owner(shell));
    shell.onStop(node::stop);
    CompletableFuture<ServiceAddress> address = new CompletableFuture<>();
    shell.loop().execute(() -> address.complete(node.start()));
    shell.ready(address.join().toString());
  }

  private record Owner(ProcessShell shell) implements MasterNode.Owner {
    @Override
    public void complete() {
      // whoever waits for it looks into the folder
    }

    @Override
    public void sweepApplications() {
      SpillConfig spill =
          SpillConfig.defaults().withDirectories(List.of(shell.folder().applicationSpillFolder()));
      Thread.ofPlatform()
          .daemon()
          .name("scheelite-sweep")
          .start(() -> new SpillManager(spill).close()); // which sweeps when it is made
    }

    @Override
    public List<String> firedFaults() {
      try {
        return FaultMarkers.of(shell.folder().root()).fired();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "records of faults cannot be read", e);
        return List.of();
      }
    }

    @Override
    public void stopped() {
      shell.end();
    }
  }
}
