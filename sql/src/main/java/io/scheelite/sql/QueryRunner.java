package io.scheelite.sql;

import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.dataset.DatasetTable;
import io.scheelite.formats.json.JsonTable;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MachineMemory;
import io.scheelite.memory.MemoryBudget;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.WaitClock;
import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.operators.cache.StoredTable;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.operators.cluster.ClusterConnector;
import io.scheelite.operators.cluster.ClusterRuntime;
import io.scheelite.operators.execution.LocalRuntime;
import io.scheelite.operators.execution.MemoryForecast;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.WorkerPool;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillDisk;
import io.scheelite.spill.SpillManager;
import io.scheelite.spill.block.BlockStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Memory, threads, spill files and runtime of one engine. Thread-safe; its engine closes it. */
final class QueryRunner implements AutoCloseable {
  private final EngineConfig config;
  private final boolean reclaimAlways;
  private final long connectionBytes;
  private final CounterSink counters;
  private final WorkerPool pool;
  private final EngineMemory memory;
  private final SpillManager spill;
  private final BlockStore blocks;
  private final LocalRuntime runtime;
  private final @Nullable ClusterRuntime cluster;
  private final PlanningThreads planning = new PlanningThreads();
  private final AtomicLong numQueries = new AtomicLong();
  private volatile int batchSize;

  /**
   * Runs queries on the host's executor, or on threads of its own if that is null; with a master,
   * all but their last stages run on its cluster.
   *
   * @param countersFolder where counters are kept; null for none
   */
  QueryRunner(
      EngineConfig config,
      @Nullable Executor executor,
      @Nullable MemoryBudget budget,
      @Nullable CountersFolder countersFolder,
      boolean reclaimAlways,
      boolean guards,
      @Nullable ClusterAddress master) {
    this.config = config;
    this.batchSize = config.batchSize();
    this.reclaimAlways = reclaimAlways;
    MachineMemory machine = MachineMemory.ofSystem();
    ClusterConnector connector = master == null ? null : connector(master.toString());
    this.connectionBytes = connector == null ? 0 : connector.connectionBytes();
    MemoryConfig memoryConfig =
        memoryConfig(
                EngineMemory.firstBytes(config.memory(), machine, connectionBytes), config, budget)
            .withGuards(guards);
    Path spillDirectory = spillDirectory(config, connector, master);
    requireWritable(spillDirectory);
    Closing<RuntimeException> opened = new Closing<>();
    boolean done = false;
    try {
      this.counters = countersFolder == null ? CounterSink.NONE : countersFolder.open();
      opened.addFirst(counters::close);
      this.pool =
          executor == null
              ? WorkerPool.owned("scheelite-worker", config.threads())
              : WorkerPool.hosted(executor, config.threads());
      opened.addFirst(pool::close);
      this.memory =
          EngineMemory.open(config.memory(), memoryConfig, machine, pool.executor(), counters);
      opened.addFirst(memory::close);
      this.spill =
          new SpillManager(
              SpillConfig.defaults().withDirectories(List.of(spillDirectory)),
              SpillDisk.SYSTEM,
              counters);
      opened.addFirst(spill::close);
      this.blocks = new BlockStore(memory.manager(), spill, counters);
      opened.addFirst(blocks::close);
      this.runtime = new LocalRuntime(pool, memory.manager(), spill, WaitClock.SYSTEM);
      opened.addFirst(runtime::close);
      this.cluster =
          master == null || connector == null
              ? null
              : connector.connect(master, runtime, memory.manager());
      done = true;
    } finally {
      if (!done) {
        opened.close();
      }
    }
  }

  private static MemoryConfig memoryConfig(
      long offHeapBytes, EngineConfig config, @Nullable MemoryBudget budget) {
    MemoryConfig memory =
        MemoryConfig.defaults().withOffHeapBytes(offHeapBytes).withHeapBytes(config.heapBytes());
    return budget == null ? memory : memory.withBudget(budget);
  }

  /** The default folder is nobody's: with a cluster, its own is cleaned when this process dies. */
  private static Path spillDirectory(
      EngineConfig config, @Nullable ClusterConnector connector, @Nullable ClusterAddress master) {
    boolean chosen = !config.spillDirectory().equals(EngineConfig.defaults().spillDirectory());
    return chosen || connector == null || master == null
        ? config.spillDirectory()
        : connector.spillDirectory(master);
  }

  static ClusterConnector connector(String master) {
    return ServiceLoader.load(ClusterConnector.class)
        .findFirst()
        .orElseThrow(
            () ->
                SqlException.of(
                    ErrorCode.INVALID_SETTING,
                    "nothing on the class path connects to a cluster, add scheelite-scheduler:"
                        + " master="
                        + master));
  }

  /**
   * Says at once what would otherwise come up when the first query spills. Leaves nothing there: a
   * process that is killed before it spills has made no folder.
   */
  private static void requireWritable(Path directory) {
    Path existing = directory.toAbsolutePath().normalize();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    // not createTempDirectory: its random numbers take a tenth of a short command's time
    String name = "scheelite-probe-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try {
      Files.delete(Files.createDirectory(existing.resolve(name)));
    } catch (IOException e) {
      throw SqlException.at(
          ErrorCode.INVALID_SETTING,
          "spill directory cannot be written to, name another one: directory=" + directory,
          0,
          0,
          e);
    }
  }

  /** Most rows per batch. */
  int batchSize() {
    return batchSize;
  }

  /** Changes it for queries that start from now on. */
  void setBatchSize(int rows) {
    batchSize = config.withBatchSize(rows).batchSize(); // refuses what cannot be
  }

  /** Counts spill files. */
  SpillManager spill() {
    return spill;
  }

  MemoryManager memory() {
    return memory.manager();
  }

  /** What connections to a cluster take of the engine's memory. */
  long connectionBytes() {
    return connectionBytes;
  }

  /** Cached rows. */
  BlockStore blocks() {
    return blocks;
  }

  /** Where its queries are planned. */
  PlanningThreads planning() {
    return planning;
  }

  /** Whether plans run on a cluster. */
  boolean onCluster() {
    return cluster != null;
  }

  /** Starts a plan; the caller closes the execution. */
  QueryExecution start(PlanNode plan) {
    // compiling recurses as planning does; waits for its end: what is started must be closed
    return planning.call("the query could not be started", () -> startHere(plan));
  }

  /** As {@link #start}, without a cluster: the drivers put the rows into a sink themselves. */
  QueryExecution startInto(PlanNode plan, Supplier<SinkFactory> sink) {
    return planning.call(
        "the query could not be started",
        () ->
            runtime.startInto(plan, sink.get(), options("query-" + numQueries.incrementAndGet())));
  }

  /** Most drivers of a pipeline. */
  int threads() {
    return pool.parallelism();
  }

  private QueryExecution startHere(PlanNode plan) {
    QueryOptions options = options("query-" + numQueries.incrementAndGet());
    return cluster == null || readsHere(plan)
        ? runtime.start(plan, options)
        : cluster.start(plan, options);
  }

  /** Tables of this process are read here alone: no executor has their blocks, nor opens texts. */
  private static boolean readsHere(PlanNode plan) {
    boolean here =
        plan instanceof PlanNode.Scan scan
            && (scan.table() instanceof StoredTable
                || scan.table() instanceof CsvTable
                || scan.table() instanceof JsonTable
                || (scan.table() instanceof DatasetTable files && !files.isShareable()));
    return here || plan.inputs().stream().anyMatch(QueryRunner::readsHere);
  }

  /** The stages of a plan as lines of text; empty if it runs in one process. */
  String explainStages(PlanNode plan) {
    return cluster == null ? "" : cluster.explain(plan);
  }

  /** What a plan needs to run here. */
  MemoryForecast forecast(PlanNode plan) {
    return runtime.forecast(plan, options("forecast"));
  }

  private QueryOptions options(String name) {
    return QueryOptions.defaults(name)
        .withBatchSize(batchSize)
        .withMemoryLimitBytes(config.queryMemoryBytes())
        .withReclaimAlways(reclaimAlways);
  }

  @Override
  public void close() {
    close(() -> {});
  }

  /**
   * As {@link #close()}.
   *
   * @param freeTables frees stored rows; runs when no query does
   */
  void close(Runnable freeTables) {
    Closing<RuntimeException> parts = new Closing<>();
    parts.add(planning::close);
    if (cluster != null) {
      parts.add(cluster::close);
    }
    parts
        .add(memory::stopMeasuring)
        .add(runtime::close)
        .add(pool::close)
        .add(freeTables::run)
        .add(blocks::close)
        .add(spill::close)
        .add(memory::close)
        .add(counters::close)
        .close();
  }
}
