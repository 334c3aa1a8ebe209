package io.scheelite.formats.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.DuckDb;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.formats.parquet.ParquetWriter;
import io.scheelite.formats.parquet.SkippingReads;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.index.IndexReader;
import io.scheelite.formats.parquet.index.PageOffsets;
import io.scheelite.formats.parquet.metadata.Footers;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages of far files that no wanted row is in are not fetched, and answers stay what they are. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class PagesLeftOutTest {
  private static final int ROWS = 20_000;
  private static final Schema SCHEMA =
      Schema.of(
          new Field("sorted", DataType.INT64, false),
          new Field("mixed", DataType.INT64, true),
          new Field("text", DataType.UTF8, false),
          new Field("few", DataType.UTF8, true));
  private static final Expression SORTED = new Expression.ColumnRef(0, DataType.INT64, true);
  private static final ReadCost NO_GAPS = new ReadCost(0, 64 << 10, 2);
  private static final List<ReadCost> COSTS =
      List.of(
          NO_GAPS,
          new ReadCost(100, 3000, 4),
          new ReadCost(30_000, 100_000, 3),
          new ReadCost(1, 1 << 20, 2));

  @TempDir Path folder;
  private TestMemory memory = TestMemory.create(64 << 20);

  @AfterEach
  void close() {
    memory.close();
  }

  private Path write(Compression compression) {
    Path file = folder.resolve(compression + ".parquet");
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults()
            .withPages(500, 1 << 20)
            .withRowGroupRows(10_000)
            .withCompression(compression);
    try (MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer = new ParquetWriter(file, SCHEMA, options, consumer)) {
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
    return file;
  }

  private static List<@Nullable Object> row(int i) {
    return Arrays.asList(
        (long) i,
        i % 10 == 3 ? null : i * 7919L % ROWS * 2,
        "number " + i + " " + Integer.toString(i * 31, 36).repeat(1 + i % 9),
        i % 11 == 0 ? null : "one of " + i % 30);
  }

  private static Expression between(long from, long to) {
    return new Expression.And(
        List.of(
            new Expression.Comparison(
                ComparisonOperator.GREATER_OR_EQUAL,
                SORTED,
                new Expression.Literal(from, DataType.INT64)),
            new Expression.Comparison(
                ComparisonOperator.LESS, SORTED, new Expression.Literal(to, DataType.INT64))));
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "LZ4_RAW", "ZSTD"})
  void pagesWithoutWantedRowsAreNotFetched(Compression compression) throws Exception {
    Path file = write(compression);
    BytesInput input = new BytesInput(Files.readAllBytes(file), NO_GAPS);
    ParquetTable table = ParquetTable.open(List.of(input));
    Expression filter = new Expression.Or(List.of(between(1200, 1300), between(8600, 9700)));
    table.readerFloorBytes(new ScanRequest(TableRows.all(table), List.of(filter), 2048));
    int before = input.reads().size();
    SkippingReads.Outcome outcome = SkippingReads.skipping(memory, table, filter, 2048);
    assertThat(outcome.rows()).hasSize(1200);
    List<BytesInput.Read> reads = input.reads().subList(before, input.reads().size());
    long fetched = reads.stream().mapToLong(BytesInput.Read::size).sum();
    assertThat(outcome.counts().fetchedBytes()).isEqualTo(fetched);
    ParquetFile parquet = Footers.read(file, Long.MAX_VALUE);
    long unneeded = 0;
    try (InputReader open = InputReader.open(parquet.input(), parquet.stamp())) {
      for (int column = 0; column < SCHEMA.size(); column++) {
        PageOffsets pages = new IndexReader(parquet, 0, open).offsets(column);
        for (int i = 0; i < pages.numPages(); i++) {
          long first = pages.firstRow(i);
          long last = first + pages.numRows(i);
          if ((first < 1300 && last > 1200) || (first < 9700 && last > 8600)) {
            continue;
          }
          unneeded += pages.size(i);
          long start = pages.offset(i);
          long end = start + pages.size(i);
          assertThat(reads)
              .as("page %s of column %s", i, column)
              .noneMatch(read -> read.position() < end && read.position() + read.size() > start);
        }
      }
    }
    assertThat(outcome.counts().leftOutBytes()).isEqualTo(unneeded);
    assertThat(unneeded).isGreaterThan(10 * fetched / 4);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "LZ4_RAW", "ZSTD"})
  void rowsAreThoseOfDuckDb(Compression compression) throws Exception {
    Path file = write(compression);
    byte[] bytes = Files.readAllBytes(file);
    try (DuckDb duck = new DuckDb()) {
      for (int i = 0; i < Seeds.iterations(12); i++) {
        RandomGenerator random = Seeds.random(PagesLeftOutTest.class, i);
        List<Expression> alternatives = new ArrayList<>();
        List<String> sql = new ArrayList<>();
        for (int n = random.nextInt(1, 6); n > 0; n--) {
          int from = random.nextInt(ROWS);
          int to = from + 1 + random.nextInt(800);
          alternatives.add(between(from, to));
          sql.add("sorted >= " + from + " AND sorted < " + to);
        }
        Expression filter =
            alternatives.size() == 1 ? alternatives.getFirst() : new Expression.Or(alternatives);
        List<List<@Nullable Object>> expected =
            duck.query("FROM '" + file + "' WHERE " + String.join(" OR ", sql) + " ORDER BY 1");
        for (ReadCost cost : COSTS) {
          BytesInput input = new BytesInput(bytes, cost);
          ParquetTable table = ParquetTable.open(List.of(input));
          assertThat(SkippingReads.skipping(memory, table, filter, 2048).rows())
              .as("%s %s", sql, cost)
              .isEqualTo(expected);
          assertThat(scarce(table, filter)).as("%s %s", sql, cost).isEqualTo(expected);
          assertThat(input.numOpen()).isZero();
        }
      }
    }
  }

  /** With hardly more memory than the floor. */
  private static List<List<@Nullable Object>> scarce(ParquetTable table, Expression filter) {
    ScanRequest request = new ScanRequest(TableRows.all(table), List.of(filter), 100);
    try (TestMemory little = TestMemory.create(table.readerFloorBytes(request) + (1 << 20))) {
      return SkippingReads.skipping(little, table, filter, 100).rows();
    }
  }

  /** What is damaged at random is an error of the file or changes nothing. */
  @Test
  void damagedOffsetIndexes() throws Exception {
    Path file = write(Compression.LZ4_RAW);
    byte[] sound = Files.readAllBytes(file);
    ParquetFile parquet = Footers.read(file, Long.MAX_VALUE);
    Expression filter = new Expression.Or(List.of(between(1200, 1300), between(8600, 9700)));
    var expected = SkippingReads.skipping(memory, ParquetTable.open(file), filter, 2048).rows();
    for (int i = 0; i < Seeds.iterations(200); i++) {
      RandomGenerator random = Seeds.random(PagesLeftOutTest.class, i);
      var places = parquet.rowGroups().get(0).chunks().get(random.nextInt(4)).indexes();
      byte[] bytes = sound.clone();
      int at = (int) places.offsetIndex() + random.nextInt(places.offsetIndexBytes());
      bytes[at] = (byte) random.nextInt(256);
      try {
        assertThat(rows(bytes, filter)).as("damage %s", i).isEqualTo(expected);
      } catch (FormatException e) {
        assertThat(e).hasMessageContaining("memory://bytes").hasMessageContaining("column=");
      }
    }
  }

  private List<List<@Nullable Object>> rows(byte[] bytes, Expression filter) {
    ParquetTable table = ParquetTable.open(List.of(new BytesInput(bytes, NO_GAPS)));
    return SkippingReads.skipping(memory, table, filter, 2048).rows();
  }

  @Test
  void offsetIndexesThatLie() throws Exception {
    byte[] sound = Files.readAllBytes(write(Compression.LZ4_RAW));
    assertRefused(sound, pages -> pages.get(3).setOffset(4), "overlap");
    assertRefused(sound, pages -> pages.get(19).setOffset(1L << 40), "outside the column chunk");
    assertRefused(
        sound, pages -> pages.get(2).setOffset(Long.MAX_VALUE), "outside the column chunk");
    assertRefused(sound, pages -> pages.get(2).setOffset(-5), "overlap");
    assertRefused(
        sound,
        pages -> {
          long second = pages.get(1).getOffset();
          pages.get(1).setOffset(pages.get(2).getOffset());
          pages.get(2).setOffset(second);
        },
        "overlap");
    assertRefused(
        sound, pages -> pages.get(2).setCompressed_page_size(1 << 30), "outside the column chunk");
    assertRefused(sound, pages -> pages.get(2).setCompressed_page_size(-1), "overlap");
    // the page at hand: what it says itself counts
    assertRefused(sound, pages -> pages.get(2).setCompressed_page_size(20), "");
    assertRefused(sound, pages -> pages.get(2).setOffset(pages.get(2).getOffset() + 1), "");
    assertRefused(sound, pages -> pages.get(2).setFirst_row_index(999), "number of rows");
    assertRefused(sound, pages -> pages.get(3).setFirst_row_index(900), "without rows");
  }

  private void assertRefused(byte[] sound, Consumer<List<PageLocation>> lie, String message)
      throws Exception {
    byte[] bytes = lying(sound, lie);
    assertThatThrownBy(() -> rows(bytes, between(1000, 1400)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("file=memory://bytes")
        .hasMessageContaining("column=text");
  }

  /** The file with another offset index for the third column of its first row group. */
  private static byte[] lying(byte[] sound, Consumer<List<PageLocation>> lie) throws Exception {
    ByteBuffer words = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
    int footer = sound.length - 8 - words.getInt(sound.length - 8);
    FileMetaData metadata =
        Util.readFileMetaData(new ByteArrayInputStream(sound, footer, sound.length - 8 - footer));
    ColumnChunk chunk = metadata.getRow_groups().get(0).getColumns().get(2);
    OffsetIndex index =
        Util.readOffsetIndex(
            new ByteArrayInputStream(
                sound, (int) chunk.getOffset_index_offset(), chunk.getOffset_index_length()));
    lie.accept(index.getPage_locations());
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    target.write(sound, 0, footer);
    Util.writeOffsetIndex(index, target);
    chunk.setOffset_index_offset(footer);
    chunk.setOffset_index_length(target.size() - footer);
    int start = target.size();
    Util.writeFileMetaData(metadata, target);
    ByteBuffer end = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    target.write(
        end.putInt(target.size() - start).put("PAR1".getBytes(StandardCharsets.US_ASCII)).array());
    return target.toByteArray();
  }
}
