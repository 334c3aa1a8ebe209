package io.scheelite.columnar.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class RowCollectionFuzzTest {
  private static void repeat(int rounds, Consumer<RowWorld> test) {
    for (int round = 0; round < Seeds.iterations(rounds); round++) {
      RandomGenerator random = Seeds.random(RowCollectionFuzzTest.class, round);
      try (RowWorld world = new RowWorld(random)) {
        test.accept(world);
      }
    }
  }

  /** A collection with what it is expected to hold, per partition and in order. */
  private static final class Filled implements AutoCloseable {
    final RowWorld world;
    final RowCollection collection;
    final List<List<List<@Nullable Object>>> expected = new ArrayList<>();
    private final MemoryConsumer consumer;

    Filled(RowWorld world, RowLayout layout, RowPartitioning partitioning) {
      this.world = world;
      consumer = world.memory.consumer("rows");
      collection = new RowCollection(layout, partitioning, consumer);
      for (int i = 0; i < partitioning.numPartitions(); i++) {
        expected.add(new ArrayList<>());
      }
    }

    static Filled random(RowWorld world) {
      RowPartitioning partitioning =
          new RowPartitioning(world.random.nextInt(4), world.random.nextInt(3));
      RowLayout layout = RowLayout.of(world.schema(9), world.random.nextInt(20));
      return new Filled(world, layout, partitioning);
    }

    void appendRandom(int numBatches) {
      Schema schema = collection.layout().schema();
      for (int i = 0; i < numBatches; i++) {
        List<List<@Nullable Object>> rows = world.rows(schema, i % 3 == 0 ? 2000 : 20);
        Batch batch = world.batch(schema, rows);
        long addresses = world.append(collection, batch);
        assertThat(world.read(collection.layout(), addresses, rows.size())).isEqualTo(rows);
        expect(batch, rows, addresses);
        world.forget();
      }
    }

    private void expect(Batch batch, List<List<@Nullable Object>> rows, long addresses) {
      long hashes = world.dense(batch, world.hashes(batch));
      for (int i = 0; i < rows.size(); i++) {
        long hash = NativeMemory.getLong(hashes + 8L * i);
        long row = NativeMemory.getLong(addresses + 8L * i);
        assertThat(NativeMemory.getLong(row + RowLayout.HASH_OFFSET)).isEqualTo(hash);
        checkState(collection.layout(), row, 0);
        expected.get(collection.partitioning().partitionOf(hash)).add(rows.get(i));
      }
    }

    void check() {
      long total = 0;
      for (int i = 0; i < expected.size(); i++) {
        assertThat(world.read(collection, i)).isEqualTo(expected.get(i));
        assertThat(collection.numRows(i)).isEqualTo(expected.get(i).size());
        total += expected.get(i).size();
        world.forget();
      }
      assertThat(collection.numRows()).isEqualTo(total);
      assertThat(collection.sizeBytes()).isEqualTo(consumer.usedBytes());
    }

    @Override
    public void close() {
      collection.close();
      assertThat(consumer.usedBytes()).isZero();
      consumer.close();
    }
  }

  @Test
  void rowsComeBackAsTheyWere() {
    repeat(
        40,
        world -> {
          try (Filled filled = Filled.random(world)) {
            filled.appendRandom(6);
            filled.check();
          }
        });
  }

  @Test
  void spilledPartitionsComeBackInOrder() {
    repeat(
        25,
        world -> {
          try (Filled filled = Filled.random(world)) {
            RowCollection collection = filled.collection;
            filled.appendRandom(4);
            for (int i = 0; i < collection.numPartitions(); i++) {
              StoredBlocks blocks = new StoredBlocks();
              long before = collection.sizeBytes(i);
              assertThat(collection.spillPartition(i, blocks)).isEqualTo(before);
              assertThat(collection.numRows(i)).isZero();
              RowBlockReader reader = blocks.reader();
              while (reader.advance()) {
                int partition = i;
                RowWorld.within(
                    collection,
                    RowCollection.bytesForBlock(reader.sizeBytes()),
                    () -> collection.loadBlock(partition, reader));
              }
            }
            filled.check();
            filled.appendRandom(2);
            filled.check();
          }
        });
  }

  @Test
  void failedWriteLosesNothingThatWasNotWritten() {
    repeat(
        10,
        world -> {
          try (Filled filled = Filled.random(world)) {
            filled.appendRandom(5);
            for (int i = 0; i < filled.collection.numPartitions(); i++) {
              failToSpill(filled, i, world.random.nextInt(3));
            }
            filled.check();
          }
        });
  }

  private static void failToSpill(Filled filled, int partition, int goodBlocks) {
    StoredBlocks blocks = new StoredBlocks();
    RowBlockWriter failing =
        (address, sizeBytes, numRows) -> {
          if (blocks.numBlocks() == goodBlocks) {
            throw new IllegalStateException("disk is full");
          }
          blocks.write(address, sizeBytes, numRows);
        };
    int before = filled.expected.get(partition).size();
    try {
      filled.collection.spillPartition(partition, failing);
      assertThat(blocks.numRows()).isEqualTo(before);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("disk is full");
      assertThat(blocks.numBlocks()).isEqualTo(goodBlocks);
      assertThat(blocks.numRows()).isLessThan(before);
    }
    filled.expected.get(partition).subList(0, blocks.numRows()).clear();
  }

  @Test
  void copiedRowsAreDividedFurther() {
    repeat(
        15,
        world -> {
          try (Filled source = Filled.random(world)) {
            source.appendRandom(4);
            RowPartitioning finer = source.collection.partitioning().next(2);
            for (int i = 0; i < source.expected.size(); i++) {
              checkCopy(world, source, finer, i);
            }
          }
        });
  }

  private static void checkCopy(RowWorld world, Filled source, RowPartitioning finer, int index) {
    RowLayout layout = source.collection.layout();
    try (Filled copy = new Filled(world, layout, finer)) {
      long addresses = world.allocate(8L * 500);
      RowCursor cursor = source.collection.cursor(index);
      int count = cursor.read(addresses, 500);
      while (count > 0) {
        int numRows = count;
        RowWorld.within(
            copy.collection,
            copy.collection.bytesForRows(addresses, count),
            () -> copyRows(world, copy, addresses, numRows));
        count = cursor.read(addresses, 500);
      }
      // the copies stand on their own
      source.collection.freePartition(index);
      copy.check();
    }
  }

  private static void copyRows(RowWorld world, Filled copy, long addresses, int numRows) {
    RowLayout layout = copy.collection.layout();
    List<List<@Nullable Object>> rows = world.read(layout, addresses, numRows);
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(addresses + 8L * i);
      fillState(layout, row, i);
      long copied = copy.collection.appendRow(row);
      checkState(layout, copied, i);
      long hash = NativeMemory.getLong(copied + RowLayout.HASH_OFFSET);
      copy.expected.get(copy.collection.partitioning().partitionOf(hash)).add(rows.get(i));
    }
  }

  private static void fillState(RowLayout layout, long row, int value) {
    NativeMemory.fill(row + layout.stateOffset(), layout.stateBytes(), (byte) value);
  }

  private static void checkState(RowLayout layout, long row, int value) {
    for (int i = 0; i < layout.stateBytes(); i++) {
      assertThat(NativeMemory.getByte(row + layout.stateOffset() + i)).isEqualTo((byte) value);
    }
  }

  @Test
  void handOverKeepsAddressesAndOrder() {
    repeat(
        15,
        world -> {
          RowLayout layout = RowLayout.of(world.schema(5), 8);
          RowPartitioning partitioning = RowPartitioning.of(2);
          try (Filled first = new Filled(world, layout, partitioning);
              Filled second = new Filled(world, layout, partitioning)) {
            first.appendRandom(3);
            second.appendRandom(3);
            first.collection.transferTo(second.collection);
            for (int i = 0; i < partitioning.numPartitions(); i++) {
              second.expected.get(i).addAll(first.expected.get(i));
              first.expected.get(i).clear();
            }
            first.check();
            second.check();
            second.appendRandom(2);
            first.appendRandom(1);
            first.check();
            second.check();
          }
        });
  }

  @Test
  void intervalsHoldWhatCame() {
    repeat(
        25,
        world -> {
          RowLayout layout = RowLayout.of(world.schema(6), 0);
          try (Filled first = new Filled(world, layout, RowPartitioning.of(1));
              Filled second = new Filled(world, layout, RowPartitioning.of(1))) {
            checkIntervals(first);
            second.appendRandom(1);
            second.collection.transferTo(first.collection);
            checkIntervals(first);
          }
        });
  }

  private static void checkIntervals(Filled filled) {
    RowWorld world = filled.world;
    Schema schema = filled.collection.layout().schema();
    List<List<@Nullable Object>> rows = world.rows(schema, 300);
    Batch batch = world.batches.batch(schema, rows, world.random);
    long addresses = world.append(filled.collection, batch);
    for (int c = 0; c < schema.size(); c++) {
      ColumnVector source = batch.column(c);
      VectorTarget target = world.target(schema.type(c), rows.size());
      ColumnVector gathered =
          RowGather.gather(filled.collection.layout(), c, addresses, rows.size(), target);
      ColumnVector vector = filled.collection.withInterval(c, gathered);
      assertThat(Batches.values(vector)).isEqualTo(Batches.values(source));
      if (source.physicalType().isNarrowInteger() && vector.physicalType().isNarrowInteger()) {
        assertThat(vector.minValue()).isLessThanOrEqualTo(source.minValue());
        assertThat(vector.maxValue()).isGreaterThanOrEqualTo(source.maxValue());
        if (filled.collection.numRows() == rows.size()) {
          assertThat(vector.minValue()).isEqualTo(Math.max(source.minValue(), gathered.minValue()));
          assertThat(vector.maxValue()).isEqualTo(Math.min(source.maxValue(), gathered.maxValue()));
        }
      }
    }
  }

  @Test
  void missingRowsAreNull() {
    repeat(
        15,
        world -> {
          try (Filled filled = Filled.random(world)) {
            RowLayout layout = filled.collection.layout();
            List<List<@Nullable Object>> rows = world.rows(layout.schema(), 300);
            long addresses = world.append(filled.collection, world.batch(layout.schema(), rows));
            List<List<@Nullable Object>> expected = new ArrayList<>(rows);
            for (int i = 0; i < rows.size(); i++) {
              if (world.random.nextInt(3) == 0) {
                NativeMemory.putLong(addresses + 8L * i, 0);
                expected.set(i, null);
              }
            }
            for (int c = 0; c < layout.schema().size(); c++) {
              int column = c;
              ColumnVector vector =
                  RowGather.gatherOrNull(
                      layout,
                      c,
                      addresses,
                      rows.size(),
                      world.target(layout.schema().type(c), rows.size()));
              List<@Nullable Object> values = new ArrayList<>();
              expected.forEach(row -> values.add(row == null ? null : row.get(column)));
              assertThat(Batches.values(vector)).isEqualTo(values);
            }
          }
        });
  }

  @Test
  void rowsWithoutHashKeepTheirOrder() {
    repeat(
        10,
        world -> {
          Schema schema = world.schema(6);
          RowLayout layout = RowLayout.withoutHash(schema, 0);
          MemoryConsumer consumer = world.memory.consumer("rows");
          RowCollection collection = new RowCollection(layout, RowPartitioning.NONE, consumer);
          List<List<@Nullable Object>> expected = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            List<List<@Nullable Object>> rows = world.rows(schema, 1500);
            Batch batch = world.batch(schema, rows);
            long addresses = world.allocate(8L * batch.numRows());
            RowWorld.within(
                collection,
                collection.bytesFor(batch, 0),
                () -> collection.append(batch, 0, addresses));
            expected.addAll(rows);
          }
          assertThat(world.read(collection, 0)).isEqualTo(expected);
          collection.close();
          consumer.close();
        });
  }

  @Test
  void gatheredHashesAreTheStoredOnes() {
    repeat(
        5,
        world -> {
          try (Filled filled = Filled.random(world)) {
            Schema schema = filled.collection.layout().schema();
            List<List<@Nullable Object>> rows = world.rows(schema, 300);
            Batch batch = world.batches.batch(schema, rows, world.random);
            long addresses = world.append(filled.collection, batch);
            long hashes = world.allocate(8L * rows.size());
            RowGather.gatherHashes(filled.collection.layout(), addresses, rows.size(), hashes);
            long expected = world.allocate(8L * rows.size());
            HashKernels.hash(batch.columns(), rows.size(), expected);
            assertThat(NativeMemory.mismatch(hashes, expected, 8L * rows.size())).isNegative();
          }
        });
  }
}
