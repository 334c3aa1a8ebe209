package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowGather;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of groups to batches of keys and results, in memory that the next batch overwrites.
 */
final class ResultReader {
  private final AggregationLayout layout;
  private final List<VectorTarget> targets = new ArrayList<>();

  ResultReader(AggregationLayout layout, int batchSize, ScratchAllocator scratch) {
    this.layout = layout;
    for (int i = 0; i < layout.schema().size(); i++) {
      targets.add(VectorTarget.allocate(scratch, layout.schema().type(i), batchSize));
    }
  }

  /** What is to be reserved. */
  static long[] scratchSizes(Schema schema, int batchSize) {
    long[] sizes = new long[2 * schema.size()];
    for (int i = 0; i < schema.size(); i++) {
      sizes[2 * i] = VectorTarget.valuesBytes(schema.type(i).physicalType(), batchSize);
      sizes[2 * i + 1] = Bitmap.sizeBytes(batchSize);
    }
    return sizes;
  }

  /**
   * A batch of groups.
   *
   * @param rows address of {@code numRows} addresses of their rows
   * @param source what is known about the values of the keys; null if nothing is
   */
  Batch read(long rows, int numRows, @Nullable RowCollection source) {
    int numKeys = layout.keys().size();
    List<ColumnVector> columns = new ArrayList<>(targets.size());
    for (int i = 0; i < numKeys; i++) {
      ColumnVector key = RowGather.gather(layout.rows(), i, rows, numRows, targets.get(i));
      columns.add(source == null ? key : source.withInterval(i, key));
    }
    for (int i = 0; i < layout.results().size(); i++) {
      columns.add(layout.results().get(i).read(rows, numRows, targets.get(numKeys + i)));
    }
    return Batch.of(numRows, columns);
  }
}
