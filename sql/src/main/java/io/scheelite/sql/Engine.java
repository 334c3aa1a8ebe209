package io.scheelite.sql;

import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryManager;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.logical.TableScans;
import io.scheelite.sql.physical.PlanText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
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
  private final Catalog catalog;
  private final ColumnFactory columns = new ColumnFactory();
  private final QueryPlanner planner = new QueryPlanner(columns);
  private final FrameBuilder frames = new FrameBuilder(columns);

  private Engine(EngineConfig config, @Nullable Executor executor, boolean reclaimAlways) {
    this.config = config;
    this.catalog = new Catalog(path -> open(Path.of(path)));
    this.runner = new QueryRunner(config, executor, reclaimAlways);
  }

  private static TableSource open(Path path) {
    String name = path.toString();
    return name.endsWith(".arrow") || name.endsWith(".arrows")
        ? ArrowTable.open(path)
        : ParquetTable.open(path);
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
    catalog.register(name, table);
  }

  /** Makes a Parquet file, a folder or a glob of them known by a name. */
  public void registerParquet(String name, Path path) {
    catalog.register(name, ParquetTable.open(path));
  }

  /** Makes an Arrow IPC file, or a stream saved to a file, known by a name. */
  public void registerArrow(String name, Path path) {
    catalog.register(name, ArrowTable.open(path));
  }

  /**
   * Makes what a path stands for known by a name: Arrow if the path ends in {@code .arrow} or
   * {@code .arrows}, else Parquet. Paths in place of tables in SQL are read alike.
   */
  public void registerFile(String name, Path path) {
    catalog.register(name, open(path));
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
    return new DataFrameReader(this);
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
    long nanos = System.nanoTime() - start;
    return switch (statement) {
      case SqlStatement.Query query ->
          new DataFrame(this, query.query(), DataFrame.Mode.ROWS, nanos);
      case SqlStatement.Explain explain ->
          new DataFrame(
              this,
              explain.query(),
              explain.analyze() ? DataFrame.Mode.EXPLAIN_ANALYZE : DataFrame.Mode.EXPLAIN,
              nanos);
    };
  }

  /** The engine's memory: pool tree, outstanding and peak bytes. */
  public MemoryManager memory() {
    return runner.memory();
  }

  FrameBuilder frames() {
    return frames;
  }

  PlanNode plan(LogicalQuery query) {
    return planner.plan(query);
  }

  String explain(LogicalQuery query) {
    PlanNode plan = planner.plan(query);
    return PlanText.of(plan) + ExplainSummary.of(runner.forecast(plan), config.memoryBytes());
  }

  String explainAnalyze(LogicalQuery query) {
    try (QueryResult result = run(query, 0)) {
      result.drain();
      return PlanText.of(result.plan(), new OperatorNotes(result.profile())::of)
          + ExplainSummary.of(result.metrics());
    }
  }

  /** Starts a query; {@code parsingNanos} went into it before. */
  QueryResult run(LogicalQuery query, long parsingNanos) {
    long start = System.nanoTime();
    return run(planner.plan(query), parsingNanos + System.nanoTime() - start);
  }

  QueryResult run(PlanNode plan, long planningNanos) {
    long start = System.nanoTime();
    return new QueryResult(runner.start(plan), planningNanos, start);
  }

  @Override
  public void close() {
    runner.close();
  }

  /** Collects settings; every one has a default. Not thread-safe. */
  public static final class Builder {
    private EngineConfig config = EngineConfig.defaults();
    private @Nullable Executor executor;
    private boolean reclaimAlways;

    private Builder() {}

    /** Off-heap memory for everything the engine holds. */
    public Builder memoryBytes(long bytes) {
      config = config.withMemoryBytes(bytes);
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

    /** Where spill files go. */
    public Builder spillDirectory(Path directory) {
      config = config.withSpillDirectory(directory);
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

    /** The engine; the caller closes it. */
    public Engine build() {
      return new Engine(config, executor, reclaimAlways);
    }
  }
}
