package io.scheelite.formats.dataset;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of one format as one table, whose columns need not all be in each file: see {@link
 * DatasetOptions}. A split is one of a file's.
 *
 * <p>Immutable and thread-safe; the files must not change while they are read.
 */
public final class DatasetTable implements TableSource {
  private final FoundFiles files;
  private final DatasetOptions options;
  private final Schema schema;
  private final List<DatasetMember> members;
  private final List<ColumnPart> parts;
  private volatile @Nullable TableStatistics statistics;

  private DatasetTable(
      FoundFiles files,
      DatasetOptions options,
      Schema schema,
      List<DatasetMember> members,
      List<ColumnPart> parts) {
    this.files = files;
    this.options = options;
    this.schema = schema;
    this.members = List.copyOf(members);
    this.parts = List.copyOf(parts);
  }

  /**
   * Puts tables together.
   *
   * @param tables one for each file, of it alone
   */
  public static DatasetTable of(
      FoundFiles files, DatasetOptions options, List<? extends TableSource> tables) {
    if (!options.fieldIdColumns().isEmpty()) {
      FieldIdColumns columns = new FieldIdColumns(files.files(), tables, options);
      return new DatasetTable(files, options, columns.schema(), columns.members(), List.of());
    }
    HivePartitions partitions = HivePartitions.of(files.files(), options);
    DatasetColumns columns = new DatasetColumns(files.files(), tables, partitions, options);
    columns.collect();
    List<DatasetMember> members =
        IntStream.range(0, tables.size()).mapToObj(columns::member).toList();
    return new DatasetTable(files, options, columns.schema(), members, List.of());
  }

  /** Whether files are more than one table of the columns that all of them have. */
  public static boolean isNeeded(FoundFiles files, DatasetOptions options) {
    return options.unionByName()
        || !options.fieldIdColumns().isEmpty()
        || options.fileColumn() != null
        || !HivePartitions.of(files.files(), options).columns().isEmpty();
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable DatasetTable withParts(List<ColumnPart> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Field> columns = new ArrayList<>(schema.fields());
    more.forEach(part -> columns.add(part.resolve(schema)));
    Schema extended = new Schema(columns);
    List<Field> added = columns.subList(schema.size(), columns.size());
    List<DatasetMember> each = new ArrayList<>();
    for (DatasetMember member : members) {
      DatasetMember with = member.withParts(more, added);
      if (with == null) {
        return null;
      }
      each.add(with);
    }
    List<ColumnPart> all = Stream.concat(parts.stream(), more.stream()).toList();
    return new DatasetTable(files, options, extended, each, all);
  }

  /** The columns behind those of the files and folders. */
  List<ColumnPart> parts() {
    return parts;
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

  FoundFiles files() {
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
    if (!files.files().stream().allMatch(file -> file.input().isShared())) {
      return false;
    }
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
