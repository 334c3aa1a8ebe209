package io.scheelite.spill.block.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.JavaValues;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillManager;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockLease;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.BlockSummary;
import io.scheelite.spill.block.BlockWorkspace;
import io.scheelite.spill.block.ColumnRange;
import io.scheelite.spill.block.StorageLevel;
import io.scheelite.testsupport.Seeds;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random rows in random encodings come back from blocks of every level, in any batch size. */
class BatchBlockFuzzTest {
  private static final int CASES = 60;
  private static final int LARGE_CASES = 3;
  private static final List<StorageLevel> LEVELS =
      List.of(
          StorageLevel.MEMORY_ONLY,
          StorageLevel.MEMORY_AND_DISK_SER,
          StorageLevel.MEMORY_ONLY_SER.onHeap(),
          StorageLevel.MEMORY_AND_DISK.onHeap(),
          StorageLevel.DISK_ONLY);

  @TempDir private Path directory;

  @Test
  void rowsComeBackAsTheyWere() {
    for (int i = 0; i < Seeds.iterations(CASES); i++) {
      RandomGenerator random = Seeds.random(BatchBlockFuzzTest.class, i);
      check(random, random.nextInt(5000));
    }
  }

  @Test
  void partitionsOfSeveralBlocksAreCutByRowNumber() {
    for (int i = 0; i < LARGE_CASES; i++) {
      RandomGenerator random = Seeds.random(BatchBlockFuzzTest.class, 1000 + i);
      check(random, 2 * BatchBlockWriter.BLOCK_ROWS + (i == 0 ? 0 : random.nextInt(2000) - 1000));
    }
  }

  private static Schema schema(RandomGenerator random, int mostColumns) {
    List<Field> fields = new ArrayList<>();
    int count = 1 + random.nextInt(mostColumns);
    for (int i = 0; i < count; i++) {
      DataType type = RandomRows.type(random);
      fields.add(new Field("c" + i, type, random.nextBoolean()));
    }
    return new Schema(fields);
  }

  private void check(RandomGenerator random, int numRows) {
    Schema schema = schema(random, numRows > 10_000 ? 2 : 6);
    StorageLevel level = LEVELS.get(random.nextInt(LEVELS.size()));
    try (TestMemory memory =
            TestMemory.create(TestMemory.config(256L << 20).withHeapBytes(1L << 30));
        SpillManager spill =
            new SpillManager(SpillConfig.defaults().withDirectories(List.of(directory)));
        BlockStore store = new BlockStore(memory.manager(), spill)) {
      store.openDataset("d", level);
      MemoryConsumer consumer = memory.reserved("columns", 16L << 20);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      try (BlockWorkspace workspace = new BlockWorkspace(consumer)) {
        long buffer = consumer.allocate(PieceReader.bufferBytes(schema));
        Stored stored = new Stored(store, schema, random);
        write(stored, numRows, memory, workspace, buffer, rows);
        int numBlocks = numRows / BatchBlockWriter.BLOCK_ROWS + 1;
        for (int pass = 0; pass < 2; pass++) {
          read(stored, numBlocks, consumer, workspace, buffer, rows);
        }
        consumer.free(buffer, PieceReader.bufferBytes(schema));
      }
      for (int from = 0, index = 0; from < numRows; index++) {
        int to = Math.min(numRows, from + BatchBlockWriter.BLOCK_ROWS);
        checkSummary(store.summary(new BlockId("d", 0, index)), schema, rows.subList(from, to));
        from = to;
      }
      assertThat(consumer.usedBytes()).isZero();
      consumer.close();
    }
  }

  /** Where rows are kept, and by what chances they are drawn. */
  private record Stored(BlockStore store, Schema schema, RandomGenerator random) {}

  private static void write(
      Stored stored,
      int numRows,
      TestMemory memory,
      BlockWorkspace workspace,
      long buffer,
      List<List<@Nullable Object>> all) {
    RandomGenerator random = stored.random();
    Schema schema = stored.schema();
    try (BatchBlockWriter writer =
        new BatchBlockWriter(stored.store(), new BlockId("d", 0, 0), schema, workspace, buffer)) {
      List<DistinctSketch> sketches = writer.sketchColumns();
      while (all.size() < numRows) {
        int count = Math.min(numRows - all.size(), 1 + random.nextInt(4000));
        List<List<@Nullable Object>> rows = RandomRows.rows(schema, count, random);
        try (Batches batches = new Batches(memory)) {
          Batch batch =
              random.nextBoolean()
                  ? batches.batch(schema, rows, random)
                  : batches.selected(schema, rows, random);
          writer.append(batch);
        }
        all.addAll(rows);
      }
      assertThat(writer.finish()).isTrue();
      checkSketches(sketches, all);
    }
  }

  /** They may also know values of dictionaries that no row has. */
  private static void checkSketches(
      List<DistinctSketch> sketches, List<List<@Nullable Object>> rows) {
    for (int c = 0; c < sketches.size(); c++) {
      int column = c;
      long distinct =
          rows.stream().map(row -> row.get(column)).filter(v -> v != null).distinct().count();
      double estimate = sketches.get(c).estimate();
      assertThat(estimate).isGreaterThanOrEqualTo(0.85 * distinct - 1);
      assertThat(estimate).isLessThanOrEqualTo(1.15 * rows.size() + PieceLayout.MAX_DICTIONARY);
    }
  }

  private static void read(
      Stored stored,
      int numBlocks,
      MemoryConsumer consumer,
      BlockWorkspace workspace,
      long buffer,
      List<List<@Nullable Object>> expected) {
    RandomGenerator random = stored.random();
    Schema schema = stored.schema();
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(schema.size()); i++) {
      columns.add(random.nextInt(schema.size()));
    }
    int batchSize = List.of(1, 7, 64, 100, 2048, 5000).get(random.nextInt(6));
    List<List<@Nullable Object>> found = new ArrayList<>();
    try (ScratchAllocator scratch = new ScratchAllocator(consumer)) {
      PieceReader reader = new PieceReader(schema, columns, batchSize, scratch);
      for (int index = 0; index < numBlocks; index++) {
        try (BlockLease lease = stored.store().get(new BlockId("d", 0, index))) {
          assertThat(lease).as("block %s", index).isNotNull();
          for (int piece = 0; piece < lease.numPieces(); piece++) {
            long address = lease.address(piece);
            if (address == 0) {
              assertThat((long) lease.pieceBytes(piece))
                  .isLessThanOrEqualTo(PieceReader.bufferBytes(schema));
              lease.read(piece, buffer, workspace);
              address = buffer;
            }
            reader.begin(address);
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
              assertThat(batch.numRows()).isLessThanOrEqualTo(batchSize);
              batch.columns().forEach(BatchBlockFuzzTest::checkInterval);
              found.addAll(Batches.rows(batch));
            }
          }
        }
      }
    }
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      List<@Nullable Object> row = expected.get(i);
      assertThat(found.get(i)).isEqualTo(chosen(row, columns));
    }
  }

  private static List<@Nullable Object> chosen(List<@Nullable Object> row, List<Integer> columns) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int column : columns) {
      values.add(row.get(column));
    }
    return values;
  }

  private static void checkInterval(ColumnVector vector) {
    if (!vector.physicalType().isNarrowInteger()) {
      return;
    }
    for (Object value : Batches.values(vector)) {
      if (value != null) {
        BigInteger integer = JavaValues.toInteger(vector.type(), value);
        assertThat(integer)
            .isBetween(
                BigInteger.valueOf(vector.minValue()), BigInteger.valueOf(vector.maxValue()));
      }
    }
  }

  /** Ranges are exact where they are known, and known for what fits 64 bits. */
  private static void checkSummary(
      @Nullable BlockSummary summary, Schema schema, List<List<@Nullable Object>> rows) {
    assertThat(summary).isNotNull();
    assertThat(summary.numRows()).isEqualTo(rows.size());
    for (int c = 0; c < schema.size(); c++) {
      ColumnRange range = summary.columns().get(c);
      List<Comparable<Object>> values = new ArrayList<>();
      int nulls = 0;
      for (List<@Nullable Object> row : rows) {
        Object value = row.get(c);
        nulls += value == null ? 1 : 0;
        Object key = value == null ? null : key(schema.type(c), value);
        if (key != null) {
          values.add(asComparable(key));
        }
      }
      assertThat(range.numNulls()).isEqualTo(nulls);
      boolean known = range.min() != null;
      boolean decides = isAlwaysKnown(schema.type(c)) && !values.isEmpty();
      assertThat(known || !decides).as("known: column %s", schema.field(c)).isTrue();
      if (known) {
        values.sort(null);
        assertThat(key(schema.type(c), bound(range.min()))).isEqualTo(values.getFirst());
        assertThat(key(schema.type(c), bound(range.max()))).isEqualTo(values.getLast());
      }
    }
  }

  private static Object bound(@Nullable Object value) {
    assertThat(value).isNotNull();
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Comparable<Object> asComparable(Object key) {
    return (Comparable<Object>) key;
  }

  private static boolean isAlwaysKnown(DataType type) {
    return switch (type) {
      case DataType.Decimal(int precision, int _) -> precision <= 18;
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Date _,
          DataType.Timestamp _ ->
          true;
      default -> false;
    };
  }

  /**
   * Something to compare values and bounds by; null for NaN, bytes and nested values, which have no
   * part in ranges.
   */
  private static @Nullable Object key(DataType type, Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case Double number -> number.isNaN() ? null : number + 0.0;
      case String text -> inByteOrder(text);
      case Long number -> BigInteger.valueOf(number);
      case ByteBuffer _, List<?> _ -> null;
      default -> JavaValues.toInteger(type, value);
    };
  }

  /** One character per byte of its UTF-8, which sorts as the bytes do. */
  private static String inByteOrder(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
