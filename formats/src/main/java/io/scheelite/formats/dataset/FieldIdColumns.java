package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds columns in files by the numbers that these give to them. Used once, by one thread.
 *
 * <p>Nobody else's columns are looked at: a file may have any others.
 */
final class FieldIdColumns {
  private final List<FoundFile> files;
  private final @Nullable String fileColumn;
  private final List<FieldIdColumn> columns;
  private final List<Literal> defaults;
  private final List<DatasetMember> members = new ArrayList<>();

  FieldIdColumns(
      List<FoundFile> files, List<? extends TableSource> tables, DatasetOptions options) {
    this.files = files;
    this.fileColumn = options.fileColumn();
    this.columns = options.fieldIdColumns();
    checkDistinct();
    this.defaults = columns.stream().map(FieldIdColumns::defaultOf).toList();
    for (int file = 0; file < tables.size(); file++) {
      members.add(member(file, tables.get(file)));
    }
  }

  private void checkDistinct() {
    Set<Integer> ids = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (FieldIdColumn column : columns) {
      if (!ids.add(column.fieldId())) {
        throw new FormatException(
            ErrorCode.DUPLICATE_COLUMN,
            "two columns are wanted of one field id: id=" + column.fieldId());
      }
      if (!names.add(column.name().toLowerCase(Locale.ROOT))
          || column.name().equalsIgnoreCase(Objects.requireNonNullElse(fileColumn, ""))) {
        throw new FormatException(
            ErrorCode.DUPLICATE_COLUMN,
            "two columns of a table have one name: column=" + column.name());
      }
    }
  }

  private static Literal defaultOf(FieldIdColumn column) {
    String text = column.defaultValue();
    if (text == null) {
      return new Literal(null, column.type());
    }
    // nothing in it is encoded, as it were in the name of a folder
    Object value =
        DataType.isNested(column.type()) || column.type().equals(DataType.BINARY)
            ? null
            : new PartitionText(text.replace("%", "%25")).value(column.type());
    if (value == null) {
      throw new FormatException(
          ErrorCode.INVALID_CAST,
          "default of a column is no value of its type: column="
              + column.name()
              + " type="
              + column.type().sqlName()
              + " value="
              + text);
    }
    return new Literal(value, column.type());
  }

  private DatasetMember member(int file, TableSource source) {
    if (!(source instanceof ParquetTable table)) {
      throw new IllegalArgumentException("only Parquet files have field ids");
    }
    List<@Nullable Integer> ids = table.fieldIds();
    if (ids.stream().allMatch(Objects::isNull)) {
      throw files
          .get(file)
          .site()
          .error(
              ErrorCode.INVALID_DATA,
              "file has no field ids, choose its columns by their names: columns="
                  + table.schema().fields().stream().map(Field::name).toList());
    }
    List<Expression> all = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int index = ids.indexOf(columns.get(i).fieldId());
      all.add(index < 0 ? defaults.get(i) : stored(file, table, columns.get(i), index));
    }
    if (fileColumn != null) {
      all.add(new Literal(files.get(file).name(), DataType.UTF8));
    }
    return new DatasetMember(table, all);
  }

  private Expression stored(int file, ParquetTable table, FieldIdColumn column, int index) {
    Field field = table.schema().field(index);
    int last = table.fieldIds().lastIndexOf(column.fieldId());
    if (last != index) {
      throw files
          .get(file)
          .site()
          .column(field.name())
          .error(
              ErrorCode.INVALID_DATA,
              "two columns of a file have one field id: id="
                  + column.fieldId()
                  + " other="
                  + table.schema().field(last).name());
    }
    Expression stored = new Expression.ColumnRef(index, field.type(), field.nullable());
    if (field.type().equals(column.type())) {
      return stored;
    }
    if (!column.type().equals(CommonTypes.of(column.type(), field.type()))) {
      throw files
          .get(file)
          .site()
          .column(field.name())
          .error(
              ErrorCode.TYPE_MISMATCH,
              "values of a field id do not fit the type that is wanted of it: id="
                  + column.fieldId()
                  + " wanted="
                  + column.type().sqlName()
                  + " found="
                  + field.type().sqlName());
    }
    return new Expression.Cast(stored, column.type(), false);
  }

  /** The columns in the order in which they are wanted, then that of files. */
  Schema schema() {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int position = i;
      boolean nullable =
          members.stream().anyMatch(member -> member.columns().get(position).nullable());
      fields.add(new Field(columns.get(i).name(), columns.get(i).type(), nullable));
    }
    if (fileColumn != null) {
      fields.add(new Field(fileColumn, DataType.UTF8, false));
    }
    return new Schema(fields);
  }

  /** Where the columns come from in each file. */
  List<DatasetMember> members() {
    return members;
  }
}
