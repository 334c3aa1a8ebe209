package io.scheelite.formats.dataset;

import io.scheelite.columnar.Schema;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Files of one format as one table, whose columns need not all be in each file: see {@link
 * DatasetOptions}. A split is one of a file's.
 *
 * <p>Immutable and thread-safe; the files must not change while they are read.
 */
public final class DatasetTable implements TableSource {
  private final DatasetFiles files;
  private final DatasetOptions options;
  private final Schema schema;
  private final List<DatasetMember> members;
  private volatile @Nullable TableStatistics statistics;

  private DatasetTable(
      DatasetFiles files, DatasetOptions options, Schema schema, List<DatasetMember> members) {
    this.files = files;
    this.options = options;
    this.schema = schema;
    this.members = List.copyOf(members);
  }

  /**
   * Puts tables together.
   *
   * @param tables one for each file, of it alone
   */
  public static DatasetTable of(
      DatasetFiles files, DatasetOptions options, List<? extends TableSource> tables) {
    HivePartitions partitions = HivePartitions.of(files.paths(), options);
    DatasetColumns columns = new DatasetColumns(files.paths(), tables, partitions, options);
    columns.collect();
    List<DatasetMember> members =
        IntStream.range(0, tables.size()).mapToObj(columns::member).toList();
    return new DatasetTable(files, options, columns.schema(), members);
  }

  /** Whether files are more than one table of the columns that all of them have. */
  public static boolean isNeeded(DatasetFiles files, DatasetOptions options) {
    return options.unionByName()
        || options.fileColumn() != null
        || !HivePartitions.of(files.paths(), options).columns().isEmpty();
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableStatistics statistics() {
    TableStatistics result = statistics;
    if (result == null) {
      result = DatasetStatistics.estimate(members, schema.size());
      statistics = result;
    }
    return result;
  }

  @Override
  public String description() {
    return files.description();
  }

  @Override
  public long heapBytes() {
    return members.stream().mapToLong(member -> member.table().heapBytes()).sum();
  }

  @Override
  public boolean isStale() {
    return files.areStale();
  }

  DatasetFiles files() {
    return files;
  }

  DatasetOptions options() {
    return options;
  }

  boolean isParquet() {
    return members.getFirst().table() instanceof ParquetTable;
  }

  /** Whether other processes can open it: texts are read by one alone. */
  public boolean isShareable() {
    return members.stream()
        .map(DatasetMember::table)
        .allMatch(table -> table instanceof ParquetTable || table instanceof ArrowTable);
  }

  private List<MemberRequest> requests(ScanRequest request) {
    return members.stream()
        .map(member -> new MemberRequest(member, request))
        .filter(MemberRequest::mayMatch)
        .toList();
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    List<Split> splits = new ArrayList<>();
    for (MemberRequest member : requests(request)) {
      for (Split split : member.member().table().splits(member.request())) {
        splits.add(new MemberSplit(split, member));
      }
    }
    return splits;
  }

  @Override
  public int numSplits() {
    int sum = 0;
    for (DatasetMember member : members) {
      int splits = member.table().numSplits();
      if (splits < 0) {
        return -1;
      }
      sum += splits;
    }
    return sum;
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    long floor = MemoryConsumer.CHUNK_BYTES;
    for (MemberRequest member : requests(request)) {
      long own = member.member().table().readerFloorBytes(member.request());
      floor = Math.max(floor, own + member.ownFloorBytes());
    }
    return floor;
  }
}
