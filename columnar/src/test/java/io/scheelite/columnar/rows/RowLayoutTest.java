package io.scheelite.columnar.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.testsupport.Seeds;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class RowLayoutTest {
  private static final Schema SCHEMA =
      Schema.of(
          new Field("flag", DataType.BOOLEAN, true),
          new Field("id", DataType.INT64, false),
          new Field("name", DataType.UTF8, true),
          new Field("day", DataType.DATE, true));

  @Test
  void rowsLieAsTheDiagramSays() {
    RowLayout layout = RowLayout.of(SCHEMA, 12);
    assertThat(layout.columnOffset(2)).isEqualTo(8);
    assertThat(layout.columnOffset(1)).isEqualTo(24);
    assertThat(layout.columnOffset(3)).isEqualTo(32);
    assertThat(layout.columnOffset(0)).isEqualTo(36);
    assertThat(layout.nullOffset()).isEqualTo(37);
    assertThat(layout.nullBit(0)).isEqualTo(37 * 8);
    assertThat(layout.nullBit(1)).isEqualTo(-1);
    assertThat(layout.nullBit(2)).isEqualTo(37 * 8 + 1);
    assertThat(layout.stateOffset()).isEqualTo(40);
    assertThat(layout.rowSizeBytes()).isEqualTo(56);
    assertThat(layout.hasVariable()).isTrue();

    try (RowWorld world = new RowWorld(Seeds.random(RowLayoutTest.class, 0))) {
      MemoryConsumer consumer = world.memory.reserved("rows", 64 << 10);
      RowCollection collection = new RowCollection(layout, RowPartitioning.NONE, consumer);
      Batch batch =
          world.batches.batch(
              SCHEMA, List.of(row(true, 7L, "a long enough name", null), row(null, 8L, "x", null)));
      long hashes = world.allocate(16);
      NativeMemory.putLong(hashes, 1234);
      long rows = world.allocate(16);
      collection.append(batch, hashes, rows);
      long first = NativeMemory.getLong(rows);
      assertThat(NativeMemory.getLong(first)).isEqualTo(1234);
      assertThat(NativeMemory.getLong(first + 24)).isEqualTo(7);
      assertThat(NativeMemory.getByte(first + 36)).isEqualTo((byte) 1);
      assertThat(NativeMemory.getByte(first + 37)).isEqualTo((byte) 0b100);
      assertThat(NativeMemory.getInt(first + 8)).isEqualTo(18);
      long distance = NativeMemory.getLong(first + 8 + StringView.REST_OFFSET);
      assertThat(NativeMemory.getByte(first + distance)).isEqualTo((byte) 'a');
      long second = NativeMemory.getLong(rows + 8);
      assertThat(second).isEqualTo(first + 56);
      assertThat(NativeMemory.getByte(second + 37)).isEqualTo((byte) 0b101);
      collection.close();
      consumer.close();
    }
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  @Test
  void partitionsUseTheBitsBelowThoseUsedUp() {
    RowPartitioning first = RowPartitioning.of(4);
    RowPartitioning second = first.next(8);
    assertThat(first.partitionOf(0xABC0_0000_0000_0000L)).isEqualTo(0xA);
    assertThat(second.partitionOf(0xABC0_0000_0000_0000L)).isEqualTo(0xBC);
    assertThat(RowPartitioning.NONE.partitionOf(-1)).isZero();
    assertThatThrownBy(() -> new RowPartitioning(10, 60))
        .hasMessageContaining("bits=10 skippedBits=60");
  }

  @Test
  void rowsOfAnySizeFindRoom() {
    Schema schema =
        Schema.of(new Field("text", DataType.UTF8, true), new Field("more", DataType.UTF8, true));
    RowLayout layout = RowLayout.withoutHash(schema, 0);
    try (RowWorld world = new RowWorld(Seeds.random(RowLayoutTest.class, 1))) {
      MemoryConsumer consumer = world.memory.consumer("rows");
      RowCollection collection = new RowCollection(layout, RowPartitioning.NONE, consumer);
      List<List<@Nullable Object>> rows =
          List.of(
              row("x".repeat(20_000), "y"),
              row("short", null),
              row("z".repeat(200_000), "w".repeat(70_000)),
              row("after the giant", "v".repeat(16_384)),
              row("u".repeat(65_536 - 32), ""),
              row("last", "t".repeat(100)));
      Batch batch = world.batches.batch(schema, rows);
      long addresses = world.allocate(8L * rows.size());
      RowWorld.within(
          collection, collection.bytesFor(batch, 0), () -> collection.append(batch, 0, addresses));
      assertThat(world.read(collection, 0)).isEqualTo(rows);
      StoredBlocks blocks = new StoredBlocks();
      collection.spillPartition(0, blocks);
      assertThat(consumer.usedBytes()).isZero();
      RowBlockReader reader = blocks.reader();
      while (reader.advance()) {
        long bytes = RowCollection.bytesForBlock(reader.sizeBytes());
        RowWorld.within(collection, bytes, () -> collection.loadBlock(0, reader));
      }
      assertThat(world.read(collection, 0)).isEqualTo(rows);
      collection.close();
      consumer.close();
    }
  }

  @Test
  void boundHoldsWhereRowsFillChunksBadly() {
    Schema schema = Schema.of(new Field("text", DataType.UTF8, false));
    RowLayout layout = RowLayout.withoutHash(schema, 0);
    for (int length : List.of(6_000, 9_400, 11_000, 13_200, 16_300, 16_384, 17_000, 33_000)) {
      try (RowWorld world = new RowWorld(Seeds.random(RowLayoutTest.class, length))) {
        MemoryConsumer consumer = world.memory.consumer("rows");
        RowCollection collection = new RowCollection(layout, RowPartitioning.NONE, consumer);
        List<List<@Nullable Object>> rows = Collections.nCopies(40, row("x".repeat(length)));
        Batch batch = world.batches.batch(schema, rows);
        long addresses = world.allocate(8L * rows.size());
        for (int i = 0; i < 3; i++) {
          long bytes = collection.bytesFor(batch, 0);
          assertThat(bytes).isLessThan(rows.size() * (length + (64L << 10)));
          RowWorld.within(collection, bytes, () -> collection.append(batch, 0, addresses));
        }
        assertThat(collection.numRows()).isEqualTo(120);
        collection.close();
        consumer.close();
      }
    }
  }

  @Test
  void formsMustAgree() {
    try (RowWorld world = new RowWorld(Seeds.random(RowLayoutTest.class, 2))) {
      MemoryConsumer consumer = world.memory.consumer("rows");
      RowLayout layout = RowLayout.of(SCHEMA, 0);
      RowCollection one = new RowCollection(layout, RowPartitioning.of(1), consumer);
      RowCollection two = new RowCollection(layout, RowPartitioning.of(2), consumer);
      assertThatThrownBy(() -> one.transferTo(two)).hasMessageContaining("different forms");
      one.close();
      two.close();
      consumer.close();
    }
  }
}
