package io.scheelite.formats.parquet;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Predicate;
import io.scheelite.operators.source.ReadCounts;
import io.scheelite.operators.source.RowFilter;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads rows that pass a filter, with all that can be left out and without, and counts. */
public final class SkippingReads {
  /** What came of reading all splits. */
  public record Outcome(
      List<List<@Nullable Object>> rows, ReadCounts counts, int splits, long bytes) {}

  private SkippingReads() {}

  /** Reads as a scan does. */
  public static Outcome skipping(
      TestMemory memory, TableSource table, Expression filter, int batchSize) {
    return read(memory, table, filter, List.of(filter), batchSize, true);
  }

  /** Decodes everything and filters afterwards. */
  public static Outcome plain(
      TestMemory memory, TableSource table, Expression filter, int batchSize) {
    return read(memory, table, filter, List.of(), batchSize, false);
  }

  private static Outcome read(
      TestMemory memory,
      TableSource table,
      Expression filter,
      List<Expression> told,
      int batchSize,
      boolean late) {
    ScanRequest request = new ScanRequest(TableRows.all(table), told, batchSize);
    long floor = table.readerFloorBytes(request);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    long[] sums = new long[8];
    List<Split> splits = table.splits(request);
    long scratchBytes = Predicate.floorBytes(filter, table.schema(), batchSize);
    try (MemoryConsumer scratchMemory = memory.reserved("filter", scratchBytes);
        ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
        Predicate predicate = new Predicate(filter, table.schema(), batchSize, scratch)) {
      PredicateFilter rowFilter = new PredicateFilter(filter, predicate);
      for (Split split : splits) {
        try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
            SplitReader reader = late ? split.open(consumer, rowFilter) : split.open(consumer)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            Selection passing = late ? batch.selection() : predicate.filter(batch);
            if (batch.numSelectedRows() > 0) {
              rows.addAll(
                  Batches.rows(late || passing == null ? batch : batch.withSelection(passing)));
            }
          }
          add(sums, reader);
        }
      }
    }
    ReadCounts counts =
        new ReadCounts(sums[0], sums[1], sums[2], sums[3], sums[4], sums[6], sums[7]);
    return new Outcome(rows, counts, splits.size(), sums[5]);
  }

  private static void add(long[] sums, SplitReader reader) {
    ReadCounts counts = reader.counts();
    sums[0] += counts.ruledOut();
    sums[1] += counts.pages();
    sums[2] += counts.skippedPages();
    sums[3] += counts.skippedRows();
    sums[4] += counts.lateRows();
    sums[5] += reader.bytesRead();
    sums[6] += counts.fetchedBytes();
    sums[7] += counts.leftOutBytes();
  }

  /** Looks at nothing but its columns: the others must not matter. */
  private record PredicateFilter(Expression filter, Predicate predicate) implements RowFilter {
    @Override
    public List<Integer> columns() {
      TreeSet<Integer> columns = new TreeSet<>();
      add(filter, columns);
      return List.copyOf(columns);
    }

    private static void add(Expression expression, Set<Integer> columns) {
      if (expression instanceof Expression.ColumnRef column) {
        columns.add(column.index());
      }
      expression.children().forEach(child -> add(child, columns));
    }

    @Override
    public @Nullable Selection select(Batch batch) {
      return predicate.filter(batch);
    }

    @Override
    public boolean mayPass(int column, long min, long max) {
      return true;
    }
  }
}
