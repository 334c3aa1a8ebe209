package io.scheelite.operators.basic;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.TooManyRowsException;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Passes exactly one row: a row of nulls if none comes, an error if a second comes. For a single
 * driver.
 */
public final class SingleRowFactory implements TransformFactory {
  private final Schema schema;

  /** For the rows of the node's input. */
  public SingleRowFactory(PlanNode.SingleRow node) {
    this.schema = node.schema();
  }

  @Override
  public Transform create(DriverContext context) {
    return new SingleRow(context.newConsumer("nulls", floorBytes(), Reclaimable.NONE));
  }

  @Override
  public long floorBytes() {
    long[] sizes =
        schema.fields().stream()
            .flatMapToLong(
                field -> Arrays.stream(LiteralColumns.bufferBytes(field.type(), nulls(field))))
            .toArray();
    return ScratchAllocator.bytesFor(sizes);
  }

  private static List<Literal> nulls(Field field) {
    return List.of(new Literal(null, field.type()));
  }

  private final class SingleRow implements Transform {
    private final MemoryConsumer memory;
    private final ScratchAllocator scratch;
    private boolean seen;
    private @Nullable Batch output;

    SingleRow(MemoryConsumer memory) {
      this.memory = memory;
      this.scratch = new ScratchAllocator(memory);
    }

    @Override
    public void accept(Batch input) {
      int rows = input.numSelectedRows();
      if (rows > 1 || rows == 1 && seen) {
        throw new TooManyRowsException();
      }
      if (rows == 1) {
        seen = true;
        output = input;
      }
    }

    @Override
    public @Nullable Batch next() {
      Batch result = output;
      output = null;
      return result;
    }

    @Override
    public @Nullable CompletableFuture<Void> finishInput() {
      if (!seen) {
        seen = true;
        List<ColumnVector> columns = new ArrayList<>();
        for (Field field : schema.fields()) {
          columns.add(LiteralColumns.write(field.type(), nulls(field), scratch));
        }
        output = Batch.of(1, columns);
      }
      return null;
    }

    @Override
    public void close() {
      scratch.close();
      memory.close();
    }
  }
}
