package io.scheelite.columnar.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Blocks are read where they lie. */
@ExtendWith(LedgerCheck.class)
class BlockBatchesTest {
  private static final int CASES = 30;
  private static final int BITS = 2;

  /** Rows of a layout without hash, divided by words that say nothing else, drained bit by bit. */
  @Test
  void blocksGiveTheRowsOfTheirPartitionInOrder() {
    for (int i = 0; i < Seeds.iterations(CASES); i++) {
      try (RowWorld world = new RowWorld(Seeds.random(BlockBatchesTest.class, i))) {
        check(world);
      }
    }
  }

  private static void check(RowWorld world) {
    Schema schema = world.schema(7);
    RowLayout layout = RowLayout.withoutHash(schema, 0);
    MemoryConsumer consumer = world.memory.consumer("rows");
    try (RowCollection collection = new RowCollection(layout, RowPartitioning.of(BITS), consumer)) {
      List<List<List<@Nullable Object>>> expected = new ArrayList<>();
      for (int i = 0; i < 1 << BITS; i++) {
        expected.add(new ArrayList<>());
      }
      for (int i = 0; i < 4; i++) {
        append(world, collection, expected);
        world.forget();
      }
      for (int i = 0; i < 1 << BITS; i++) {
        assertThat(drain(world, collection, i)).isEqualTo(expected.get(i));
        assertThat(collection.numRows(i)).isZero();
      }
    }
    assertThat(consumer.usedBytes()).isZero();
    consumer.close();
  }

  private static void append(
      RowWorld world, RowCollection collection, List<List<List<@Nullable Object>>> expected) {
    Schema schema = collection.layout().schema();
    List<List<@Nullable Object>> rows = world.rows(schema, 1500);
    Batch batch = world.batch(schema, rows);
    long words = world.allocate(8L * batch.numRows());
    for (int i = 0; i < batch.numRows(); i++) {
      NativeMemory.putLong(words + 8L * i, world.random.nextLong());
    }
    long addresses = world.allocate(8L * batch.numRows());
    RowWorld.within(
        collection,
        collection.bytesFor(batch, words),
        () -> collection.append(batch, words, addresses));
    long dense = world.dense(batch, words);
    for (int i = 0; i < rows.size(); i++) {
      int partition = (int) (NativeMemory.getLong(dense + 8L * i) >>> (Long.SIZE - BITS));
      expected.get(partition).add(rows.get(i));
    }
  }

  private static List<List<@Nullable Object>> drain(
      RowWorld world, RowCollection collection, int partition) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    int batchSize = 1 + world.random.nextInt(500);
    RowLayout layout = collection.layout();
    long scratchBytes = ScratchAllocator.bytesFor(BlockBatches.scratchBytes(layout, batchSize));
    MemoryConsumer memory = world.memory.reserved("batches", scratchBytes);
    BlockBatches batches = new BlockBatches(layout, new ScratchAllocator(memory), batchSize);
    boolean more = true;
    while (more) {
      StoredBlocks blocks = new StoredBlocks();
      more = collection.spillPartition(partition, 2, blocks) > 0;
      assertThat(blocks.numBlocks()).isLessThanOrEqualTo(2);
      RowBlockReader reader = blocks.reader();
      while (reader.advance()) {
        long block = world.allocate(reader.sizeBytes());
        reader.read(block);
        batches.begin(block, reader.sizeBytes(), reader.numRows());
        for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
          rows.addAll(Batches.rows(batch));
        }
      }
      world.forget();
    }
    memory.close();
    return rows;
  }

  @Test
  void blocksOfOtherRowsAreRefused() {
    try (RowWorld world = new RowWorld(Seeds.random("other-rows"))) {
      RowLayout layout = RowLayout.withoutHash(world.schema(4), 0);
      MemoryConsumer memory =
          world.memory.reserved(
              "batches", ScratchAllocator.bytesFor(BlockBatches.scratchBytes(layout, 8)));
      BlockBatches batches = new BlockBatches(layout, new ScratchAllocator(memory), 8);
      long block = world.allocate(1024);
      int rowBytes = layout.rowSizeBytes();
      assertThatThrownBy(() -> batches.begin(block, 2 * rowBytes - 1, 2))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> batches.begin(block, rowBytes, 0))
          .isInstanceOf(IllegalArgumentException.class);
      memory.close();
    }
  }

  @Test
  void rowsThatTellNoPartitionAreNotCopiedOneByOne() {
    try (RowWorld world = new RowWorld(Seeds.random("no-partition"))) {
      RowLayout layout = RowLayout.withoutHash(world.schema(4), 0);
      MemoryConsumer consumer = world.memory.consumer("rows");
      RowCollection divided = new RowCollection(layout, RowPartitioning.of(1), consumer);
      long row = world.allocate(layout.rowSizeBytes());
      NativeMemory.fill(row, layout.rowSizeBytes(), (byte) 0);
      assertThatThrownBy(() -> divided.appendRow(row)).isInstanceOf(IllegalStateException.class);
      divided.close();
      consumer.close();
    }
  }
}
