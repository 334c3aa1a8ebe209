package io.scheelite.operators.window;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.operators.plan.WindowFrame.Bound;
import io.scheelite.operators.plan.WindowFrame.BoundKind;
import io.scheelite.operators.plan.WindowFrame.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The frames of some rows, each as up to three pieces of consecutive rows in order: before what is
 * excluded, the current row where only its ties are excluded, and behind.
 */
final class FramePieces {
  /** Pieces of a frame; any of them may be empty. */
  static final int PIECES = 3;

  /** No partition has more rows; sums of two such numbers do not overflow. */
  private static final long MOST_ROWS = 1L << 61;

  private final WindowFrame frame;
  private final WindowLayout layout;
  private final WindowRows.Cursor here;
  private final @Nullable LongArgument startOffset;
  private final @Nullable LongArgument endOffset;
  private final @Nullable RangeSearch startRange;
  private final @Nullable RangeSearch endRange;
  private final GroupSearch startGroup;
  private final GroupSearch endGroup;
  private final long[] bounds;

  FramePieces(WindowFrame frame, RangeSearch.Order order, WindowRows rows, int batchSize) {
    this.frame = frame;
    this.layout = order.layout();
    this.here = rows.cursor();
    boolean ranges = frame.unit() == Unit.RANGE;
    startOffset = ranges ? null : count(frame.start());
    endOffset = ranges ? null : count(frame.end());
    startRange = ranges ? range(frame.start(), order, rows, true) : null;
    endRange = ranges ? range(frame.end(), order, rows, false) : null;
    startGroup = new GroupSearch(layout, rows);
    endGroup = new GroupSearch(layout, rows);
    bounds = new long[2 * PIECES * batchSize];
  }

  WindowFrame frame() {
    return frame;
  }

  private @Nullable LongArgument count(Bound bound) {
    Expression offset = bound.offset();
    return offset == null ? null : new LongArgument(offset, layout);
  }

  private @Nullable RangeSearch range(
      Bound bound, RangeSearch.Order order, WindowRows rows, boolean start) {
    Expression offset = bound.offset();
    Expression key = frame.rangeKey();
    if (offset == null) {
      return null;
    }
    if (offset instanceof Expression.ColumnRef limit && key instanceof Expression.ColumnRef of) {
      return new RangeSearch(order, of.index(), limit.index(), start, rows);
    }
    throw new IllegalArgumentException("range bound must be a column: " + offset);
  }

  /** First row of a piece of row {@code i}'s frame. */
  long start(int i, int piece) {
    return bounds[2 * (PIECES * i + piece)];
  }

  /** Row behind a piece; not behind {@link #start} where the piece is empty. */
  long end(int i, int piece) {
    return bounds[2 * (PIECES * i + piece) + 1];
  }

  /** Computes the frames of rows. */
  void compute(RowPositions rows, int count) {
    for (int i = 0; i < count; i++) {
      long start = clamp(start(rows, i), rows, i);
      long end = Math.max(start, clamp(end(rows, i), rows, i));
      switch (frame.exclusion()) {
        case NO_OTHERS -> set(i, start, end, end, end);
        case CURRENT_ROW -> set(i, start, end, rows.row(i), rows.row(i) + 1);
        case GROUP, TIES -> set(i, start, end, rows.firstPeer(i), rows.peerEnd(i));
      }
      if (frame.exclusion() == WindowFrame.Exclusion.TIES) {
        long row = rows.row(i);
        setPiece(i, 1, Math.max(start, row), Math.min(end, row + 1));
      }
    }
  }

  private static long clamp(long row, RowPositions rows, int i) {
    return Math.clamp(row, rows.partition(i), rows.partitionEnd(i));
  }

  private void set(int i, long start, long end, long hole, long holeEnd) {
    setPiece(i, 0, start, Math.min(end, hole));
    setPiece(i, 1, end, end);
    setPiece(i, 2, Math.max(start, holeEnd), end);
  }

  private void setPiece(int i, int piece, long start, long end) {
    bounds[2 * (PIECES * i + piece)] = start;
    bounds[2 * (PIECES * i + piece) + 1] = end;
  }

  private long start(RowPositions rows, int i) {
    BoundKind kind = frame.start().kind();
    boolean byRow = frame.unit() == Unit.ROWS;
    return switch (kind) {
      case UNBOUNDED_PRECEDING -> rows.partition(i);
      case UNBOUNDED_FOLLOWING -> rows.partitionEnd(i);
      case CURRENT_ROW -> byRow ? rows.row(i) : rows.firstPeer(i);
      case PRECEDING, FOLLOWING -> {
        if (startRange != null) {
          yield startRange.find(rows, i);
        }
        long distance = distance(startOffset, kind, rows, i);
        yield byRow ? rows.row(i) + distance : startGroup.find(rows, i, rows.group(i) + distance);
      }
    };
  }

  private long end(RowPositions rows, int i) {
    BoundKind kind = frame.end().kind();
    boolean byRow = frame.unit() == Unit.ROWS;
    return switch (kind) {
      case UNBOUNDED_PRECEDING -> rows.partition(i);
      case UNBOUNDED_FOLLOWING -> rows.partitionEnd(i);
      case CURRENT_ROW -> byRow ? rows.row(i) + 1 : rows.peerEnd(i);
      case PRECEDING, FOLLOWING -> {
        if (endRange != null) {
          yield endRange.find(rows, i);
        }
        long distance = distance(endOffset, kind, rows, i) + 1;
        yield byRow ? rows.row(i) + distance : endGroup.find(rows, i, rows.group(i) + distance);
      }
    };
  }

  private long distance(@Nullable LongArgument offset, BoundKind kind, RowPositions rows, int i) {
    if (offset == null) {
      throw new IllegalStateException("frame bound lacks its offset");
    }
    long address = here.address(rows.row(i));
    if (offset.isNull(address)) {
      throw WindowException.invalidArgument("frame bound must not be null", "NULL");
    }
    long distance = offset.value(address);
    if (distance < 0) {
      throw WindowException.invalidArgument("frame bound must not be negative", distance);
    }
    long bounded = Math.min(distance, MOST_ROWS);
    return kind == BoundKind.PRECEDING ? -bounded : bounded;
  }
}
