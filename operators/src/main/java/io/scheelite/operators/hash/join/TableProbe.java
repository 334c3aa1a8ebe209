package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.runtime.TooManyRowsException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins batches of probe rows with a {@link JoinTable}. All of a batch's keys are looked up at
 * once; what follows depends on what the join needs to know:
 *
 * <ul>
 *   <li>whether a row matches at all ({@code SEMI, ANTI}), where a hit in the directory settles it:
 *       no pair is looked at;
 *   <li>which build rows are matched ({@code RIGHT_SEMI, RIGHT_ANTI}), likewise: chains are marked;
 *   <li>else pairs are listed in blocks, those with unequal keys or without the residual condition
 *       are dropped, and the rest is gathered into columns.
 * </ul>
 *
 * <p>Each probe row has a flag: whether it has matched. A table may be a piece of the build side
 * only; then flags outlive the piece, and rows without a match are settled with the last one.
 * Belongs to one driver, which closes it.
 */
final class TableProbe implements AutoCloseable {
  /** Blocks without any output after which {@link #next} returns, so that others get a turn. */
  private static final int BLOCKS_PER_CALL = 16;

  private final JoinState state;
  private final JoinLayout layout;
  private final ScratchAllocator scratch;
  private final ScratchAllocator residualScratch;
  private final ProbeKeys keys;
  private final KeyVerifier verifier;
  private final PairCursor cursor;
  private final PairFilter filter;
  private final @Nullable PairColumns output;
  private final @Nullable MarkColumn mark;
  private final long selected;

  private @Nullable JoinTable table;
  private Batch batch = Batch.of(0, List.of());
  private PairCursor.Reach reach = PairCursor.Reach.ALL;
  private Piece piece = Piece.WHOLE;
  private JoinType joinType;
  private boolean settled = true;

  /**
   * @param memory holds {@link #floorBytes} unused
   */
  TableProbe(JoinState state, int batchSize, MemoryConsumer memory) {
    this.state = state;
    this.layout = state.layout();
    this.joinType = layout.joinType();
    this.scratch = new ScratchAllocator(memory);
    this.residualScratch = new ScratchAllocator(memory);
    this.keys = new ProbeKeys(layout.node().probeKeys(), batchSize, scratch);
    this.verifier = new KeyVerifier(layout, batchSize, scratch);
    this.cursor = new PairCursor(layout, batchSize, scratch);
    this.filter = new PairFilter(layout, verifier, batchSize, scratch, residualScratch);
    this.output =
        layout.yieldsPairs()
            ? new PairColumns(layout, allColumns(layout), batchSize, scratch)
            : null;
    this.mark = yieldsMarks(layout) ? new MarkColumn(batchSize, scratch) : null;
    this.selected = scratch.allocate(Selection.sizeBytes(batchSize));
  }

  /** Memory that one of these takes. */
  static long floorBytes(JoinLayout layout, int batchSize) {
    List<Long> sizes = new ArrayList<>(ProbeKeys.sizes(batchSize));
    sizes.addAll(KeyVerifier.sizes(batchSize));
    sizes.addAll(PairCursor.sizes(batchSize));
    sizes.addAll(PairFilter.sizes(layout, batchSize));
    if (yieldsMarks(layout)) {
      sizes.addAll(MarkColumn.sizes(batchSize));
    }
    if (layout.yieldsPairs()) {
      sizes.addAll(PairColumns.sizes(layout, allColumns(layout), batchSize));
    }
    sizes.add(Selection.sizeBytes(batchSize));
    return ScratchAllocator.bytesFor(sizes.stream().mapToLong(Long::longValue).toArray())
        + PairFilter.residualBytes(layout, batchSize);
  }

  private static boolean yieldsMarks(JoinLayout layout) {
    return layout.joinType() == JoinType.MARK || layout.joinType() == JoinType.NULL_AWARE_MARK;
  }

  private static BitSet allColumns(JoinLayout layout) {
    BitSet all = new BitSet();
    all.set(0, layout.probeSchema().size() + layout.buildSchema().size());
    return all;
  }

  /** Whether {@link #start} uses flags: then their memory is zeroed before a row's first piece. */
  static boolean needsFlags(JoinLayout layout) {
    return layout.selectsProbeRows() || layout.padsProbeRows();
  }

  /**
   * Joins as another type would from the next batch on: a full join, whose probe rows and build
   * rows can only be settled one after the other, is a left join and then a right anti join.
   */
  void joinAs(JoinType type) {
    joinType = type;
  }

  /**
   * Looks up the alive rows of a batch.
   *
   * @param flags a byte per row of the batch, 1 = the row has matched in an earlier piece; updated
   *     by this one. Unused unless {@link #needsFlags}
   */
  void start(JoinTable table, Batch batch, long flags, Piece piece) {
    this.table = table;
    this.batch = batch;
    this.piece = piece;
    this.settled = false;
    keys.enter(batch);
    long heads = cursor.heads();
    table.directory().find(keys, heads);
    if (keys.mayHaveNulls()) {
      keys.clearNulls(heads);
    }
    if (!layout.exactHash() && !table.isMixed()) {
      verifier.clearMismatches(batch, heads);
    }
    cursor.start(batch.selection(), batch.numSelectedRows(), flags);
    if (layout.selectsProbeRows() && piece != Piece.WHOLE) {
      cursor.dropFlagged();
    }
    boolean first = layout.selectsProbeRows() || !table.isChained();
    reach = first ? PairCursor.Reach.FIRST : PairCursor.Reach.ALL;
  }

  /** Whether {@link #next}, after it returned null, is to be called again. */
  boolean hasMore() {
    return !settled;
  }

  /** The keys of the current batch; whoever needs hashes before {@link #start} enters it. */
  ProbeKeys keys() {
    return keys;
  }

  /** The next output; null when there is none now. */
  @Nullable Batch next() {
    JoinTable current = table;
    if (settled || current == null) {
      return null;
    }
    boolean hitsSettle = !filter.hasResidual() && !current.isMixed();
    return switch (joinType) {
      case INNER, RIGHT -> nextPairs(current);
      case LEFT, FULL, SINGLE ->
          hitsSettle && !current.isChained() && piece == Piece.WHOLE
              ? pairEveryRow(current)
              : nextPairs(current);
      case SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> {
        settled = true;
        if (hitsSettle) {
          cursor.flagHits();
        } else if (!visitPairs(current)) {
          settled = false;
          yield null;
        }
        yield mark == null ? selectRows() : markedRows(mark);
      }
      case RIGHT_SEMI, RIGHT_ANTI -> {
        settled = true;
        if (hitsSettle) {
          cursor.markChains();
        } else if (!visitPairs(current)) {
          settled = false;
          yield null;
        }
        yield null;
      }
    };
  }

  /** A left join in which each row has at most one partner, or nulls. */
  private @Nullable Batch pairEveryRow(JoinTable current) {
    settled = true;
    int numRows = batch.numSelectedRows();
    if (numRows == 0) {
      return null;
    }
    boolean dense = batch.selection() == null;
    if (joinType == JoinType.FULL) {
      cursor.markChains();
    }
    cursor.fillEveryRow();
    return output(current, dense ? PairColumns.ALL_ROWS : cursor.rows(), numRows);
  }

  private Batch output(JoinTable current, long rows, int numPairs) {
    PairColumns columns = output;
    if (columns == null) {
      throw new IllegalStateException("join yields no pairs: type=" + layout.joinType());
    }
    return Batch.of(numPairs, columns.gather(current, batch, rows, cursor.addresses(), numPairs));
  }

  private @Nullable Batch nextPairs(JoinTable current) {
    boolean left =
        joinType == JoinType.LEFT || joinType == JoinType.FULL || joinType == JoinType.SINGLE;
    boolean marking = joinType == JoinType.RIGHT || joinType == JoinType.FULL;
    for (int block = 0; block < BLOCKS_PER_CALL; block++) {
      if (cursor.atEnd()) {
        settled = true;
        return left && piece.isLast() ? unmatchedRows(current) : null;
      }
      int numPairs = cursor.fill(reach);
      int kept = filterPairs(current, numPairs);
      if (joinType == JoinType.SINGLE) {
        if (cursor.flagRowsOnce(kept)) {
          throw new TooManyRowsException();
        }
      } else if (left) {
        cursor.flagRows(kept);
      }
      if (marking) {
        cursor.markRows(kept);
      }
      if (kept > 0) {
        boolean everyRow =
            kept == batch.numRows() && reach == PairCursor.Reach.FIRST && cursor.atEnd();
        return output(current, everyRow ? PairColumns.ALL_ROWS : cursor.rows(), kept);
      }
    }
    return null;
  }

  private int filterPairs(JoinTable current, int numPairs) {
    return filter.filter(current, batch, cursor.rows(), cursor.addresses(), numPairs);
  }

  private @Nullable Batch unmatchedRows(JoinTable current) {
    int numRows = cursor.fillUnflagged();
    return numRows == 0 ? null : output(current, cursor.rows(), numRows);
  }

  /**
   * Looks at pairs, and flags or marks the rows that match; false if there is more to do.
   *
   * <p>Where one match is enough, the first rows of all chains come first, and the rest only for
   * rows that are still without a match.
   */
  private boolean visitPairs(JoinTable current) {
    boolean marking = layout.marksBuildRows();
    for (int block = 0; block < BLOCKS_PER_CALL; block++) {
      if (cursor.atEnd()) {
        if (marking || reach != PairCursor.Reach.FIRST || !current.isChained()) {
          return true;
        }
        reach = PairCursor.Reach.REST_OF_UNFLAGGED;
        cursor.restart();
      }
      int kept = filterPairs(current, cursor.fill(reach));
      if (marking) {
        cursor.markRows(kept);
      } else {
        cursor.flagRows(kept);
        cursor.skipFlagged();
      }
    }
    return false;
  }

  private @Nullable Batch selectRows() {
    boolean wanted = joinType == JoinType.SEMI;
    if (!wanted && !piece.isLast()) {
      return null;
    }
    int numRows = wanted ? cursor.selectMatched(selected) : selectUnmatched();
    if (numRows == 0) {
      return null;
    }
    return numRows == batch.numSelectedRows()
        ? batch
        : batch.withSelection(new Selection(selected, numRows));
  }

  private int selectUnmatched() {
    if (joinType == JoinType.NULL_AWARE_ANTI) {
      if (state.hasNullKeys()) {
        return 0;
      }
      if (!state.isEmpty()) {
        cursor.flagNulls(keyValidity());
      }
    }
    return cursor.selectUnmatched(selected);
  }

  /** Of the only key. */
  private long keyValidity() {
    return batch.column(layout.node().probeKeys().getFirst()).validityAddress();
  }

  private @Nullable Batch markedRows(MarkColumn column) {
    if (!piece.isLast() || batch.numSelectedRows() == 0) {
      return null;
    }
    column.set(cursor.flags(), batch.numRows());
    boolean nullable = joinType == JoinType.NULL_AWARE_MARK;
    if (nullable && state.hasNullKeys()) {
      column.knowOnlyTrue();
    } else if (nullable && !state.isEmpty() && keyValidity() != 0) {
      column.knowTrueAnd(keyValidity());
    }
    List<ColumnVector> columns = new ArrayList<>(batch.columns());
    columns.add(column.vector());
    return new Batch(batch.numRows(), columns, batch.selection());
  }

  @Override
  public void close() {
    filter.close();
    residualScratch.close();
    scratch.close();
  }
}
