package io.scheelite.operators.scan;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
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
import io.scheelite.operators.runtime.ScanStats;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.source.ReadCounts;
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
    private final ScanStats stats;
    private final MemoryConsumer readerMemory;
    private final MemoryConsumer filterMemory;
    private final MemoryConsumer keyFilterMemory;
    private final ScratchAllocator filterScratch;
    private final ScratchAllocator keyFilterScratch;
    private final ScanFilter rows;
    private @Nullable SplitReader reader;
    private boolean finished;

    Scan(DriverContext context) {
      stats = context.stats().scan();
      readerMemory = context.newConsumer("reader", readerFloorBytes, Reclaimable.NONE);
      filterMemory = context.newConsumer("filter", filterFloorBytes, Reclaimable.NONE);
      keyFilterMemory = context.newConsumer("key-filter", keyFilterFloorBytes, Reclaimable.NONE);
      filterScratch = new ScratchAllocator(filterMemory);
      keyFilterScratch = new ScratchAllocator(keyFilterMemory);
      KeyFilterProbe probe =
          keyFilters.isEmpty() ? null : new KeyFilterProbe(keyFilters, batchSize, keyFilterScratch);
      rows = new ScanFilter(filter, schema, batchSize, filterScratch, probe);
      finished = rows.isHopeless();
    }

    @Override
    public @Nullable Batch poll() {
      SplitReader current = reader;
      if (current == null) {
        openNext();
        return null;
      }
      if (current.blocked() != null) {
        return null; // asked for anew by whoever waits
      }
      Batch batch = current.next();
      if (batch == null) {
        closeReader();
        return null;
      }
      return batch.numSelectedRows() == 0 ? null : batch;
    }

    private void openNext() {
      Split next = finished ? null : nextSplit();
      if (next == null) {
        finished = true;
      } else {
        stats.addSplit();
        boolean all = filter == null && keyFilters.isEmpty();
        reader = all ? next.open(readerMemory) : next.open(readerMemory, rows);
      }
    }

    /** The next one that may hold a row that a join above keeps. */
    private @Nullable Split nextSplit() {
      for (int i = nextSplit.getAndIncrement();
          i < splits.size();
          i = nextSplit.getAndIncrement()) {
        Split split = splits.get(i);
        if (rows.mayPass(split)) {
          return split;
        }
        stats.addSplitWithoutKeys();
      }
      return null;
    }

    private void closeReader() {
      SplitReader open = reader;
      reader = null;
      if (open != null) {
        try (open) {
          ReadCounts counts = open.counts();
          stats.addRuledOutSplits(counts.ruledOut());
          stats.addPages(counts.pages(), counts.skippedPages());
          stats.addRows(counts.skippedRows(), counts.lateRows());
          stats.addFarBytes(counts.fetchedBytes(), counts.leftOutBytes());
          stats.addBytes(open.bytesRead());
          stats.addDecompressNanos(open.decompressNanos());
        }
      }
    }

    @Override
    public boolean finished() {
      return finished;
    }

    @Override
    public @Nullable CompletableFuture<Void> blocked() {
      return reader == null ? null : reader.blocked();
    }

    @Override
    public void close() {
      closeReader();
      rows.close();
      filterScratch.close();
      keyFilterScratch.close();
      keyFilterMemory.close();
      filterMemory.close();
      readerMemory.close();
    }
  }
}
