package io.scheelite.sql.reference;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of Java rows with true statistics. Values are those of literals (Long for integers and
 * days), but decimals are {@link BigDecimal}.
 *
 * @param rows in the schema's order
 */
public record RowsTable(String name, Schema schema, List<@Nullable Object[]> rows)
    implements TableSource {
  @Override
  public TableStatistics statistics() {
    List<ColumnStatistics> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      columns.add(statistics(i));
    }
    return new TableStatistics(rows.size(), columns);
  }

  private ColumnStatistics statistics(int column) {
    Set<Object> distinct = new HashSet<>();
    @Nullable Comparable<Object> min = null;
    @Nullable Comparable<Object> max = null;
    for (@Nullable Object[] row : rows) {
      @SuppressWarnings("unchecked") // all values of a column have one class, which is comparable
      Comparable<Object> value = (Comparable<Object>) row[column];
      if (value != null) {
        distinct.add(value);
        min = min == null || value.compareTo(min) < 0 ? value : min;
        max = max == null || value.compareTo(max) > 0 ? value : max;
      }
    }
    return new ColumnStatistics(
        asLiteral(min), asLiteral(max), distinct.size(), nullFraction(column), 8);
  }

  private double nullFraction(int column) {
    long nulls = rows.stream().filter(row -> Objects.isNull(row[column])).count();
    return rows.isEmpty() ? 0 : (double) nulls / rows.size();
  }

  private static @Nullable Object asLiteral(@Nullable Object value) {
    return value instanceof BigDecimal decimal ? decimal.unscaledValue() : value;
  }

  /** A column for a schema. */
  public static Field field(String name, DataType type, boolean nullable) {
    return new Field(name, type, nullable);
  }

  @Override
  public String description() {
    return name;
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    throw new UnsupportedOperationException("for the reference executor only: " + name);
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    throw new UnsupportedOperationException("for the reference executor only: " + name);
  }
}
