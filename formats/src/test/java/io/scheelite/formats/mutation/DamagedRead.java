package io.scheelite.formats.mutation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.json.JsonOptions;
import io.scheelite.formats.json.JsonTable;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Predicate;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file as a query would, with little memory: its schema and statistics, all columns, and
 * some columns of the rows that pass a filter.
 */
final class DamagedRead {
  static final long MEMORY_BYTES = 64 << 20;

  /** More rows can be told in few bytes; a query could be cancelled between batches. */
  private static final int MOST_ROWS = 100_000;

  private final FileKind kind;
  private final Path file;
  private Schema schema = new Schema(List.of());

  DamagedRead(FileKind kind, Path file) {
    this.kind = kind;
    this.file = file;
  }

  /**
   * What came of it.
   *
   * @param rows null after an error
   * @param error null if there was none
   */
  record Outcome(@Nullable List<List<@Nullable Object>> rows, @Nullable ErrorCode error) {}

  /**
   * Reads all of it.
   *
   * @throws AssertionError if something else came of it than rows or an error of ours
   */
  Outcome all(int batchSize) {
    return attempt(
        () -> {
          TableSource table = open();
          schema = table.schema();
          table.statistics();
          return read(table, IntStream.range(0, table.schema().size()).boxed().toList(), batchSize);
        });
  }

  /** What {@link #all} found the columns to be. */
  Schema schema() {
    return schema;
  }

  /** Reads some columns, with a filter where the format makes use of it. */
  Outcome some(int batchSize, RandomGenerator random) {
    return attempt(
        () -> {
          TableSource table = open();
          int size = table.schema().size();
          if (size == 0) {
            return List.of(); // nothing to choose from
          }
          List<Integer> columns =
              random.ints(1 + random.nextInt(size), 0, size).distinct().boxed().toList();
          Expression filter = kind.isParquet() ? filter(table, columns, random) : null;
          return filter == null
              ? read(table, columns, batchSize)
              : filtered(table, columns, filter, batchSize);
        });
  }

  private interface Attempt {
    List<List<@Nullable Object>> rows();
  }

  private Outcome attempt(Attempt attempt) {
    try {
      return new Outcome(attempt.rows(), null);
    } catch (ScheeliteException e) {
      String message = String.valueOf(e.getMessage());
      boolean named = !(e instanceof FormatException) || message.contains(file.toString());
      if (e.code() == ErrorCode.INTERNAL || !named) {
        throw new AssertionError("an error that does not name the file: " + message, e);
      }
      return new Outcome(null, e.code());
    } catch (RuntimeException e) {
      throw new AssertionError("an error that is not ours: " + e, e);
    }
  }

  private TableSource open() {
    return switch (kind) {
      case PARQUET_ENCODED, PARQUET_OURS, PARQUET_DUCKDB -> ParquetTable.open(file);
      case ARROW, ARROW_STORED -> ArrowTable.open(file);
      case CSV -> CsvTable.open(file, CsvOptions.defaults());
      case JSON -> JsonTable.open(file, JsonOptions.defaults());
    };
  }

  private static List<List<@Nullable Object>> read(
      TableSource table, List<Integer> columns, int batchSize) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    ScanRequest request = new ScanRequest(columns, List.of(), batchSize);
    long floor = floor(table, request);
    try (TestMemory memory = TestMemory.create(MEMORY_BYTES)) {
      for (Split split : table.splits(request)) {
        try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
            SplitReader reader = split.open(consumer)) {
          boolean done = drain(reader, batchSize, rows);
          check(!done || consumer.reservedBytes() <= floor, "more memory than announced");
        }
      }
    }
    return rows;
  }

  private static long floor(TableSource table, ScanRequest request) {
    long floor = table.readerFloorBytes(request);
    if (floor > MEMORY_BYTES / 2) { // where a query would be refused
      throw new FormatException(ErrorCode.MEMORY_LIMIT_EXCEEDED, table.description());
    }
    return floor;
  }

  /** Whether it came to the end. */
  private static boolean drain(
      SplitReader reader, int batchSize, List<List<@Nullable Object>> rows) {
    for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
      int numRows = batch.numRows(); // none where a filter left none
      check(numRows >= 0 && numRows <= batchSize, "a batch of another size: rows=" + numRows);
      if (batch.numSelectedRows() > 0) {
        rows.addAll(Batches.rows(batch));
      }
      if (rows.size() > MOST_ROWS) {
        return false;
      }
    }
    return true;
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static List<List<@Nullable Object>> filtered(
      TableSource table, List<Integer> columns, Expression filter, int batchSize) {
    ScanRequest request = new ScanRequest(columns, List.of(filter), batchSize);
    Schema schema = new Schema(columns.stream().map(table.schema()::field).toList());
    long floor = floor(table, request);
    long scratchBytes = Predicate.floorBytes(filter, schema, batchSize);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (TestMemory memory = TestMemory.create(MEMORY_BYTES);
        MemoryConsumer scratchMemory = memory.reserved("filter", scratchBytes);
        ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
        Predicate predicate = new Predicate(filter, schema, batchSize, scratch)) {
      for (Split split : table.splits(request)) {
        try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
            SplitReader reader = split.open(consumer, new FirstColumn(predicate))) {
          boolean done = drain(reader, batchSize, rows);
          check(!done || consumer.reservedBytes() <= floor, "more memory than announced");
        }
      }
    }
    return rows;
  }

  /** A filter that looks at the first column alone. */
  private record FirstColumn(Predicate predicate) implements RowFilter {
    @Override
    public List<Integer> columns() {
      return List.of(0);
    }

    @Override
    public @Nullable Selection select(Batch batch) {
      return predicate.filter(batch);
    }

    @Override
    public boolean mayPass(int column, long min, long max) {
      return true;
    }
  }

  private static @Nullable Expression filter(
      TableSource table, List<Integer> columns, RandomGenerator random) {
    DataType type = table.schema().type(columns.getFirst());
    Object value =
        switch (type) {
          case DataType.Bool _ -> random.nextBoolean();
          case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ ->
              (long) random.nextInt(100);
          case DataType.Float32 _, DataType.Float64 _ -> random.nextInt(100) / 4.0;
          case DataType.Decimal _ -> BigInteger.valueOf(random.nextInt(1000));
          case DataType.Utf8 _ -> "k" + random.nextInt(8);
          default -> null;
        };
    if (value == null) {
      return null;
    }
    Expression column = new Expression.ColumnRef(0, type, true);
    ComparisonOperator[] operators = ComparisonOperator.values();
    return random.nextInt(5) == 0
        ? new Expression.IsNull(column)
        : new Expression.Comparison(
            operators[random.nextInt(operators.length)],
            column,
            new Expression.Literal(value, type));
  }
}
