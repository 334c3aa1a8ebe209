package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.testsupport.LeakCheck;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row groups that cannot hold a matching row are not read: counted on ten groups of sorted rows.
 */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class PruningTest {
  private static final DataType PRICE = new DataType.Decimal(15, 2);
  private static final Expression NUMBER = new Expression.ColumnRef(0, DataType.INT64, true);
  private static final Expression AMOUNT = new Expression.ColumnRef(1, PRICE, true);
  private static final Expression DAY = new Expression.ColumnRef(2, DataType.DATE, true);
  private static final Expression TEXT = new Expression.ColumnRef(3, DataType.UTF8, true);
  private static final Expression HOLES = new Expression.ColumnRef(4, DataType.INT32, true);
  private static final Expression REAL = new Expression.ColumnRef(5, DataType.FLOAT64, true);

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void writeTable() throws Exception {
    file = folder.resolve("sorted.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          """
          COPY (SELECT i AS number, (i / 4.0)::DECIMAL(15, 2) AS amount,
              DATE '1992-01-01' + (i // 10)::INTEGER AS day, 'k' || lpad(i::VARCHAR, 6, '0') AS text,
              CASE WHEN i >= 4096 THEN i::INTEGER END AS holes, i / 2.0::DOUBLE AS real
            FROM range(20480) t(i)) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 2048)
          """
              .replace("%s", file.toString()));
    }
  }

  private int splits(Expression... filters) {
    return ParquetTable.open(file)
        .splits(new ScanRequest(List.of(0, 1, 2, 3, 4, 5), List.of(filters), 2048))
        .size();
  }

  private static Expression compare(
      Expression column, ComparisonOperator operator, @Nullable Object value) {
    return new Expression.Comparison(
        operator, column, new Expression.Literal(value, column.type()));
  }

  @Test
  void byNumbers() {
    assertThat(splits()).isEqualTo(10);
    assertThat(splits(compare(NUMBER, ComparisonOperator.EQUAL, 5000L))).isEqualTo(1);
    assertThat(splits(compare(NUMBER, ComparisonOperator.LESS, 2048L))).isEqualTo(1);
    assertThat(splits(compare(NUMBER, ComparisonOperator.LESS_OR_EQUAL, 2048L))).isEqualTo(2);
    assertThat(splits(compare(NUMBER, ComparisonOperator.GREATER, 18431L))).isEqualTo(1);
    assertThat(splits(compare(NUMBER, ComparisonOperator.GREATER_OR_EQUAL, 18431L))).isEqualTo(2);
    assertThat(splits(compare(NUMBER, ComparisonOperator.NOT_EQUAL, 1L))).isEqualTo(10);
    assertThat(splits(compare(NUMBER, ComparisonOperator.EQUAL, 30_000L))).isZero();
    Expression mirrored =
        new Expression.Comparison(
            ComparisonOperator.GREATER, new Expression.Literal(2048L, DataType.INT64), NUMBER);
    assertThat(splits(mirrored)).isEqualTo(1);
  }

  @Test
  void byDecimalsDatesAndTexts() {
    assertThat(splits(compare(AMOUNT, ComparisonOperator.LESS, BigInteger.valueOf(512_00))))
        .isEqualTo(1);
    Expression wider = new Expression.Cast(AMOUNT, new DataType.Decimal(20, 4), false);
    assertThat(splits(compare(wider, ComparisonOperator.LESS, BigInteger.valueOf(512_0000))))
        .isEqualTo(1);
    assertThat(splits(compare(DAY, ComparisonOperator.LESS, 8035L + 100))).isEqualTo(1);
    assertThat(splits(compare(TEXT, ComparisonOperator.GREATER, "k020000"))).isEqualTo(1);
    assertThat(splits(compare(TEXT, ComparisonOperator.EQUAL, "a"))).isZero();
  }

  @Test
  void byNullsAndSets() {
    assertThat(splits(new Expression.IsNull(HOLES))).isEqualTo(2);
    assertThat(splits(new Expression.Not(new Expression.IsNull(HOLES)))).isEqualTo(8);
    assertThat(splits(compare(HOLES, ComparisonOperator.LESS, 100_000L))).isEqualTo(8);
    assertThat(
            splits(
                new Expression.InList(
                    NUMBER,
                    List.of(
                        new Expression.Literal(5L, DataType.INT64),
                        new Expression.Literal(20_000L, DataType.INT64)))))
        .isEqualTo(2);
    Expression low = compare(NUMBER, ComparisonOperator.LESS, 10L);
    Expression high = compare(NUMBER, ComparisonOperator.GREATER, 20_000L);
    assertThat(splits(new Expression.Or(List.of(low, high)))).isEqualTo(2);
    assertThat(splits(new Expression.And(List.of(low, high)))).isZero();
  }

  @Test
  void nothingIsSkippedThatMayHoldNaN() {
    assertThat(splits(compare(REAL, ComparisonOperator.GREATER, 1e9))).isEqualTo(10);
    assertThat(splits(compare(REAL, ComparisonOperator.LESS, 1024.0))).isEqualTo(1);
    assertThat(splits(compare(REAL, ComparisonOperator.EQUAL, 3.5))).isEqualTo(1);
  }

  @Test
  void severalFilesAreOneTable() throws Exception {
    Path more = Files.createDirectory(folder.resolve("more"));
    Files.copy(file, more.resolve("a.parquet"));
    Files.copy(file, more.resolve("b.parquet"));
    assertThat(ParquetTable.open(more).numRowGroups()).isEqualTo(20);
    assertThat(ParquetTable.open(more.resolve("*.parquet")).statistics().numRows())
        .isEqualTo(40960);
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          "COPY (SELECT 'x' AS number) TO '" + more.resolve("c.parquet") + "' (FORMAT parquet)");
    }
    assertThatThrownBy(() -> ParquetTable.open(more))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("different schemas")
        .hasMessageContaining("c.parquet");
  }
}
