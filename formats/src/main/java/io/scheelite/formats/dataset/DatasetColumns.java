package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out which columns files have together. Used once, by one thread. */
final class DatasetColumns {
  private final List<FoundFile> files;
  private final List<? extends TableSource> tables;
  private final HivePartitions partitions;
  private final DatasetOptions options;

  /** Columns that the files store, but those that folders name. */
  private final List<Stored> stored = new ArrayList<>();

  private final Map<String, Stored> byName = new HashMap<>();

  DatasetColumns(
      List<FoundFile> files,
      List<? extends TableSource> tables,
      HivePartitions partitions,
      DatasetOptions options) {
    this.files = files;
    this.tables = tables;
    this.partitions = partitions;
    this.options = options;
  }

  /** A column of files. */
  private static final class Stored {
    final String name;
    final int firstFile;
    final HivePartitions.@Nullable Column partition;
    DataType type;
    boolean nullable;
    int numFiles;
    int lastFile = -1;

    Stored(Field field, int firstFile, HivePartitions.@Nullable Column partition) {
      this.name = field.name();
      this.firstFile = firstFile;
      this.partition = partition;
      this.type = partition == null ? field.type() : partition.type();
    }
  }

  /** Looks at all columns of all files. */
  void collect() {
    for (int file = 0; file < files.size(); file++) {
      for (Field field : tables.get(file).schema().fields()) {
        add(file, field);
      }
    }
    String name = options.fileColumn();
    if (name != null && (byName.containsKey(key(name)) || partition(name) != null)) {
      throw files
          .getFirst()
          .site()
          .error(
              ErrorCode.DUPLICATE_COLUMN,
              "a column has the name of the column of files, give it another one with filename:"
                  + " column="
                  + name);
    }
  }

  private void add(int file, Field field) {
    Stored column = byName.get(key(field.name()));
    if (column == null) {
      if (file > 0 && !options.unionByName()) {
        return; // the first file says which columns there are
      }
      column = new Stored(field, file, partition(field.name()));
      byName.put(key(field.name()), column);
      stored.add(column);
    }
    column.numFiles++;
    if (column.lastFile == file) {
      throw files
          .get(file)
          .site()
          .column(field.name())
          .error(ErrorCode.DUPLICATE_COLUMN, "a file of a dataset has two columns of one name");
    }
    column.lastFile = file;
    column.nullable |= field.nullable();
    if (column.partition == null && !column.type.equals(field.type())) {
      DataType common = CommonTypes.of(column.type, field.type());
      if (common == null || (!options.unionByName() && !common.equals(column.type))) {
        throw differing(column, file, field);
      }
      column.type = common;
    }
  }

  private RuntimeException differing(Stored column, int file, Field field) {
    String advice = options.unionByName() ? "" : ", union_by_name may find a common one";
    return files
        .get(file)
        .site()
        .column(field.name())
        .error(
            ErrorCode.TYPE_MISMATCH,
            "files of one table have a column of different types"
                + advice
                + ": expected "
                + column.type.sqlName()
                + " as in "
                + files.get(column.firstFile).name()
                + ", found "
                + field.type().sqlName());
  }

  private HivePartitions.@Nullable Column partition(String name) {
    for (HivePartitions.Column column : partitions.columns()) {
      if (column.name().equalsIgnoreCase(name)) {
        return column;
      }
    }
    return null;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The stored columns, then that of files, then those of folders. */
  Schema schema() {
    List<Field> fields = new ArrayList<>();
    for (Stored column : stored) {
      HivePartitions.Column partition = column.partition;
      boolean nullable =
          partition == null
              ? column.nullable || column.numFiles < files.size()
              : isNullable(partition);
      fields.add(new Field(column.name, column.type, nullable));
    }
    String name = options.fileColumn();
    if (name != null) {
      fields.add(new Field(name, DataType.UTF8, false));
    }
    for (HivePartitions.Column column : partitions.columns()) {
      if (!byName.containsKey(key(column.name()))) {
        fields.add(new Field(column.name(), column.type(), isNullable(column)));
      }
    }
    return new Schema(fields);
  }

  private static boolean isNullable(HivePartitions.Column column) {
    return column.values().stream().anyMatch(Expression.Literal::nullable);
  }

  /** Where the columns come from in one of the files. */
  DatasetMember member(int file) {
    TableSource table = retyped(tables.get(file));
    List<Expression> columns = new ArrayList<>();
    for (Stored column : stored) {
      columns.add(
          column.partition == null
              ? column(file, table, column)
              : column.partition.values().get(file));
    }
    if (options.fileColumn() != null) {
      columns.add(new Expression.Literal(files.get(file).name(), DataType.UTF8));
    }
    for (HivePartitions.Column column : partitions.columns()) {
      if (!byName.containsKey(key(column.name()))) {
        columns.add(column.values().get(file));
      }
    }
    return new DatasetMember(table, columns);
  }

  /** Texts are read as what they are wanted as, so that they stay as they are written. */
  private TableSource retyped(TableSource table) {
    if (!(table instanceof CsvTable texts)) {
      return table;
    }
    List<DataType> types = new ArrayList<>();
    for (Field field : texts.schema().fields()) {
      Stored column = byName.get(key(field.name()));
      types.add(column == null || column.partition != null ? field.type() : column.type);
    }
    return texts.withTypes(types);
  }

  private Expression column(int file, TableSource table, Stored column) {
    int index = table.schema().indexOf(column.name);
    if (index < 0) {
      if (options.unionByName()) {
        return new Expression.Literal(null, column.type);
      }
      throw files
          .get(file)
          .site()
          .column(column.name)
          .error(
              ErrorCode.TYPE_MISMATCH,
              "a file of a table misses a column, union_by_name gives nulls in its place: expected "
                  + column.type.sqlName()
                  + " as in "
                  + files.get(column.firstFile).name());
    }
    Field field = table.schema().field(index);
    Expression stored = new Expression.ColumnRef(index, field.type(), field.nullable());
    return field.type().equals(column.type)
        ? stored
        : new Expression.Cast(stored, column.type, false);
  }
}
