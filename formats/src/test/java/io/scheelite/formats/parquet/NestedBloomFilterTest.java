package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bloom filters of lists, structs and maps, asked by parquet-java's own filter. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class NestedBloomFilterTest {
  private static final int NUM_ROWS = 3000;
  private static final Schema SCHEMA =
      Schema.of(
          new Field("l", new DataType.List(DataType.INT64), true),
          new Field(
              "s",
              new DataType.Struct(
                  List.of(
                      new Field("a", DataType.UTF8, true), new Field("b", DataType.BOOLEAN, true))),
              true),
          new Field("m", new DataType.Map(DataType.UTF8, DataType.INT64), true),
          new Field("element", DataType.INT64, true));

  @TempDir Path folder;

  private static List<@Nullable Object> row(long i) {
    List<@Nullable Object> struct = Arrays.asList(i % 11 == 0 ? null : "text " + i, i % 2 == 0);
    return Arrays.asList(
        i % 7 == 0 ? null : LongStream.range(0, i % 4).map(j -> 100_000 * j + i).boxed().toList(),
        i % 5 == 0 ? null : struct,
        List.of(List.of("key " + i % 5, i)),
        i);
  }

  private FileMetaData written(Path file, Set<String> columns, int dictionaryBytes)
      throws IOException {
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults()
            .withPages(500, 4096)
            .withRowGroupRows(NUM_ROWS)
            .withDictionaryBytes(dictionaryBytes)
            .withBloomFilters(new BloomFilterOptions(columns, 0.01));
    try (TestMemory memory = TestMemory.create(64 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer = new ParquetWriter(file, SCHEMA, options, consumer)) {
      for (int from = 0; from < NUM_ROWS; from += 1000) {
        writer.write(
            batches.batch(
                SCHEMA,
                LongStream.range(from, from + 1000).mapToObj(NestedBloomFilterTest::row).toList()));
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    int size = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    return Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - 8 - size, size));
  }

  private static BloomFilter filter(Path file, ColumnMetaData chunk) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteArrayInputStream input = new ByteArrayInputStream(bytes);
    assertThat(input.skip(chunk.getBloom_filter_offset())).isPositive();
    BloomFilterHeader header = Util.readBloomFilterHeader(input);
    return new BlockSplitBloomFilter(input.readNBytes(header.getNumBytes()));
  }

  private static double passing(BloomFilter filter) {
    long passed =
        LongStream.range(0, 10_000)
            .filter(i -> filter.findHash(filter.hash(-5 - i * 1_000_003)))
            .count();
    return passed / 10_000.0;
  }

  @Test
  void everyLeafOfANamedColumnHasOne() throws Exception {
    for (int dictionaryBytes : List.of(0, 512 << 10)) {
      Path file = folder.resolve("all" + dictionaryBytes + ".parquet");
      FileMetaData footer = written(file, Set.of("l", "s", "m"), dictionaryBytes);
      assertThat(footer.getRow_groups()).hasSize(1);
      RowGroup group = footer.getRow_groups().getFirst();
      List<ColumnMetaData> chunks =
          group.getColumns().stream().map(ColumnChunk::getMeta_data).toList();
      assertThat(chunks.stream().map(chunk -> chunk.isSetBloom_filter_offset()))
          .containsExactly(true, true, false, true, true, false);
      BloomFilter elements = filter(file, chunks.get(0));
      BloomFilter texts = filter(file, chunks.get(1));
      BloomFilter keys = filter(file, chunks.get(3));
      BloomFilter values = filter(file, chunks.get(4));
      for (long i = 0; i < NUM_ROWS; i++) {
        for (long j = 0; i % 7 != 0 && j < i % 4; j++) {
          assertThat(elements.findHash(elements.hash(100_000 * j + i))).isTrue();
        }
        if (i % 5 != 0 && i % 11 != 0) {
          assertThat(texts.findHash(texts.hash(Binary.fromString("text " + i)))).isTrue();
        }
        assertThat(keys.findHash(keys.hash(Binary.fromString("key " + i % 5)))).isTrue();
        assertThat(values.findHash(values.hash(i))).isTrue();
      }
      assertThat(passing(elements)).isLessThan(0.03);
      assertThat(passing(values)).isLessThan(0.03);
      assertThat(texts.findHash(texts.hash(Binary.fromString("text -1")))).isFalse();
    }
  }

  @Test
  void othersHaveNone() throws Exception {
    FileMetaData footer = written(folder.resolve("one.parquet"), Set.of("element"), 0);
    assertThat(
            footer.getRow_groups().getFirst().getColumns().stream()
                .map(chunk -> chunk.getMeta_data().isSetBloom_filter_offset()))
        .containsExactly(false, false, false, false, false, true);
  }
}
