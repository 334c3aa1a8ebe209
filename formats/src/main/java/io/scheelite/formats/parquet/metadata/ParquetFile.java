package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.FileSite;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A file's footer, checked, and what was learnt about its pages since. Thread-safe. */
public final class ParquetFile {
  private final Path path;
  private final long sizeBytes;
  private final int footerBytes;
  private final List<ParquetColumn> columns;
  private final List<RowGroup> rowGroups;
  private final @Nullable PageSizes statedSizes;
  private final Map<Long, ChunkPages> pages = new ConcurrentHashMap<>();

  ParquetFile(
      Path path,
      long sizeBytes,
      int footerBytes,
      List<ParquetColumn> columns,
      List<RowGroup> rowGroups,
      @Nullable PageSizes statedSizes) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.footerBytes = footerBytes;
    this.columns = List.copyOf(columns);
    this.rowGroups = List.copyOf(rowGroups);
    this.statedSizes = statedSizes;
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

  /** All columns. */
  public List<ParquetColumn> columns() {
    return columns;
  }

  /** All row groups in file order. */
  public List<RowGroup> rowGroups() {
    return rowGroups;
  }

  /** For errors about one of its columns. */
  public FileSite site(int column) {
    return FileSite.of(path).column(columns.get(column).name());
  }

  /** Rows of all row groups. */
  public long numRows() {
    return rowGroups.stream().mapToLong(RowGroup::numRows).sum();
  }

  /**
   * How large the pages of one column chunk are: as the file states in its footer (readers hold it
   * to that), or found by reading the headers of all its pages once.
   */
  public ChunkPages pages(int rowGroup, int column) {
    if (statedSizes != null) {
      return statedSizes.column(column);
    }
    return pages.computeIfAbsent(
        (long) rowGroup << 32 | column,
        key -> PageWalk.walk(site(column), rowGroups.get(rowGroup).chunks().get(column)));
  }
}
