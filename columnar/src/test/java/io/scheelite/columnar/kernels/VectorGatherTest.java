package io.scheelite.columnar.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class VectorGatherTest {
  static final List<DataType> TYPES =
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
          DataType.UTF8);
  static final Schema SCHEMA =
      new Schema(
          IntStream.range(0, TYPES.size())
              .mapToObj(i -> new Field("c" + i, TYPES.get(i), true))
              .toList());

  @Test
  void gatheredAndFlattenedRowsAreTheSame() {
    for (int round = 0; round < Seeds.iterations(60); round++) {
      RandomGenerator random = Seeds.random(VectorGatherTest.class, round);
      TestMemory memory = TestMemory.create(64 << 20);
      Batches batches = new Batches(memory);
      int numRows = random.nextInt(round % 10 == 0 ? 3000 : 200);
      Batch batch = batches.batch(SCHEMA, RandomRows.rows(SCHEMA, numRows, random), random);
      for (ColumnVector column : batch.columns()) {
        checkColumn(column, batches, memory, random);
      }
      batches.close();
      memory.close();
    }
  }

  private static void checkColumn(
      ColumnVector column, Batches batches, TestMemory memory, RandomGenerator random) {
    int numRows = column.numRows();
    MemoryConsumer consumer = memory.reserved("scratch", 1 << 20);
    ScratchAllocator scratch = new ScratchAllocator(consumer);
    VectorTarget target = VectorTarget.allocate(scratch, column.type(), numRows + 10);
    List<Object> values = Batches.values(column);

    ColumnVector flat = VectorGather.flatten(column, target);
    assertThat(flat.encoding()).isEqualTo(Encoding.FLAT);
    assertThat(Batches.values(flat)).isEqualTo(values);
    assertThat(flat.minValue()).isEqualTo(column.minValue());
    assertNullSlotsAreZero(flat);

    List<Integer> chosen =
        IntStream.range(0, numRows).filter(_ -> random.nextInt(3) > 0).boxed().toList();
    Selection selection = batches.selection(chosen);
    ColumnVector dense = VectorGather.gather(column, selection, target);
    assertThat(Batches.values(dense)).isEqualTo(chosen.stream().map(values::get).toList());
    assertNullSlotsAreZero(dense);

    checkRowNumbers(column, batches, target, random);
    scratch.close();
    consumer.close();
  }

  private static void checkRowNumbers(
      ColumnVector column, Batches batches, VectorTarget target, RandomGenerator random) {
    int numRows = column.numRows();
    boolean someMissing = random.nextBoolean() || numRows == 0;
    List<Object> expected = new ArrayList<>();
    long rows = batches.allocate(4L * (numRows + 10));
    for (int i = 0; i < numRows + 10; i++) {
      boolean missing = someMissing && (numRows == 0 || random.nextInt(4) == 0);
      int row = missing ? -1 - random.nextInt(5) : random.nextInt(numRows);
      NativeMemory.putInt(rows + 4L * i, row);
      expected.add(missing ? null : Batches.value(column, row));
    }
    ColumnVector gathered = VectorGather.gather(column, rows, numRows + 10, target);
    assertThat(Batches.values(gathered)).isEqualTo(expected);
    assertNullSlotsAreZero(gathered);
  }

  static void assertNullSlotsAreZero(ColumnVector vector) {
    if (vector.validityAddress() == 0 || vector.encoding() == Encoding.CONSTANT) {
      return;
    }
    boolean coded = vector.encoding() == Encoding.DICTIONARY;
    int width = coded ? 4 : vector.physicalType().widthBytes();
    for (int i = 0; i < vector.numRows(); i++) {
      if (Batches.value(vector, i) == null) {
        if (!coded && vector.physicalType() == PhysicalType.BIT) {
          assertThat(Bitmap.isSet(vector.valuesAddress(), i)).isFalse();
        }
        for (int at = 0; at < width; at++) {
          assertThat(NativeMemory.getByte(vector.valuesAddress() + (long) i * width + at)).isZero();
        }
      }
    }
  }
}
