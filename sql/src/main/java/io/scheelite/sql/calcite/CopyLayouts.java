package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.command.Command;
import io.scheelite.sql.logical.CopyFormat;
import io.scheelite.sql.logical.CopyLayout;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Where COPY TO writes: a folder if its options name partitions or speak of several files. */
final class CopyLayouts {
  private final CopyOptions options;
  private final Schema schema;

  private CopyLayouts(CopyOptions options, Schema schema) {
    this.options = options;
    this.schema = schema;
  }

  /** All of a statement but its query, which is given. */
  static SqlStatement.CopyTo statement(Command.CopyTo copy, LogicalQuery query) {
    CopyOptions options = new CopyOptions(copy.options());
    String format = CopyFormats.name(copy.path(), options.take("format"));
    CopyLayout layout = new CopyLayouts(options, query.schema()).layout(format);
    CopyFormat written = CopyFormats.of(format, options);
    options.requireUsed();
    return new SqlStatement.CopyTo(query, copy.path(), written, layout);
  }

  private CopyLayout layout(String format) {
    List<Integer> partitions = partitionColumns();
    boolean keeps = options.takeTruth("write_partition_columns", false);
    boolean perThread = options.takeTruth("per_thread_output", false);
    long fileBytes = options.takeBytes("file_size_bytes");
    CopyLayout.Existing existing = existing();
    String name = fileName(existing);
    String extension = options.take("file_extension");
    if (partitions.isEmpty() && !perThread && fileBytes == 0) {
      return new CopyLayout.OneFile();
    }
    if (perThread && !partitions.isEmpty()) {
      throw SqlException.unsupported("PER_THREAD_OUTPUT together with PARTITION_BY");
    }
    if (!keeps && !schema.fields().isEmpty() && partitions.size() == schema.size()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "no column is left for the files of COPY, say WRITE_PARTITION_COLUMNS to write those of"
              + " PARTITION_BY");
    }
    return new CopyLayout.Folder(
        partitions,
        keeps,
        existing,
        perThread,
        fileBytes,
        name,
        extension == null ? format : extension);
  }

  private List<Integer> partitionColumns() {
    List<String> wanted = options.takeAll("partition_by");
    if (wanted == null) {
      return List.of();
    }
    List<String> names = schema.fields().stream().map(Field::name).toList();
    List<Integer> found = new ArrayList<>();
    if (wanted.equals(List.of("*"))) {
      found.addAll(IntStream.range(0, names.size()).boxed().toList());
    } else {
      for (String name : wanted) {
        int index = index(names, name);
        if (found.contains(index)) {
          throw SqlException.of(
              ErrorCode.DUPLICATE_COLUMN, "column stands twice in PARTITION_BY: " + name);
        }
        found.add(index);
      }
    }
    for (int index : found) {
      if (DataType.isNested(schema.type(index))) {
        throw SqlException.unsupported("PARTITION_BY a list, struct or map: " + names.get(index));
      }
    }
    return found;
  }

  private static int index(List<String> names, String wanted) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(wanted)) {
        return i;
      }
    }
    throw SqlException.of(
        ErrorCode.UNKNOWN_COLUMN,
        "column of PARTITION_BY does not exist: " + wanted + NearNames.hint(wanted, names));
  }

  private CopyLayout.Existing existing() {
    boolean removed = options.takeTruth("overwrite", false);
    boolean replaced = options.takeTruth("overwrite_or_ignore", false);
    boolean kept = options.takeTruth("append", false);
    if ((removed ? 1 : 0) + (replaced ? 1 : 0) + (kept ? 1 : 0) > 1) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "only one of OVERWRITE, OVERWRITE_OR_IGNORE and APPEND may be said");
    }
    return removed
        ? CopyLayout.Existing.REMOVED
        : replaced
            ? CopyLayout.Existing.REPLACED
            : kept ? CopyLayout.Existing.KEPT : CopyLayout.Existing.REFUSED;
  }

  /** Two files of a folder never have one name, so there is a number or a random name in it. */
  private String fileName(CopyLayout.Existing existing) {
    boolean appends = existing == CopyLayout.Existing.KEPT;
    String said = options.take("filename_pattern");
    if (said == null) {
      return appends ? "{uuid}" : "data_{i}";
    }
    if (said.indexOf('/') >= 0) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY, "FILENAME_PATTERN of COPY must name no folder: " + said);
    }
    if (appends && !said.contains("{uuid}")) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY, "APPEND needs {uuid} in FILENAME_PATTERN: " + said);
    }
    return said.contains("{i}") || said.contains("{uuid}") ? said : said + "{i}";
  }
}
