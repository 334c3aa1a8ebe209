package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.FileSite;
import io.scheelite.operators.source.FieldPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A file's footer, checked, and what was learnt about its pages since. Thread-safe. */
public final class ParquetFile {
  private final Path path;
  private final long sizeBytes;
  private final int footerBytes;
  private final List<FileColumn> columns;
  private final List<ParquetColumn> leaves;
  private final List<RowGroup> rowGroups;
  private final @Nullable PageSizes statedSizes;
  private final Map<Long, ChunkPages> pages;

  ParquetFile(
      Path path,
      long sizeBytes,
      int footerBytes,
      List<FileColumn> columns,
      List<RowGroup> rowGroups,
      @Nullable PageSizes statedSizes) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.footerBytes = footerBytes;
    this.columns = List.copyOf(columns);
    this.leaves =
        columns.stream()
            .flatMap(column -> column.leaves().stream())
            .map(FileColumn.Leaf::column)
            .toList();
    this.rowGroups = List.copyOf(rowGroups);
    this.statedSizes = statedSizes;
    this.pages = new ConcurrentHashMap<>();
  }

  private ParquetFile(ParquetFile file, List<FileColumn> columns) {
    this.path = file.path;
    this.sizeBytes = file.sizeBytes;
    this.footerBytes = file.footerBytes;
    this.columns = columns;
    this.leaves = file.leaves;
    this.rowGroups = file.rowGroups;
    this.statedSizes = file.statedSizes;
    this.pages = file.pages;
  }

  /** The same file with columns behind its own that are leaves of these; null if one is none. */
  public @Nullable ParquetFile withFields(List<FieldPath> fields) {
    List<FileColumn> all = new ArrayList<>(columns);
    for (FieldPath field : fields) {
      FileColumn.Leaf leaf = columns.get(field.column()).field(field.fields());
      if (leaf == null) {
        return null;
      }
      all.add(leaf);
    }
    return new ParquetFile(this, List.copyOf(all));
  }

  /** Where it lies. */
  public Path path() {
    return path;
  }

  /** Its size when the footer was read. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Size of its footer as stored. */
  public int footerBytes() {
    return footerBytes;
  }

  /** All columns of the table. */
  public List<FileColumn> columns() {
    return columns;
  }

  /** What row groups have a chunk for: columns, and the leaves of nested ones. */
  public List<ParquetColumn> leaves() {
    return leaves;
  }

  /** Which of the leaves a column is; -1 where it is made of several or repeats. */
  public int leaf(int column) {
    return columns.get(column) instanceof FileColumn.Leaf leaf ? leaf.index() : -1;
  }

  /** All row groups in file order. */
  public List<RowGroup> rowGroups() {
    return rowGroups;
  }

  /** For errors about one of its leaves. */
  public FileSite site(int leaf) {
    return FileSite.of(path).column(leaves.get(leaf).name());
  }

  /** Rows of all row groups. */
  public long numRows() {
    return rowGroups.stream().mapToLong(RowGroup::numRows).sum();
  }

  /**
   * How large the pages of one column chunk are: as the file states in its footer (readers hold it
   * to that), or found by reading the headers of all its pages once.
   */
  public ChunkPages pages(int rowGroup, int leaf) {
    if (statedSizes != null) {
      return statedSizes.column(leaf);
    }
    return pages.computeIfAbsent(
        (long) rowGroup << 32 | leaf,
        key -> PageWalk.walk(site(leaf), rowGroups.get(rowGroup).chunks().get(leaf)));
  }
}
