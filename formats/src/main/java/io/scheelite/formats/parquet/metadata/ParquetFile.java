package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.InputFile;
import io.scheelite.formats.input.InputReader;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.ColumnPart.Element;
import io.scheelite.operators.source.ColumnPart.Length;
import io.scheelite.operators.source.ColumnPart.Member;
import io.scheelite.operators.source.ColumnPart.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A file's footer, checked, and what was learnt about its pages since. Thread-safe. */
public final class ParquetFile {
  /** Of a chunk no larger than that it is not worth a read to know its pages. */
  private static final int MOST_BOUNDED_BYTES = 256 << 10;

  private final FoundFile found;
  private final int footerBytes;
  private final List<TableColumn> columns;
  private final List<@Nullable Integer> fieldIds;
  private final List<ParquetColumn> leaves;
  private final List<RowGroup> rowGroups;
  private final @Nullable PageSizes statedSizes;
  private final Map<Long, ChunkPages> pages;
  private final Map<Integer, String> refusals; // why leaves cannot be read; hardly a file has any

  ParquetFile(
      FoundFile found,
      int footerBytes,
      List<FileColumn> columns,
      List<@Nullable Integer> fieldIds,
      List<RowGroup> rowGroups,
      Map<Integer, String> refusals,
      @Nullable PageSizes statedSizes) {
    this.found = found;
    this.footerBytes = footerBytes;
    this.columns = List.copyOf(columns);
    this.fieldIds = Collections.unmodifiableList(fieldIds);
    this.leaves =
        columns.stream()
            .flatMap(column -> column.leaves().stream())
            .map(FileColumn.Leaf::column)
            .toList();
    this.rowGroups = List.copyOf(rowGroups);
    this.statedSizes = statedSizes;
    this.pages = new ConcurrentHashMap<>();
    this.refusals = Map.copyOf(refusals);
  }

  private ParquetFile(ParquetFile file, List<TableColumn> columns) {
    this.found = file.found;
    this.footerBytes = file.footerBytes;
    this.columns = columns;
    this.fieldIds = file.fieldIds;
    this.leaves = file.leaves;
    this.rowGroups = file.rowGroups;
    this.statedSizes = file.statedSizes;
    this.pages = file.pages;
    this.refusals = file.refusals;
  }

  /**
   * Refuses to read columns with a leaf that we cannot read.
   *
   * @throws io.scheelite.formats.FormatException which names the first one
   */
  public void checkReadable(List<Integer> columns) {
    if (refusals.isEmpty()) {
      return;
    }
    for (int column : columns) {
      for (FileColumn.Leaf leaf : this.columns.get(column).leaves()) {
        String refusal = refusals.get(leaf.index());
        if (refusal != null) {
          throw site(leaf.index()).unsupported(refusal);
        }
      }
    }
  }

  /**
   * The same file with columns behind its own that are read from one leaf of these each; null if
   * one cannot.
   */
  public @Nullable ParquetFile withParts(List<ColumnPart> parts) {
    List<TableColumn> all = new ArrayList<>(columns);
    for (ColumnPart part : parts) {
      TableColumn column = part(columns.get(part.column()), part.steps());
      if (column == null) {
        return null;
      }
      all.add(column);
    }
    return new ParquetFile(this, List.copyOf(all));
  }

  /** The number of each column that the file stores; null for those without. */
  public List<@Nullable Integer> fieldIds() {
    return fieldIds;
  }

  private @Nullable TableColumn part(TableColumn place, List<Step> steps) {
    if (steps.isEmpty()) {
      return place instanceof FileColumn.Leaf leaf && leaf.column().levels().repetition() == 0
          ? new FileColumn.Leaf(
              leaf.name(), leaf.column().alone(), leaf.index(), leaf.column().optional())
          : null;
    }
    List<Step> rest = steps.subList(1, steps.size());
    return switch (steps.getFirst()) {
      case Member(int position) ->
          place instanceof FileColumn.Struct struct
              ? part(struct.fields().get(position), rest)
              : null;
      case Element(long number) ->
          place instanceof FileColumn.Repeated list && number > 0
              ? element(list, number, list.element(), rest)
              : null;
      case Length() -> place instanceof FileColumn.Repeated list ? length(list) : null;
    };
  }

  private static @Nullable TableColumn element(
      FileColumn.Repeated list, long number, FileColumn element, List<Step> steps) {
    FileColumn place = element;
    for (Step step : steps) {
      if (!(place instanceof FileColumn.Struct struct && step instanceof Member(int position))) {
        return null;
      }
      place = struct.fields().get(position);
    }
    return place instanceof FileColumn.Leaf leaf && repeatsOnce(leaf)
        ? new ListPart.Element(list, leaf, number)
        : null;
  }

  /** From the smallest leaf, of those that we read if there are any. */
  private @Nullable TableColumn length(FileColumn.Repeated list) {
    return list.leaves().stream()
        .filter(ParquetFile::repeatsOnce)
        .min(
            Comparator.comparing((FileColumn.Leaf leaf) -> refusals.containsKey(leaf.index()))
                .thenComparingLong(this::storedBytes))
        .map(leaf -> new ListPart.Length(list, leaf))
        .orElse(null);
  }

  private static boolean repeatsOnce(FileColumn.Leaf leaf) {
    return leaf.column().levels().repetition() == 1;
  }

  private long storedBytes(FileColumn.Leaf leaf) {
    return rowGroups.stream().mapToLong(rows -> rows.chunks().get(leaf.index()).sizeBytes()).sum();
  }

  /** Where it lies, for messages. */
  public String location() {
    return found.input().location();
  }

  /** Where its bytes come from. */
  public InputFile input() {
    return found.input();
  }

  /** The file when its footer was read. */
  public FileStamp stamp() {
    return found.stamp();
  }

  /** Its size when the footer was read. */
  public long sizeBytes() {
    return found.sizeBytes();
  }

  /** Size of its footer as stored. */
  public int footerBytes() {
    return footerBytes;
  }

  /** All columns of the table. */
  public List<TableColumn> columns() {
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
    return FileSite.of(location()).column(leaves.get(leaf).name());
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
    ChunkPages known = pages.get(key(rowGroup, leaf));
    if (known == null) {
      findPages(List.of(rowGroup), List.of(leaf));
      known = pages.getOrDefault(key(rowGroup, leaf), ChunkPages.NONE);
    }
    return known;
  }

  private static long key(int rowGroup, int leaf) {
    return (long) rowGroup << 32 | leaf;
  }

  /**
   * As {@link #pages}, for estimates: where finding out takes long, {@link ChunkPages#NONE} until
   * somebody has done it.
   */
  public ChunkPages knownPages(int rowGroup, int leaf) {
    return statedSizes == null && found.isFar()
        ? pages.getOrDefault(key(rowGroup, leaf), ChunkPages.NONE)
        : pages(rowGroup, leaf);
  }

  /**
   * Finds out how large the pages of some leaves are, of all that is not known yet: several at
   * once, where one after the other takes long.
   */
  public void findPages(List<Integer> rowGroups, List<Integer> leaves) {
    if (statedSizes != null) {
      return;
    }
    List<Long> unknown = new ArrayList<>();
    for (int rowGroup : rowGroups) {
      for (int leaf : leaves) {
        ColumnChunk chunk = this.rowGroups.get(rowGroup).chunks().get(leaf);
        long key = key(rowGroup, leaf);
        if (pages.containsKey(key)) {
          continue;
        }
        if (found.isFar() && chunk.uncompressedBytes() <= MOST_BOUNDED_BYTES) {
          pages.put(key, ChunkPages.bounds(chunk, this.rowGroups.get(rowGroup).numRows()));
        } else {
          unknown.add(key);
        }
      }
    }
    if (!unknown.isEmpty()) {
      try (InputReader reader = found.open()) {
        reader.forEach(unknown, key -> pages.put(key, walk(reader, key)));
      }
    }
  }

  private ChunkPages walk(InputReader reader, long key) {
    int leaf = (int) key;
    ColumnChunk chunk = rowGroups.get((int) (key >>> 32)).chunks().get(leaf);
    return PageWalk.walk(reader, site(leaf), chunk);
  }
}
