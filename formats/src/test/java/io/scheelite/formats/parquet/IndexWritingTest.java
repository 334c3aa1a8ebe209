package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.parquet.write.BloomFilterOptions;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Page indexes and bloom filters of our files, as the Parquet project's library reads them. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class IndexWritingTest {
  private static final int PAGE_ROWS = 100;

  @TempDir Path folder;

  private Path write(
      DataType type, List<? extends @Nullable Object> values, BloomFilterOptions filters)
      throws IOException {
    Path file = Files.createTempFile(folder, "index", ".parquet");
    Schema schema = new Schema(List.of(new Field("c", type, true)));
    try (TestMemory memory = TestMemory.create(64 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ParquetWriteOptions options =
          ParquetWriteOptions.defaults()
              .withPages(PAGE_ROWS, 1 << 20)
              .withRowGroupRows(1000)
              .withBloomFilters(filters);
      try (ParquetWriter writer = new ParquetWriter(file, schema, options, consumer)) {
        for (int from = 0; from < values.size(); from += Batch.DEFAULT_NUM_ROWS) {
          List<@Nullable Object> part =
              new ArrayList<>(
                  values.subList(from, Math.min(values.size(), from + Batch.DEFAULT_NUM_ROWS)));
          writer.write(
              batches.batch(schema, part.stream().map(Collections::singletonList).toList()));
        }
      }
    }
    return file;
  }

  private static FileMetaData footer(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size = buffer.getInt(bytes.length - 8);
    return Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - 8 - size, size));
  }

  private static ColumnIndex columnIndex(byte[] bytes, ColumnChunk chunk) throws IOException {
    return Util.readColumnIndex(
        new ByteArrayInputStream(
            bytes, (int) chunk.getColumn_index_offset(), chunk.getColumn_index_length()));
  }

  /** Every entry points at a page, and says where it begins among the rows. */
  private static void checkOffsets(byte[] bytes, ColumnChunk chunk) throws IOException {
    OffsetIndex offsets =
        Util.readOffsetIndex(
            new ByteArrayInputStream(
                bytes, (int) chunk.getOffset_index_offset(), chunk.getOffset_index_length()));
    long row = 0;
    for (PageLocation page : offsets.getPage_locations()) {
      int offset = (int) page.getOffset();
      ByteArrayInputStream in =
          new ByteArrayInputStream(bytes, offset, page.getCompressed_page_size());
      PageHeader header = Util.readPageHeader(in);
      assertThat(page.getFirst_row_index()).isEqualTo(row);
      assertThat(in.available()).isEqualTo(header.getCompressed_page_size());
      row += header.getData_page_header().getNum_values();
    }
    assertThat(row).isEqualTo(chunk.getMeta_data().getNum_values());
  }

  @Test
  void sortedNumbersWithAPageOfNulls() throws Exception {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      values.add(i / PAGE_ROWS == 3 ? null : i == 5 ? null : Long.valueOf(i));
    }
    byte[] bytes = Files.readAllBytes(write(DataType.INT64, values, BloomFilterOptions.NONE));
    ColumnChunk chunk = footer(bytes).getRow_groups().getFirst().getColumns().getFirst();
    ColumnIndex index = columnIndex(bytes, chunk);
    checkOffsets(bytes, chunk);
    assertThat(index.getNull_pages()).hasSize(10).containsOnlyOnce(true);
    assertThat(index.getNull_pages().get(3)).isTrue();
    assertThat(index.getNull_counts()).containsExactly(1L, 0L, 0L, 100L, 0L, 0L, 0L, 0L, 0L, 0L);
    assertThat(index.getBoundary_order()).isEqualTo(BoundaryOrder.ASCENDING);
    assertThat(number(index.getMin_values().get(4))).isEqualTo(400);
    assertThat(number(index.getMax_values().get(4))).isEqualTo(499);
    assertThat(chunk.getMeta_data().isSetBloom_filter_offset()).isFalse();
  }

  private static long number(ByteBuffer value) {
    return value.order(ByteOrder.LITTLE_ENDIAN).getLong(value.position());
  }

  @Test
  void longTextsAreCutBetweenCharacters() throws Exception {
    // sixty-three letters and a character of three bytes, which does not fit
    String start = "x".repeat(63);
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      values.add(start + "\uD7FF" + "y".repeat(i));
    }
    byte[] bytes = Files.readAllBytes(write(DataType.UTF8, values, BloomFilterOptions.NONE));
    ColumnChunk chunk = footer(bytes).getRow_groups().getFirst().getColumns().getFirst();
    checkOffsets(bytes, chunk);
    ColumnIndex index = columnIndex(bytes, chunk);
    assertThat(text(index.getMin_values().getFirst())).isEqualTo(start);
    assertThat(text(index.getMax_values().getFirst())).isEqualTo("x".repeat(62) + "y");
  }

  private static String text(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void noBoundsWhereThereAreNone() throws Exception {
    List<@Nullable Object> values = new ArrayList<>(Collections.nCopies(200, 1.5));
    values.set(150, Double.NaN);
    byte[] bytes = Files.readAllBytes(write(DataType.FLOAT64, values, BloomFilterOptions.NONE));
    ColumnChunk chunk = footer(bytes).getRow_groups().getFirst().getColumns().getFirst();
    checkOffsets(bytes, chunk);
    assertThat(chunk.isSetColumn_index_offset()).isFalse();
    List<@Nullable Object> last =
        new ArrayList<>(Collections.nCopies(5, Character.toString(0x10FFFF).repeat(30)));
    bytes = Files.readAllBytes(write(DataType.UTF8, last, BloomFilterOptions.NONE));
    chunk = footer(bytes).getRow_groups().getFirst().getColumns().getFirst();
    assertThat(chunk.isSetColumn_index_offset()).isFalse();
  }

  /** DuckDB asks our filters: nothing that is there is excluded, nearly all that is not is. */
  @Test
  void bloomFiltersAsDuckDbReadsThem() throws Exception {
    BloomFilterOptions filters = new BloomFilterOptions(Set.of("c"), 0.01);
    List<Long> numbers = IntStream.range(0, 900).mapToObj(i -> i * 7919L).toList();
    Path coded = write(DataType.INT64, Collections.nCopies(500, 42L), filters);
    Path plain = write(DataType.INT64, numbers, filters);
    Path texts = write(DataType.UTF8, numbers.stream().map(i -> "text " + i).toList(), filters);
    try (DuckDb duck = new DuckDb()) {
      assertThat(excluded(duck, coded, "42")).isZero();
      assertThat(excluded(duck, coded, "43")).isEqualTo(1);
      int wrong = 0;
      for (long number : numbers.subList(0, 100)) {
        assertThat(excluded(duck, plain, "" + number)).isZero();
        assertThat(excluded(duck, texts, "'text " + number + "'")).isZero();
        wrong += 1 - (int) excluded(duck, plain, "" + (number + 1));
        wrong += 1 - (int) excluded(duck, texts, "'test " + number + "'");
      }
      assertThat(wrong).isLessThan(20); // expected: two or fewer
    }
  }

  private static long excluded(DuckDb duck, Path file, String value) throws Exception {
    List<List<@Nullable Object>> rows =
        duck.query(
            "SELECT count(*) FILTER (bloom_filter_excludes) FROM parquet_bloom_probe('"
                + file
                + "', 'c', "
                + value
                + ")");
    return (Long) rows.getFirst().getFirst();
  }
}
