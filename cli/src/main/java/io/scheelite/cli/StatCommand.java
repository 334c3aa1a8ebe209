package io.scheelite.cli;

import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.local.ClusterState;
import io.scheelite.scheduler.local.LocalCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code scheelite stat}: what a process does with its memory, read from its counters file alone;
 * of a process that was killed, what it did last.
 */
@Command(
    name = "stat",
    description =
        "Shows the counters of a process, of a cluster and its applications, or lists all processes.",
    mixinStandardHelpOptions = true)
final class StatCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "PID|HOST:PORT",
      description = "A process, or the master of a cluster; without it all processes are listed.")
  private @Nullable String target;

  @Option(
      names = "--format",
      defaultValue = "table",
      description =
          "How counters are written: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private StatFormat format;

  @Option(
      names = "--counters-dir",
      paramLabel = "DIR",
      description =
          "Folder of the counters (default: $SCHEELITE_COUNTERS_DIR, else scheelite-USER in the"
              + " system's temporary folder).")
  private @Nullable Path directory;

  @Mixin private ClusterOptions cluster;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CountersFolder folder =
        directory == null ? CountersFolder.ofUser() : CountersFolder.at(directory);
    if (target == null) {
      List<CountersSnapshot> all = folder.list();
      print(format == StatFormat.TABLE ? StatText.list(all) : render(all));
      return 0;
    }
    if (target.matches("\\d{1,18}")) {
      return process(folder, Long.parseLong(target));
    }
    return clusterOf(folder, master(target));
  }

  private InetSocketAddress master(String text) {
    try {
      return new EngineOptions.MasterAddress().convert(text);
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), "not a process id or HOST:PORT: " + text, e);
    }
  }

  private int process(CountersFolder folder, long pid) throws IOException {
    List<CountersSnapshot> found = folder.find(pid);
    if (found.isEmpty()) {
      complain(
          (ProcessHandle.of(pid).isPresent()
                  ? "this process keeps no counters here: pid="
                  : "no such process, and no counters of it are left: pid=")
              + pid
              + " folder="
              + folder.root());
      return 1;
    }
    print(render(found));
    return 0;
  }

  private int clusterOf(CountersFolder folder, InetSocketAddress master) throws IOException {
    ClusterState state = cluster.cluster().state();
    if (!state.running() || !same(master, state.master())) {
      complain(
          "no cluster with this master runs: master="
              + target
              + " folder="
              + cluster.cluster().folder().root());
      return 1;
    }
    Map<Long, String> counted = new LinkedHashMap<>();
    for (ProcessEntry entry : state.processes()) {
      if (entry.role() == ProcessRole.EXECUTOR || entry.role() == ProcessRole.SHUFFLE) {
        counted.put(entry.pid(), entry.id());
      }
    }
    for (LocalCluster.Application application : cluster.cluster().applications()) {
      counted.put(application.pid(), application.id());
    }
    int status = 0;
    List<CountersSnapshot> all = new ArrayList<>();
    for (Map.Entry<Long, String> process : counted.entrySet()) {
      List<CountersSnapshot> found = folder.find(process.getKey());
      if (found.isEmpty()) {
        complain(
            "no counters of "
                + process.getValue()
                + ": pid="
                + process.getKey()
                + " folder="
                + folder.root());
        status = 1;
      }
      all.addAll(found);
    }
    print(render(all));
    return status;
  }

  private static boolean same(InetSocketAddress wanted, String master) throws IOException {
    int colon = master.lastIndexOf(':');
    String host = master.substring(0, colon);
    return wanted.getPort() == Integer.parseInt(master.substring(colon + 1))
        && (wanted.getHostString().equals(host)
            || InetAddress.getByName(wanted.getHostString()).equals(InetAddress.getByName(host)));
  }

  private String render(List<CountersSnapshot> all) {
    return switch (format) {
      case TABLE -> all.stream().map(StatText::of).collect(Collectors.joining("\n"));
      case CSV -> StatRecords.csv(all);
      case JSON -> StatRecords.json(all);
    };
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  private void complain(String sentence) {
    spec.commandLine().getErr().println("scheelite: " + sentence);
  }
}
