package io.scheelite.integration.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.formats.parquet.ParquetWriter;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.filter2.predicate.Operators;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of random schemas, data and settings that we write are read equal by parquet-java, and the
 * other way round. More of them with {@code -Dtests.iterations}.
 */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class ParquetJavaFilesTest {
  private static final List<CompressionCodecName> CODECS =
      List.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD,
          CompressionCodecName.LZ4_RAW);

  @TempDir Path folder;

  @Test
  void ourFilesAreReadByParquetJava() throws Exception {
    for (int i = 0; i < Seeds.iterations(20); i++) {
      RandomGenerator random = Seeds.random("ours#" + i);
      Schema schema = schema(random);
      List<List<@Nullable Object>> rows = RandomRows.rows(schema, random.nextInt(2000), random);
      Path file = folder.resolve("ours" + i + ".parquet");
      write(file, schema, rows, ours(random), random);
      List<List<@Nullable Object>> found = readByParquetJava(file, schema, FilterCompat.NOOP);
      assertSame("case " + i, found, rows);
    }
  }

  @Test
  void filesOfParquetJavaAreRead() throws Exception {
    for (int i = 0; i < Seeds.iterations(30); i++) {
      RandomGenerator random = Seeds.random("theirs#" + i);
      Schema schema = schema(random);
      MessageType message = new StoredTypes(random).message(schema);
      Records records = new Records(schema);
      List<List<@Nullable Object>> rows =
          RandomRows.rows(schema, random.nextInt(2000), random).stream()
              .map(row -> records.fitting(row, message, random))
              .toList();
      Path file = folder.resolve("theirs" + i + ".parquet");
      String settings = write(file, message, records, rows, random);
      String what = "case " + i + ": " + settings + "\n" + message;
      try (TestMemory memory = TestMemory.create(128 << 20)) {
        ParquetTable table = ParquetTable.open(file);
        assertThat(table.schema().fields().stream().map(Field::type))
            .as(what)
            .isEqualTo(schema.fields().stream().map(Field::type).toList());
        assertSame(what, read(memory, table, 1 + random.nextInt(2048)), rows);
      }
    }
  }

  /** Pages that the index of one leaf leaves out are left out of all others. */
  @Test
  void ourPageIndexesAreUsedByParquetJava() throws Exception {
    for (int i = 0; i < Seeds.iterations(10); i++) {
      RandomGenerator random = Seeds.random("indexes#" + i);
      List<Field> fields = new ArrayList<>(schema(random).fields());
      DataType pair =
          new DataType.Struct(
              List.of(new Field("id", DataType.INT64, true), new Field("t", DataType.UTF8, true)));
      fields.add(new Field("s", pair, true));
      Schema schema = new Schema(fields);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (List<@Nullable Object> row : RandomRows.rows(schema, 3000, random)) {
        List<@Nullable Object> values = new ArrayList<>(row);
        boolean isNull = random.nextInt(10) == 0;
        values.set(fields.size() - 1, isNull ? null : List.of((long) rows.size(), "x"));
        rows.add(values);
      }
      Path file = folder.resolve("indexes" + i + ".parquet");
      write(file, schema, rows, ours(random), random);
      long from = random.nextInt(3000);
      long to = from + random.nextInt(300);
      List<List<@Nullable Object>> expected =
          rows.stream()
              .filter(row -> row.getLast() instanceof List<?> part && isIn(part, 0, from, to))
              .toList();
      Operators.LongColumn id = FilterApi.longColumn("s.id");
      FilterPredicate filter = FilterApi.and(FilterApi.gtEq(id, from), FilterApi.ltEq(id, to));
      assertSame("case " + i, readByParquetJava(file, schema, FilterCompat.get(filter)), expected);
    }
  }

  /** Bloom filters, statistics and page indexes of parquet-java leave out no row that is wanted. */
  @Test
  void indexesOfParquetJavaAreUsed() throws Exception {
    for (int i = 0; i < Seeds.iterations(15); i++) {
      RandomGenerator random = Seeds.random("their indexes#" + i);
      List<Field> fields = new ArrayList<>(schema(random).fields());
      fields.add(new Field("id", DataType.INT64, true));
      Schema schema = new Schema(fields);
      MessageType message = new StoredTypes(random).message(schema);
      Records records = new Records(schema);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (List<@Nullable Object> row : RandomRows.rows(schema, 3000, random)) {
        List<@Nullable Object> values = new ArrayList<>(row);
        values.set(fields.size() - 1, random.nextInt(10) == 0 ? null : (long) rows.size());
        rows.add(records.fitting(values, message, random));
      }
      Path file = folder.resolve("their-indexes" + i + ".parquet");
      String settings = write(file, message, records, rows, random);
      long from = random.nextInt(3000);
      long to = from + (random.nextBoolean() ? 0 : random.nextInt(300));
      List<List<@Nullable Object>> expected =
          rows.stream().filter(row -> isIn(row, row.size() - 1, from, to)).toList();
      try (TestMemory memory = TestMemory.create(128 << 20)) {
        assertSame(
            "case " + i + ": " + settings + "\n" + message,
            readRange(memory, ParquetTable.open(file), from, to, 1 + random.nextInt(1000)),
            expected);
      }
    }
  }

  /**
   * Rows with a UUID are found by statistics, page indexes and bloom filters that hold its bytes.
   */
  @Test
  void uuidsAreFoundByTheIndexesOfParquetJava() throws Exception {
    Schema schema = Schema.of(new Field("u", DataType.UTF8, false));
    MessageType message =
        new MessageType("written", StoredTypes.uuid("u", Type.Repetition.REQUIRED));
    Records records = new Records(schema);
    List<List<@Nullable Object>> rows =
        IntStream.range(0, 3000)
            .mapToObj(i -> Records.uuid("text" + i).toString())
            .sorted()
            .map(text -> List.<@Nullable Object>of(text))
            .toList();
    int leftOut = 0;
    for (int i = 0; i < 10; i++) {
      RandomGenerator random = Seeds.random("uuids#" + i);
      Path file = folder.resolve("uuids" + i + ".parquet");
      String settings = write(file, message, records, rows, random);
      ParquetTable table = ParquetTable.open(file);
      for (ComparisonOperator operator :
          List.of(ComparisonOperator.EQUAL, ComparisonOperator.LESS_OR_EQUAL)) {
        String text = (String) rows.get(random.nextInt(rows.size())).getFirst();
        Expression filter =
            new Expression.Comparison(
                operator,
                new Expression.ColumnRef(0, DataType.UTF8, false),
                new Expression.Literal(text, DataType.UTF8));
        try (TestMemory memory = TestMemory.create(64 << 20)) {
          List<List<@Nullable Object>> found = read(memory, table, List.of(filter), 2048);
          List<List<@Nullable Object>> wanted =
              operator == ComparisonOperator.EQUAL
                  ? List.of(List.of(text))
                  : rows.subList(0, rows.indexOf(List.of(text)) + 1);
          assertThat(new HashSet<>(found).containsAll(wanted)).as(settings).isTrue();
          leftOut += rows.size() - found.size();
        }
      }
    }
    assertThat(leftOut).as("rows of pages or row groups without the texts").isPositive();
  }

  private static boolean isIn(List<?> values, int index, long from, long to) {
    return values.get(index) instanceof Long id && from <= id && id <= to;
  }

  /** The rows whose last column is in the range, found as scans do. */
  private static List<List<@Nullable Object>> readRange(
      TestMemory memory, ParquetTable table, long from, long to, int batchSize) {
    int last = table.schema().size() - 1;
    Expression id = new Expression.ColumnRef(last, DataType.INT64, true);
    Expression first = new Expression.Literal(from, DataType.INT64);
    List<Expression> filters =
        from == to
            ? List.of(new Expression.Comparison(ComparisonOperator.EQUAL, id, first))
            : List.of(
                new Expression.Comparison(ComparisonOperator.GREATER_OR_EQUAL, id, first),
                new Expression.Comparison(
                    ComparisonOperator.LESS_OR_EQUAL,
                    id,
                    new Expression.Literal(to, DataType.INT64)));
    List<Integer> all = IntStream.range(0, table.schema().size()).boxed().toList();
    ScanRequest request = new ScanRequest(all, filters, batchSize);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    long floor = table.readerFloorBytes(request);
    for (Split split : table.splits(request)) {
      try (Batches batches = new Batches(memory);
          MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
          SplitReader reader = split.open(consumer, new Range(last, from, to, batches))) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          if (batch.numSelectedRows() > 0) {
            rows.addAll(Batches.rows(batch));
          }
        }
      }
    }
    return rows;
  }

  /** Looks at one column. */
  private record Range(int column, long from, long to, Batches batches) implements RowFilter {
    @Override
    public List<Integer> columns() {
      return List.of(column);
    }

    @Override
    public Selection select(Batch batch) {
      List<@Nullable Object> ids = Batches.values(batch.column(column));
      return batches.selection(
          IntStream.range(0, ids.size()).filter(row -> isIn(ids, row, from, to)).boxed().toList());
    }

    @Override
    public boolean mayPass(int position, long min, long max) {
      return true;
    }
  }

  private static void write(
      Path file,
      Schema schema,
      List<List<@Nullable Object>> rows,
      ParquetWriteOptions options,
      RandomGenerator random) {
    try (TestMemory memory = TestMemory.create(64 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer = new ParquetWriter(file, schema, options, consumer)) {
      if (!rows.isEmpty()) {
        writer.write(batches.batch(schema, rows, random));
      }
      writer.close();
    }
  }

  private static List<List<@Nullable Object>> readByParquetJava(
      Path file, Schema schema, FilterCompat.Filter filter) throws IOException {
    Records records = new Records(schema);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        new GroupReader(new LocalInputFile(file)).withFilter(filter).build()) {
      for (Group group = reader.read(); group != null; group = reader.read()) {
        rows.add(records.row(group));
      }
    }
    return rows;
  }

  private static void assertSame(
      String what, List<List<@Nullable Object>> found, List<List<@Nullable Object>> expected) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).as("row %s of %s", i, what).isEqualTo(expected.get(i));
    }
  }

  private static Schema schema(RandomGenerator random) {
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      DataType type =
          random.nextInt(3) == 0 ? RandomRows.nestedType(2, random) : RandomRows.type(random);
      fields.add(new Field("c" + i, type, random.nextInt(3) > 0));
    }
    return new Schema(fields);
  }

  private static ParquetWriteOptions ours(RandomGenerator random) {
    List<Compression> codecs = Compression.written();
    return ParquetWriteOptions.defaults()
        .withCompression(codecs.get(random.nextInt(codecs.size())))
        .withPages(1 + random.nextInt(3000), 1024 + random.nextInt(20_000))
        .withRowGroupRows(1 + random.nextInt(random.nextBoolean() ? 300 : 9000))
        .withDictionaryBytes(random.nextBoolean() ? 0 : random.nextInt(100_000));
  }

  private static String write(
      Path file,
      MessageType message,
      Records records,
      List<List<@Nullable Object>> rows,
      RandomGenerator random)
      throws IOException {
    WriterVersion version =
        random.nextBoolean() ? WriterVersion.PARQUET_1_0 : WriterVersion.PARQUET_2_0;
    CompressionCodecName codec = CODECS.get(random.nextInt(CODECS.size()));
    boolean dictionary = random.nextBoolean();
    boolean byteStreamSplit = random.nextInt(3) == 0;
    boolean filters = random.nextInt(4) == 0;
    var builder =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(message)
            .withWriterVersion(version)
            .withCompressionCodec(codec)
            .withDictionaryEncoding(dictionary)
            .withByteStreamSplitEncoding(byteStreamSplit)
            .withDictionaryPageSize(256 + random.nextInt(20_000))
            .withPageSize(256 + random.nextInt(20_000))
            .withPageRowCountLimit(1 + random.nextInt(3000))
            .withMinRowCountForPageSizeCheck(1 + random.nextInt(100))
            .withRowGroupSize(1000L + random.nextInt(1_000_000))
            .withPageWriteChecksumEnabled(random.nextBoolean())
            .withBloomFilterEnabled(filters)
            .withMaxBloomFilterBytes(2048);
    try (var writer = builder.build()) {
      for (List<@Nullable Object> row : rows) {
        writer.write(records.record(row, message));
      }
    }
    return version
        + " "
        + codec
        + " dictionary="
        + dictionary
        + " byteStreamSplit="
        + byteStreamSplit
        + " filters="
        + filters;
  }

  private static List<List<@Nullable Object>> read(
      TestMemory memory, ParquetTable table, int batchSize) {
    return read(memory, table, List.of(), batchSize);
  }

  private static List<List<@Nullable Object>> read(
      TestMemory memory, ParquetTable table, List<Expression> filters, int batchSize) {
    List<Integer> all = IntStream.range(0, table.schema().size()).boxed().toList();
    ScanRequest request = new ScanRequest(all, filters, batchSize);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    long floor = table.readerFloorBytes(request);
    for (Split split : table.splits(request)) {
      try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
          SplitReader reader = split.open(consumer)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          rows.addAll(Batches.rows(batch));
        }
      }
    }
    return rows;
  }

  /** Reads {@link Group}s of local files. */
  private static final class GroupReader extends ParquetReader.Builder<Group> {
    GroupReader(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
