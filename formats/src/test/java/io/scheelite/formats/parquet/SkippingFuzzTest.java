package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.write.BloomFilterOptions;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random tables, page sizes and filters: what is left out changes no answer. Files are ours, and
 * DuckDB's, which have no page indexes.
 */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class SkippingFuzzTest {
  private static final DataType PRICE = new DataType.Decimal(15, 2);
  private static final Schema SCHEMA =
      Schema.of(
          new Field("sorted", DataType.INT64, true),
          new Field("number", DataType.INT32, true),
          new Field("text", DataType.UTF8, true),
          new Field("real", DataType.FLOAT64, true),
          new Field("price", PRICE, true),
          new Field("flag", DataType.BOOLEAN, true),
          new Field("wide", DataType.UTF8, false),
          new Field("huge", new DataType.Decimal(38, 6), true));

  @TempDir Path folder;

  @Test
  void answersAreTheSame() throws Exception {
    for (int i = 0; i < Seeds.iterations(12); i++) {
      RandomGenerator random = Seeds.random(SkippingFuzzTest.class, i);
      List<List<@Nullable Object>> rows = rows(random);
      Path ours = folder.resolve("ours" + i + ".parquet");
      Path theirs = folder.resolve("theirs" + i + ".parquet");
      write(ours, rows, random);
      try (DuckDb duck = new DuckDb()) {
        duck.execute(
            "COPY (FROM '"
                + ours
                + "') TO '"
                + theirs
                + "' (FORMAT parquet, PARQUET_VERSION V"
                + (1 + random.nextInt(2))
                + ", ROW_GROUP_SIZE "
                + 2048 * (1 + random.nextInt(3))
                + ")");
      }
      for (int j = 0; j < 8; j++) {
        Expression filter = filter(rows, random, 2);
        int batchSize = 1 + random.nextInt(random.nextBoolean() ? 100 : 2048);
        check(ours, filter, batchSize, i);
        check(theirs, filter, batchSize, i);
      }
    }
  }

  private static void check(Path file, Expression filter, int batchSize, int number) {
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      ParquetTable table = ParquetTable.open(file);
      var expected = SkippingReads.plain(memory, table, filter, batchSize).rows();
      var found = SkippingReads.skipping(memory, table, filter, batchSize).rows();
      assertThat(found).as("table %s, %s, %s", number, file, filter).isEqualTo(expected);
    }
  }

  private static List<List<@Nullable Object>> rows(RandomGenerator random) {
    int count = 1 + random.nextInt(8000);
    double nulls = random.nextInt(3) * 0.2;
    int cluster = 1 + random.nextInt(1000);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long group = i / cluster;
      @Nullable Object[] row = {
        (long) i * 3 + random.nextInt(cluster),
        (long) random.nextInt(100),
        (random.nextInt(50) == 0 ? "prefix that is the same in all of the many values " : "")
            + group
            + "-"
            + random.nextInt(5),
        random.nextInt(500) == 0 ? Double.NaN : group + random.nextInt(8) / 4.0 - 2,
        BigDecimal.valueOf(group * 100 + random.nextInt(100), 2),
        group % 5 == 0,
        "wide text that is never equal " + i,
        BigDecimal.valueOf(group * 1_000_000L, 6)
      };
      for (int column = 0; column < row.length; column++) {
        boolean run = group % 7 == 3 && column % 3 == 1; // pages of nulls
        if (SCHEMA.field(column).nullable() && (run || random.nextDouble() < nulls)) {
          row[column] = null;
        }
      }
      rows.add(Arrays.asList(row));
    }
    return rows;
  }

  private static void write(Path file, List<List<@Nullable Object>> rows, RandomGenerator random) {
    List<Compression> codecs = Compression.written();
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults()
            .withCompression(codecs.get(random.nextInt(codecs.size())))
            .withPages(1 + random.nextInt(random.nextBoolean() ? 50 : 3000), 4096)
            .withRowGroupRows(1 + random.nextInt(9000))
            .withDictionaryBytes(random.nextBoolean() ? 0 : random.nextInt(100_000))
            .withBloomFilters(
                new BloomFilterOptions(
                    Set.of("sorted", "number", "text", "price", "real", "huge"), 0.1));
    try (TestMemory memory = TestMemory.create(64 << 20);
        MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer = new ParquetWriter(file, SCHEMA, options, consumer)) {
      for (int from = 0; from < rows.size(); from += 2000) {
        try (Batches batches = new Batches(memory)) {
          writer.write(
              batches.batch(SCHEMA, rows.subList(from, Math.min(rows.size(), from + 2000))));
        }
      }
    }
  }

  private static Expression filter(
      List<List<@Nullable Object>> rows, RandomGenerator random, int depth) {
    int kind = random.nextInt(depth > 0 ? 10 : 8);
    if (kind >= 8) {
      List<Expression> operands =
          List.of(filter(rows, random, depth - 1), filter(rows, random, depth - 1));
      return kind == 8 ? new Expression.And(operands) : new Expression.Or(operands);
    }
    int column = random.nextInt(SCHEMA.size());
    Expression reference = new Expression.ColumnRef(column, SCHEMA.type(column), true);
    if (kind == 0) {
      Expression isNull = new Expression.IsNull(reference);
      return random.nextBoolean() ? isNull : new Expression.Not(isNull);
    }
    Expression.Literal literal = literal(rows, column, random);
    if (kind <= 2) {
      return new Expression.InList(reference, List.of(literal, literal(rows, column, random)));
    }
    ComparisonOperator[] operators = ComparisonOperator.values();
    return new Expression.Comparison(
        operators[random.nextInt(operators.length)], reference, literal);
  }

  /** A value of the table, or one near it. */
  private static Expression.Literal literal(
      List<List<@Nullable Object>> rows, int column, RandomGenerator random) {
    Object value = rows.get(random.nextInt(rows.size())).get(column);
    int off = random.nextInt(3) - 1;
    Object literal =
        switch (value) {
          case Long number -> number + off;
          case Double number -> off == 0 ? number : number + 0.1;
          case BigDecimal number -> number.unscaledValue();
          case String text -> off == 0 ? text : text + off;
          case null -> column == 2 || column == 6 ? "5" : null;
          default -> value;
        };
    return new Expression.Literal(literal == null ? zero(column) : literal, SCHEMA.type(column));
  }

  private static Object zero(int column) {
    return switch (SCHEMA.type(column)) {
      case DataType.Float64 _ -> 0.0;
      case DataType.Bool _ -> true;
      case DataType.Decimal _ -> java.math.BigInteger.TEN;
      default -> 0L;
    };
  }
}
