package io.scheelite.sql.logical;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a query of WITH RECURSIVE: those of its seed, those that the step makes of these, and
 * so on until it makes none. They are computed and stored before the query that reads them runs;
 * plans that are only looked at have this in their place. Immutable.
 */
public final class RecursiveTable implements TableSource {
  /** Stands in a step for rows that are there when it runs. */
  public static final class Rows implements TableSource {
    private final String name;
    private final Schema schema;

    /** Rows with the columns of the recursion. */
    public Rows(String name, Schema schema) {
      this.name = name;
      this.schema = schema;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public TableStatistics statistics() {
      return unknown(schema);
    }

    @Override
    public String description() {
      return "rows of " + name;
    }

    @Override
    public List<Split> splits(ScanRequest request) {
      throw SqlException.unsupported("a recursive query inside of another that reads its rows");
    }

    @Override
    public long readerFloorBytes(ScanRequest request) {
      return floorBytes(request);
    }
  }

  private static final int UNKNOWN = -1;
  private static final double COMMON_NULLS = 0.1;

  private final String name;
  private final LogicalQuery seed;
  private final LogicalQuery step;
  private final Rows last;
  private final Rows all;

  /**
   * A recursion.
   *
   * @param step reads {@code last}, and {@code all} if it drops what is there already; gives the
   *     columns of both
   * @param last the rows that the step, or the seed, gave last
   * @param all the rows that were there before the step
   */
  public RecursiveTable(String name, LogicalQuery seed, LogicalQuery step, Rows last, Rows all) {
    this.name = name;
    this.seed = seed;
    this.step = step;
    this.last = last;
    this.all = all;
  }

  /** Name in the statement. */
  public String name() {
    return name;
  }

  /** The first rows. */
  public LogicalQuery seed() {
    return seed;
  }

  /** Further rows, made of {@link #last}. */
  public LogicalQuery step() {
    return step;
  }

  /** The rows that were made last, as the step knows them. */
  public Rows last() {
    return last;
  }

  /** The rows that were made before, as the step knows them. */
  public Rows all() {
    return all;
  }

  @Override
  public Schema schema() {
    return last.schema();
  }

  @Override
  public TableStatistics statistics() {
    return unknown(schema());
  }

  private static TableStatistics unknown(Schema schema) {
    List<ColumnStatistics> columns = new ArrayList<>();
    for (Field _ : schema.fields()) {
      columns.add(new ColumnStatistics(null, null, UNKNOWN, COMMON_NULLS, Long.BYTES));
    }
    return new TableStatistics(UNKNOWN, columns);
  }

  @Override
  public String description() {
    return "recursion " + name;
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    return List.of(new NoSplit());
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return floorBytes(request);
  }

  private static long floorBytes(ScanRequest request) {
    return (request.columns().size() + 1L) * MemoryConsumer.CHUNK_BYTES;
  }

  /** Of a plan that is looked at. */
  private static final class NoSplit implements Split {
    @Override
    public long numRows() {
      return 0;
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      throw new IllegalStateException("a recursion is computed before it is read");
    }
  }
}
