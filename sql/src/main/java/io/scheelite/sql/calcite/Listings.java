package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.SqlStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers of SHOW and DESCRIBE. */
final class Listings {
  private Listings() {}

  /** Names of tables and views, sorted. */
  static SqlStatement tables(Catalog catalog) {
    Set<String> names = new TreeSet<>();
    catalog.entries().forEach(entry -> names.add(entry.name()));
    catalog.views().forEach(view -> names.add(view.name()));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    names.forEach(name -> rows.add(List.of(name)));
    return new SqlStatement.Rows(Schema.of(new Field("name", DataType.UTF8, false)), rows);
  }

  /** Names and types of columns. */
  static SqlStatement columns(Schema schema) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Field field : schema.fields()) {
      rows.add(List.of(field.name(), field.type().sqlName(), field.nullable() ? "YES" : "NO"));
    }
    return new SqlStatement.Rows(
        Schema.of(
            new Field("column_name", DataType.UTF8, false),
            new Field("column_type", DataType.UTF8, false),
            new Field("null", DataType.UTF8, false)),
        rows);
  }

  /** Of tables and views no two columns have one name. */
  static void requireDifferentNames(Schema schema) {
    Set<String> names = new HashSet<>();
    for (Field field : schema.fields()) {
      if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
        throw SqlException.of(
            ErrorCode.DUPLICATE_COLUMN, "column is there twice, name it with AS: " + field.name());
      }
    }
  }
}
