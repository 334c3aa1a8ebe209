package io.scheelite.operators.spilling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowGather;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.testing.TestSpill;
import io.scheelite.spill.SpillException;
import io.scheelite.spill.SpillSpace;
import io.scheelite.spill.SpillWorkspace;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows spilled by partitions, many times and by several drivers, come back as they were. */
class SpillableRowsTest {
  private static final Schema SCHEMA =
      Schema.of(
          new Field("key", DataType.INT32, true),
          new Field("text", DataType.UTF8, true),
          new Field("amount", new DataType.Decimal(15, 2), false));

  private static final RowLayout LAYOUT = RowLayout.of(SCHEMA, 8);
  private static final RowPartitioning PARTITIONING = RowPartitioning.of(3);

  private final TestMemory memory = TestMemory.create(256 << 20);
  private final Batches batches = new Batches(memory);
  private final MemoryConsumer rowMemory = memory.reserved("rows", 64 << 20);
  private final MemoryConsumer scratchMemory = memory.reserved("scratch", 32 << 20);
  private final ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
  private final SpillWorkspace workspace = new SpillWorkspace(scratchMemory);
  private final TestSpill spill = new TestSpill();
  private final SpillSpace space = spill.manager().newSpace("query", Long.MAX_VALUE);
  private final OperatorStats stats = new OperatorStats("test");

  @AfterEach
  void nothingIsLeft() {
    space.close();
    spill.close();
    scratch.close();
    workspace.close();
    scratchMemory.close();
    rowMemory.close();
    batches.close();
    memory.close();
  }

  private SpillableRows newRows() {
    return new SpillableRows(
        new RowCollection(LAYOUT, PARTITIONING, rowMemory),
        new SpillableRows.Destination(space, workspace, stats));
  }

  private void append(RowCollection rows, List<List<@Nullable Object>> values) {
    Batch batch = batches.batch(SCHEMA, values);
    long hashes = scratch.allocate(8L * values.size());
    HashKernels.hash(batch.columns().subList(0, 1), values.size(), hashes);
    rows.append(batch, hashes, scratch.allocate(8L * values.size()));
  }

  private List<List<@Nullable Object>> read(RowCollection rows, int partition) {
    List<List<@Nullable Object>> values = new ArrayList<>();
    RowCursor cursor = rows.cursor(partition);
    long addresses = scratch.allocate(8L * 500);
    for (int count = cursor.read(addresses, 500); count > 0; count = cursor.read(addresses, 500)) {
      List<ColumnVector> columns = new ArrayList<>();
      for (int i = 0; i < SCHEMA.size(); i++) {
        VectorTarget target = VectorTarget.allocate(scratch, SCHEMA.type(i), count + 1);
        columns.add(RowGather.gather(LAYOUT, i, addresses, count, target));
      }
      values.addAll(Batches.rows(Batch.of(count, columns)));
    }
    return values;
  }

  private static void count(
      Map<List<@Nullable Object>, Integer> counts, List<List<@Nullable Object>> rows) {
    rows.forEach(row -> counts.merge(row, 1, Integer::sum));
  }

  @Test
  void partitionsComeBackWhoeverSpilledThem() {
    for (int i = 0; i < Seeds.iterations(10); i++) {
      RandomGenerator random = Seeds.random(SpillableRowsTest.class, i);
      Map<List<@Nullable Object>, Integer> expected = new HashMap<>();
      Map<List<@Nullable Object>, Integer> found = new HashMap<>();
      List<SpilledRun> runs = new ArrayList<>();
      for (int driver = 0; driver < 3; driver++) {
        try (SpillableRows rows = newRows()) {
          fill(rows, expected, random, runs);
          runs.addAll(rows.finish());
          for (int p = 0; p < PARTITIONING.numPartitions(); p++) {
            count(found, read(rows.rows(), p));
          }
        }
      }
      assertThat(space.liveFiles() > 0).isEqualTo(!runs.isEmpty());
      for (int p = 0; p < PARTITIONING.numPartitions(); p++) {
        int partition = p;
        load(runs.stream().filter(run -> run.partition() == partition).toList(), p, found);
      }
      assertThat(found).isEqualTo(expected);
      assertThat(space.liveFiles()).isZero();
      scratch.reset();
    }
    assertThat(stats.spilledBytes()).isPositive();
  }

  private void fill(
      SpillableRows rows,
      Map<List<@Nullable Object>, Integer> expected,
      RandomGenerator random,
      List<SpilledRun> runs) {
    for (int batch = 0; batch < random.nextInt(12); batch++) {
      List<List<@Nullable Object>> values =
          RandomRows.rows(SCHEMA, 1 + random.nextInt(300), random);
      append(rows.rows(), values);
      count(expected, values);
      for (int spills = random.nextInt(4); spills > 0; spills--) {
        int partition = random.nextInt(PARTITIONING.numPartitions());
        long held = rows.rows().sizeBytes(partition);
        assertThat(rows.spill(partition)).isEqualTo(held);
        assertThat(rows.rows().numRows(partition)).isZero();
      }
      if (random.nextInt(6) == 0) {
        runs.addAll(rows.finish());
      }
    }
  }

  private void load(
      List<SpilledRun> runs, int partition, Map<List<@Nullable Object>, Integer> found) {
    long numRows = 0;
    long sizeBytes = 0;
    try (RowCollection loaded = new RowCollection(LAYOUT, PARTITIONING, rowMemory);
        RunReader reader = new RunReader(runs, workspace)) {
      while (reader.advance()) {
        numRows += reader.numRows();
        sizeBytes += reader.sizeBytes();
        loaded.loadBlock(partition, reader);
      }
      assertThat(loaded.numRows()).isEqualTo(numRows).isEqualTo(loaded.numRows(partition));
      count(found, read(loaded, partition));
    }
    assertThat(runs.stream().mapToLong(SpilledRun::numRows).sum()).isEqualTo(numRows);
    assertThat(runs.stream().mapToLong(SpilledRun::sizeBytes).sum()).isEqualTo(sizeBytes);
    runs.forEach(SpilledRun::close);
    runs.forEach(SpilledRun::close);
  }

  @Test
  void abandonedRowsLeaveNoFile() {
    try (SpillableRows rows = newRows()) {
      append(rows.rows(), RandomRows.rows(SCHEMA, 1000, Seeds.random("abandoned")));
      for (int p = 0; p < PARTITIONING.numPartitions(); p++) {
        rows.spill(p);
      }
      assertThat(space.liveFiles()).isEqualTo(1);
    }
    assertThat(space.liveFiles()).isZero();
  }

  @Test
  void fullDiskIsReportedAndLeavesNothing() {
    spill.disk().withCapacity(100); // no whole frame, however well the rows compress
    try (SpillableRows rows = newRows()) {
      append(rows.rows(), RandomRows.rows(SCHEMA, 5000, Seeds.random("full")));
      assertThatThrownBy(
              () -> {
                for (int p = 0; p < PARTITIONING.numPartitions(); p++) {
                  rows.spill(p);
                }
              })
          .isInstanceOfSatisfying(
              SpillException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
      assertThat(space.liveFiles()).isZero();
    }
    assertThat(spill.disk().faultsFired()).isPositive();
  }
}
