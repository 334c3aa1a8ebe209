package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums footers up into estimates for the planner; looks at a few dictionaries' sizes, never at
 * data.
 */
public final class StatisticsEstimator {
  private static final int SAMPLED_CHUNKS = 4;
  // before each string of a PLAIN page
  private static final int LENGTH_BYTES = 4;

  private final List<ParquetFile> files;
  private final double numRows;

  private StatisticsEstimator(List<ParquetFile> files) {
    this.files = files;
    this.numRows = files.stream().mapToDouble(ParquetFile::numRows).sum();
  }

  /** Estimates for a table of these files, which agree in their columns. */
  public static TableStatistics estimate(List<ParquetFile> files) {
    StatisticsEstimator estimator = new StatisticsEstimator(files);
    List<ColumnStatistics> columns = new ArrayList<>();
    for (int i = 0; i < files.getFirst().columns().size(); i++) {
      columns.add(estimator.column(i));
    }
    return new TableStatistics(estimator.numRows, columns);
  }

  private ColumnStatistics column(int column) {
    int leaf = files.getFirst().leaf(column);
    return leaf < 0 ? nested(files.getFirst().columns().get(column)) : leaf(leaf);
  }

  /** Nothing is known of values that are made of others but their size. */
  private ColumnStatistics nested(TableColumn column) {
    double bytes = 0;
    for (ParquetFile file : files) {
      for (RowGroup group : file.rowGroups()) {
        for (FileColumn.Leaf leaf : column.leaves()) {
          bytes += group.chunks().get(leaf.index()).uncompressedBytes();
        }
      }
    }
    return new ColumnStatistics(null, null, -1, 0, bytes / Math.max(1, numRows));
  }

  private ColumnStatistics leaf(int index) {
    Object min = null;
    Object max = null;
    boolean bounded = true;
    double nulls = 0;
    double bytes = 0;
    for (ParquetFile file : files) {
      for (RowGroup group : file.rowGroups()) {
        ColumnChunk chunk = group.chunks().get(index);
        ColumnBounds bounds = chunk.bounds();
        bounded &= bounds.min() != null || bounds.numNulls() == group.numRows();
        min = smaller(min, bounds.min());
        max = larger(max, bounds.max());
        nulls += Math.max(0, bounds.numNulls());
        bytes += chunk.uncompressedBytes();
      }
    }
    double rows = Math.max(1, numRows);
    ParquetColumn column = files.getFirst().leaves().get(index);
    double averageBytes =
        column.conversion() == Conversion.FROM_UUID
            ? UuidText.CHARACTERS
            : column.isString()
                ? stringBytes(index, bytes / rows)
                : Math.max(1, column.physicalType().widthBytes());
    double distinct = distinct(index, bounded ? min : null, bounded ? max : null, rows - nulls);
    return new ColumnStatistics(
        bounded ? min : null, bounded ? max : null, distinct, nulls / rows, averageBytes);
  }

  /** Average length of strings: of the dictionary's where the column stores its codes alone. */
  private double stringBytes(int index, double storedBytes) {
    for (ParquetFile file : files) {
      if (!file.rowGroups().isEmpty()) {
        ColumnChunk chunk = file.rowGroups().getFirst().chunks().get(index);
        ChunkPages pages = chunk.dictionaryOnly() ? file.knownPages(0, index) : ChunkPages.NONE;
        double bytes =
            pages.dictionaryValues() > 0
                ? (double) pages.dictionaryBytes() / pages.dictionaryValues()
                : storedBytes;
        return Math.max(1, bytes - LENGTH_BYTES);
      }
    }
    return 1;
  }

  private double distinct(int index, @Nullable Object min, @Nullable Object max, double present) {
    double range = range(min, max);
    double domain = files.getFirst().leaves().get(index).type() == DataType.BOOLEAN ? 2 : present;
    double limit = range < 0 ? domain : Math.min(range, domain);
    double sampled = sampled(index, range, present);
    if (sampled >= 0) {
      return Math.min(sampled, limit);
    }
    return range < 0 ? -1 : limit;
  }

  private static double range(@Nullable Object min, @Nullable Object max) {
    if (min instanceof Long low && max instanceof Long high) {
      return (double) high - (double) low + 1;
    }
    if (min instanceof BigInteger low && max instanceof BigInteger high) {
      return high.subtract(low).doubleValue() + 1;
    }
    return -1;
  }

  /**
   * From the dictionaries of a few row groups: values that repeat evenly are the same in all of
   * them; ranges that hardly overlap (sorted data) add up.
   */
  private double sampled(int index, double range, double present) {
    List<double[]> samples = new ArrayList<>(); // distinct, rows, range
    int total = files.stream().mapToInt(file -> file.rowGroups().size()).sum();
    int stride = Math.max(1, total / SAMPLED_CHUNKS);
    int number = 0;
    for (ParquetFile file : files) {
      for (int i = 0; i < file.rowGroups().size(); i++) {
        if (number++ % stride == 0) {
          double distinct = ofChunk(file, i, index);
          if (distinct < 0) {
            return -1;
          }
          ColumnBounds bounds = file.rowGroups().get(i).chunks().get(index).bounds();
          samples.add(
              new double[] {
                distinct, file.rowGroups().get(i).numRows(), range(bounds.min(), bounds.max())
              });
        }
      }
    }
    double estimate = -1;
    for (double[] sample : samples) {
      double share = range > 0 && sample[2] > 0 ? sample[2] / range : 1;
      double growth =
          share < 0.5
              ? Math.min(1 / share, present / Math.max(1, sample[1]))
              : unseen(sample[0], sample[1], present) / Math.max(1, sample[0]);
      estimate = Math.max(estimate, sample[0] * growth);
    }
    return estimate;
  }

  /**
   * Distinct values among {@code present} rows drawn evenly from a domain of which {@code rows}
   * draws showed {@code distinct}: solves {@code distinct = d (1 - e^(-rows / d))} for d.
   */
  private static double unseen(double distinct, double rows, double present) {
    if (distinct >= rows * 0.99) {
      return present;
    }
    double domain = distinct;
    for (int i = 0; i < 50; i++) {
      domain = distinct / -Math.expm1(-rows / domain);
    }
    return domain * -Math.expm1(-present / domain);
  }

  private static double ofChunk(ParquetFile file, int rowGroup, int index) {
    ColumnChunk chunk = file.rowGroups().get(rowGroup).chunks().get(index);
    if (chunk.bounds().numDistinct() >= 0) {
      return chunk.bounds().numDistinct();
    }
    if (!chunk.dictionaryOnly()) {
      return -1;
    }
    ChunkPages pages = file.knownPages(rowGroup, index);
    return pages == ChunkPages.NONE ? -1 : pages.dictionaryValues();
  }

  private static @Nullable Object smaller(@Nullable Object a, @Nullable Object b) {
    return a == null || (b != null && compare(a, b) > 0) ? b : a;
  }

  private static @Nullable Object larger(@Nullable Object a, @Nullable Object b) {
    return a == null || (b != null && compare(a, b) < 0) ? b : a;
  }

  private static int compare(Object a, Object b) {
    return switch (a) {
      case Long number -> number.compareTo((Long) b);
      case BigInteger number -> number.compareTo((BigInteger) b);
      case Double number -> number.compareTo((Double) b);
      case Boolean flag -> flag.compareTo((Boolean) b);
      case String text -> CodePointOrder.compare(text, (String) b);
      default -> 0;
    };
  }
}
