package io.scheelite.formats.dataset;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds columns of one value to a member's. The member asks the scan's filter itself, so that it
 * need not decode the columns of rows that do not pass.
 */
final class ConstantReader extends MemberReader {
  private final MemberRequest request;
  private final SplitReader reader;

  ConstantReader(
      Split split, MemberRequest request, MemoryConsumer memory, @Nullable RowFilter filter) {
    super(request.literals(), Schema.of(), request.request().batchSize(), memory);
    this.request = request;
    this.reader = filter == null ? split.open(memory) : split.open(memory, new Filter(filter));
  }

  @Override
  SplitReader reader() {
    return reader;
  }

  @Override
  public @Nullable Batch next() {
    Batch batch = reader.next();
    return batch == null ? null : wanted(batch);
  }

  private Batch wanted(Batch batch) {
    Batch constants = project(Batch.of(batch.numRows(), List.of()));
    int next = 0;
    List<ColumnVector> columns = new ArrayList<>();
    for (int i = 0; i < request.outputs().size(); i++) {
      int position = request.position(i);
      columns.add(position < 0 ? constants.column(next++) : batch.column(position));
    }
    return new Batch(batch.numRows(), columns, batch.selection());
  }

  /** The scan's filter, as the member sees it. */
  private final class Filter implements RowFilter {
    private final RowFilter filter;
    private final List<Integer> columns;

    Filter(RowFilter filter) {
      this.filter = filter;
      this.columns =
          filter.columns().stream()
              .map(request::position)
              .filter(position -> position >= 0)
              .sorted()
              .toList();
    }

    @Override
    public List<Integer> columns() {
      return columns;
    }

    @Override
    public @Nullable Selection select(Batch batch) {
      return filter.select(wanted(batch));
    }

    @Override
    public boolean mayPass(int column, long min, long max) {
      return filter.mayPass(request.wanted(column), min, max);
    }
  }
}
