package io.scheelite.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.arrow.ArrowValues;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrow IPC files: what we write Arrow reads, and we read what either has written. */
class ArrowIpcTest {
  private static final List<DataType> TYPES =
      List.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          new DataType.Decimal(15, 2),
          new DataType.Decimal(38, 4),
          DataType.DATE,
          DataType.TIMESTAMP,
          DataType.UTF8,
          DataType.BINARY,
          new DataType.List(DataType.INT32));

  /** What reads our compressed buffers: the libraries' streams. */
  @TempDir private Path folder;

  private final TestMemory memory = TestMemory.create(256 << 20);
  private final Batches batches = new Batches(memory);

  @AfterEach
  void everythingIsGivenBack() {
    batches.close();
    memory.close();
  }

  private static Schema schema(RandomGenerator random) {
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      fields.add(
          new Field(
              "c" + i,
              random.nextInt(5) == 0
                  ? RandomRows.nestedType(2, random)
                  : TYPES.get(random.nextInt(TYPES.size())),
              random.nextInt(3) > 0));
    }
    return new Schema(fields);
  }

  /** Writes batches of random rows; returns the rows. */
  private List<List<@Nullable Object>> write(
      Path path, Schema schema, ArrowIpcFormat format, int numBatches, RandomGenerator random)
      throws IOException {
    ArrowCompression[] codecs = ArrowCompression.values();
    ArrowWriteOptions options =
        ArrowWriteOptions.of(format).withCompression(codecs[random.nextInt(codecs.length)]);
    Files.deleteIfExists(path);
    List<List<@Nullable Object>> all = new ArrayList<>();
    try (MemoryConsumer consumer = memory.consumer("writer");
        ArrowIpcWriter writer = new ArrowIpcWriter(path, schema, options, consumer)) {
      for (int b = 0; b < numBatches; b++) {
        List<List<@Nullable Object>> rows = RandomRows.rows(schema, random.nextInt(900), random);
        writer.write(
            random.nextBoolean()
                ? batches.batch(schema, rows, random)
                : batches.selected(schema, rows, random));
        all.addAll(rows);
      }
      assertThat(writer.numRows()).isEqualTo(all.size());
      assertThat(path).doesNotExist();
    }
    assertThat(path).exists();
    return all;
  }

  /** Reads some columns with no more memory than was announced. */
  private List<List<@Nullable Object>> read(
      ArrowTable table, List<Integer> columns, int batchSize) {
    ScanRequest request = new ScanRequest(columns, List.of(), batchSize);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Split split : table.splits(request)) {
      long before = rows.size();
      try (MemoryConsumer consumer = memory.consumer("reader")) {
        assertThat(consumer.tryReserve(table.readerFloorBytes(request))).isTrue();
        consumer.releaseUnused();
        assertThat(consumer.tryReserve(table.readerFloorBytes(request))).isTrue();
        try (SplitReader reader = split.open(consumer)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            assertThat(batch.numRows()).isBetween(1, batchSize);
            rows.addAll(Batches.rows(batch));
          }
          assertThat(columns.isEmpty() || reader.bytesRead() > 0).isTrue();
        }
        assertThat(consumer.usedBytes()).isZero();
      }
      assertThat(rows.size() - before).isEqualTo(split.numRows());
    }
    return rows;
  }

  private static List<List<@Nullable Object>> project(
      List<List<@Nullable Object>> rows, List<Integer> columns) {
    List<List<@Nullable Object>> projected = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>();
      columns.forEach(column -> values.add(row.get(column)));
      projected.add(values);
    }
    return projected;
  }

  private static List<List<@Nullable Object>> readWithArrow(Path path, ArrowIpcFormat format)
      throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        ArrowReader reader =
            switch (format) {
              case FILE -> new ArrowFileReader(channel, allocator, LibraryCodec.ALL);
              case STREAM -> new ArrowStreamReader(channel, allocator, LibraryCodec.ALL);
            }) {
      while (reader.loadNextBatch()) {
        rows.addAll(ArrowValues.rows(reader.getVectorSchemaRoot()));
      }
    }
    return rows;
  }

  @Test
  void filesAndStreamsAreReadByArrowAndByUs() throws IOException {
    for (int i = 0; i < Seeds.iterations(25); i++) {
      RandomGenerator random = Seeds.random(ArrowIpcTest.class, i);
      Path path = folder.resolve("table.arrow");
      Schema schema = schema(random);
      ArrowIpcFormat format = random.nextBoolean() ? ArrowIpcFormat.FILE : ArrowIpcFormat.STREAM;
      List<List<@Nullable Object>> rows = write(path, schema, format, random.nextInt(6), random);

      assertThat(readWithArrow(path, format)).as("case %s", i).isEqualTo(rows);
      ArrowTable table = ArrowTable.open(path);
      assertThat(table.schema()).isEqualTo(schema);
      assertThat(table.statistics().numRows()).isEqualTo(rows.size());
      List<Integer> columns =
          random.ints(random.nextInt(schema.size() + 2), 0, schema.size()).boxed().toList();
      int batchSize = random.nextBoolean() ? 1 + random.nextInt(100) : 2048;
      assertThat(read(table, columns, batchSize))
          .as("case %s", i)
          .isEqualTo(project(rows, columns));
    }
  }

  @Test
  void columnsWithoutNameHaveAnEmptyOne() throws IOException {
    Path path = folder.resolve("table.arrow");
    var nameless =
        new org.apache.arrow.vector.types.pojo.Field(
            null, FieldType.nullable(new ArrowType.Int(64, true)), null);
    var schema = new org.apache.arrow.vector.types.pojo.Schema(List.of(nameless));
    try (RootAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
      writer.start();
      writer.end();
    }
    assertThat(ArrowTable.open(path).schema())
        .isEqualTo(Schema.of(new Field("", DataType.INT64, true)));
  }

  @Test
  void recordBatchesOfArrowMayBeOfAnySize() throws IOException {
    RandomGenerator random = Seeds.random("sizes");
    Path path = folder.resolve("table.arrow");
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator();
        VarCharVector text = new VarCharVector("text", allocator);
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        VectorSchemaRoot root = VectorSchemaRoot.of(text);
        ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
      writer.start();
      for (int numRows : new int[] {20_000, 1, 4096, 0, 4097, 300}) {
        text.reset();
        for (int i = 0; i < numRows; i++) {
          String value =
              random.nextInt(500) == 0 ? "x".repeat(random.nextInt(300_000)) : "short " + i;
          if (random.nextInt(10) > 0) {
            text.setSafe(i, value.getBytes(StandardCharsets.UTF_8));
          }
          text.setValueCount(i + 1);
          rows.add(Arrays.asList(text.isNull(i) ? null : value));
        }
        root.setRowCount(numRows);
        writer.writeBatch();
      }
      writer.end();
    }
    ArrowTable table = ArrowTable.open(path);
    for (int batchSize : new int[] {2048, 1000, 37}) {
      assertThat(read(table, List.of(0), batchSize)).isEqualTo(rows);
    }
  }

  @Test
  void severalFilesAreOneTable() throws IOException {
    RandomGenerator random = Seeds.random("several");
    Schema schema =
        Schema.of(new Field("a", DataType.INT32, true), new Field("b", DataType.UTF8, false));
    Path first = folder.resolve("1.arrow");
    Path second = folder.resolve("2.arrows");
    List<List<@Nullable Object>> rows = new ArrayList<>();
    rows.addAll(write(first, schema, ArrowIpcFormat.FILE, 3, random));
    rows.addAll(write(second, schema, ArrowIpcFormat.STREAM, 3, random));
    ArrowTable table = ArrowTable.open(first, second);
    assertThat(read(table, List.of(0, 1), 500)).isEqualTo(rows);

    Path other = folder.resolve("3.arrow");
    write(other, Schema.of(schema.field(0)), ArrowIpcFormat.FILE, 1, random);
    assertThatThrownBy(() -> ArrowTable.open(first, other))
        .isInstanceOfSatisfying(
            FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TYPE_MISMATCH));
  }

  /** There are no checksums in Arrow: damage may go unnoticed, but it does no harm. */
  @Test
  void damagedFilesDoNoHarm() throws IOException {
    int refused = 0;
    for (int i = 0; i < Seeds.iterations(60); i++) {
      RandomGenerator random = Seeds.random("damage" + i);
      Path path = folder.resolve("table.arrow");
      Schema schema = schema(random);
      ArrowIpcFormat format = random.nextBoolean() ? ArrowIpcFormat.FILE : ArrowIpcFormat.STREAM;
      write(path, schema, format, 2, random);
      byte[] bytes = Files.readAllBytes(path);
      Files.write(path, damage(random, bytes));
      try {
        ArrowTable table = ArrowTable.open(path);
        read(table, IntStream.range(0, table.schema().size()).boxed().toList(), 256);
      } catch (FormatException e) {
        refused++;
        assertThat(e).hasMessageContaining(path.toString());
      }
    }
    assertThat(refused).isGreaterThan(Seeds.iterations(60) / 10);
  }

  private static byte[] damage(RandomGenerator random, byte[] bytes) {
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int flips = 1 + random.nextInt(20); flips > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  @Test
  void whateverArrowStoresIsRead() throws IOException {
    for (int i = 0; i < Seeds.iterations(60); i++) {
      RandomGenerator random = Seeds.random("stored" + i);
      Path path = folder.resolve("stored.arrow");
      Files.deleteIfExists(path);
      ArrowIpcFormat format = random.nextBoolean() ? ArrowIpcFormat.FILE : ArrowIpcFormat.STREAM;
      StoredFile file = StoredFile.write(path, format, random.nextBoolean() ? 20 : 600, random);
      ArrowTable table = ArrowTable.open(path);
      assertThat(table.schema()).as("case %s", i).isEqualTo(file.schema());
      List<Integer> columns =
          random.ints(random.nextInt(7), 0, file.schema().size()).boxed().toList();
      int batchSize = random.nextBoolean() ? 1 + random.nextInt(100) : 2048;
      assertThat(read(table, columns, batchSize))
          .as("case %s of %s", i, file.schema())
          .isEqualTo(project(file.rows(), columns));
    }
  }

  @Test
  void fullDiskLeavesNothing() throws IOException {
    Schema schema = Schema.of(new Field("a", DataType.INT64, true));
    Path path = folder.resolve("table.arrow");
    ArrowWriteOptions options = ArrowWriteOptions.of(ArrowIpcFormat.FILE);
    for (long capacity = 0; capacity < 60_000; capacity += 1 + capacity / 2) {
      FaultyDisk disk = FaultyDisk.create(Seeds.random("full")).withCapacity(capacity);
      List<List<@Nullable Object>> rows = RandomRows.rows(schema, 10_000, Seeds.random("rows"));
      try (MemoryConsumer consumer = memory.consumer("writer")) {
        assertThatThrownBy(
                () -> {
                  try (ArrowIpcWriter writer =
                      new ArrowIpcWriter(path, schema, options, consumer, disk::open)) {
                    writer.write(batches.batch(schema, rows));
                  }
                })
            .isInstanceOfSatisfying(
                FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
      }
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void nothingIsLeftOfFilesThatCannotBegin() throws IOException {
    Schema schema = Schema.of(new Field("a", DataType.INT64, true));
    List<FileChannel> opened = new ArrayList<>();
    ArrowIpcWriter.FileOpener unwritable =
        (file, options) -> {
          Files.createFile(file);
          opened.add(FileChannel.open(file, StandardOpenOption.READ));
          return opened.getFirst();
        };
    try (MemoryConsumer consumer = memory.consumer("writer")) {
      assertThatThrownBy(
              () ->
                  new ArrowIpcWriter(
                      folder.resolve("t.arrow"),
                      schema,
                      ArrowWriteOptions.of(ArrowIpcFormat.FILE),
                      consumer,
                      unwritable))
          .isInstanceOf(NonWritableChannelException.class);
    }
    assertThat(opened).singleElement().matches(channel -> !channel.isOpen());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void abortedFilesLeaveWhatWasThereBefore() throws IOException {
    Schema schema = Schema.of(new Field("a", DataType.INT64, true));
    Path path = folder.resolve("table.arrow");
    Files.write(path, new byte[] {1, 2, 3});
    try (MemoryConsumer consumer = memory.consumer("writer");
        ArrowIpcWriter writer = new ArrowIpcWriter(path, schema, ArrowIpcFormat.FILE, consumer)) {
      writer.write(batches.batch(schema, RandomRows.rows(schema, 10, Seeds.random("abort"))));
      writer.abort();
    }
    assertThat(path).hasBinaryContent(new byte[] {1, 2, 3});
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(path);
    }
  }

  @Test
  void missingFilesAreNamed() {
    Path path = folder.resolve("nothing.arrow");
    assertThatThrownBy(() -> ArrowTable.open(path))
        .isInstanceOfSatisfying(
            FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND))
        .hasMessageContaining(path.toString());
  }
}
