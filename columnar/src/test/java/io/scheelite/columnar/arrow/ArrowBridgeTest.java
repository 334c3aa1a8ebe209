package io.scheelite.columnar.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches as Arrow reads them, and back. */
class ArrowBridgeTest {
  private final TestMemory memory = TestMemory.create(256 << 20);
  private final Batches batches = new Batches(memory);
  private final MemoryConsumer arrowConsumer = memory.consumer("arrow");
  private final ArrowMemory arrow = new ArrowMemory(arrowConsumer);
  private final MemoryConsumer scratchConsumer = memory.reserved("scratch", 16 << 20);
  private final ScratchAllocator scratch = new ScratchAllocator(scratchConsumer);

  @AfterEach
  void everythingIsGivenBack() {
    assertThat(arrow.allocator().getAllocatedMemory()).isZero();
    assertThat(arrowConsumer.usedBytes()).isZero();
    arrow.close();
    arrowConsumer.close();
    scratch.close();
    scratchConsumer.close();
    batches.close();
    memory.close();
  }

  private static Schema schema(RandomGenerator random) {
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      fields.add(new Field("c" + i, RandomRows.type(random), random.nextInt(3) > 0));
    }
    return new Schema(fields);
  }

  @Test
  void arrowReadsWhatIsExportedAndItComesBack() {
    for (int i = 0; i < Seeds.iterations(60); i++) {
      RandomGenerator random = Seeds.random(ArrowBridgeTest.class, i);
      Schema schema = schema(random);
      ArrowExport.Sharing sharing =
          random.nextBoolean() ? ArrowExport.Sharing.WHILE_LENT : ArrowExport.Sharing.NEVER;
      int batchSize = 1 + random.nextInt(300);
      scratchConsumer.reserveNow(8 << 20); // the import before gave back what was left
      try (ArrowExport export = new ArrowExport(schema, arrow.allocator(), sharing);
          ArrowImport back = new ArrowImport(export.root().getSchema(), batchSize, scratch)) {
        assertThat(back.schema()).isEqualTo(schema);
        for (int b = 0; b < 3; b++) {
          List<List<@Nullable Object>> rows = RandomRows.rows(schema, random.nextInt(700), random);
          Batch batch =
              random.nextBoolean()
                  ? batches.batch(schema, rows, random)
                  : batches.selected(schema, rows, random);
          VectorSchemaRoot root = export.load(batch);
          assertThat(ArrowValues.rows(root)).as("case %s", i).isEqualTo(rows);
          assertThat(readAll(back, root, batchSize)).as("case %s", i).isEqualTo(rows);
        }
      }
      scratch.reset();
    }
  }

  private static List<List<@Nullable Object>> readAll(
      ArrowImport source, VectorSchemaRoot root, int batchSize) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int first = 0; first < root.getRowCount(); first += batchSize) {
      Batch batch = source.read(root, first);
      batch.columns().forEach(ArrowBridgeTest::requireOurRules);
      rows.addAll(Batches.rows(batch));
    }
    return rows;
  }

  /** Null slots hold zero, and integers lie in their interval. */
  private static void requireOurRules(ColumnVector vector) {
    List<@Nullable Object> values = Batches.values(vector);
    ColumnVector blind =
        ColumnVector.flat(
            vector.type(), vector.physicalType(), vector.numRows(), vector.valuesAddress(), 0);
    for (int i = 0; i < values.size(); i++) {
      if (DataType.isNested(vector.type())) {
        boolean empty = StringView.length(vector.valuesAddress() + 16L * i) == 0;
        assertThat(empty).isEqualTo(values.get(i) == null);
        continue;
      }
      Object slot = Batches.value(blind, i);
      if (values.get(i) == null) {
        assertThat(slot)
            .isIn(
                0L,
                0.0,
                "",
                ByteBuffer.allocate(0),
                false,
                LocalDate.EPOCH,
                LocalDateTime.of(1970, 1, 1, 0, 0),
                slot instanceof BigDecimal number ? BigDecimal.ZERO.setScale(number.scale()) : 0L);
      } else if (slot instanceof Long number) {
        assertThat(number).isBetween(vector.minValue(), vector.maxValue());
      }
    }
  }

  @Test
  void fixedWidthColumnsAreNotCopied() {
    Schema schema =
        Schema.of(
            new Field("a", DataType.INT64, true),
            new Field("b", DataType.FLOAT64, false),
            new Field("c", new DataType.Decimal(38, 0), true));
    List<List<@Nullable Object>> rows =
        List.of(
            Arrays.asList(1L, 1.5, BigDecimal.ONE),
            Arrays.asList(null, 2.5, null),
            Arrays.asList(3L, 3.5, BigDecimal.TWO));
    Batch batch = batches.batch(schema, rows);
    try (ArrowExport export =
        new ArrowExport(schema, arrow.allocator(), ArrowExport.Sharing.WHILE_LENT)) {
      VectorSchemaRoot root = export.load(batch);
      for (int i = 0; i < 3; i++) {
        assertThat(root.getVector(i).getDataBuffer().memoryAddress())
            .isEqualTo(batch.column(i).valuesAddress());
      }
      ArrowImport back = new ArrowImport(root.getSchema(), 10, scratch);
      assertThat(back.read(root, 0).column(1).valuesAddress())
          .isEqualTo(batch.column(1).valuesAddress());
    }
    try (ArrowExport export =
        new ArrowExport(schema, arrow.allocator(), ArrowExport.Sharing.NEVER)) {
      VectorSchemaRoot root = export.load(batch);
      for (int i = 0; i < 3; i++) {
        assertThat(root.getVector(i).getDataBuffer().memoryAddress())
            .isNotEqualTo(batch.column(i).valuesAddress());
      }
      assertThat(arrowConsumer.usedBytes()).isPositive();
    }
  }

  @Test
  void nullColumnsHaveNoBuffers() {
    Schema schema = Schema.of(new Field("n", DataType.NULL, true));
    List<List<@Nullable Object>> rows = Collections.nCopies(5, Collections.singletonList(null));
    try (ArrowExport export =
        new ArrowExport(schema, arrow.allocator(), ArrowExport.Sharing.NEVER)) {
      VectorSchemaRoot root = export.load(batches.batch(schema, rows));
      assertThat(ArrowValues.rows(root)).isEqualTo(rows);
      ArrowImport back = new ArrowImport(root.getSchema(), 3, scratch);
      assertThat(readAll(back, root, 3)).isEqualTo(rows);
    }
  }

  @Test
  void typesWeDoNotHaveAreConverted() {
    try (UInt1Vector u8 = new UInt1Vector("u8", arrow.allocator());
        UInt2Vector u16 = new UInt2Vector("u16", arrow.allocator());
        UInt4Vector u32 = new UInt4Vector("u32", arrow.allocator());
        DateMilliVector day = new DateMilliVector("day", arrow.allocator());
        TimeStampMilliVector millis = new TimeStampMilliVector("millis", arrow.allocator());
        TimeStampNanoVector nanos = new TimeStampNanoVector("nanos", arrow.allocator());
        LargeVarCharVector text = new LargeVarCharVector("text", arrow.allocator())) {
      List<FieldVector> vectors = List.of(u8, u16, u32, day, millis, nanos, text);
      vectors.forEach(FieldVector::allocateNew);
      u8.set(0, 255);
      u16.set(0, 65535);
      u32.set(0, -1);
      day.set(0, -1);
      millis.set(0, -1);
      nanos.set(0, -1);
      text.set(0, "a long string of text".getBytes(StandardCharsets.UTF_8));
      vectors.forEach(vector -> vector.setValueCount(2));
      VectorSchemaRoot root = new VectorSchemaRoot(vectors);
      ArrowImport source = new ArrowImport(root.getSchema(), 8, scratch);
      assertThat(source.schema().fields().stream().map(Field::type))
          .containsExactly(
              DataType.INT16,
              DataType.INT32,
              DataType.INT64,
              DataType.DATE,
              DataType.TIMESTAMP,
              DataType.TIMESTAMP,
              DataType.UTF8);
      assertThat(readAll(source, root, 8))
          .containsExactly(
              List.of(
                  255L,
                  65535L,
                  4294967295L,
                  LocalDate.of(1969, 12, 31),
                  LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_000_000),
                  LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
                  "a long string of text"),
              Arrays.asList(null, null, null, null, null, null, null));
    }
  }

  @Test
  void typesWithoutCounterpartAreRefusedByName() {
    try (TimeSecVector time = new TimeSecVector("noon", arrow.allocator())) {
      VectorSchemaRoot root = new VectorSchemaRoot(List.<FieldVector>of(time));
      assertThatThrownBy(() -> new ArrowImport(root.getSchema(), 8, scratch))
          .isInstanceOf(ArrowValueException.class)
          .hasMessageContaining("column=noon");
    }
  }

  @Test
  void valuesOutOfRangeAreRefusedButNotUnderNulls() {
    try (TimeStampMilliVector millis = new TimeStampMilliVector("t", arrow.allocator());
        DecimalVector decimal = new DecimalVector("d", arrow.allocator(), 10, 2)) {
      millis.allocateNew(2);
      millis.set(0, Long.MAX_VALUE);
      millis.setNull(0);
      millis.set(1, 5);
      millis.setValueCount(2);
      decimal.allocateNew(2);
      NativeMemory.fill(decimal.getDataBuffer().memoryAddress(), 32, (byte) 0x7F);
      decimal.setNull(0);
      decimal.set(1, new BigDecimal("-1.25"));
      decimal.setValueCount(2);
      VectorSchemaRoot root = new VectorSchemaRoot(List.<FieldVector>of(millis, decimal));
      ArrowImport source = new ArrowImport(root.getSchema(), 8, scratch);
      assertThat(readAll(source, root, 8))
          .containsExactly(
              Arrays.asList(null, null),
              List.of(LocalDateTime.of(1970, 1, 1, 0, 0, 0, 5_000_000), new BigDecimal("-1.25")));
      millis.set(0, Long.MAX_VALUE);
      assertThatThrownBy(() -> source.read(root, 0)).isInstanceOf(ArrowValueException.class);
    }
  }

  @Test
  void malformedOffsetsAreRefused() {
    RandomGenerator random = Seeds.random("offsets");
    try (VarCharVector text = new VarCharVector("text", arrow.allocator())) {
      text.allocateNew();
      for (int i = 0; i < 50; i++) {
        text.setSafe(i, ("value " + i).getBytes(StandardCharsets.UTF_8));
      }
      text.setValueCount(50);
      VectorSchemaRoot root = new VectorSchemaRoot(List.<FieldVector>of(text));
      ArrowImport source = new ArrowImport(root.getSchema(), 64, scratch);
      assertThat(readAll(source, root, 64)).hasSize(50);
      long offset = text.getOffsetBuffer().memoryAddress() + 4L * (1 + random.nextInt(49));
      for (int wrong : new int[] {-1, Integer.MIN_VALUE, 1_000_000, Integer.MAX_VALUE}) {
        int right = NativeMemory.getInt(offset);
        NativeMemory.putInt(offset, wrong);
        assertThatThrownBy(() -> source.read(root, 0)).isInstanceOf(ArrowValueException.class);
        NativeMemory.putInt(offset, right);
      }
    }
  }

  @Test
  void allocatorsWithoutLedgerWork() {
    try (RootAllocator plain = new RootAllocator();
        BigIntVector numbers = new BigIntVector("n", plain)) {
      numbers.allocateNew(1000);
      numbers.set(999, 42);
      numbers.setValueCount(1000);
      assertThat(numbers.get(999)).isEqualTo(42);
      assertThat(plain.getAllocatedMemory()).isPositive();
    }
  }

  @Test
  void exportFailsCleanlyWhenMemoryIsShort() {
    Schema schema = Schema.of(new Field("text", DataType.UTF8, true));
    List<List<@Nullable Object>> rows = RandomRows.rows(schema, 60_000, Seeds.random("short"));
    try (TestMemory small = TestMemory.create(256 << 10);
        MemoryConsumer consumer = small.consumer("arrow");
        ArrowMemory little = new ArrowMemory(consumer);
        ArrowExport export =
            new ArrowExport(schema, little.allocator(), ArrowExport.Sharing.NEVER)) {
      Batch batch = batches.batch(schema, rows);
      assertThatThrownBy(() -> export.load(batch))
          .isInstanceOf(OutOfMemoryException.class)
          .hasMessageContaining("memory limit exceeded");
      assertThat(consumer.usedBytes()).isZero();
    }
  }
}
