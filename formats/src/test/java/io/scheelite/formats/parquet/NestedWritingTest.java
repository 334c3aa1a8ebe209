package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Lists, structs and maps that we write are read equal, by us and by DuckDB. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class NestedWritingTest {
  private static final DataType NUMBERS = new DataType.List(DataType.INT64);

  @TempDir Path folder;

  @Test
  void randomTablesComeBackEqual() throws Exception {
    for (int i = 0; i < Seeds.iterations(25); i++) {
      RandomGenerator random = Seeds.random(NestedWritingTest.class, i);
      Schema schema = schema(random);
      Path file = folder.resolve("case" + i + ".parquet");
      try (TestMemory memory = TestMemory.create(64 << 20);
          Batches batches = new Batches(memory);
          MemoryConsumer consumer = memory.consumer("writer")) {
        ParquetWriter writer = new ParquetWriter(file, schema, options(random), consumer);
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
          List<List<@Nullable Object>> rows =
              RandomRows.rows(schema, 1 + random.nextInt(1000), random).stream()
                  .map(row -> NestedFilesTest.prepared(schema, row))
                  .toList();
          Batch batch =
              random.nextBoolean()
                  ? batches.selected(schema, rows, random)
                  : batches.batch(schema, rows, random);
          expected.addAll(Batches.rows(batch));
          writer.write(batch);
        }
        writer.close();
        assertThat(consumer.usedBytes()).isZero();
        assertThat(ParquetTable.open(file).schema()).as("case %s", i).isEqualTo(schema);
        int batchSize = 1 + random.nextInt(300);
        checkRows("case " + i, file, expected, memory, batchSize);
        NestedParts.check(memory, ParquetTable.open(file), expected, random);
      }
    }
  }

  private static Schema schema(RandomGenerator random) {
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      fields.add(new Field("c" + i, RandomRows.type(random), random.nextBoolean()));
    }
    fields.add(new Field("n", RandomRows.nestedType(3, random), random.nextBoolean()));
    return new Schema(fields);
  }

  private static ParquetWriteOptions options(RandomGenerator random) {
    List<Compression> codecs = Compression.written();
    return ParquetWriteOptions.defaults()
        .withCompression(codecs.get(random.nextInt(codecs.size())))
        .withPages(
            1 + random.nextInt(random.nextBoolean() ? 20 : 3000), 1024 + random.nextInt(9000))
        .withRowGroupRows(1 + random.nextInt(random.nextBoolean() ? 100 : 9000))
        .withDictionaryBytes(random.nextBoolean() ? 0 : random.nextInt(10_000));
  }

  /** By us, and by DuckDB, whose copy we read: that we read its files right is tested elsewhere. */
  private void checkRows(
      String what,
      Path file,
      List<List<@Nullable Object>> expected,
      TestMemory memory,
      int batchSize)
      throws Exception {
    ParquetTable table = ParquetTable.open(file);
    assertThat(TableRows.read(memory, table, TableRows.all(table), List.of(), batchSize))
        .as(what)
        .isEqualTo(expected);
    Path copy = folder.resolve("copy.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute("COPY (FROM '" + file + "') TO '" + copy + "' (FORMAT parquet)");
    }
    assertThat(TableRows.read(memory, ParquetTable.open(copy)))
        .as("%s, DuckDB", what)
        .isEqualTo(expected);
  }

  @Test
  void levelsOfEveryKind() throws Exception {
    DataType entry =
        new DataType.Struct(
            List.of(
                new Field("a", new DataType.List(NUMBERS), true),
                new Field("b", new DataType.Map(DataType.UTF8, DataType.FLOAT64), true)));
    Schema schema = Schema.of(new Field("l", new DataType.List(entry), true));
    List<@Nullable Object> nulls = Arrays.asList(null, null);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    rows.add(Collections.singletonList(null));
    rows.add(List.of(List.of()));
    rows.add(List.of(Collections.singletonList(null)));
    rows.add(List.of(List.of(nulls, nulls)));
    rows.add(List.of(List.of(List.of(List.of(), List.of()))));
    rows.add(List.of(List.of(Arrays.asList(List.of(List.of()), null))));
    rows.add(List.of(List.of(Arrays.asList(Arrays.asList(null, List.of(1L)), List.of()))));
    rows.add(
        List.of(
            Arrays.asList(
                null,
                List.of(
                    Arrays.asList(Arrays.asList(1L, null, 3L), null, List.of()),
                    List.of(Arrays.asList("k\0", null), List.of("l", 2.5))),
                nulls)));
    Path file = folder.resolve("levels.parquet");
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      write(memory, file, schema, rows, ParquetWriteOptions.defaults());
      checkRows("levels", file, rows, memory, 3);
    }
    try (DuckDb duck = new DuckDb()) {
      assertThat(
              duck.query(
                  "SELECT path_in_schema, num_values, stats_null_count, stats_min_value,"
                      + " stats_max_value FROM parquet_metadata('"
                      + file
                      + "')"))
          .containsExactly(
              List.of("l, list, element, a, list, element, list, element", 16L, 13L, "1", "3"),
              List.of("l, list, element, b, key_value, key", 12L, 10L, "k\0", "l"),
              List.of("l, list, element, b, key_value, value", 12L, 11L, "2.5", "2.5"));
    }
  }

  @Test
  void pagesBeginWithRows() throws Exception {
    Schema schema = Schema.of(new Field("l", NUMBERS, true));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      rows.add(List.of(LongStream.range(0, i % 7).boxed().toList()));
    }
    Path file = folder.resolve("pages.parquet");
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults().withPages(100, 1 << 20).withRowGroupRows(2000);
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      write(memory, file, schema, rows, options);
      checkRows("pages", file, rows, memory, 1000);
    }
    for (RowGroup group : footer(file).getRow_groups()) {
      List<PageLocation> pages = offsets(file, group.getColumns().getFirst()).getPage_locations();
      assertThat(pages).hasSizeGreaterThan(20);
      long row = 0;
      for (PageLocation page : pages) {
        assertThat(page.getFirst_row_index()).isEqualTo(row);
        for (int values = 0; values < 100 && row < group.getNum_rows(); row++) {
          values += (int) Math.max(1, (row + (group.getOrdinal() == 0 ? 0 : 2000)) % 7);
        }
      }
      assertThat(row).isEqualTo(group.getNum_rows());
    }
  }

  @Test
  void aRowOfManyValuesGoesOnInTheNextPage() throws Exception {
    Schema schema =
        Schema.of(
            new Field("l", NUMBERS, true),
            new Field("t", new DataType.List(DataType.UTF8), true),
            new Field("i", DataType.INT64, false));
    List<Object> many = new ArrayList<>(LongStream.range(0, 300_000).boxed().toList());
    List<Object> texts = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      texts.add("a text that is a little longer\0, number " + i);
    }
    List<List<@Nullable Object>> rows =
        List.of(
            List.of(List.of(1L), List.of("x"), 1L),
            List.of(many, texts, 2L),
            Arrays.asList(null, List.of(), 3L));
    Path file = folder.resolve("large.parquet");
    try (TestMemory memory = TestMemory.create(128 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ParquetWriter writer =
          new ParquetWriter(
              file,
              schema,
              ParquetWriteOptions.defaults().withPages(1000, 64 << 10).withDictionaryBytes(4096),
              consumer);
      writer.write(batches.batch(schema, rows));
      writer.close();
      checkLargeRows(file, rows, memory);
    }
    List<ColumnChunk> chunks = footer(file).getRow_groups().getLast().getColumns();
    assertThat(chunks.get(0).isSetOffset_index_offset()).isFalse();
    assertThat(chunks.get(1).isSetOffset_index_offset()).isFalse();
    assertThat(chunks.get(1).isSetColumn_index_offset()).isFalse();
    assertThat(chunks.get(2).isSetOffset_index_offset()).isTrue();
  }

  /** The value takes more than the scan's floor. */
  private void checkLargeRows(Path file, List<List<@Nullable Object>> rows, TestMemory memory)
      throws Exception {
    try (DuckDb duck = new DuckDb()) {
      assertThat(duck.query("SELECT len(l), list_sum(l), len(t), t[-1], i FROM '" + file + "'"))
          .containsExactly(
              List.of(1L, 1L, 1L, "x", 1L),
              List.of(300_000L, 300_000L * 299_999 / 2, 40_000L, last(rows.get(1).get(1)), 2L),
              Arrays.asList(null, null, 0L, null, 3L));
    }
    ParquetTable table = ParquetTable.open(file);
    ScanRequest request = new ScanRequest(TableRows.all(table), List.of(), 100);
    List<List<@Nullable Object>> found = new ArrayList<>();
    for (Split split : table.splits(request)) {
      try (MemoryConsumer consumer =
              memory.consumer("scan", table.readerFloorBytes(request), Reclaimable.NONE);
          SplitReader reader = split.open(consumer)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          found.addAll(Batches.rows(batch));
        }
      }
    }
    assertThat(found).isEqualTo(rows);
  }

  @Test
  void nullsThatMapsCannotHaveAreRefused() throws Exception {
    DataType pair =
        new DataType.Struct(
            List.of(
                new Field("key", DataType.INT64, true), new Field("value", DataType.UTF8, true)));
    Schema lists = Schema.of(new Field("m", new DataType.List(pair), true));
    Schema maps = Schema.of(new Field("m", new DataType.Map(DataType.INT64, DataType.UTF8), true));
    List<List<@Nullable Object>> rows =
        List.of(List.of(List.of(List.of(1L, "a"), Arrays.asList(null, "b"))));
    Path file = folder.resolve("map.parquet");
    try (TestMemory memory = TestMemory.create(16 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ColumnVector packed = batches.batch(lists, rows).column(0);
      Batch batch =
          new Batch(
              1,
              List.of(
                  ColumnVector.flat(maps.type(0), PhysicalType.VIEW, 1, packed.valuesAddress(), 0)),
              null);
      ParquetWriter writer =
          new ParquetWriter(file, maps, ParquetWriteOptions.defaults(), consumer);
      assertThatThrownBy(() -> writer.write(batch))
          .isInstanceOfSatisfying(
              FormatException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NULL_NOT_ALLOWED))
          .hasMessage("Parquet cannot store a null here (keys and entries of maps): field=key");
      assertThat(consumer.usedBytes()).isZero();
    }
    checkNothingIsLeft();
  }

  @Test
  void partsWithoutATypeAreRefused() throws Exception {
    Schema schema = Schema.of(new Field("l", new DataType.List(DataType.NULL), true));
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("writer")) {
      assertThatThrownBy(
              () ->
                  new ParquetWriter(
                      folder.resolve("never.parquet"),
                      schema,
                      ParquetWriteOptions.defaults(),
                      consumer))
          .hasMessage("Parquet cannot store a column of type NULL; cast it: column=l");
      assertThat(consumer.usedBytes()).isZero();
    }
    checkNothingIsLeft();
  }

  @Test
  void failuresLeaveNothing() throws Exception {
    RandomGenerator random = Seeds.random(NestedWritingTest.class, -1);
    Schema schema =
        Schema.of(
            new Field("l", new DataType.List(DataType.UTF8), true),
            new Field("m", new DataType.Map(DataType.INT64, NUMBERS), true));
    List<List<@Nullable Object>> rows = RandomRows.rows(schema, 4000, random);
    Path file = folder.resolve("never.parquet");
    ParquetWriteOptions options = ParquetWriteOptions.defaults().withRowGroupRows(1000);
    FaultyDisk disk = FaultyDisk.create(random).withCapacity(500);
    try (TestMemory memory = TestMemory.create(64 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ParquetWriter writer = new ParquetWriter(file, schema, options, consumer, disk::open);
      Batch batch = batches.batch(schema, rows);
      assertThatThrownBy(
              () -> {
                writer.write(batch);
                writer.close();
              })
          .hasMessageContaining("disk is full");
      assertThat(consumer.usedBytes()).isZero();
    }
    checkNothingIsLeft();
    try (TestMemory memory = TestMemory.create(1 << 20);
        MemoryConsumer consumer = memory.consumer("writer")) {
      assertThatThrownBy(() -> new ParquetWriter(file, schema, options, consumer))
          .hasMessageContaining("needs more memory");
      assertThat(consumer.usedBytes()).isZero();
    }
    checkNothingIsLeft();
  }

  @Test
  void aRowThatDoesNotFitIntoMemoryIsRefused() throws Exception {
    Schema schema = Schema.of(new Field("t", new DataType.List(DataType.UTF8), true));
    List<Object> texts = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      texts.add("a text that is not like any other one, number " + i);
    }
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults().withCompression(Compression.UNCOMPRESSED);
    try (TestMemory values = TestMemory.create(64 << 20);
        Batches batches = new Batches(values);
        TestMemory memory = TestMemory.create(8 << 20);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ParquetWriter writer =
          new ParquetWriter(folder.resolve("never.parquet"), schema, options, consumer);
      Batch batch = batches.batch(schema, List.of(List.of(texts)));
      assertThatThrownBy(() -> writer.write(batch))
          .isInstanceOfSatisfying(
              FormatException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT_EXCEEDED))
          .hasMessageContaining("needs more memory");
      assertThat(consumer.usedBytes()).isZero();
    }
    checkNothingIsLeft();
  }

  @Test
  void endsRowGroupsEarlyWhenMemoryIsShort() throws Exception {
    Schema schema =
        Schema.of(
            new Field("l", NUMBERS, false), new Field("t", new DataType.List(DataType.UTF8), true));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      List<String> texts = Collections.nCopies(i % 9, "a text that is not like others: " + i);
      rows.add(List.of(List.of(i * 7919L, -i * 104_729L), texts));
    }
    Path file = folder.resolve("short.parquet");
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults()
            .withCompression(Compression.UNCOMPRESSED)
            .withDictionaryBytes(0);
    List<List<@Nullable Object>> expected = new ArrayList<>();
    try (TestMemory memory = TestMemory.create(12 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      Batch batch = batches.batch(schema, rows);
      ParquetWriter writer = new ParquetWriter(file, schema, options, consumer);
      for (int i = 0; i < 60; i++) {
        writer.write(batch);
        expected.addAll(Batches.rows(batch));
      }
      writer.close();
    }
    assertThat(footer(file).getRow_groups()).hasSizeGreaterThan(1);
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      assertThat(TableRows.read(memory, ParquetTable.open(file))).isEqualTo(expected);
    }
  }

  private void checkNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static Object last(@Nullable Object list) {
    return ((List<?>) Objects.requireNonNull(list)).getLast();
  }

  private static void write(
      TestMemory memory,
      Path file,
      Schema schema,
      List<List<@Nullable Object>> rows,
      ParquetWriteOptions options) {
    try (Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer = new ParquetWriter(file, schema, options, consumer)) {
      writer.write(batches.batch(schema, rows));
      writer.close();
      assertThat(consumer.usedBytes()).isZero();
    }
  }

  private static FileMetaData footer(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size = buffer.getInt(bytes.length - 8);
    return Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - 8 - size, size));
  }

  private static OffsetIndex offsets(Path file, ColumnChunk chunk) throws IOException {
    return Util.readOffsetIndex(
        new ByteArrayInputStream(
            Files.readAllBytes(file),
            (int) chunk.getOffset_index_offset(),
            chunk.getOffset_index_length()));
  }
}
