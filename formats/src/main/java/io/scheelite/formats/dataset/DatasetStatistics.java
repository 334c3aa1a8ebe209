package io.scheelite.formats.dataset;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the estimates of members together. */
final class DatasetStatistics {
  /** A column with more distinct values than this share of its rows has others in each file. */
  private static final double MOSTLY_DISTINCT = 0.5;

  private final List<DatasetMember> members;
  private final List<TableStatistics> statistics;
  private final double numRows;

  private DatasetStatistics(List<DatasetMember> members) {
    this.members = members;
    this.statistics = members.stream().map(member -> member.table().statistics()).toList();
    boolean known = statistics.stream().allMatch(one -> one.numRows() >= 0);
    this.numRows = known ? statistics.stream().mapToDouble(TableStatistics::numRows).sum() : -1;
  }

  static TableStatistics estimate(List<DatasetMember> members, int numColumns) {
    DatasetStatistics all = new DatasetStatistics(members);
    List<ColumnStatistics> columns = new ArrayList<>();
    for (int i = 0; i < numColumns; i++) {
      columns.add(all.column(i));
    }
    return new TableStatistics(all.numRows, columns);
  }

  private ColumnStatistics column(int column) {
    Set<Object> constants = new HashSet<>();
    Bounds bounds = new Bounds();
    double nulls = 0;
    double bytes = 0;
    double sum = 0;
    double most = 0;
    boolean distinctKnown = true;
    for (int i = 0; i < members.size(); i++) {
      double rows = Math.max(0, statistics.get(i).numRows());
      Expression source = members.get(i).columns().get(column);
      ColumnStatistics of = of(source, statistics.get(i));
      bounds.add(of);
      nulls += rows * of.nullFraction();
      bytes += rows * of.averageBytes();
      if (source instanceof Literal(Object value, _)) {
        if (value != null) {
          constants.add(value);
        }
        continue;
      }
      distinctKnown &= of.numDistinct() >= 0;
      sum += of.numDistinct() > MOSTLY_DISTINCT * rows ? of.numDistinct() : 0;
      most = Math.max(most, of.numDistinct());
    }
    double rows = Math.max(1, numRows);
    double distinct = distinctKnown ? Math.max(sum, most) + constants.size() : -1;
    return new ColumnStatistics(
        bounds.min(), bounds.max(), distinct, Math.min(1, nulls / rows), bytes / rows);
  }

  private static ColumnStatistics of(Expression source, TableStatistics table) {
    return switch (source) {
      case Literal(Object value, _) ->
          new ColumnStatistics(value, value, 1, value == null ? 1 : 0, bytes(value));
      case Expression.ColumnRef column -> table.columns().get(column.index());
      default -> {
        ColumnStatistics stored = of(source.children().getFirst(), table);
        // values are others in another type, but as many
        yield new ColumnStatistics(
            null, null, stored.numDistinct(), stored.nullFraction(), stored.averageBytes());
      }
    };
  }

  private static double bytes(@Nullable Object value) {
    return value instanceof String text ? text.length() : Long.BYTES;
  }

  /** The smallest and the largest value, as long as all members know theirs. */
  private static final class Bounds {
    private @Nullable Object min;
    private @Nullable Object max;
    private boolean known = true;

    void add(ColumnStatistics column) {
      if (column.nullFraction() < 1) {
        known &= column.min() != null && column.max() != null;
        min = pick(min, column.min(), -1);
        max = pick(max, column.max(), 1);
      }
    }

    @Nullable Object min() {
      return known ? min : null;
    }

    @Nullable Object max() {
      return known ? max : null;
    }

    private @Nullable Object pick(@Nullable Object a, @Nullable Object b, int sign) {
      if (a == null || b == null) {
        return b == null ? a : b;
      }
      Integer order =
          switch (a) {
            case Long x when b instanceof Long y -> x.compareTo(y);
            case BigInteger x when b instanceof BigInteger y -> x.compareTo(y);
            case Double x when b instanceof Double y -> x.compareTo(y);
            case String x when b instanceof String y -> x.compareTo(y);
            case Boolean x when b instanceof Boolean y -> x.compareTo(y);
            default -> null;
          };
      known &= order != null;
      return order != null && order * sign > 0 ? a : b;
    }
  }
}
