package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.sql.calcite.CatalogSchema.KnownRows;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.SystemTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.calcite.schema.Table;
import org.jspecify.annotations.Nullable;

/** The standard's views of what tables and columns there are. */
final class InformationSchema {
  static final String NAME = "information_schema";

  private static final String PREFIX = "table_catalog table_schema table_name ";

  private InformationSchema() {}

  static Map<String, Table> tables(Catalog catalog) {
    return Map.of(
        "schemata",
        table("schemata", "catalog_name schema_name", InformationSchema::schemata),
        "tables",
        table("tables", PREFIX + "table_type", () -> tableRows(catalog)),
        "views",
        table("views", PREFIX + "view_definition", () -> views(catalog)),
        "columns",
        table(
            "columns",
            PREFIX
                + "column_name ordinal_position:int column_default is_nullable data_type"
                + " character_maximum_length:int numeric_precision:int numeric_scale:int",
            () -> columns(catalog)));
  }

  private static Table table(
      String name, String columns, Supplier<List<List<@Nullable Object>>> rows) {
    List<Field> fields = new ArrayList<>();
    for (String column : columns.split(" ")) {
      boolean number = column.endsWith(":int");
      fields.add(
          new Field(
              number ? column.substring(0, column.indexOf(':')) : column,
              number ? DataType.INT32 : DataType.UTF8,
              true));
    }
    return new KnownRows(new SystemTable(name, new Schema(fields), rows));
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private static List<List<@Nullable Object>> schemata() {
    return List.of(row(Catalog.NAME, NAME), row(Catalog.NAME, Catalog.SCHEMA));
  }

  private static List<List<@Nullable Object>> tableRows(Catalog catalog) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Catalog.Entry entry : catalog.entries()) {
      rows.add(row(Catalog.NAME, Catalog.SCHEMA, entry.name(), "BASE TABLE"));
    }
    for (Catalog.View view : catalog.views()) {
      rows.add(row(Catalog.NAME, Catalog.SCHEMA, view.name(), "VIEW"));
    }
    return rows;
  }

  private static List<List<@Nullable Object>> views(Catalog catalog) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Catalog.View view : catalog.views()) {
      rows.add(row(Catalog.NAME, Catalog.SCHEMA, view.name(), view.query().strip()));
    }
    return rows;
  }

  private static List<List<@Nullable Object>> columns(Catalog catalog) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Catalog.Entry entry : catalog.entries()) {
      addColumns(entry.name(), entry.table().schema(), rows);
    }
    for (Catalog.View view : catalog.views()) {
      addColumns(view.name(), view.schema(), rows);
    }
    return rows;
  }

  private static void addColumns(String table, Schema schema, List<List<@Nullable Object>> rows) {
    long position = 0;
    for (Field field : schema.fields()) {
      position++;
      rows.add(
          row(
              Catalog.NAME,
              Catalog.SCHEMA,
              table,
              field.name(),
              position,
              null,
              field.nullable() ? "YES" : "NO",
              field.type().sqlName(),
              null,
              precision(field.type()),
              scale(field.type())));
    }
  }

  private static @Nullable Long precision(DataType type) {
    return switch (type) {
      case DataType.Int8 _ -> 8L;
      case DataType.Int16 _ -> 16L;
      case DataType.Int32 _ -> 32L;
      case DataType.Int64 _ -> 64L;
      case DataType.Float32 _ -> 24L;
      case DataType.Float64 _ -> 53L;
      case DataType.Decimal decimal -> (long) decimal.precision();
      case DataType.Null _,
          DataType.Bool _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          null;
    };
  }

  private static @Nullable Long scale(DataType type) {
    return switch (type) {
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ -> 0L;
      case DataType.Decimal decimal -> (long) decimal.scale();
      case DataType.Null _,
          DataType.Bool _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          null;
    };
  }
}
