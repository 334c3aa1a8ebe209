package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.testsupport.LeakCheck;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UUIDs are read as DuckDB casts them to texts, and looked for by their texts. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class UuidColumnsTest {
  /** Ascending, from 0 on, with digits of both sides of the sign. */
  private static final String ASCENDING =
      "(lpad(to_hex(i * 858993), 8, '0') || '-' || right(md5(i::VARCHAR), 4) || '-4bcd-8aef-'"
          + " || right(md5(i::VARCHAR), 12))::UUID";

  @TempDir Path folder;

  private Path write(DuckDb duck, String columns, int rows, String options) throws Exception {
    Path file = folder.resolve("uuids.parquet");
    duck.execute(
        String.format(
            Locale.ROOT,
            "COPY (SELECT %s FROM range(%d) t(i)) TO '%s' (FORMAT parquet%s)",
            columns,
            rows,
            file,
            options));
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void valuesAreTheTextsOfDuckDb(String version) throws Exception {
    try (DuckDb duck = new DuckDb();
        TestMemory memory = TestMemory.create(64 << 20)) {
      String few = "CASE WHEN i % 3 > 0 THEN md5((i % 5)::VARCHAR)::UUID END";
      Path file =
          write(
              duck,
              few
                  + " AS few, md5(i::VARCHAR)::UUID AS many, [NULL, md5(i::VARCHAR)::UUID] AS list,"
                  + " {'u': md5((i % 4)::VARCHAR)::UUID} AS pair,"
                  + " MAP {md5(i::VARCHAR)::UUID: "
                  + few
                  + "} AS entries",
              5000,
              ", PARQUET_VERSION " + version);
      ParquetTable table = ParquetTable.open(file);
      assertThat(table.schema().fields().stream().map(Field::type))
          .containsExactly(
              DataType.UTF8,
              DataType.UTF8,
              new DataType.List(DataType.UTF8),
              new DataType.Struct(List.of(new Field("u", DataType.UTF8, true))),
              new DataType.Map(DataType.UTF8, DataType.UTF8));
      List<List<@Nullable Object>> expected =
          duck.query(
              "SELECT few::VARCHAR, many::VARCHAR, list[1]::VARCHAR, list[2]::VARCHAR,"
                  + " pair.u::VARCHAR, map_keys(entries)[1]::VARCHAR,"
                  + " map_values(entries)[1]::VARCHAR FROM '"
                  + file
                  + "'");
      for (int batchSize : new int[] {1, 77, 2048}) {
        List<List<@Nullable Object>> rows =
            TableRows.read(memory, table, TableRows.all(table), List.of(), batchSize);
        assertThat(rows.stream().map(UuidColumnsTest::flat).toList().equals(expected))
            .as("batches of %s", batchSize)
            .isTrue();
      }
      assertThat(table.statistics().columns().getFirst().averageBytes()).isEqualTo(36);
    }
  }

  private static List<@Nullable Object> flat(List<@Nullable Object> row) {
    List<?> list = (List<?>) row.get(2);
    List<?> entry = (List<?>) ((List<?>) row.get(4)).getFirst();
    return Arrays.asList(
        row.get(0),
        row.get(1),
        list.get(0),
        list.get(1),
        ((List<?>) row.get(3)).getFirst(),
        entry.get(0),
        entry.get(1));
  }

  @Test
  void conditionsLeaveOutRowGroupsByStatistics() throws Exception {
    try (DuckDb duck = new DuckDb();
        TestMemory memory = TestMemory.create(64 << 20)) {
      Path file = write(duck, ASCENDING + " AS u, i", 5000, ", ROW_GROUP_SIZE 2048");
      ParquetTable table = ParquetTable.open(file);
      assertThat(table.numRowGroups()).isEqualTo(3);
      String some = text(duck, file, 3000);
      for (ComparisonOperator operator : ComparisonOperator.values()) {
        Expression filter = compare(operator, some);
        SkippingReads.Outcome found = SkippingReads.skipping(memory, table, filter, 2048);
        assertThat(found.rows())
            .as("%s", operator)
            .isEqualTo(SkippingReads.plain(memory, table, filter, 2048).rows());
      }
      assertThat(splits(table, compare(ComparisonOperator.EQUAL, some))).isEqualTo(1);
      assertThat(splits(table, compare(ComparisonOperator.LESS, some))).isEqualTo(2);
      assertThat(splits(table, compare(ComparisonOperator.GREATER, "g"))).isZero();
      assertThat(splits(table, compare(ComparisonOperator.LESS, "g"))).isEqualTo(3);
    }
  }

  @Test
  void bloomFiltersKnowTexts() throws Exception {
    try (DuckDb duck = new DuckDb();
        TestMemory memory = TestMemory.create(64 << 20)) {
      Path file = write(duck, "md5((i % 100)::VARCHAR)::UUID AS u, i", 2000, "");
      ParquetTable table = ParquetTable.open(file);
      int ruledOut = 0;
      for (int i = 0; i < 20; i++) {
        String present =
            (String) duck.query("SELECT md5('" + i + "')::UUID::VARCHAR").get(0).get(0);
        Expression filter = compare(ComparisonOperator.EQUAL, present);
        SkippingReads.Outcome found = SkippingReads.skipping(memory, table, filter, 2048);
        assertThat(found.rows()).hasSize(20);
        String missing = present.substring(0, 35) + (present.endsWith("0") ? "1" : "0");
        SkippingReads.Outcome none =
            SkippingReads.skipping(memory, table, compare(ComparisonOperator.EQUAL, missing), 2048);
        assertThat(none.rows()).isEmpty();
        ruledOut += (int) none.counts().ruledOut();
      }
      assertThat(ruledOut).as("row groups that bloom filters left out").isGreaterThan(15);
      // no text of a UUID, so that the filter cannot know it
      Expression upper = compare(ComparisonOperator.EQUAL, "C4CA4238-A0B9-2382-0DCC-509A6F75849B");
      assertThat(SkippingReads.skipping(memory, table, upper, 2048).rows()).isEmpty();
    }
  }

  private static String text(DuckDb duck, Path file, int row) throws Exception {
    return (String)
        duck.query("SELECT u::VARCHAR FROM '" + file + "' WHERE i = " + row).get(0).get(0);
  }

  private static Expression compare(ComparisonOperator operator, String text) {
    return new Expression.Comparison(
        operator,
        new Expression.ColumnRef(0, DataType.UTF8, true),
        new Expression.Literal(text, DataType.UTF8));
  }

  private static int splits(ParquetTable table, Expression filter) {
    return table.splits(new ScanRequest(List.of(0, 1), List.of(filter), 2048)).size();
  }
}
