package io.scheelite.formats.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Selection;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.parquet.DuckDb;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.ColumnPart.Member;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import io.scheelite.testsupport.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that folders' names and each other's columns complete: what is read, and what is not. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class DatasetTest {
  private static final DatasetOptions DEFAULTS = DatasetOptions.defaults();

  @TempDir Path folder;
  private Path years = Path.of("");

  /** Five years and one without a value, of two row groups each: v is 10,000 times the year's. */
  @BeforeEach
  void writeYears() throws Exception {
    years = folder.resolve("years");
    for (int i = 0; i < 6; i++) {
      String year = i == 5 ? "__HIVE_DEFAULT_PARTITION__" : Integer.toString(2020 + i);
      write(
          "SELECT " + i * 10_000 + " + i AS v, 't' || i AS s FROM range(4096) t(i)",
          years.resolve("year=" + year).resolve("a.parquet"));
    }
  }

  private static void write(String query, Path file) throws Exception {
    Files.createDirectories(file.getParent());
    try (DuckDb duck = new DuckDb()) {
      duck.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    }
  }

  private static DatasetTable open(Path root, DatasetOptions options) {
    FoundFiles files = FoundFiles.find(List.of(root), ".parquet");
    return DatasetTable.of(files, options, ParquetTable.openEach(files));
  }

  private static Expression column(TableSource table, String name) {
    int index = table.schema().indexOf(name);
    return new Expression.ColumnRef(index, table.schema().type(index), true);
  }

  private static Expression compare(
      Expression column, ComparisonOperator operator, @Nullable Object value) {
    return new Expression.Comparison(
        operator, column, new Expression.Literal(value, column.type()));
  }

  private static int splits(TableSource table, Expression... filters) {
    return table.splits(new ScanRequest(TableRows.all(table), List.of(filters), 1024)).size();
  }

  @Test
  void filesAreLeftOutByTheirFolders() {
    DatasetTable table = open(years, DEFAULTS);
    assertThat(table.schema().fields().getLast())
        .isEqualTo(new Field("year", DataType.INT64, true));
    Expression year = column(table, "year");
    Expression v = column(table, "v");
    assertThat(table.numSplits()).isEqualTo(12);
    assertThat(splits(table)).isEqualTo(12);
    assertThat(splits(table, compare(year, ComparisonOperator.EQUAL, 2021L))).isEqualTo(2);
    assertThat(splits(table, compare(year, ComparisonOperator.NOT_EQUAL, 2021L))).isEqualTo(8);
    assertThat(splits(table, compare(year, ComparisonOperator.GREATER, 2022L))).isEqualTo(4);
    assertThat(splits(table, compare(year, ComparisonOperator.EQUAL, 1999L))).isZero();
    assertThat(splits(table, new Expression.IsNull(year))).isEqualTo(2);
    assertThat(splits(table, new Expression.Not(new Expression.IsNull(year)))).isEqualTo(10);
    Expression first = compare(year, ComparisonOperator.EQUAL, 2020L);
    Expression second = compare(year, ComparisonOperator.EQUAL, 2021L);
    Expression small = compare(v, ComparisonOperator.LESS, 11_000L);
    assertThat(splits(table, small)).isEqualTo(3);
    assertThat(splits(table, second, small)).isEqualTo(1);
    Expression either =
        new Expression.Or(List.of(first, new Expression.And(List.of(second, small))));
    assertThat(splits(table, either)).isEqualTo(3);
  }

  @Test
  void filesAreLeftOutByTheirNames() {
    DatasetTable table = open(years, DEFAULTS.withFileColumn("file").withHivePartitioning(false));
    Expression file = column(table, "file");
    String wanted = years.resolve("year=2022/a.parquet").toString();
    assertThat(splits(table, compare(file, ComparisonOperator.EQUAL, wanted))).isEqualTo(2);
    assertThat(splits(table, compare(file, ComparisonOperator.LESS, wanted))).isEqualTo(4);
  }

  @Test
  void keysOfJoinsKnowTheValueOfAFile() {
    DatasetTable table = open(years, DEFAULTS);
    ScanRequest request = new ScanRequest(List.of(2, 0), List.of(), 1024);
    List<Split> splits = table.splits(request);
    assertThat(splits.get(2).valueRange(0)).isEqualTo(new Split.ValueRange(2021, 2021));
    assertThat(splits.get(2).valueRange(1)).isEqualTo(new Split.ValueRange(10_000, 12_047));
    assertThat(splits.getLast().valueRange(0)).isNull();
  }

  @Test
  void estimatesCoverAllFiles() {
    DatasetTable table = open(years, DEFAULTS);
    assertThat(table.statistics().numRows()).isEqualTo(6 * 4096);
    ColumnStatistics v = table.statistics().columns().get(0);
    assertThat(v.min()).isEqualTo(0L);
    assertThat(v.max()).isEqualTo(54_095L);
    assertThat(v.numDistinct()).isEqualTo(6 * 4096);
    ColumnStatistics year = table.statistics().columns().get(2);
    assertThat(year.min()).isEqualTo(2020L);
    assertThat(year.max()).isEqualTo(2024L);
    assertThat(year.numDistinct()).isEqualTo(5);
    assertThat(year.nullFraction()).isEqualTo(1.0 / 6);
  }

  @Test
  void rowsAreReadWithinTheFloor() throws Exception {
    Path union = folder.resolve("union");
    write("SELECT 1 AS a, 'x' AS b", union.resolve("1.parquet"));
    write("SELECT 'y' AS B, 2.5::DOUBLE AS a", union.resolve("2.parquet"));
    write("SELECT true AS c", union.resolve("3.parquet"));
    DatasetTable table = open(union, DEFAULTS.withUnionByName(true).withFileColumn("f"));
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      assertThat(TableRows.read(memory, table))
          .containsExactly(
              Arrays.asList(1.0, "x", null, union + "/1.parquet"),
              Arrays.asList(2.5, "y", null, union + "/2.parquet"),
              Arrays.asList(null, null, true, union + "/3.parquet"));
      DatasetTable parts = open(years, DEFAULTS);
      List<List<@Nullable Object>> rows =
          TableRows.read(memory, parts, List.of(2, 1, 0), List.of(), 100);
      assertThat(rows).hasSize(6 * 4096);
      assertThat(rows.get(4096 + 7)).containsExactly(2021L, "t7", 10_007L);
      assertThat(rows.getLast()).containsExactly(null, "t4095", 54_095L);
    }
  }

  @Test
  void columnsOfFilesAreDecodedLate() {
    DatasetTable table = open(years, DEFAULTS);
    ScanRequest request = new ScanRequest(List.of(2, 1, 0), List.of(), 1024);
    long floor = table.readerFloorBytes(request);
    try (TestMemory memory = TestMemory.create(64 << 20);
        MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
        SplitReader reader = table.splits(request).getFirst().open(consumer, new Nothing())) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        assertThat(batch.numSelectedRows()).isZero();
      }
      assertThat(reader.counts().lateRows()).isEqualTo(2048);
    }
  }

  /** Looks at the year and at v, and lets no row pass. */
  private static final class Nothing implements RowFilter {
    @Override
    public List<Integer> columns() {
      return List.of(0, 2);
    }

    @Override
    public Selection select(Batch batch) {
      assertThat(batch.column(0).minValue()).isEqualTo(2020);
      assertThat(batch.column(2).type()).isEqualTo(DataType.INT64);
      return new Selection(0, 0);
    }

    @Override
    public boolean mayPass(int column, long min, long max) {
      return true;
    }
  }

  @Test
  void otherProcessesReadTheSame() throws Exception {
    TableSourceCodec codec =
        ServiceLoader.load(TableSourceCodec.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.kind().equals("dataset"))
            .findFirst()
            .orElseThrow();
    Path current = Path.of("").toAbsolutePath();
    DatasetOptions options =
        DEFAULTS
            .withFileColumn("f")
            .withHiveTypes(Map.of("year", new DataType.Decimal(9, 2)))
            .withHiveTypesAutocast(false);
    DatasetTable table = open(current.relativize(years.toAbsolutePath()), options);
    assertThat(codec.encodes(table)).isTrue();
    byte[] encoded = codec.encode(table);
    TableSource decoded = codec.decode(encoded);
    assertThat(decoded.schema()).isEqualTo(table.schema());
    assertThat(decoded.description()).isEqualTo(table.description());
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      assertThat(TableRows.read(memory, decoded)).isEqualTo(TableRows.read(memory, table));
    }
    write("SELECT 1 AS v, 'x' AS s", years.resolve("year=2020/a.parquet"));
    assertThatThrownBy(() -> codec.verify(encoded))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("has changed");
    assertThat(table.isStale()).isTrue();
    for (byte[] cut : List.of(new byte[0], Arrays.copyOf(encoded, encoded.length - 1))) {
      assertThatThrownBy(() -> codec.decode(cut))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("makes no sense");
    }
  }

  @Test
  void filesAreLeftOutByPatternsOfTheirNames() {
    DatasetTable table = open(years, DEFAULTS.withFileColumn("filename"));
    Expression name = column(table, "filename");
    Expression like = new Expression.Like(name, "%/year=202_/%", -1);
    assertThat(splits(table, like)).isEqualTo(10);
    assertThat(splits(table, new Expression.Not(like))).isEqualTo(2);
    assertThat(splits(table, new Expression.Like(name, "%year=2021%", -1))).isEqualTo(2);
    assertThat(splits(table, new Expression.Like(name, "%2021%2021%", -1))).isZero();
    assertThat(splits(table, new Expression.Like(name, "%year=\\_\\_HIVE%t", '\\'))).isEqualTo(2);
    String one = years.resolve("year=2022/a.parquet").toString();
    assertThat(splits(table, compare(name, ComparisonOperator.EQUAL, one))).isEqualTo(2);
    assertThat(
            splits(
                table,
                new Expression.InList(
                    name,
                    List.of(
                        new Expression.Literal(one, DataType.UTF8),
                        new Expression.Literal("nosuch", DataType.UTF8)))))
        .isEqualTo(2);
    Expression v = column(table, "v");
    Expression either =
        new Expression.Or(
            List.of(
                new Expression.Like(name, "%2020%", -1),
                compare(v, ComparisonOperator.GREATER_OR_EQUAL, 40_000L)));
    assertThat(splits(table, either)).isEqualTo(6);
  }

  /** A part is a column of its own where it is stored, and null where it is not. */
  @Test
  void partsOfStructsAreColumns() throws Exception {
    Path root = folder.resolve("structs");
    String struct = "SELECT {'a': i, 'b': {'c': 't' || i}} AS s, i AS v FROM range(100) t(i)";
    write(struct, root.resolve("part=1").resolve("a.parquet"));
    write("SELECT i AS v FROM range(10) t(i)", root.resolve("part=2").resolve("a.parquet"));
    DatasetTable table = open(root, DEFAULTS.withUnionByName(true));
    int s = table.schema().indexOf("s");
    List<ColumnPart> parts =
        List.of(
            new ColumnPart(s, List.of(new Member(0))),
            new ColumnPart(s, List.of(new Member(1), new Member(0))));
    DatasetTable extended = Objects.requireNonNull(table.withParts(parts));
    int size = table.schema().size();
    assertThat(extended.schema().field(size)).isEqualTo(new Field("s.a", DataType.INT64, true));
    assertThat(extended.schema().field(size + 1).name()).isEqualTo("s.b.c");
    List<Integer> columns = List.of(size, size + 1, table.schema().indexOf("part"));
    try (TestMemory memory = TestMemory.create(64L << 20)) {
      assertThat(TableRows.read(memory, extended, columns, List.of(), 1024))
          .hasSize(110)
          .contains(List.of(7L, "t7", 1L))
          .contains(Arrays.asList(null, null, 2L));
    }
    Expression a = new Expression.ColumnRef(size, DataType.INT64, true);
    assertThat(splits(extended, compare(a, ComparisonOperator.GREATER, 1000L))).isZero();
    DatasetTableCodec codec = new DatasetTableCodec();
    assertThat(codec.decode(codec.encode(extended)).schema()).isEqualTo(extended.schema());
  }
}
