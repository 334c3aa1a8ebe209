package io.scheelite.formats.parquet.index;

import io.scheelite.formats.parquet.metadata.ColumnBounds;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.RangePruner;
import io.scheelite.operators.source.RowFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a row group that may pass filters, by the bounds of pages. Pages of different
 * columns begin at different rows, so that each condition on one column yields ranges of rows, and
 * conjunctions and disjunctions combine them. Names more rows whenever it is not sure.
 */
public final class PagePruner {
  private final IndexReader indexes;
  private final List<Integer> columns;
  private final long numRows;
  private final Map<Integer, @Nullable PageOffsets> offsets = new HashMap<>();
  private final Map<Integer, Pages> pages = new HashMap<>();

  /** The pages of a column; nothing is known of them without bounds. */
  private record Pages(@Nullable PageOffsets offsets, @Nullable List<ColumnBounds> bounds) {}

  /**
   * For a row group of so many rows.
   *
   * @param columns which leaves of the file the columns are that filters refer to; -1 for nested
   *     ones
   */
  public PagePruner(IndexReader indexes, List<Integer> columns, long numRows) {
    this.indexes = indexes;
    this.columns = columns;
    this.numRows = numRows;
  }

  /**
   * The rows that may pass all filters.
   *
   * @param filters over the columns
   * @param keys knows the keys of joins; null without any
   */
  public RowRanges rows(List<Expression> filters, @Nullable RowFilter keys) {
    TreeSet<Integer> conditioned = new TreeSet<>(keys == null ? List.of() : keys.columns());
    filters.forEach(filter -> addColumns(filter, conditioned));
    indexes.fetch(
        columns.stream().filter(leaf -> leaf >= 0).toList(),
        conditioned.stream().map(columns::get).filter(leaf -> leaf >= 0).toList());
    RowRanges rows = all(filters);
    if (keys != null) {
      for (int column : keys.columns()) {
        rows = rows.and(withKeys(column, keys));
      }
    }
    return rows;
  }

  private RowRanges all(List<Expression> filters) {
    RowRanges rows = RowRanges.all(numRows);
    for (Expression filter : filters) {
      rows = rows.and(rows(filter));
    }
    return rows;
  }

  private RowRanges rows(Expression filter) {
    if (filter instanceof Expression.And and) {
      return all(and.operands());
    }
    if (filter instanceof Expression.Or or) {
      RowRanges rows = RowRanges.none();
      for (Expression operand : or.operands()) {
        rows = rows.or(rows(operand));
      }
      return rows;
    }
    TreeSet<Integer> read = new TreeSet<>();
    addColumns(filter, read);
    return read.size() == 1 ? rows(filter, read.first()) : RowRanges.all(numRows);
  }

  private static void addColumns(Expression expression, Set<Integer> target) {
    if (expression instanceof Expression.ColumnRef column) {
      target.add(column.index());
    }
    expression.children().forEach(child -> addColumns(child, target));
  }

  private RowRanges rows(Expression filter, int column) {
    Pages known = pages(column);
    PageOffsets offsets = known.offsets();
    List<ColumnBounds> bounds = known.bounds();
    if (offsets == null || bounds == null) {
      return RowRanges.all(numRows);
    }
    boolean[] wanted = new boolean[offsets.numPages()];
    List<Expression> filters = List.of(filter);
    for (int i = 0; i < wanted.length; i++) {
      ColumnBounds page = bounds.get(i);
      RangePruner.Range range = new RangePruner.Range(page.min(), page.max(), page.numNulls());
      wanted[i] = new RangePruner(offsets.numRows(i), _ -> range).mayMatchAll(filters);
    }
    return RowRanges.of(offsets, wanted);
  }

  private RowRanges withKeys(int column, RowFilter keys) {
    Pages known = pages(column);
    PageOffsets offsets = known.offsets();
    List<ColumnBounds> bounds = known.bounds();
    if (offsets == null || bounds == null) {
      return RowRanges.all(numRows);
    }
    boolean[] wanted = new boolean[offsets.numPages()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] =
          !(bounds.get(i).min() instanceof Long min
              && bounds.get(i).max() instanceof Long max
              && !keys.mayPass(column, min, max));
    }
    return RowRanges.of(offsets, wanted);
  }

  private Pages pages(int column) {
    return pages.computeIfAbsent(
        column,
        key -> {
          PageOffsets known = offsets(key);
          return new Pages(
              known, known == null ? null : indexes.bounds(columns.get(key), known.numPages()));
        });
  }

  /** Where the pages of a column lie, or null if the file does not say so. */
  public @Nullable PageOffsets offsets(int column) {
    if (!offsets.containsKey(column)) {
      int leaf = columns.get(column);
      offsets.put(column, leaf < 0 ? null : indexes.offsets(leaf));
    }
    return offsets.get(column);
  }
}
