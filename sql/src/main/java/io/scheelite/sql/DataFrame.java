package io.scheelite.sql;

import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.spill.block.DatasetUsage;
import io.scheelite.spill.block.StorageLevel;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.result.ResultFormat;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A query under construction. Every method gives a new one; nothing runs before {@link #collect} or
 * {@link #show}. Names and types are checked at once. Immutable and thread-safe; worth nothing
 * after its {@link Engine} is closed.
 */
public final class DataFrame {
  private final Engine engine;
  private final LogicalQuery query;
  private final Mode mode;
  private final long parsingNanos;
  private final @Nullable PersistedTable persisted;

  /** What collecting gives. */
  enum Mode {
    /** The rows. */
    ROWS,
    /** The plan as text. */
    EXPLAIN,
    /** The plan as text with what really happened. */
    EXPLAIN_ANALYZE
  }

  /** How {@link #join} treats rows without a match. */
  public enum JoinMode {
    /** Drops them. */
    INNER,
    /** Keeps those of the left side, with nulls for the right. */
    LEFT,
    /** Keeps left rows that have a match, once, without columns of the right. */
    SEMI,
    /** Keeps left rows that have none. */
    ANTI;

    private JoinKind kind() {
      return switch (this) {
        case INNER -> JoinKind.INNER;
        case LEFT -> JoinKind.LEFT;
        case SEMI -> JoinKind.SEMI;
        case ANTI -> JoinKind.ANTI;
      };
    }
  }

  DataFrame(Engine engine, LogicalQuery query, Mode mode, long parsingNanos) {
    this(engine, query, mode, parsingNanos, null);
  }

  private DataFrame(
      Engine engine,
      LogicalQuery query,
      Mode mode,
      long parsingNanos,
      @Nullable PersistedTable persisted) {
    this.engine = engine;
    this.persisted = persisted;
    this.query = query;
    this.mode = mode;
    this.parsingNanos = parsingNanos;
  }

  private DataFrame with(LogicalQuery changed) {
    return new DataFrame(engine, changed, Mode.ROWS, parsingNanos);
  }

  /** The columns of the result. */
  public Schema schema() {
    if (mode != Mode.ROWS) {
      return PlanRows.SCHEMA;
    }
    return query.schema();
  }

  /** A column of this data frame, which also tells it apart from one of the same name in a join. */
  public Column col(String name) {
    for (Output output : query.outputs()) {
      if (output.label().equalsIgnoreCase(name)) {
        return Column.named(new ColumnNode.Bound(output.column()), output.label());
      }
    }
    List<String> labels = query.outputs().stream().map(Output::label).toList();
    throw SqlException.of(
        ErrorCode.UNKNOWN_COLUMN, "unknown column: " + name + NearNames.hint(name, labels));
  }

  /** The rows on which the condition is true. */
  public DataFrame filter(Column condition) {
    return with(engine.frames().filter(query, condition));
  }

  /** These columns. */
  public DataFrame select(Column... columns) {
    return with(engine.frames().select(query, List.of(columns)));
  }

  /** The columns of these names. */
  public DataFrame select(String... names) {
    return with(engine.frames().select(query, Arrays.stream(names).map(Functions::col).toList()));
  }

  /** Groups by these columns; {@link GroupedDataFrame#agg} says what to compute of each group. */
  public GroupedDataFrame groupBy(Column... keys) {
    return new GroupedDataFrame(this, List.of(keys));
  }

  /** Groups by the columns of these names. */
  public GroupedDataFrame groupBy(String... names) {
    return new GroupedDataFrame(this, Arrays.stream(names).map(Functions::col).toList());
  }

  /** Aggregates of all rows: one row. */
  public DataFrame agg(Column... values) {
    return aggregate(List.of(), List.of(values));
  }

  DataFrame aggregate(List<Column> keys, List<Column> values) {
    return with(engine.frames().aggregate(query, keys, values));
  }

  /** Each different row once. */
  public DataFrame distinct() {
    return with(engine.frames().distinct(query));
  }

  /** Pairs of rows on which the condition is true. */
  public DataFrame join(DataFrame right, Column condition) {
    return join(right, condition, JoinMode.INNER);
  }

  /** Joins by a condition. */
  public DataFrame join(DataFrame right, Column condition, JoinMode joinMode) {
    return with(engine.frames().join(query, right.query, condition, joinMode.kind()));
  }

  /** Joins rows that are equal in the columns of these names, which the result has once. */
  public DataFrame join(DataFrame right, JoinMode joinMode, String... names) {
    return with(engine.frames().joinUsing(query, right.query, List.of(names), joinMode.kind()));
  }

  /** All rows in order; see {@link Column#desc}. */
  public DataFrame orderBy(Column... keys) {
    return with(engine.frames().orderBy(query, List.of(keys)));
  }

  /** All rows, smallest first. */
  public DataFrame orderBy(String... names) {
    return with(engine.frames().orderBy(query, Arrays.stream(names).map(Functions::col).toList()));
  }

  /** At most so many rows, the first ones where this is ordered. */
  public DataFrame limit(long rows) {
    return limit(rows, 0);
  }

  /** At most so many rows after skipping {@code offset}. */
  public DataFrame limit(long rows, long offset) {
    if (rows < 0 || offset < 0) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "limit and offset must not be negative: limit=" + rows + " offset=" + offset);
    }
    return with(engine.frames().limit(query, rows, offset));
  }

  /** {@link #persist} in memory, and on disk what does not fit there. */
  public DataFrame cache() {
    return persist(StorageLevel.MEMORY_AND_DISK);
  }

  /**
   * The same rows, kept by the engine once they were computed: use the returned data frame, and
   * others made of it. Nothing is computed now. Rows of files with filters and computed columns are
   * kept part by part, as queries read them; all others are computed as a whole when the first
   * query is read, and queries that are read meanwhile wait for that. What is evicted or damaged is
   * computed again. On a cluster rows are always computed.
   */
  public DataFrame persist(StorageLevel level) {
    if (mode != Mode.ROWS) {
      throw SqlException.of(ErrorCode.INVALID_QUERY, "an EXPLAIN cannot be cached");
    }
    PersistedTable table = engine.cache().persist(query, level);
    return new DataFrame(engine, engine.cache().scan(table), mode, parsingNanos, table);
  }

  /**
   * Frees what {@link #persist} has kept and gives the data frame it was called on. Data frames
   * made of this one stay usable and compute their rows. Of a data frame that is not kept: itself.
   */
  public DataFrame unpersist() {
    if (persisted == null) {
      return this;
    }
    engine.cache().unpersist(persisted);
    return with(persisted.source());
  }

  /** What is kept of this data frame now; nothing unless it came from {@link #persist}. */
  public DatasetUsage storage() {
    return persisted == null ? new DatasetUsage(0, 0, 0, 0, 0) : persisted.usage();
  }

  /** The plan that would run. */
  PlanNode plan() {
    return engine.plan(query);
  }

  /** The plan that would run, as text. */
  public String explain() {
    return engine.explain(query);
  }

  /** Runs the query, drops its rows, and gives the plan with what really happened. */
  public String explainAnalyze() {
    return engine.explainAnalyze(query, UnaryOperator.identity());
  }

  /** Starts the query; the caller closes the result. */
  public QueryResult collect() {
    return collect(UnaryOperator.identity());
  }

  /**
   * As {@link #collect()}.
   *
   * @param track sees each query as soon as it runs, to cancel it
   */
  QueryResult collect(UnaryOperator<QueryResult> track) {
    return switch (mode) {
      case ROWS -> track.apply(engine.run(query, parsingNanos));
      case EXPLAIN -> engine.run(PlanRows.of(explain()), parsingNanos);
      case EXPLAIN_ANALYZE ->
          engine.run(PlanRows.of(engine.explainAnalyze(query, track)), parsingNanos);
    };
  }

  /**
   * Starts the query; its rows come as Arrow vectors in memory of the allocator ({@link
   * Engine#arrowMemory}, or one of the caller's). The caller closes the result.
   */
  public ArrowResult toArrow(BufferAllocator allocator) {
    return collect().toArrow(allocator);
  }

  /** Runs the query and prints its first 20 rows on standard output. */
  public void show() {
    StringBuilder text = new StringBuilder();
    DataFrame shown = mode == Mode.ROWS ? limit(20) : this;
    try (QueryResult result = shown.collect()) {
      result.write(ResultFormat.TABLE, text);
    }
    System.out.print(text);
  }
}
