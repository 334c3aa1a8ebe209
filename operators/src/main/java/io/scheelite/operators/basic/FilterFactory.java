package io.scheelite.operators.basic;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Predicate;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;
import org.jspecify.annotations.Nullable;

/** Passes the rows on which a predicate is true, by selection: nothing is copied. */
public final class FilterFactory implements TransformFactory {
  private final Expression condition;
  private final Schema input;
  private final int batchSize;
  private final long floorBytes;

  /** Filters batches of this schema and size. */
  public FilterFactory(Expression condition, Schema input, int batchSize) {
    this.condition = condition;
    this.input = input;
    this.batchSize = batchSize;
    this.floorBytes = Predicate.floorBytes(condition, input, batchSize);
  }

  @Override
  public Transform create(DriverContext context) {
    return new Filter(context);
  }

  @Override
  public long floorBytes() {
    return floorBytes;
  }

  private final class Filter implements Transform {
    private final MemoryConsumer memory;
    private final ScratchAllocator scratch;
    private final Predicate predicate;
    private @Nullable Batch output;

    Filter(DriverContext context) {
      memory = context.newConsumer("scratch", floorBytes, Reclaimable.NONE);
      scratch = new ScratchAllocator(memory);
      predicate = new Predicate(condition, input, batchSize, scratch);
    }

    @Override
    public void accept(Batch batch) {
      Selection passing = predicate.filter(batch);
      if (passing == null) {
        output = batch;
      } else if (passing.numRows() > 0) {
        output = batch.withSelection(passing);
      }
    }

    @Override
    public @Nullable Batch next() {
      Batch result = output;
      output = null;
      return result;
    }

    @Override
    public void close() {
      predicate.close();
      scratch.close();
      memory.close();
    }
  }
}
