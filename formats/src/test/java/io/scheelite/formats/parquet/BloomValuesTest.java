package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.parquet.write.BloomFilterOptions;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.testsupport.LeakCheck;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bloom filters are asked for numbers in all forms that are equal, and rule out nothing else. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class BloomValuesTest {
  private static final DataType WIDE = new DataType.Decimal(38, 3);
  private static final DataType NARROW = new DataType.Decimal(12, 2);
  private static final Schema SCHEMA =
      Schema.of(
          new Field("d", DataType.FLOAT64, true),
          new Field("f", DataType.FLOAT32, true),
          new Field("wide", WIDE, true),
          new Field("narrow", NARROW, true));
  private static final int ROWS = 2000;

  @TempDir Path folder;
  private final TestMemory memory = TestMemory.create(64 << 20);

  @AfterEach
  void close() {
    memory.close();
  }

  private static Expression column(int index) {
    return new Expression.ColumnRef(index, SCHEMA.field(index).type(), true);
  }

  private static Expression.Literal literal(int index, String value) {
    DataType type = SCHEMA.field(index).type();
    return type instanceof DataType.Decimal decimal
        ? new Expression.Literal(
            new BigDecimal(value).setScale(decimal.scale()).unscaledValue(), type)
        : new Expression.Literal(Double.valueOf(value), type);
  }

  private static Expression equal(int index, String value) {
    return new Expression.Comparison(
        ComparisonOperator.EQUAL, column(index), literal(index, value));
  }

  private static Expression in(int index, String... values) {
    return new Expression.InList(
        column(index), Arrays.stream(values).map(value -> literal(index, value)).toList());
  }

  private Path ours(String name, List<List<@Nullable Object>> rows) {
    Path file = folder.resolve(name);
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults()
            .withBloomFilters(new BloomFilterOptions(Set.of("d", "f", "wide", "narrow"), 0.0001));
    try (MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer = new ParquetWriter(file, SCHEMA, options, consumer);
        Batches batches = new Batches(memory)) {
      writer.write(batches.batch(SCHEMA, rows));
    }
    return file;
  }

  private static List<List<@Nullable Object>> rows() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int step = (i - ROWS / 2) * 2;
      rows.add(
          Arrays.asList(
              step / 8.0,
              step / 8.0f,
              BigDecimal.valueOf(step).setScale(3),
              BigDecimal.valueOf(step, 2)));
    }
    return rows;
  }

  private void finds(Path file, Expression filter, int rows) {
    ParquetTable table = ParquetTable.open(file);
    SkippingReads.Outcome found = SkippingReads.skipping(memory, table, filter, 2048);
    assertThat(found.rows()).as("%s", filter).hasSize(rows);
    assertThat(found.rows()).isEqualTo(SkippingReads.plain(memory, table, filter, 2048).rows());
    assertThat(found.counts().ruledOut()).as("%s", filter).isEqualTo(rows == 0 ? 1 : 0);
  }

  private void findsNumbers(Path file) {
    finds(file, equal(0, "-3.25"), 1);
    finds(file, equal(0, "0"), 1);
    finds(file, equal(0, "-0.0"), 1);
    finds(file, equal(0, "0.125"), 0);
    finds(file, equal(1, "100.5"), 1);
    finds(file, equal(1, "100.375"), 0);
    finds(file, in(0, "0.125", "7.125"), 0);
    finds(file, in(0, "0.125", "7.25"), 1);
    finds(file, in(1, "-0.125", "7.125", "-9.875"), 0);
    finds(file, equal(2, "-998"), 1);
    finds(file, equal(2, "-999"), 0);
    finds(file, equal(2, "0"), 1);
    finds(file, in(2, "1", "3", "-17", "0.5"), 0);
    finds(file, in(2, "1", "3", "-16"), 1);
    finds(file, equal(3, "-0.02"), 1);
    finds(file, equal(3, "-0.03"), 0);
  }

  @Test
  void numbersOfOurFiles() {
    findsNumbers(ours("ours.parquet", rows()));
  }

  @Test
  void numbersOfDuckDbsFiles() throws Exception {
    Path theirs = folder.resolve("theirs.parquet");
    try (DuckDb duck = new DuckDb()) {
      // filters are written for columns with dictionaries
      duck.execute(
          "COPY (FROM (SELECT ((i % 2000) - 1000) * 2 AS n FROM range(20000) t(i))"
              + " SELECT (n / 8)::DOUBLE AS d, (n / 8)::FLOAT AS f,"
              + " n::DECIMAL(38, 3) AS wide, (n / 100)::DECIMAL(12, 2) AS narrow) TO '"
              + theirs
              + "' (FORMAT parquet)");
    }
    finds(theirs, equal(0, "-3.25"), 10);
    finds(theirs, equal(0, "-0.0"), 10);
    finds(theirs, equal(0, "0.125"), 0);
    finds(theirs, equal(1, "100.5"), 10);
    finds(theirs, in(1, "100.375", "-0.125"), 0);
    finds(theirs, equal(2, "-998"), 10);
    finds(theirs, equal(3, "-0.02"), 10);
    finds(theirs, equal(3, "-0.03"), 0);
  }

  @Test
  void zerosOfOneSignAreFoundByTheOther() {
    List<List<@Nullable Object>> rows = rows();
    rows.set(ROWS / 2, Arrays.asList(-0.0, -0.0f, null, null));
    Path negative = ours("negative.parquet", rows);
    rows.set(ROWS / 2, Arrays.asList(0.0, 0.0f, null, null));
    Path positive = ours("positive.parquet", rows);
    for (Path file : List.of(negative, positive)) {
      for (int column = 0; column < 2; column++) {
        finds(file, equal(column, "0.0"), 1);
        finds(file, equal(column, "-0.0"), 1);
        finds(file, in(column, "0.125", "-0.0"), 1);
      }
      finds(file, equal(2, "0"), 0);
    }
  }

  /** Floats are compared as doubles where the constant is one; it may be between two floats. */
  @Test
  void floatsAsDoubles() {
    Path file = ours("ours.parquet", rows());
    Expression widened = new Expression.Cast(column(1), DataType.FLOAT64, false);
    for (String value : List.of("100.5", "-0.0")) {
      finds(file, comparison(widened, value), 1);
    }
    finds(file, comparison(widened, "100.375"), 0);
  }

  private static Expression comparison(Expression operand, String value) {
    return new Expression.Comparison(
        ComparisonOperator.EQUAL,
        operand,
        new Expression.Literal(Double.valueOf(value), DataType.FLOAT64));
  }

  @Test
  void numbersThatAreNoneAreNotAskedFor() {
    List<List<@Nullable Object>> rows = rows();
    double other = Double.longBitsToDouble(0xFFF8000000000001L);
    rows.set(5, Arrays.asList(other, Float.intBitsToFloat(0xFFC00001), null, null));
    Path file = ours("nan.parquet", rows);
    ParquetTable table = ParquetTable.open(file);
    for (int column = 0; column < 2; column++) {
      Expression filter = in(column, "NaN", "0.125");
      var found = SkippingReads.skipping(memory, table, filter, 2048);
      assertThat(found.counts().ruledOut()).isZero();
      assertThat(found.rows())
          .hasSameSizeAs(SkippingReads.plain(memory, table, filter, 2048).rows());
    }
  }

  @Test
  void unscaledNumbersThatTakeAllBytes() {
    BigInteger most = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
    List<List<@Nullable Object>> rows = rows();
    rows.set(1, Arrays.asList(null, null, new BigDecimal(most, 3), null));
    rows.set(2, Arrays.asList(null, null, new BigDecimal(most.negate(), 3), null));
    Path file = ours("most.parquet", rows);
    finds(file, equal(2, new BigDecimal(most, 3).toString()), 1);
    finds(file, equal(2, new BigDecimal(most.negate(), 3).toString()), 1);
    finds(file, equal(2, new BigDecimal(most.subtract(BigInteger.TWO), 3).toString()), 0);
  }
}
