package io.scheelite.sql.tpch;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table with schema and statistics but no rows: enough to plan on, an error to scan. */
public final class PlannedTable implements TableSource {
  private static final long ROWS_PER_SPLIT = 122_880;

  private final String name;
  private final double numRows;
  private final List<Field> fields = new ArrayList<>();
  private final List<ColumnStatistics> columns = new ArrayList<>();

  /** A table without columns yet. */
  public PlannedTable(String name, double numRows) {
    this.name = name;
    this.numRows = numRows;
  }

  /** Adds a column of which nothing is known. */
  public PlannedTable column(String column, DataType type) {
    return column(column, type, null, null);
  }

  /** Adds a column with a range, as Parquet footers give it. */
  public PlannedTable column(
      String column, DataType type, @Nullable Object min, @Nullable Object max) {
    fields.add(new Field(column, type, false));
    columns.add(new ColumnStatistics(min, max, -1, 0, 8));
    return this;
  }

  /** Makes the last column nullable. */
  public PlannedTable nullable() {
    fields.set(fields.size() - 1, fields.getLast().withNullable(true));
    return this;
  }

  @Override
  public Schema schema() {
    return new Schema(fields);
  }

  @Override
  public TableStatistics statistics() {
    return new TableStatistics(numRows, columns);
  }

  @Override
  public String description() {
    return name;
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    for (long left = (long) numRows; left > 0; left -= ROWS_PER_SPLIT) {
      splits.add(new PlannedSplit(Math.min(left, ROWS_PER_SPLIT)));
    }
    return splits;
  }

  /** A row group that nobody reads. */
  private record PlannedSplit(long numRows) implements Split {
    @Override
    public SplitReader open(MemoryConsumer memory) {
      throw new UnsupportedOperationException("planned only");
    }
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    throw new UnsupportedOperationException("planned only: " + name);
  }
}
