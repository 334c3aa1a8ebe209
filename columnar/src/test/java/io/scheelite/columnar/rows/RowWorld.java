package io.scheelite.columnar.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Memory, random rows and slow readers for the tests of this package. */
final class RowWorld implements AutoCloseable {
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

  final TestMemory memory = TestMemory.create(256 << 20);
  final Batches batches = new Batches(memory);
  final RandomGenerator random;
  private final MemoryConsumer scratchMemory = memory.reserved("scratch", 32 << 20);
  private final ScratchAllocator scratch = new ScratchAllocator(scratchMemory);

  RowWorld(RandomGenerator random) {
    this.random = random;
  }

  Schema schema(int maxColumns) {
    List<Field> fields = new ArrayList<>();
    int size = random.nextInt(maxColumns) + 1;
    for (int i = 0; i < size; i++) {
      DataType type =
          random.nextInt(6) == 0
              ? RandomRows.nestedType(1, random)
              : TYPES.get(random.nextInt(TYPES.size()));
      fields.add(new Field("c" + i, type, random.nextInt(3) > 0));
    }
    return new Schema(fields);
  }

  Batch batch(Schema schema, List<List<@Nullable Object>> rows) {
    return random.nextBoolean()
        ? batches.batch(schema, rows, random)
        : batches.selected(schema, rows, random);
  }

  List<List<@Nullable Object>> rows(Schema schema, int maxRows) {
    return RandomRows.rows(schema, random.nextInt(maxRows) + 1, random);
  }

  long allocate(long bytes) {
    return scratch.allocate(bytes);
  }

  long hashes(Batch batch) {
    long hashes = allocate(8L * batch.numRows());
    HashKernels.hash(batch.columns(), batch.numRows(), hashes);
    return hashes;
  }

  /** Appends with no more memory than the collection asked for; returns addresses of the rows. */
  long append(RowCollection collection, Batch batch) {
    long hashes = hashes(batch);
    long byRow = allocate(8L * batch.numRows());
    within(
        collection,
        collection.bytesFor(batch, hashes),
        () -> collection.append(batch, hashes, byRow));
    return dense(batch, byRow);
  }

  /** Runs something that may take so much memory and no more. */
  static void within(RowCollection collection, long bytes, Runnable action) {
    MemoryConsumer consumer = collection.memory();
    assertThat(consumer.tryReserve(bytes)).isTrue();
    long before = consumer.usedBytes();
    action.run();
    assertThat(consumer.usedBytes() - before).isLessThanOrEqualTo(bytes);
  }

  /** The words of selected rows, one after another. */
  long dense(Batch batch, long byRow) {
    long list = allocate(8L * batch.numSelectedRows());
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      int row = i;
      if (batch.selection() != null) {
        row = Short.toUnsignedInt(NativeMemory.getShort(batch.selection().address() + 2L * i));
      }
      NativeMemory.putLong(list + 8L * i, NativeMemory.getLong(byRow + 8L * row));
    }
    return list;
  }

  /** Rows by their addresses, as Java values. */
  List<List<@Nullable Object>> read(RowLayout layout, long addresses, int numRows) {
    List<ColumnVector> columns = new ArrayList<>();
    for (int i = 0; i < layout.schema().size(); i++) {
      VectorTarget target = VectorTarget.allocate(scratch, layout.schema().type(i), numRows + 1);
      columns.add(RowGather.gather(layout, i, addresses, numRows, target));
    }
    return Batches.rows(Batch.of(numRows, columns));
  }

  VectorTarget target(DataType type, int numRows) {
    return VectorTarget.allocate(scratch, type, numRows);
  }

  /** All rows of a partition in order, read in pieces of random size. */
  List<List<@Nullable Object>> read(RowCollection collection, int partition) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    RowCursor cursor = collection.cursor(partition);
    long addresses = allocate(8L * 1000);
    while (true) {
      int count = cursor.read(addresses, 1 + random.nextInt(1000));
      if (count == 0) {
        return rows;
      }
      rows.addAll(read(collection.layout(), addresses, count));
    }
  }

  /** Frees what was allocated for lists and vectors. */
  void forget() {
    scratch.reset();
  }

  @Override
  public void close() {
    scratch.close();
    scratchMemory.close();
    batches.close();
    memory.close();
  }
}
