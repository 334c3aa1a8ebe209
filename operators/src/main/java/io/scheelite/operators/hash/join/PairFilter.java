package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Predicate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops pairs that only look like matches: those with different keys, and those for which the
 * residual condition is not true. Belongs to one driver, which closes it.
 */
final class PairFilter implements AutoCloseable {
  private final KeyVerifier verifier;
  private final @Nullable PairColumns keyColumns;
  private final @Nullable PairColumns residualColumns;
  private final @Nullable Predicate residual;

  /**
   * @param residualScratch fresh; for {@link #residualBytes} only
   */
  PairFilter(
      JoinLayout layout,
      KeyVerifier verifier,
      int batchSize,
      ScratchAllocator scratch,
      ScratchAllocator residualScratch) {
    this.verifier = verifier;
    this.keyColumns =
        layout.exactHash() ? null : new PairColumns(layout, probeKeys(layout), batchSize, scratch);
    Expression condition = layout.node().residual();
    if (condition == null) {
      residualColumns = null;
      residual = null;
    } else {
      residualColumns = new PairColumns(layout, layout.residualColumns(), batchSize, scratch);
      residual = new Predicate(condition, pairSchema(layout), batchSize, residualScratch);
    }
  }

  /** What the constructor allocates, but for {@link #residualBytes}. */
  static List<Long> sizes(JoinLayout layout, int batchSize) {
    List<Long> sizes = new ArrayList<>();
    if (!layout.exactHash()) {
      sizes.addAll(PairColumns.sizes(layout, probeKeys(layout), batchSize));
    }
    if (layout.node().residual() != null) {
      sizes.addAll(PairColumns.sizes(layout, layout.residualColumns(), batchSize));
    }
    return sizes;
  }

  /** What the residual's evaluation allocates. */
  static long residualBytes(JoinLayout layout, int batchSize) {
    Expression condition = layout.node().residual();
    return condition == null ? 0 : Predicate.floorBytes(condition, pairSchema(layout), batchSize);
  }

  private static Schema pairSchema(JoinLayout layout) {
    return layout.probeSchema().concat(layout.buildSchema());
  }

  private static BitSet probeKeys(JoinLayout layout) {
    BitSet keys = new BitSet();
    layout.node().probeKeys().forEach(keys::set);
    return keys;
  }

  /** Whether there is a residual condition. */
  boolean hasResidual() {
    return residual != null;
  }

  /**
   * Moves the pairs that pass together, in place.
   *
   * @return how many pass
   */
  int filter(JoinTable table, Batch probe, long rows, long addresses, int numPairs) {
    int count = numPairs;
    if (table.isMixed() && keyColumns != null && count > 0) {
      Selection equal =
          verifier.equalPairs(
              keyColumns.gather(table, probe, rows, addresses, count), addresses, count);
      count = keep(equal, rows, addresses);
    }
    if (residual != null && residualColumns != null && count > 0) {
      Batch pairs = Batch.of(count, residualColumns.gather(table, probe, rows, addresses, count));
      Selection passing = residual.filter(pairs);
      count = passing == null ? count : keep(passing, rows, addresses);
    }
    return count;
  }

  private static int keep(Selection pairs, long rows, long addresses) {
    for (int i = 0; i < pairs.numRows(); i++) {
      int pair = Short.toUnsignedInt(NativeMemory.getShort(pairs.address() + 2L * i));
      NativeMemory.putInt(rows + 4L * i, NativeMemory.getInt(rows + 4L * pair));
      NativeMemory.putLong(addresses + 8L * i, NativeMemory.getLong(addresses + 8L * pair));
    }
    return pairs.numRows();
  }

  @Override
  public void close() {
    if (residual != null) {
      residual.close();
    }
  }
}
