package io.scheelite.operators.basic;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Yields literal rows, in order, in one driver. */
public final class ValuesFactory implements SourceFactory {
  private final Schema schema;
  private final List<List<List<Literal>>> batches = new ArrayList<>();
  private final int numRows;
  private final int batchSize;
  private final long floorBytes;

  /** The rows of the node in batches of this size. */
  public ValuesFactory(PlanNode.Values values, int batchSize) {
    this.schema = values.schema();
    this.numRows = values.rows().size();
    this.batchSize = batchSize;
    long most = 0;
    for (int from = 0; from < numRows; from += batchSize) {
      List<List<Literal>> columns =
          columns(values.rows().subList(from, Math.min(numRows, from + batchSize)));
      batches.add(columns);
      most = Math.max(most, bytesFor(columns));
    }
    this.floorBytes = most;
  }

  private List<List<Literal>> columns(List<List<Literal>> rows) {
    List<List<Literal>> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      int column = i;
      columns.add(rows.stream().map(row -> row.get(column)).toList());
    }
    return columns;
  }

  private long bytesFor(List<List<Literal>> columns) {
    long[] sizes = {};
    for (int i = 0; i < columns.size(); i++) {
      long[] column = LiteralColumns.bufferBytes(schema.type(i), columns.get(i));
      int end = sizes.length;
      sizes = Arrays.copyOf(sizes, end + column.length);
      System.arraycopy(column, 0, sizes, end, column.length);
    }
    return ScratchAllocator.bytesFor(sizes);
  }

  @Override
  public Source create(DriverContext context) {
    return new ValuesSource(context.newConsumer("rows", floorBytes, Reclaimable.NONE));
  }

  @Override
  public int maxDrivers() {
    return 1;
  }

  @Override
  public int driverBound() {
    return 1;
  }

  @Override
  public long floorBytes() {
    return floorBytes;
  }

  private final class ValuesSource implements Source {
    private final MemoryConsumer memory;
    private final ScratchAllocator scratch;
    private int next;

    ValuesSource(MemoryConsumer memory) {
      this.memory = memory;
      this.scratch = new ScratchAllocator(memory);
    }

    @Override
    public @Nullable Batch poll() {
      if (next == batches.size()) {
        return null;
      }
      scratch.reset();
      List<List<Literal>> columns = batches.get(next);
      List<ColumnVector> vectors = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        vectors.add(LiteralColumns.write(schema.type(i), columns.get(i), scratch));
      }
      int rows = Math.min(batchSize, numRows - next * batchSize);
      next++;
      return Batch.of(rows, vectors);
    }

    @Override
    public boolean finished() {
      return next == batches.size();
    }

    @Override
    public @Nullable CompletableFuture<Void> blocked() {
      return null;
    }

    @Override
    public void close() {
      scratch.close();
      memory.close();
    }
  }
}
