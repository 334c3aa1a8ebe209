package io.scheelite.operators.plan;

import io.scheelite.operators.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of its partition a window function sees from a row.
 *
 * @param rangeKey where {@link Unit#RANGE} has a bound with an offset: the only order key, or what
 *     it was converted to; else null
 */
public record WindowFrame(
    Unit unit, Bound start, Bound end, Exclusion exclusion, @Nullable Expression rangeKey) {
  /** From the first row of the partition to the last peer of the current one: SQL's default. */
  public static final WindowFrame DEFAULT =
      new WindowFrame(
          Unit.RANGE, Bound.UNBOUNDED_PRECEDING, Bound.CURRENT_ROW, Exclusion.NO_OTHERS, null);

  /** All rows of the partition. */
  public static final WindowFrame WHOLE_PARTITION =
      new WindowFrame(
          Unit.ROWS,
          Bound.UNBOUNDED_PRECEDING,
          Bound.UNBOUNDED_FOLLOWING,
          Exclusion.NO_OTHERS,
          null);

  /** What bounds count. */
  public enum Unit {
    /** Rows. */
    ROWS,
    /** Differences of the order key. */
    RANGE,
    /** Groups of rows with equal order keys. */
    GROUPS
  }

  /** What is taken out of the frame again. */
  public enum Exclusion {
    /** Nothing. */
    NO_OTHERS,
    /** The current row. */
    CURRENT_ROW,
    /** The current row and its peers. */
    GROUP,
    /** The peers of the current row, but not itself. */
    TIES
  }

  /** Where a frame begins or ends. */
  public enum BoundKind {
    /** The partition's first row. */
    UNBOUNDED_PRECEDING,
    /** So far before the current row. */
    PRECEDING,
    /** The current row; in frames of ranges and groups its first or last peer. */
    CURRENT_ROW,
    /** So far behind the current row. */
    FOLLOWING,
    /** The partition's last row. */
    UNBOUNDED_FOLLOWING
  }

  /**
   * One end of a frame.
   *
   * @param offset for {@code PRECEDING} and {@code FOLLOWING}: an INT64 literal or column that says
   *     how many rows or groups; for ranges a column, of the range key's type, with the smallest or
   *     largest key inside; else null
   */
  public record Bound(BoundKind kind, @Nullable Expression offset) {
    /** The partition's first row. */
    public static final Bound UNBOUNDED_PRECEDING = new Bound(BoundKind.UNBOUNDED_PRECEDING, null);

    /** The current row. */
    public static final Bound CURRENT_ROW = new Bound(BoundKind.CURRENT_ROW, null);

    /** The partition's last row. */
    public static final Bound UNBOUNDED_FOLLOWING = new Bound(BoundKind.UNBOUNDED_FOLLOWING, null);

    /** Refuses an offset that is missing or one too many. */
    public Bound {
      boolean counts = kind == BoundKind.PRECEDING || kind == BoundKind.FOLLOWING;
      if (counts != (offset != null)) {
        throw new IllegalArgumentException("frame bound and offset do not fit: kind=" + kind);
      }
    }

    Bound map(UnaryOperator<Expression> map) {
      return offset == null ? this : new Bound(kind, map.apply(offset));
    }
  }

  /** Whether the frame always begins with the partition and has no holes. */
  public boolean isCumulative() {
    return start.kind == BoundKind.UNBOUNDED_PRECEDING && exclusion == Exclusion.NO_OTHERS;
  }

  /** What it reads of a row. */
  public List<Expression> expressions() {
    List<Expression> result = new ArrayList<>();
    for (Expression read : new @Nullable Expression[] {start.offset, end.offset, rangeKey}) {
      if (read != null) {
        result.add(read);
      }
    }
    return result;
  }

  /** The same frame reading other expressions. */
  public WindowFrame map(UnaryOperator<Expression> map) {
    Expression key = rangeKey;
    return new WindowFrame(
        unit, start.map(map), end.map(map), exclusion, key == null ? null : map.apply(key));
  }
}
