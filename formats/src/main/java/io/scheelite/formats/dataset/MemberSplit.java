package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import org.jspecify.annotations.Nullable;

/**
 * A part of one file of a dataset.
 *
 * @param split of the member's table
 * @param request what is wanted of it
 */
record MemberSplit(Split split, MemberRequest request) implements Split {
  @Override
  public long numRows() {
    return split.numRows();
  }

  @Override
  public @Nullable ValueRange valueRange(int column) {
    if (request.outputs().get(column) instanceof Literal(Long value, DataType _)) {
      return new ValueRange(value, value);
    }
    int position = request.position(column);
    return position < 0 ? null : split.valueRange(position);
  }

  @Override
  public SplitReader open(MemoryConsumer memory) {
    if (request.isPlain()) {
      return split.open(memory);
    }
    return request.hasCasts()
        ? new CastingReader(split.open(memory), request, memory)
        : new ConstantReader(split, request, memory, null);
  }

  @Override
  public SplitReader open(MemoryConsumer memory, RowFilter filter) {
    if (request.isPlain()) {
      return split.open(memory, filter);
    }
    return request.hasCasts()
        ? Split.super.open(memory, filter)
        : new ConstantReader(split, request, memory, filter);
  }

  @Override
  public String toString() {
    return split.toString();
  }
}
