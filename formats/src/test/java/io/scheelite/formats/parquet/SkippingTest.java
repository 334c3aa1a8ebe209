package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.metadata.Footers;
import io.scheelite.formats.parquet.metadata.IndexPlaces;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.write.BloomFilterOptions;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left out of two row groups of ten pages each, and that nothing else is. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class SkippingTest {
  private static final int ROWS = 20_000;
  private static final Schema SCHEMA =
      Schema.of(
          new Field("sorted", DataType.INT64, false),
          new Field("mixed", DataType.INT64, true),
          new Field("text", DataType.UTF8, false),
          new Field("rare", DataType.INT32, false),
          new Field("decimal", new DataType.Decimal(9, 2), false));
  private static final Expression SORTED = new Expression.ColumnRef(0, DataType.INT64, true);
  private static final Expression MIXED = new Expression.ColumnRef(1, DataType.INT64, true);
  private static final Expression TEXT = new Expression.ColumnRef(2, DataType.UTF8, true);
  private static final Expression RARE = new Expression.ColumnRef(3, DataType.INT32, true);

  @TempDir Path folder;
  private TestMemory memory = TestMemory.create(64 << 20);
  private Path file = Path.of("");

  @BeforeEach
  void write() {
    file = folder.resolve("ours.parquet");
    write(file, Compression.LZ4_RAW);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private void write(Path target, Compression compression) {
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults()
            .withPages(1000, 1 << 20)
            .withRowGroupRows(10_000)
            .withCompression(compression)
            .withBloomFilters(new BloomFilterOptions(Set.of("mixed", "text"), 0.001));
    try (MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer = new ParquetWriter(target, SCHEMA, options, consumer)) {
      for (int from = 0; from < ROWS; from += 1000) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = from; i < from + 1000; i++) {
          rows.add(row(i));
        }
        try (Batches batches = new Batches(memory)) {
          writer.write(batches.batch(SCHEMA, rows));
        }
      }
    }
  }

  private static List<@Nullable Object> row(int i) {
    return Arrays.asList(
        (long) i,
        i % 10 == 3 ? null : i * 7919L % ROWS * 2,
        "a rather long text, number " + i,
        i / 100 == 55 ? 50L : (i & 1) * 100L,
        java.math.BigDecimal.valueOf(i, 2));
  }

  private SkippingReads.Outcome read(Path path, Expression filter) {
    ParquetTable table = ParquetTable.open(path);
    SkippingReads.Outcome found = SkippingReads.skipping(memory, table, filter, 2048);
    SkippingReads.Outcome expected = SkippingReads.plain(memory, table, filter, 2048);
    assertThat(found.rows()).isEqualTo(expected.rows());
    assertThat(found.bytes()).isLessThan(expected.bytes());
    return found;
  }

  private static Expression compare(Expression column, ComparisonOperator operator, Object value) {
    return new Expression.Comparison(
        operator, column, new Expression.Literal(value, column.type()));
  }

  @Test
  void pagesByTheirBounds() {
    SkippingReads.Outcome outcome = read(file, compare(SORTED, ComparisonOperator.EQUAL, 12_345L));
    assertThat(outcome.rows()).hasSize(1);
    assertThat(outcome.splits()).isEqualTo(1); // the other one by statistics
    assertThat(outcome.counts().pages()).isEqualTo(50);
    assertThat(outcome.counts().skippedPages()).isEqualTo(45);
    assertThat(outcome.counts().skippedRows()).isEqualTo(9000);
  }

  @Test
  void pagesByAlternativesAndTexts() {
    Expression low = compare(SORTED, ComparisonOperator.LESS, 500L);
    Expression high = compare(TEXT, ComparisonOperator.GREATER, "a rather long text, number 9990");
    SkippingReads.Outcome outcome = read(file, new Expression.Or(List.of(low, high)));
    assertThat(outcome.rows()).hasSize(509);
    assertThat(outcome.splits()).isEqualTo(1);
    assertThat(outcome.counts().skippedRows()).isEqualTo(8000);
    assertThat(read(file, new Expression.And(List.of(low, high))).counts().skippedRows())
        .isEqualTo(10_000);
  }

  @Test
  void rowGroupsByBloomFilters() {
    // odd numbers are missing, between the smallest and the largest value
    Expression missing = compare(MIXED, ComparisonOperator.EQUAL, 7919L);
    SkippingReads.Outcome outcome = read(file, missing);
    assertThat(outcome.rows()).isEmpty();
    assertThat(outcome.counts().ruledOut()).isEqualTo(2);
    assertThat(outcome.counts().pages()).isZero();
    outcome = read(file, compare(TEXT, ComparisonOperator.EQUAL, "a rather long text, number 15"));
    assertThat(outcome.rows()).hasSize(1);
    assertThat(outcome.counts().ruledOut()).isEqualTo(1);
    Expression list =
        new Expression.InList(
            MIXED,
            List.of(
                new Expression.Literal(1L, DataType.INT64),
                new Expression.Literal(7919L * 2, DataType.INT64)));
    outcome = read(file, list);
    assertThat(outcome.rows()).hasSize(1);
    assertThat(outcome.counts().ruledOut()).isEqualTo(1);
  }

  /** Nothing is known of the pages beforehand; the filter's column alone is decoded throughout. */
  @Test
  void otherColumnsWhereNoRowPasses() {
    for (Compression compression : List.of(Compression.UNCOMPRESSED, Compression.ZSTD)) {
      Path path = folder.resolve(compression + ".parquet");
      write(path, compression);
      SkippingReads.Outcome outcome = read(path, compare(RARE, ComparisonOperator.EQUAL, 50L));
      assertThat(outcome.rows()).hasSize(100);
      assertThat(outcome.counts().pages()).isEqualTo(100);
      assertThat(outcome.counts().skippedRows()).isZero();
      // batches end where pages of texts do: one page of each of the four columns is decoded
      assertThat(outcome.counts().skippedPages()).isEqualTo(4 * 19);
      assertThat(outcome.counts().lateRows()).isEqualTo(19_000);
    }
  }

  @Test
  void otherColumnsOfFilesWithoutIndexes() throws Exception {
    Path theirs = folder.resolve("theirs.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute("COPY (FROM '" + file + "') TO '" + theirs + "' (FORMAT parquet)");
    }
    Expression above = compare(RARE, ComparisonOperator.GREATER, 50L);
    Expression below = compare(RARE, ComparisonOperator.LESS, 100L);
    SkippingReads.Outcome outcome = read(theirs, new Expression.And(List.of(above, below)));
    assertThat(outcome.rows()).isEmpty();
    // columns of one page each, of which that of the filter is decoded
    assertThat(outcome.counts().pages()).isEqualTo(5);
    assertThat(outcome.counts().skippedPages()).isEqualTo(4);
    assertThat(outcome.counts().lateRows()).isEqualTo(ROWS);
    // DuckDB writes bloom filters for columns with dictionaries
    outcome = read(theirs, compare(RARE, ComparisonOperator.EQUAL, 51L));
    assertThat(outcome.counts().ruledOut()).isEqualTo(1);
    assertThat(read(theirs, compare(RARE, ComparisonOperator.EQUAL, 50L)).rows()).hasSize(100);
  }

  /** A damaged index is an error of the file or changes nothing. */
  @Test
  void damagedOffsetIndexes() throws Exception {
    damage(200, places -> new long[] {places.offsetIndex(), places.offsetIndexBytes()}, true);
  }

  /** Wrong bounds cannot always be told from right ones, but nothing worse happens. */
  @Test
  void damagedColumnIndexesAndFilters() throws Exception {
    damage(100, places -> new long[] {places.columnIndex(), places.columnIndexBytes()}, false);
    damage(50, places -> new long[] {places.bloomFilter(), 20}, false);
  }

  @Test
  void indexesOfSomethingElse() throws Exception {
    Expression sorted = compare(SORTED, ComparisonOperator.GREATER, 13_500L);
    Expression mixed = compare(MIXED, ComparisonOperator.EQUAL, 7919L * 2);
    overwrite(0, sorted, places -> new long[] {places.offsetIndex(), places.offsetIndexBytes()});
    overwrite(0, sorted, places -> new long[] {places.columnIndex(), places.columnIndexBytes()});
    overwrite(1, mixed, places -> new long[] {places.bloomFilter(), 20});
  }

  private void overwrite(int column, Expression filter, Piece piece) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    ParquetFile parquet = Footers.read(file, Long.MAX_VALUE);
    long[] place = piece.of(parquet.rowGroups().get(1).chunks().get(column).indexes());
    Arrays.fill(bytes, (int) place[0], (int) (place[0] + place[1]), (byte) 0xFF);
    Path damaged = Files.write(folder.resolve("damaged.parquet"), bytes);
    assertThatThrownBy(
            () -> SkippingReads.skipping(memory, ParquetTable.open(damaged), filter, 2048))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("damaged.parquet")
        .hasMessageContaining("column=" + SCHEMA.field(column).name())
        .hasMessageContaining("offset=" + place[0]);
  }

  private interface Piece {
    long[] of(IndexPlaces places);
  }

  private void damage(int times, Piece piece, boolean exact) throws Exception {
    ParquetFile parquet = Footers.read(file, Long.MAX_VALUE);
    byte[] sound = Files.readAllBytes(file);
    List<Expression> filters =
        List.of(
            compare(SORTED, ComparisonOperator.GREATER, 13_500L),
            compare(MIXED, ComparisonOperator.EQUAL, 7919L * 2));
    List<List<List<@Nullable Object>>> expected =
        filters.stream().map(filter -> read(file, filter).rows()).toList();
    Path damaged = folder.resolve("damaged.parquet");
    for (int i = 0; i < Seeds.iterations(times); i++) {
      RandomGenerator random = Seeds.random(SkippingTest.class, i);
      int column = random.nextInt(2);
      long[] place = piece.of(parquet.rowGroups().get(1).chunks().get(random.nextInt(5)).indexes());
      if (place[0] == 0) {
        continue;
      }
      byte[] bytes = sound.clone();
      bytes[(int) (place[0] + random.nextLong(place[1]))] = (byte) random.nextInt(256);
      Files.write(damaged, bytes);
      try {
        var rows =
            SkippingReads.skipping(memory, ParquetTable.open(damaged), filters.get(column), 2048)
                .rows();
        if (exact) {
          assertThat(rows).as("damage %s", i).isEqualTo(expected.get(column));
        }
      } catch (FormatException e) {
        assertThat(e).hasMessageContaining("damaged.parquet").hasMessageContaining("column=");
      }
    }
  }
}
