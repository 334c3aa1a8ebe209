package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.write.BloomFilterOptions;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read equal, by us and by DuckDB; a file appears whole or not at all. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class ParquetWriterTest {
  private static final List<DataType> TYPES =
      List.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.DATE,
          DataType.TIMESTAMP,
          DataType.UTF8,
          new DataType.Decimal(7, 2),
          new DataType.Decimal(15, 2),
          new DataType.Decimal(38, 6));

  @TempDir Path folder;

  @Test
  void randomTablesComeBackEqual() throws Exception {
    for (int i = 0; i < Seeds.iterations(40); i++) {
      roundTrip(Seeds.random(ParquetWriterTest.class, i), folder.resolve("table" + i + ".parquet"));
    }
  }

  private void roundTrip(RandomGenerator random, Path file) throws Exception {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      fields.add(new Field("c" + i, TYPES.get(random.nextInt(TYPES.size())), random.nextBoolean()));
    }
    Schema schema = new Schema(fields);
    List<List<@Nullable Object>> expected = new ArrayList<>();
    try (TestMemory memory = TestMemory.create(64 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ParquetWriter writer = new ParquetWriter(file, schema, options(random), consumer);
      for (int i = 0; i < random.nextInt(5); i++) {
        Batch batch = batch(batches, schema, random);
        expected.addAll(Batches.rows(batch));
        writer.write(batch);
      }
      writer.close();
      assertThat(consumer.usedBytes()).isZero();
      ParquetTable table = ParquetTable.open(file);
      assertThat(table.schema()).isEqualTo(schema);
      assertThat(TableRows.read(memory, table)).isEqualTo(expected);
    }
    try (DuckDb duck = new DuckDb()) {
      // row by row, so that a failure is readable
      List<List<@Nullable Object>> found = duck.query("SELECT * FROM '" + file + "'");
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i)).isEqualTo(expected.get(i));
      }
    }
  }

  private static Batch batch(Batches batches, Schema schema, RandomGenerator random) {
    List<List<@Nullable Object>> rows = RandomRows.rows(schema, 1 + random.nextInt(3000), random);
    return random.nextBoolean()
        ? batches.selected(schema, rows, random)
        : batches.batch(schema, rows, random);
  }

  private static ParquetWriteOptions options(RandomGenerator random) {
    List<Compression> codecs = Compression.written();
    return ParquetWriteOptions.defaults()
        .withCompression(codecs.get(random.nextInt(codecs.size())))
        .withPages(1 + random.nextInt(3000), 1024 + random.nextInt(50_000))
        .withRowGroupRows(1 + random.nextInt(9000))
        .withDictionaryBytes(random.nextBoolean() ? 0 : random.nextInt(100_000))
        .withBloomFilters(new BloomFilterOptions(Set.of("c0", "c2"), 0.01));
  }

  @Test
  void whatCompressionTakesFromTheSystemIsBooked() throws Exception {
    Schema schema = Schema.of(new Field("s", DataType.UTF8, false));
    for (Compression codec : Compression.written()) {
      Path file = folder.resolve(codec + ".parquet");
      long plain = booked(schema, Compression.UNCOMPRESSED, folder.resolve("plain.parquet"));
      assertThat(booked(schema, codec, file) - plain).isEqualTo(codec.compressWorkspaceBytes());
      try (TestMemory memory = TestMemory.create(16 << 20)) {
        ParquetTable table = ParquetTable.open(file);
        ScanRequest request = new ScanRequest(List.of(0), List.of(), 100);
        long floor = table.readerFloorBytes(request);
        try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE)) {
          try (SplitReader reader = table.splits(request).getFirst().open(consumer)) {
            assertThat(reader.next()).isNotNull();
            // what the one chunk of buffers leaves is the decompressor's
            assertThat(consumer.usedBytes()).isEqualTo(floor);
            assertThat(floor)
                .isGreaterThanOrEqualTo(
                    MemoryConsumer.CHUNK_BYTES + codec.decompressWorkspaceBytes());
          }
          assertThat(consumer.usedBytes()).isZero();
        }
      }
    }
  }

  /** Writes some rows; returns what the writer had booked before the end. */
  private static long booked(Schema schema, Compression codec, Path file) {
    try (TestMemory memory = TestMemory.create(16 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer =
            new ParquetWriter(
                file,
                schema,
                ParquetWriteOptions.defaults().withCompression(codec).withDictionaryBytes(0),
                consumer)) {
      // the same value often enough for compression to pay
      writer.write(batches.batch(schema, Collections.nCopies(2000, List.of("pays ".repeat(20)))));
      long booked = consumer.usedBytes();
      writer.close();
      assertThat(consumer.usedBytes()).isZero();
      return booked;
    }
  }

  @Test
  void abortLeavesNothing() throws Exception {
    Schema schema = Schema.of(new Field("i", DataType.INT64, false));
    try (TestMemory memory = TestMemory.create(16 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ParquetWriter writer =
          new ParquetWriter(
              folder.resolve("never.parquet"), schema, ParquetWriteOptions.defaults(), consumer);
      writer.write(batches.batch(schema, List.of(List.of(1L), List.of(2L))));
      writer.abort();
      writer.close();
      assertThat(consumer.usedBytes()).isZero();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void endsRowGroupsEarlyWhenMemoryIsShort() throws Exception {
    Schema schema =
        Schema.of(new Field("i", DataType.INT64, false), new Field("s", DataType.UTF8, false));
    Path file = folder.resolve("small.parquet");
    List<List<@Nullable Object>> expected = new ArrayList<>();
    try (TestMemory memory = TestMemory.create(24 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      RandomGenerator random = Seeds.random(ParquetWriterTest.class, -1);
      Batch batch = batches.batch(schema, RandomRows.rows(schema, 2000, random));
      ParquetWriter writer =
          new ParquetWriter(
              file,
              schema,
              ParquetWriteOptions.defaults().withCompression(Compression.UNCOMPRESSED),
              consumer);
      for (int i = 0; i < 100; i++) {
        writer.write(batch);
        expected.addAll(Batches.rows(batch));
      }
      writer.close();
      ParquetTable table = ParquetTable.open(file);
      assertThat(TableRows.read(memory, table)).isEqualTo(expected);
    }
  }

  @Test
  void tooLittleMemoryIsSaidAndLeavesNothing() throws Exception {
    Schema schema = Schema.of(new Field("s", DataType.UTF8, false));
    try (TestMemory memory = TestMemory.create(256 << 10);
        MemoryConsumer consumer = memory.consumer("writer")) {
      assertThatThrownBy(
              () ->
                  new ParquetWriter(
                      folder.resolve("never.parquet"),
                      schema,
                      ParquetWriteOptions.defaults(),
                      consumer))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("needs more memory");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
