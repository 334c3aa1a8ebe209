package io.scheelite.operators.scan;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Predicate;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.reduction.KeyFilterProbe;
import io.scheelite.operators.reduction.KeyFilterProbe.ProbedColumn;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the needed columns of a table and drops the rows that fail the filters.
 *
 * <p>Drivers take splits from one queue, the largest first, so that they end at about the same
 * time.
 */
public final class ScanFactory implements SourceFactory {
  private final Schema schema;
  private final @Nullable Expression filter;
  private final int batchSize;
  private final List<Split> splits;
  private final long readerFloorBytes;
  private final long filterFloorBytes;
  private final List<ProbedColumn> keyFilters;
  private final long keyFilterFloorBytes;
  private final List<String> reasons;
  private final AtomicInteger nextSplit = new AtomicInteger();

  /**
   * Divides the table into splits; reads no data.
   *
   * @param keyFilters complete before the first source is created; columns are those of the output
   */
  public ScanFactory(PlanNode.Scan scan, List<ProbedColumn> keyFilters, int batchSize) {
    ScanRequest request = new ScanRequest(scan.columns(), scan.filters(), batchSize);
    this.schema = scan.schema();
    this.filter = conjunction(scan.filters());
    this.batchSize = batchSize;
    this.splits =
        scan.table().splits(request).stream()
            .sorted(Comparator.comparingLong(Split::numRows).reversed())
            .toList();
    this.readerFloorBytes = scan.table().readerFloorBytes(request);
    this.filterFloorBytes = filter == null ? 0 : Predicate.floorBytes(filter, schema, batchSize);
    this.keyFilters = List.copyOf(keyFilters);
    this.keyFilterFloorBytes = keyFilters.isEmpty() ? 0 : KeyFilterProbe.floorBytes(batchSize);
    this.reasons = reasons(scan);
  }

  private List<String> reasons(PlanNode.Scan scan) {
    List<String> result = new ArrayList<>();
    result.add("columns: " + schema.size() + " of " + scan.table().schema().size());
    int all = scan.table().numSplits();
    if (all >= 0) {
      result.add("row groups: " + splits.size() + " of " + all);
    }
    if (!keyFilters.isEmpty()) {
      result.add(
          keyFilters.stream()
              .map(key -> schema.field(key.column()).name())
              .distinct()
              .collect(Collectors.joining(", ", "reduced by keys of joins: ", "")));
    }
    return result;
  }

  /** Notes what is left out of the table, and why. */
  public void describe(OperatorStats stats) {
    reasons.forEach(stats::plan);
  }

  private static @Nullable Expression conjunction(List<Expression> filters) {
    return switch (filters.size()) {
      case 0 -> null;
      case 1 -> filters.getFirst();
      default -> new Expression.And(filters);
    };
  }

  @Override
  public Source create(DriverContext context) {
    return new Scan(context);
  }

  @Override
  public int maxDrivers() {
    return Math.max(1, splits.size());
  }

  @Override
  public int driverBound() {
    return maxDrivers();
  }

  @Override
  public long floorBytes() {
    return readerFloorBytes + filterFloorBytes + keyFilterFloorBytes;
  }

  private final class Scan implements Source {
    private final OperatorStats stats;
    private final MemoryConsumer readerMemory;
    private final MemoryConsumer filterMemory;
    private final MemoryConsumer keyFilterMemory;
    private final ScratchAllocator filterScratch;
    private final ScratchAllocator keyFilterScratch;
    private final @Nullable Predicate predicate;
    private final @Nullable KeyFilterProbe probe;
    private @Nullable SplitReader reader;
    private boolean finished;

    Scan(DriverContext context) {
      stats = context.stats();
      readerMemory = context.newConsumer("reader", readerFloorBytes, Reclaimable.NONE);
      filterMemory = context.newConsumer("filter", filterFloorBytes, Reclaimable.NONE);
      keyFilterMemory = context.newConsumer("key-filter", keyFilterFloorBytes, Reclaimable.NONE);
      filterScratch = new ScratchAllocator(filterMemory);
      keyFilterScratch = new ScratchAllocator(keyFilterMemory);
      predicate = filter == null ? null : new Predicate(filter, schema, batchSize, filterScratch);
      probe =
          keyFilters.isEmpty() ? null : new KeyFilterProbe(keyFilters, batchSize, keyFilterScratch);
      finished = probe != null && probe.isHopeless();
    }

    @Override
    public @Nullable Batch poll() {
      SplitReader current = reader;
      if (current == null) {
        openNext();
        return null;
      }
      Batch batch = current.next();
      if (batch == null) {
        close(current);
        reader = null;
        return null;
      }
      Batch passing = predicate == null ? batch : filter(batch, predicate);
      return passing == null || probe == null ? passing : probe.filter(passing);
    }

    private void close(SplitReader finished) {
      stats.addDecompressNanos(finished.decompressNanos());
      finished.close();
    }

    private void openNext() {
      Split next = finished ? null : nextSplit();
      if (next == null) {
        finished = true;
      } else {
        reader = next.open(readerMemory);
      }
    }

    /** The next one that may hold a row that a join above keeps. */
    private @Nullable Split nextSplit() {
      for (int i = nextSplit.getAndIncrement();
          i < splits.size();
          i = nextSplit.getAndIncrement()) {
        Split split = splits.get(i);
        if (probe == null || probe.mayPass(split)) {
          return split;
        }
        stats.addSkippedSplit();
      }
      return null;
    }

    private @Nullable Batch filter(Batch batch, Predicate condition) {
      Selection passing = condition.filter(batch);
      if (passing == null) {
        return batch;
      }
      return passing.numRows() == 0 ? null : batch.withSelection(passing);
    }

    @Override
    public boolean finished() {
      return finished;
    }

    @Override
    public @Nullable CompletableFuture<Void> blocked() {
      return null;
    }

    @Override
    public void close() {
      if (reader != null) {
        close(reader);
      }
      if (predicate != null) {
        predicate.close();
      }
      filterScratch.close();
      keyFilterScratch.close();
      keyFilterMemory.close();
      filterMemory.close();
      readerMemory.close();
    }
  }
}
