package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Aggregates the rows of one driver: finds their groups and folds their values into states. */
final class AggregationSink implements Sink {
  private final AggregationLayout layout;
  private final int[] keys;
  private final GroupTable table;
  private final MemoryConsumer scratchMemory;
  private final DenseColumns dense;
  private final ArgumentDecoder decoder;
  private final StringExtremes strings;
  private final BatchGroups groups;
  private final BatchProbe probe;
  private final long hashes;
  private @Nullable Batch prepared;
  private List<ColumnVector> columns = List.of();
  private List<ColumnVector> keyColumns = List.of();

  AggregationSink(AggregationPlan plan, AggregationState state, DriverContext context) {
    this.layout = plan.layout();
    this.keys = plan.keys();
    scratchMemory = context.newConsumer("scratch", plan.sinkScratchBytes(), Reclaimable.NONE);
    ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
    int batchSize = plan.batchSize();
    dense = new DenseColumns(plan.input(), plan.usedColumns(), batchSize, scratch);
    decoder = new ArgumentDecoder(batchSize, scratch);
    strings = new StringExtremes(layout, batchSize, decoder, scratch);
    groups = new BatchGroups(batchSize, scratch);
    table = new GroupTable(state, context);
    state.add(table);
    probe = table.newProbe(batchSize, scratch);
    table.startDirect(DirectGroups.of(plan.input(), keys, batchSize, decoder, scratch));
    hashes = scratch.allocate(8L * batchSize);
  }

  @Override
  public @Nullable CompletableFuture<Void> prepare(Batch input) {
    int numRows = input.numSelectedRows();
    if (numRows == 0) {
      return null;
    }
    if (prepared != input) {
      read(input, numRows);
    }
    boolean direct = table.coversDirectly(columns, numRows);
    if (!direct) {
      HashKernels.hash(keyColumns, numRows, hashes);
    }
    return table.makeRoom(columns, numRows, hashes, groups);
  }

  private void read(Batch input, int numRows) {
    prepared = input;
    columns = dense.of(input);
    keyColumns = new ArrayList<>();
    for (int key : keys) {
      keyColumns.add(columns.get(key));
    }
    table.rows().begin(keyColumns, strings.columnsOf(columns, numRows), numRows);
  }

  @Override
  public void consume(Batch input) {
    int numRows = input.numSelectedRows();
    if (numRows == 0) {
      return;
    }
    prepared = null;
    table.find(columns, keyColumns, numRows, hashes, probe, groups);
    for (ArgumentSlots argument : layout.arguments()) {
      update(argument.slots(), decoder.decode(argument.argument(), columns, numRows));
    }
    update(layout.numRowsSlots(), ArgumentValues.ALL_ROWS);
    if (!layout.strings().isEmpty()) {
      updateStrings(numRows);
    }
  }

  private void update(List<StateSlot> slots, ArgumentValues values) {
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).update(groups, values);
    }
  }

  private void updateStrings(int numRows) {
    int numUnplaced = strings.update(groups.rowsOfAll(), numRows);
    if (numUnplaced > 0) {
      table.addFurtherRows(
          strings.unplaced(),
          numUnplaced,
          keyColumns,
          numRows,
          hashes,
          groups,
          strings.furtherRows());
    }
  }

  @Override
  public @Nullable CompletableFuture<Void> finish() {
    table.endInput();
    return null;
  }

  /** The table belongs to the shared state. */
  @Override
  public void close() {
    scratchMemory.close();
  }
}
