package io.scheelite.cli;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.report.ReportFormat;
import io.scheelite.bench.resident.FrameQueries;
import io.scheelite.bench.resident.MemoryProbe;
import io.scheelite.bench.resident.NativeBreakdown;
import io.scheelite.bench.resident.ProcessKind;
import io.scheelite.bench.resident.ResidentCase;
import io.scheelite.bench.resident.ResidentRow;
import io.scheelite.bench.tpch.TpchAnswer;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.bench.tpch.TpchRunner;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.local.LocalCluster;
import io.scheelite.scheduler.local.LocalClusterConfig;
import io.scheelite.scheduler.worker.WorkerConfig;
import io.scheelite.sql.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite bench memory}: resident memory of processes under a limit, one process for each
 * kind, scale factor and limit, with what it consists of.
 *
 * <p>The exit code is 0 only if every process stayed within limit + 10 % + base and no answer was
 * wrong.
 */
@Command(
    name = "memory",
    description = "Measures the resident memory of processes that run TPC-H under a limit.",
    mixinStandardHelpOptions = true)
final class BenchMemoryCommand implements Callable<Integer> {
  @Option(
      names = "--sf",
      paramLabel = "LIST",
      split = ",",
      defaultValue = "1",
      converter = TpchOptions.Scale.class,
      description = "Scale factors (default ${DEFAULT-VALUE}).")
  private List<ScaleFactor> scaleFactors;

  @Option(
      names = "--queries",
      paramLabel = "LIST",
      defaultValue = "1,5,18",
      converter = TpchOptions.Queries.class,
      description = "Run once, in this order (default ${DEFAULT-VALUE}, all that frames know).")
  private List<TpchQuery> queries;

  @Option(
      names = "--memory",
      paramLabel = "LIST",
      split = ",",
      defaultValue = "256m,512m,1g",
      converter = EngineOptions.Size.class,
      description = "Limits of the off-heap region (default ${DEFAULT-VALUE}).")
  private List<Long> limitsBytes;

  @Option(
      names = "--kinds",
      paramLabel = "LIST",
      split = ",",
      defaultValue = "SQL,FRAMES,EXECUTOR",
      description = "Some of ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private List<ProcessKind> kinds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads of each process (default ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private ReportFormat format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (kinds.contains(ProcessKind.FRAMES) && !queries.stream().allMatch(FrameQueries::knows)) {
      throw new ParameterException(
          spec.commandLine(), "frames know queries 1, 5 and 18 only; name these, or other --kinds");
    }
    List<ResidentRow> rows = new ArrayList<>();
    for (ProcessKind kind : kinds) {
      for (ScaleFactor scaleFactor : scaleFactors) {
        TpchDataset.inUserCache(scaleFactor).ensure();
        for (long limitBytes : limitsBytes) {
          rows.add(measure(new ResidentCase(kind, scaleFactor, limitBytes)));
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(ResidentRow.render(rows, format));
    out.flush();
    return rows.stream().allMatch(row -> row.met() && row.answersOk()) ? 0 : 1;
  }

  private ResidentRow measure(ResidentCase measured) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("scheelite-bench-memory");
    try {
      MemoryProbe probe = new MemoryProbe(folder.resolve("counters"));
      return switch (measured.kind()) {
        case SQL, FRAMES -> probe.run(measured, queries, threads);
        case EXECUTOR -> executor(measured, probe, folder);
      };
    } finally {
      Files.deleteIfExists(folder.resolve("counters"));
      Files.deleteIfExists(folder);
    }
  }

  private ResidentRow executor(ResidentCase measured, MemoryProbe probe, Path folder)
      throws IOException, InterruptedException {
    LocalClusterConfig config =
        new LocalClusterConfig(
            1, measured.limitBytes() + WorkerConfig.EXECUTOR_HEAP_BYTES, threads, 1);
    Path clusterFolder = folder.resolve("cluster");
    LocalCluster cluster = new LocalCluster(ClusterFolder.at(clusterFolder));
    try {
      cluster.start(
          config,
          Map.of(
              CountersFolder.VARIABLE,
              folder.resolve("counters").toString(),
              "JAVA_TOOL_OPTIONS",
              NativeBreakdown.JVM_OPTION));
      boolean answersOk = runOn(cluster, measured.scaleFactor());
      return probe.look(executorPid(cluster), measured, answersOk);
    } finally {
      cluster.stop(false);
      Files.deleteIfExists(clusterFolder);
    }
  }

  private boolean runOn(LocalCluster cluster, ScaleFactor scaleFactor) throws IOException {
    try (Engine engine = Engine.builder().threads(threads).master(cluster.address()).build()) {
      TpchRunner runner = new TpchRunner(engine, TpchDataset.inUserCache(scaleFactor));
      boolean answersOk = true;
      for (TpchQuery query : queries) {
        answersOk &= !runner.run(query, TpchAnswer.committed(scaleFactor, query)).verdict().wrong();
      }
      return answersOk;
    }
  }

  private static long executorPid(LocalCluster cluster) throws IOException {
    return cluster.state().processes().stream()
        .filter(entry -> entry.role() == ProcessRole.EXECUTOR)
        .mapToLong(ProcessEntry::pid)
        .findFirst()
        .orElseThrow(() -> new IOException("the cluster has no executor"));
  }
}
