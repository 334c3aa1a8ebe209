package io.scheelite.operators.testing;

import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes window functions by their definition: for each row of a partition it looks at each other
 * one whether it is in the frame.
 */
public final class ReferenceWindows {
  /** Aggregates rows; arguments are columns of them. */
  @FunctionalInterface
  public interface Aggregates {
    /** The aggregate's value. */
    @Nullable Object of(AggregateCall call, List<List<@Nullable Object>> rows);
  }

  private final Comparator<Object> values;
  private final Aggregates aggregates;

  /**
   * Over values that compare so.
   *
   * @param values never sees nulls
   */
  public ReferenceWindows(Comparator<Object> values, Aggregates aggregates) {
    this.values = values;
    this.aggregates = aggregates;
  }

  /** The rows with a value per call; rows that compare equal stay in the order they came in. */
  public List<List<@Nullable Object>> execute(
      PlanNode.Window node, List<List<@Nullable Object>> rows) {
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> partitions = new LinkedHashMap<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> key = new ArrayList<>();
      for (int column : node.partitionKeys()) {
        Object value = row.get(column);
        key.add(value instanceof Double number ? (Object) (number + 0.0) : value);
      }
      partitions.computeIfAbsent(key, absent -> new ArrayList<>()).add(row);
    }
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<List<@Nullable Object>> partition : partitions.values()) {
      partition.sort((a, b) -> compare(node.orderKeys(), a, b));
      long[] groups = groups(node.orderKeys(), partition);
      for (int i = 0; i < partition.size(); i++) {
        List<@Nullable Object> output = new ArrayList<>(partition.get(i));
        for (WindowCall call : node.calls()) {
          output.add(new Row(node, partition, groups, i, call).value());
        }
        result.add(output);
      }
    }
    return result;
  }

  /** The number of each row's group of peers. */
  private long[] groups(List<SortKey> keys, List<List<@Nullable Object>> partition) {
    long[] groups = new long[partition.size()];
    for (int i = 1; i < groups.length; i++) {
      boolean peers = compare(keys, partition.get(i - 1), partition.get(i)) == 0;
      groups[i] = groups[i - 1] + (peers ? 0 : 1);
    }
    return groups;
  }

  private int compare(
      List<SortKey> keys, List<@Nullable Object> left, List<@Nullable Object> right) {
    for (SortKey key : keys) {
      int order = compare(left.get(key.column()), right.get(key.column()), key);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private int compare(@Nullable Object a, @Nullable Object b, SortKey key) {
    if (a == null || b == null) {
      int nullOrder = a == b ? 0 : a == null ? -1 : 1;
      return key.nullsFirst() ? nullOrder : -nullOrder;
    }
    int order = values.compare(a, b);
    return key.ascending() ? order : -order;
  }

  /** One call at one row. */
  private final class Row {
    private final PlanNode.Window node;
    private final List<List<@Nullable Object>> partition;
    private final long[] groups;
    private final int index;
    private final WindowCall call;

    Row(
        PlanNode.Window node,
        List<List<@Nullable Object>> partition,
        long[] groups,
        int index,
        WindowCall call) {
      this.node = node;
      this.partition = partition;
      this.groups = groups;
      this.index = index;
      this.call = call;
    }

    @Nullable Object value() {
      return switch (call.function()) {
        case ROW_NUMBER -> index + 1L;
        case RANK -> firstPeer() + 1L;
        case DENSE_RANK -> groups[index] + 1;
        case PERCENT_RANK ->
            partition.size() == 1 ? 0.0 : (double) firstPeer() / (partition.size() - 1);
        case CUME_DIST ->
            (double) partition.stream().filter(row -> compareTo(row) <= 0).count()
                / partition.size();
        case NTILE -> tile();
        case LAG -> shifted(-1);
        case LEAD -> shifted(1);
        case FIRST_VALUE -> nth(frame(), 1L);
        case LAST_VALUE -> nth(frame().reversed(), 1L);
        case NTH_VALUE -> nth(frame(), (Long) read(1, index));
        case COUNT_STAR, COUNT, SUM, MIN, MAX, AVG, VAR_SAMP, VAR_POP -> aggregate();
        case STRING_AGG -> texts();
      };
    }

    private int compareTo(List<@Nullable Object> other) {
      return compare(node.orderKeys(), other, partition.get(index));
    }

    private boolean isPeer(int other) {
      return compareTo(partition.get(other)) == 0;
    }

    private int firstPeer() {
      int first = 0;
      while (!isPeer(first)) {
        first++;
      }
      return first;
    }

    private @Nullable Object read(Expression expression, int row) {
      return switch (expression) {
        case Expression.ColumnRef column -> partition.get(row).get(column.index());
        case Expression.Literal literal -> literal.value();
        default -> throw new IllegalArgumentException("not a leaf: " + expression);
      };
    }

    private @Nullable Object read(int argument, int row) {
      return read(call.arguments().get(argument), row);
    }

    /** Parts that differ by one row at most, larger ones first. */
    private @Nullable Object tile() {
      Long parts = (Long) read(0, index);
      if (parts == null) {
        return null;
      }
      long tile = 1;
      long left = partition.size();
      long begin = 0;
      while (true) {
        long size = (left + parts - tile) / (parts - tile + 1);
        if (index < begin + size) {
          return tile;
        }
        begin += size;
        left -= size;
        tile++;
      }
    }

    private @Nullable Object shifted(int direction) {
      Long given = call.arguments().size() > 1 ? (Long) read(1, index) : Long.valueOf(1);
      if (given == null) {
        return null;
      }
      long distance = direction * given;
      int step = distance < 0 ? -1 : 1;
      long left = Math.abs(distance);
      int row = index;
      while (left > 0 && row >= 0 && row < partition.size()) {
        row += step;
        boolean counts =
            row < 0 || row >= partition.size() || !call.ignoreNulls() || read(0, row) != null;
        left -= counts ? 1 : 0;
      }
      if (row >= 0 && row < partition.size()) {
        return read(0, row);
      }
      return call.arguments().size() > 2 ? read(2, index) : null;
    }

    private @Nullable Object nth(List<Integer> frame, @Nullable Long number) {
      if (number == null) {
        return null;
      }
      long left = number;
      for (int row : frame) {
        if (!call.ignoreNulls() || read(0, row) != null) {
          left--;
          if (left == 0) {
            return read(0, row);
          }
        }
      }
      return null;
    }

    private @Nullable Object texts() {
      Expression condition = call.filter();
      StringBuilder texts = null;
      for (int row : frame()) {
        if (read(0, row) != null
            && (condition == null || Boolean.TRUE.equals(read(condition, row)))) {
          Object separator = read(1, row);
          if (texts == null) {
            texts = new StringBuilder();
          } else if (separator != null) {
            texts.append(separator);
          }
          texts.append(read(0, row));
        }
      }
      return texts == null ? null : texts.toString();
    }

    private @Nullable Object aggregate() {
      Expression condition = call.filter();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (int row : frame()) {
        if (condition == null || Boolean.TRUE.equals(read(condition, row))) {
          rows.add(partition.get(row));
        }
      }
      int argument =
          call.arguments().isEmpty()
              ? -1
              : ((Expression.ColumnRef) call.arguments().getFirst()).index();
      AggregateFunction function = AggregateFunction.valueOf(call.function().name());
      return aggregates.of(
          new AggregateCall(function, argument, null, call.type(), call.name()), rows);
    }

    private List<Integer> frame() {
      List<Integer> rows = new ArrayList<>();
      for (int row = 0; row < partition.size(); row++) {
        if (isBehindStart(row) && isBeforeEnd(row) && !isExcluded(row)) {
          rows.add(row);
        }
      }
      return rows;
    }

    private boolean isExcluded(int row) {
      return switch (call.frame().exclusion()) {
        case NO_OTHERS -> false;
        case CURRENT_ROW -> row == index;
        case GROUP -> isPeer(row);
        case TIES -> row != index && isPeer(row);
      };
    }

    private boolean isBehindStart(int row) {
      return switch (call.frame().start().kind()) {
        case UNBOUNDED_PRECEDING -> true;
        case UNBOUNDED_FOLLOWING -> false;
        case CURRENT_ROW -> position(row) >= position(index);
        case PRECEDING -> isBehind(call.frame().start(), row, -1);
        case FOLLOWING -> isBehind(call.frame().start(), row, 1);
      };
    }

    private boolean isBeforeEnd(int row) {
      return switch (call.frame().end().kind()) {
        case UNBOUNDED_PRECEDING -> false;
        case UNBOUNDED_FOLLOWING -> true;
        case CURRENT_ROW -> position(row) <= position(index);
        case PRECEDING -> isBefore(call.frame().end(), row, -1);
        case FOLLOWING -> isBefore(call.frame().end(), row, 1);
      };
    }

    /** What bounds without keys compare: rows by their number, peers by that of their group. */
    private long position(int row) {
      return call.frame().unit() == WindowFrame.Unit.ROWS ? row : groups[row];
    }

    private boolean isBehind(WindowFrame.Bound bound, int row, int direction) {
      if (call.frame().unit() == WindowFrame.Unit.RANGE) {
        return compareToLimit(bound, row) >= 0;
      }
      return position(row) >= position(index) + direction * offset(bound);
    }

    private boolean isBefore(WindowFrame.Bound bound, int row, int direction) {
      if (call.frame().unit() == WindowFrame.Unit.RANGE) {
        return compareToLimit(bound, row) <= 0;
      }
      return position(row) <= position(index) + direction * offset(bound);
    }

    private long offset(WindowFrame.Bound bound) {
      Expression offset = Objects.requireNonNull(bound.offset());
      return Math.min(1 << 30, (Long) Objects.requireNonNull(read(offset, index)));
    }

    /** Where a row lies from the limit that the current row sets. */
    private int compareToLimit(WindowFrame.Bound bound, int row) {
      Expression offset = Objects.requireNonNull(bound.offset());
      Expression key = Objects.requireNonNull(call.frame().rangeKey());
      return compare(read(key, row), read(offset, index), node.orderKeys().getFirst());
    }
  }
}
