package io.scheelite.operators.basic;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Repeats each batch for each of several sets of keys; copies nothing. Floor: 16 bytes per row of a
 * batch, all zero, which are the nulls of every type.
 */
public final class ExpandFactory implements TransformFactory {
  private static final int WIDEST_BYTES = 16;

  private final PlanNode.Expand node;
  private final Schema schema;
  private final int batchSize;

  /** For batches of up to {@code batchSize} rows. */
  public ExpandFactory(PlanNode.Expand node, int batchSize) {
    this.node = node;
    this.schema = node.input().schema();
    this.batchSize = batchSize;
  }

  @Override
  public Transform create(DriverContext context) {
    return new Expand(context.newConsumer("nulls", floorBytes(), Reclaimable.NONE));
  }

  @Override
  public long floorBytes() {
    return MemoryConsumer.roundUpToChunk(zeroBytes() + (long) Integer.BYTES * node.sets().size());
  }

  private long zeroBytes() {
    return (long) WIDEST_BYTES * Math.max(batchSize, Long.BYTES);
  }

  private final class Expand implements Transform {
    private final MemoryConsumer memory;
    private final long zeros;
    private final long numbers;
    private @Nullable Batch input;
    private boolean inputEnded;
    private int nextSet;

    Expand(MemoryConsumer memory) {
      this.memory = memory;
      this.zeros = memory.allocateZeroed(floorBytes());
      this.numbers = zeros + zeroBytes();
      this.nextSet = node.sets().size();
      for (int i = 0; i < node.sets().size(); i++) {
        NativeMemory.putInt(numbers + (long) Integer.BYTES * i, i);
      }
    }

    @Override
    public void accept(Batch batch) {
      input = batch;
      nextSet = 0;
    }

    @Override
    public @Nullable Batch next() {
      Batch rows = input;
      while (inputEnded && nextSet < node.sets().size() && !node.sets().get(nextSet).isEmpty()) {
        nextSet++;
      }
      if (nextSet == node.sets().size()) {
        input = null;
        return null;
      }
      int set = nextSet++;
      if (rows != null) {
        return repeated(rows, set);
      }
      List<ColumnVector> columns = new ArrayList<>();
      schema.fields().forEach(field -> columns.add(nulls(field.type(), 1)));
      return repeated(Batch.of(1, columns), set);
    }

    private Batch repeated(Batch rows, int set) {
      int numRows = rows.numRows();
      List<Integer> kept = node.sets().get(set);
      List<ColumnVector> columns = new ArrayList<>(rows.columns());
      for (int i = 0; i < node.keys().size(); i++) {
        ColumnVector key = rows.column(node.keys().get(i));
        columns.add(kept.contains(i) ? key : nullsLike(key));
      }
      long number = numbers + (long) Integer.BYTES * set;
      columns.add(
          ColumnVector.constant(DataType.INT32, PhysicalType.INT32, numRows, number)
              .withInterval(set, set));
      return new Batch(numRows, columns, rows.selection());
    }

    /** With the interval of the others, so that it is not lost where both are stored together. */
    private ColumnVector nullsLike(ColumnVector key) {
      PhysicalType form = key.physicalType();
      ColumnVector nulls = ColumnVector.flat(key.type(), form, key.numRows(), zeros, zeros);
      return form.isNarrowInteger() ? nulls.withInterval(key.minValue(), key.maxValue()) : nulls;
    }

    private ColumnVector nulls(DataType type, int numRows) {
      ColumnVector nulls = ColumnVector.flat(type, type.physicalType(), numRows, zeros, zeros);
      return type.physicalType().isNarrowInteger() ? nulls.withInterval(0, 0) : nulls;
    }

    @Override
    public @Nullable CompletableFuture<Void> finishInput() {
      inputEnded = true;
      nextSet = node.emptyGroups() ? 0 : node.sets().size();
      return null;
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
