package io.scheelite.sql;

import io.scheelite.columnar.Schema;
import io.scheelite.columnar.arrow.ArrowMemory;
import io.scheelite.formats.input.InputFile;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.formats.input.InputProvider;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryBudget;
import io.scheelite.memory.MemoryLimit;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.operators.cache.StoredTable;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.FileReference;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.files.FileTables;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.logical.TableScans;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A query engine with memory, threads, tables and spill directory of its own. Several live in one
 * JVM without knowing of each other. Thread-safe.
 *
 * <pre>{@code
 * try (Engine engine = Engine.builder().memoryBytes(512 << 20).threads(2).build()) {
 *   engine.registerParquet("lineitem", Path.of("lineitem.parquet"));
 *   engine.sql("select count(*) from lineitem").show();
 * }
 * }</pre>
 *
 * <p>Closing it cancels what still runs and gives all memory back; results must be closed before.
 */
public final class Engine implements AutoCloseable {
  private final EngineConfig config;
  private final QueryRunner runner;
  private final FileTables files;
  private final Catalog catalog;
  private final ColumnFactory columns = new ColumnFactory();
  private final QueryPlanner planner;
  private final FrameBuilder frames = new FrameBuilder(columns);
  private final FrameCache cache;
  private final QueryStarter starter;
  private final TableStatements tables;
  private final PlanCache plans;
  private final StatementRunner statements;
  private final String master;

  private Engine(Builder settings) {
    this.config = settings.config;
    this.master = settings.master == null ? "" : settings.master.toString();
    this.files = new FileTables(settings.inputs);
    this.catalog = new Catalog(files);
    this.runner =
        new QueryRunner(
            config,
            settings.executor,
            settings.budget,
            settings.counters,
            settings.reclaimAlways,
            settings.guards,
            settings.master);
    this.planner =
        new QueryPlanner(columns, new PlanningConstants(runner.memory()), runner.planning());
    this.cache = new FrameCache(this, runner.blocks(), columns, runner.onCluster());
    this.plans = new PlanCache(catalog);
    this.starter = new QueryStarter(planner, cache, runner);
    this.tables = new TableStatements(this, catalog, runner.blocks());
    this.statements = new StatementRunner(this, planner, starter, plans, tables, catalog);
    catalog.addSystemTable(MemoryView.of(runner));
  }

  /** An engine with the defaults of {@link EngineConfig#defaults()}. */
  public static Engine create() {
    return builder().build();
  }

  /** Starts to build an engine. */
  public static Builder builder() {
    return new Builder();
  }

  /** The settings this engine was built with. */
  public EngineConfig config() {
    return config;
  }

  /** Makes a table known by a name, in place of one of that name. */
  public void register(String name, TableSource table) {
    tables.register(name, table);
  }

  /** Makes a Parquet file, a folder or a glob of them known by a name, as {@link #read} does. */
  public void registerParquet(String name, Path path) {
    tables.register(name, read().parquetTable(path.toString()));
  }

  /** Makes an Arrow IPC file, or a stream saved to a file, known by a name. */
  public void registerArrow(String name, Path path) {
    tables.register(name, read().arrowTable(path.toString()));
  }

  /**
   * Makes what a path stands for known by a name: Arrow if the path ends in {@code .arrow} or
   * {@code .arrows}, CSV if in {@code .csv} or {@code .tsv}, else Parquet. Paths in place of tables
   * in SQL are read alike.
   */
  public void registerFile(String name, Path path) {
    registerFile(name, path.toString());
  }

  /** As {@link #registerFile(String, Path)}; files other than Arrow may have a URL. */
  public void registerFile(String name, String location) {
    tables.register(name, catalog.open(FileReference.of(location)));
  }

  /** Names of all tables, sorted. */
  public List<String> tableNames() {
    return catalog.entries().stream().map(Catalog.Entry::name).toList();
  }

  /** A registered table. */
  public DataFrame table(String name) {
    TableSource table = catalog.find(name);
    if (table == null) {
      throw SqlException.of(
          ErrorCode.UNKNOWN_TABLE, "unknown table: " + name + NearNames.hint(name, tableNames()));
    }
    return scan(table, name);
  }

  /** Reads files that are not registered. */
  public DataFrameReader read() {
    return new DataFrameReader(this, files, Map.of());
  }

  DataFrame scan(TableSource table, String name) {
    return frame(TableScans.scan(table, name, columns));
  }

  private DataFrame frame(LogicalQuery query) {
    return new DataFrame(this, query, DataFrame.Mode.ROWS, 0);
  }

  /**
   * One SQL statement: a query, or {@code EXPLAIN [ANALYZE]} and a query. Checked now, run later.
   */
  public DataFrame sql(String text) {
    long start = System.nanoTime();
    SqlStatement statement = planner.parse(text, catalog);
    return frame(statement, System.nanoTime() - start);
  }

  /** Of a query, or of EXPLAIN; {@code nanos} went into it before. */
  DataFrame frame(SqlStatement statement, long nanos) {
    return switch (statement) {
      case SqlStatement.Query query ->
          new DataFrame(this, query.query(), DataFrame.Mode.ROWS, nanos);
      case SqlStatement.Explain explain ->
          new DataFrame(
              this,
              explain.query(),
              explain.analyze() ? DataFrame.Mode.EXPLAIN_ANALYZE : DataFrame.Mode.EXPLAIN,
              nanos);
      case SqlStatement _ ->
          throw SqlException.of(
              ErrorCode.INVALID_QUERY, "not a query, run it with Engine.statement");
    };
  }

  /**
   * A statement of any kind, to be run once. The caller closes it.
   *
   * @param parameters values of its question marks, of the classes that {@link
   *     io.scheelite.sql.result.ValueReader} gives
   */
  public StatementExecution statement(String text, List<? extends @Nullable Object> parameters) {
    return new StatementExecution(execution -> statements.execute(text, parameters, execution));
  }

  /**
   * An INSERT of one row of constants and question marks, to be run once for many rows: all of them
   * are added, or none.
   *
   * @param rows values of the question marks, as of {@link #statement}
   */
  public StatementExecution insertion(
      String text, List<? extends List<? extends @Nullable Object>> rows) {
    return new StatementExecution(execution -> statements.insert(text, rows, execution));
  }

  /** What is kept of plans of statements, to be used when they are run again. */
  public PlanCacheUsage planCache() {
    return plans.usage();
  }

  /** Nanoseconds that parsing and planning a query takes as if for the first time. */
  public long planningNanos(String text) {
    long start = System.nanoTime();
    var _ = sql(text).plan();
    return System.nanoTime() - start;
  }

  /** All rows of stored blocks. */
  LogicalQuery scanOf(StoredTable stored) {
    return TableScans.scan(stored, "merge", columns);
  }

  /** Checks a statement and says what it wants and gives; runs nothing. */
  public StatementDescription describe(String text) {
    return planner.describe(text, catalog);
  }

  /**
   * Values as a result, for answers that are no query's.
   *
   * @param rows Boolean, Long, Double, String or null
   */
  public QueryResult rows(Schema schema, List<? extends List<? extends @Nullable Object>> rows) {
    return run(PlanRows.of(schema, rows), 0);
  }

  /** All tables and views, sorted by name. */
  public List<TableInfo> tables() {
    return TableInfo.all(catalog);
  }

  /** The engine's memory: pool tree, limit, outstanding and peak bytes. */
  public MemoryManager memory() {
    return runner.memory();
  }

  /**
   * Memory on the engine's ledger for Arrow vectors of the caller, who closes it before the engine.
   * An allocation that finds none free makes queries spill, and waits for that: not for threads on
   * which the engine runs queries. From its first buffer until it is closed it shares memory with
   * queries as one more of them.
   *
   * @param name in the pool tree
   */
  public ArrowMemory arrowMemory(String name) {
    return ArrowMemory.ofClient(memory(), name);
  }

  /**
   * Changes the engine's memory while queries run; see {@link MemoryManager#resize}. Of a cluster's
   * application it is the memory of this process alone. For an engine whose limit is a total for
   * the whole process this is an upper bound: it never gets more than the process has left.
   *
   * @param bytes off-heap memory for everything the engine holds, connections to a cluster included
   * @return growing: completed; shrinking: completes when the memory is back at the system, or when
   *     a later call supersedes this one
   */
  public CompletableFuture<Void> resize(long bytes) {
    EngineConfig.requireUsable(bytes, runner.connectionBytes());
    return memory().resize(bytes - runner.connectionBytes());
  }

  /** As the statement SET, such as {@code set("integer_division", "false")}. */
  public void set(String setting, String value) {
    tables.settings().assign(setting.toLowerCase(Locale.ROOT), value);
  }

  /** Address of the cluster's master; empty if there is none. */
  String master() {
    return master;
  }

  /** Transactions over several statements; without one, each statement is its own. */
  public Transactions transactions() {
    return tables.transactions();
  }

  QueryRunner runner() {
    return runner;
  }

  FrameBuilder frames() {
    return frames;
  }

  FrameCache cache() {
    return cache;
  }

  PlanNode plan(LogicalQuery query) {
    return starter.plan(query);
  }

  String explain(LogicalQuery query) {
    return starter.explain(query);
  }

  String explainAnalyze(LogicalQuery query, UnaryOperator<QueryResult> track) {
    return starter.explainAnalyze(query, track);
  }

  /** See {@link QueryStarter#run(LogicalQuery, long)}. */
  QueryResult run(LogicalQuery query, long parsingNanos) {
    return starter.run(query, parsingNanos);
  }

  /** Starts queries. */
  QueryStarter starter() {
    return starter;
  }

  QueryResult run(PlanNode plan, long planningNanos) {
    return starter.run(plan, planningNanos);
  }

  @Override
  public void close() {
    runner.close(tables::close);
  }

  /** Collects settings; every one has a default. Not thread-safe. */
  public static final class Builder {
    private EngineConfig config = EngineConfig.defaults();
    private @Nullable Executor executor;
    private @Nullable MemoryBudget budget;
    private @Nullable CountersFolder counters = CountersFolder.ofUser();
    private boolean reclaimAlways;
    private boolean guards;
    private @Nullable ClusterAddress master;
    private InputFiles inputs = InputFiles.installed();

    private Builder() {}

    /** Off-heap memory for everything the engine holds. */
    public Builder memoryBytes(long bytes) {
      return memory(new MemoryLimit.Bytes(bytes));
    }

    /**
     * Memory for everything the engine holds: an amount, a share of the container's memory, or a
     * total for the whole process.
     */
    public Builder memory(MemoryLimit limit) {
      config = config.withMemory(limit);
      return this;
    }

    /** Most memory that one query may hold, besides the engine's limit. */
    public Builder queryMemoryBytes(long bytes) {
      config = config.withQueryMemoryBytes(bytes);
      return this;
    }

    /**
     * Lets rows be cached on the Java heap, too, at {@linkplain
     * io.scheelite.spill.block.StorageLevel#onHeap levels} that say so: in 60 % of what is above
     * 300 MiB. Off without this.
     *
     * @param bytes size of the heap, such as {@code Runtime.getRuntime().maxMemory()}; at least 450
     *     MiB
     */
    public Builder heapBytes(long bytes) {
      config = config.withHeapBytes(bytes);
      return this;
    }

    /**
     * Makes the engine's memory a part of what several engines of this JVM share; its own limit
     * still counts.
     */
    public Builder memoryBudget(MemoryBudget shared) {
      budget = shared;
      return this;
    }

    /** Threads that run queries; with an {@link #executor}, how many of its threads at most. */
    public Builder threads(int count) {
      config = config.withThreads(count);
      return this;
    }

    /**
     * Runs queries on threads of the host: the engine starts none for them. What it runs there is
     * short and never waits.
     *
     * @param executor must not run tasks inside {@code execute}; must go on until the engine is
     *     closed, which leaves it running
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /**
     * Lets URLs of more schemes be read, besides those of the providers on the class path. On a
     * cluster a provider must be on the class path of all processes instead.
     */
    public Builder inputProvider(InputProvider provider) {
      inputs = inputs.with(provider);
      return this;
    }

    /**
     * Makes bytes of the host a file of that name: {@code FROM 'orders.parquet'} reads them. The
     * name's ending tells the format, as that of a path does.
     */
    public Builder input(String name, InputFile input) {
      inputs = inputs.with(name, input);
      return this;
    }

    /** Where spill files go. */
    public Builder spillDirectory(Path directory) {
      config = config.withSpillDirectory(directory);
      return this;
    }

    /**
     * Runs queries on a cluster: the engine becomes one of its applications, and this process runs
     * the last stage of each query. Needs {@code scheelite-scheduler} on the class path.
     */
    public Builder master(ClusterAddress address) {
      master = address;
      return this;
    }

    /**
     * As {@link #master(ClusterAddress)}.
     *
     * @param hostAndPort such as {@code 127.0.0.1:7077}
     * @param secretFile null for that of the cluster that was started on this machine
     */
    public Builder master(String hostAndPort, @Nullable Path secretFile) {
      int colon = hostAndPort.lastIndexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("not a HOST:PORT: " + hostAndPort);
      }
      return master(
          new ClusterAddress(
              hostAndPort.substring(0, colon),
              Integer.parseInt(hostAndPort.substring(colon + 1)),
              secretFile == null ? QueryRunner.connector(hostAndPort).secretFile() : secretFile));
    }

    /**
     * Where the engine keeps its counters, which {@code scheelite stat} shows, instead of the
     * {@linkplain CountersFolder#ofUser() user's folder}.
     */
    public Builder countersDirectory(Path directory) {
      counters = CountersFolder.at(directory);
      return this;
    }

    /** Keeps no counters that can be seen from outside. */
    public Builder withoutCounters() {
      counters = null;
      return this;
    }

    /** Most rows per batch. */
    public Builder batchSize(int rows) {
      config = config.withBatchSize(rows);
      return this;
    }

    /** Makes every operator give back what it can after every batch: slow, for tests. */
    Builder reclaimAlways() {
      reclaimAlways = true;
      return this;
    }

    /** Puts all memory between guard patterns, and poisons what is freed: slow, for tests. */
    Builder guards() {
      guards = true;
      return this;
    }

    /**
     * The engine; the caller closes it.
     *
     * @throws io.scheelite.memory.ScheeliteException if a setting does not work, or the master is
     *     not there or refuses
     */
    public Engine build() {
      return new Engine(this);
    }
  }
}
