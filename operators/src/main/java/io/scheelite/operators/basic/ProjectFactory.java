package io.scheelite.operators.basic;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Projector;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes one column per expression. Plain references to columns are passed on or selected, not
 * computed.
 */
public final class ProjectFactory implements TransformFactory {
  private final List<Expression> expressions;
  private final Schema input;
  private final int batchSize;
  private final @Nullable List<Integer> columns;
  private final long floorBytes;

  /** Projects batches of this schema and size. */
  public ProjectFactory(List<Expression> expressions, Schema input, int batchSize) {
    this.expressions = List.copyOf(expressions);
    this.input = input;
    this.batchSize = batchSize;
    this.columns = onlyColumns(expressions);
    this.floorBytes = columns == null ? Projector.floorBytes(expressions, input, batchSize) : 0;
  }

  private static @Nullable List<Integer> onlyColumns(List<Expression> expressions) {
    boolean plain = expressions.stream().allMatch(Expression.ColumnRef.class::isInstance);
    return plain
        ? expressions.stream().map(e -> ((Expression.ColumnRef) e).index()).toList()
        : null;
  }

  @Override
  public Transform create(DriverContext context) {
    return columns == null ? new Project(context) : new Reorder(columns);
  }

  @Override
  public long floorBytes() {
    return floorBytes;
  }

  private final class Project implements Transform {
    private final MemoryConsumer memory;
    private final ScratchAllocator scratch;
    private final Projector projector;
    private @Nullable Batch output;

    Project(DriverContext context) {
      memory = context.newConsumer("scratch", floorBytes, Reclaimable.NONE);
      scratch = new ScratchAllocator(memory);
      projector = new Projector(expressions, input, batchSize, scratch);
    }

    @Override
    public void accept(Batch batch) {
      output = projector.project(batch);
    }

    @Override
    public @Nullable Batch next() {
      Batch result = output;
      output = null;
      return result;
    }

    @Override
    public void close() {
      projector.close();
      scratch.close();
      memory.close();
    }
  }

  /** Drops, repeats and reorders columns; the selection stays. */
  private static final class Reorder implements Transform {
    private final List<Integer> columns;
    private @Nullable Batch output;

    Reorder(List<Integer> columns) {
      this.columns = columns;
    }

    @Override
    public void accept(Batch batch) {
      output =
          new Batch(
              batch.numRows(), columns.stream().map(batch::column).toList(), batch.selection());
    }

    @Override
    public @Nullable Batch next() {
      Batch result = output;
      output = null;
      return result;
    }

    @Override
    public void close() {}
  }
}
