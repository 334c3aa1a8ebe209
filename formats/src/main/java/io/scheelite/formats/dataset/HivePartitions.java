package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.InputFiles;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression.Literal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Columns whose values stand in the names of folders, as Hive writes them: {@code
 * year=2024/month=1/a.parquet}.
 *
 * @param columns in the order of their names
 */
public record HivePartitions(List<Column> columns) {
  /**
   * A column.
   *
   * @param values one for each file
   */
  public record Column(String name, DataType type, List<Literal> values) {
    /** Copies the list. */
    public Column {
      values = List.copyOf(values);
    }
  }

  /** Copies the list. */
  public HivePartitions {
    columns = List.copyOf(columns);
  }

  /**
   * Finds them.
   *
   * @param files as they were named, or found
   */
  public static HivePartitions of(List<FoundFile> files, DatasetOptions options) {
    boolean typed = !options.hiveTypes().isEmpty();
    Boolean wanted = options.hivePartitioning();
    if (wanted != null && !wanted) {
      if (typed) {
        throw files
            .getFirst()
            .site()
            .error(ErrorCode.INVALID_QUERY, "hive_types need hive_partitioning, leave one of them");
      }
      return new HivePartitions(List.of());
    }
    boolean required = wanted != null || typed;
    List<SortedMap<String, PartitionText>> parts = new ArrayList<>();
    for (FoundFile file : files) {
      SortedMap<String, PartitionText> part = parts(file);
      if (!parts.isEmpty() && !parts.getFirst().keySet().equals(part.keySet())) {
        if (!required) {
          return new HivePartitions(List.of());
        }
        throw differing(files.getFirst(), parts.getFirst(), file, part);
      }
      parts.add(part);
    }
    requireKnown(files.getFirst(), parts.getFirst(), options.hiveTypes());
    List<Column> columns = new ArrayList<>();
    for (String name : parts.getFirst().keySet()) {
      columns.add(column(name, files, parts, options));
    }
    return new HivePartitions(columns);
  }

  private static SortedMap<String, PartitionText> parts(FoundFile file) {
    SortedMap<String, PartitionText> parts = new TreeMap<>();
    for (String folder : folders(file)) {
      int equals = folder.indexOf('=');
      if (equals > 0 && folder.lastIndexOf('=') == equals) {
        PartitionText text = new PartitionText(folder.substring(equals + 1));
        parts.putIfAbsent(folder.substring(0, equals), text);
      }
    }
    return parts;
  }

  private static List<String> folders(FoundFile file) {
    String name = file.name();
    if (InputFiles.isUrl(name)) {
      List<String> parts = List.of(name.substring(name.indexOf("://") + 3).split("/", -1));
      return parts.subList(1, Math.max(1, parts.size() - 1)); // between the host and the file
    }
    Path folders = Path.of(name).normalize().getParent();
    List<String> names = new ArrayList<>();
    if (folders != null) {
      folders.forEach(folder -> names.add(folder.toString()));
    }
    return names;
  }

  private static RuntimeException differing(
      FoundFile first,
      SortedMap<String, PartitionText> expected,
      FoundFile file,
      SortedMap<String, PartitionText> found) {
    return file.site()
        .error(
            ErrorCode.INVALID_DATA,
            "files of one table lie in folders of other keys, switch hive_partitioning off: expected "
                + expected.keySet()
                + " as in "
                + first.name()
                + ", found "
                + found.keySet());
  }

  private static void requireKnown(
      FoundFile file, Map<String, PartitionText> found, Map<String, DataType> types) {
    for (String name : types.keySet()) {
      if (!found.containsKey(name)) {
        throw file.site()
            .error(
                ErrorCode.UNKNOWN_COLUMN,
                "hive_types name a key that no folder has: " + name + " folders=" + found.keySet());
      }
    }
  }

  private static Column column(
      String name,
      List<FoundFile> files,
      List<SortedMap<String, PartitionText>> parts,
      DatasetOptions options) {
    List<PartitionText> texts = parts.stream().map(part -> part.get(name)).toList();
    DataType said = options.hiveTypes().get(name);
    DataType type =
        said != null ? said : options.hiveTypesAutocast() ? commonType(texts) : DataType.UTF8;
    List<Literal> values = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      values.add(literal(texts.get(i), type, files.get(i).site().column(name)));
    }
    return new Column(name, type, values);
  }

  private static Literal literal(PartitionText text, DataType type, FileSite site) {
    boolean isNull = text.isNull(type) || (text.raw().isEmpty() && !type.equals(DataType.UTF8));
    Object value = isNull ? null : text.value(type);
    if (value == null && !isNull) {
      throw site.error(
          ErrorCode.INVALID_CAST,
          "name of a folder is no value of its column's type, correct hive_types: type="
              + type.sqlName()
              + " value="
              + text.raw());
    }
    return new Literal(value, type);
  }

  /** The one that all texts have that say something. */
  private static DataType commonType(List<PartitionText> texts) {
    DataType common = null;
    for (PartitionText text : texts) {
      @Nullable DataType type = text.type();
      if (type != null && common != null && !type.equals(common)) {
        return DataType.UTF8;
      }
      common = type == null ? common : type;
    }
    return common == null ? DataType.UTF8 : common;
  }
}
