package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How several files are one table.
 *
 * @param hivePartitioning whether folders such as {@code year=2024} are columns; null if they are
 *     where all files have the same ones
 * @param hiveTypes types of some of these columns, by their names
 * @param hiveTypesAutocast whether the types of the others are found out; else they are texts
 * @param unionByName whether the table has the columns of all files; else it has the first one's
 * @param fileColumn name of a column of the files' names; null for none
 * @param fieldIdColumns the columns of the table, found in Parquet files by their numbers; empty if
 *     they are found by their names
 */
public record DatasetOptions(
    @Nullable Boolean hivePartitioning,
    Map<String, DataType> hiveTypes,
    boolean hiveTypesAutocast,
    boolean unionByName,
    @Nullable String fileColumn,
    List<FieldIdColumn> fieldIdColumns) {
  /** Copies the map and the list. */
  public DatasetOptions {
    hiveTypes = Map.copyOf(hiveTypes);
    fieldIdColumns = List.copyOf(fieldIdColumns);
  }

  /** What is done if nothing is said. */
  public static DatasetOptions defaults() {
    return new DatasetOptions(null, Map.of(), true, false, null, List.of());
  }

  /** As these, with folders as columns or not. */
  public DatasetOptions withHivePartitioning(boolean used) {
    return new DatasetOptions(
        used, hiveTypes, hiveTypesAutocast, unionByName, fileColumn, fieldIdColumns);
  }

  /** As these, with known types of columns. */
  public DatasetOptions withHiveTypes(Map<String, DataType> types) {
    return new DatasetOptions(
        hivePartitioning, types, hiveTypesAutocast, unionByName, fileColumn, fieldIdColumns);
  }

  /** As these, with types found out or not. */
  public DatasetOptions withHiveTypesAutocast(boolean used) {
    return new DatasetOptions(
        hivePartitioning, hiveTypes, used, unionByName, fileColumn, fieldIdColumns);
  }

  /** As these, with the columns of all files or not. */
  public DatasetOptions withUnionByName(boolean used) {
    return new DatasetOptions(
        hivePartitioning, hiveTypes, hiveTypesAutocast, used, fileColumn, fieldIdColumns);
  }

  /** As these, with a column of the files' names, or none. */
  public DatasetOptions withFileColumn(@Nullable String name) {
    return new DatasetOptions(
        hivePartitioning, hiveTypes, hiveTypesAutocast, unionByName, name, fieldIdColumns);
  }

  /** As these, with columns that are found by their numbers; folders are none then. */
  public DatasetOptions withFieldIdColumns(List<FieldIdColumn> columns) {
    return new DatasetOptions(
        hivePartitioning, hiveTypes, hiveTypesAutocast, unionByName, fileColumn, columns);
  }
}
