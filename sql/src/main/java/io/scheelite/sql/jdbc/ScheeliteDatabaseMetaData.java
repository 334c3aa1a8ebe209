package io.scheelite.sql.jdbc;

import io.scheelite.sql.TableInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tools ask of a connection's database. As its connection. */
final class ScheeliteDatabaseMetaData extends AbsentObjects {
  private static final String TABLES =
      "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME"
          + " SELF_REFERENCING_COL_NAME REF_GENERATION";

  private static final String PRIMARY_KEYS =
      "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:int PK_NAME";

  private final ScheeliteConnection connection;

  ScheeliteDatabaseMetaData(ScheeliteConnection connection) {
    this.connection = connection;
  }

  @Override
  ResultSet none(String columns) throws SQLException {
    return connection.rows(MetaDataRows.of(columns));
  }

  private List<TableInfo> tables(
      @Nullable String catalog, @Nullable String schema, @Nullable String pattern)
      throws SQLException {
    boolean here =
        (catalog == null || catalog.isEmpty() || catalog.equals(MetaDataRows.CATALOG))
            && (schema == null
                || schema.isEmpty()
                || MetaDataRows.matches(schema, MetaDataRows.SCHEMA));
    if (!here) {
      return List.of();
    }
    return connection.engine().tables().stream()
        .filter(table -> MetaDataRows.matches(pattern, table.name()))
        .toList();
  }

  @Override
  public ResultSet getTables(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      String @Nullable [] types)
      throws SQLException {
    MetaDataRows rows = MetaDataRows.of(TABLES);
    List<TableInfo> found = tables(catalog, schemaPattern, namePattern);
    for (String kind : List.of("TABLE", "VIEW")) { // in the order of JDBC
      for (TableInfo table : found) {
        if (table.kind().equals(kind) && (types == null || Arrays.asList(types).contains(kind))) {
          rows.add(
              MetaDataRows.CATALOG,
              MetaDataRows.SCHEMA,
              table.name(),
              kind,
              null,
              null,
              null,
              null,
              null,
              null);
        }
      }
    }
    return connection.rows(rows);
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      @Nullable String columnPattern)
      throws SQLException {
    return connection.rows(
        MetaDataRows.columns(tables(catalog, schemaPattern, tablePattern), columnPattern));
  }

  @Override
  public ResultSet getPrimaryKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String name)
      throws SQLException {
    MetaDataRows rows = MetaDataRows.of(PRIMARY_KEYS);
    for (TableInfo table : tables(catalog, schema, null)) {
      if (table.name().equalsIgnoreCase(name)) {
        List<String> key = table.rules().primaryKey();
        for (String column : key.stream().sorted().toList()) { // as JDBC wants it
          rows.add(
              MetaDataRows.CATALOG,
              MetaDataRows.SCHEMA,
              table.name(),
              column,
              key.indexOf(column) + 1,
              null);
        }
      }
    }
    return connection.rows(rows);
  }

  @Override
  public ResultSet getTypeInfo() throws SQLException {
    return connection.rows(MetaDataRows.typeInfo());
  }

  @Override
  public ResultSet getSchemas() throws SQLException {
    return getSchemas(null, null);
  }

  @Override
  public ResultSet getSchemas(@Nullable String catalog, @Nullable String pattern)
      throws SQLException {
    MetaDataRows rows = MetaDataRows.of("TABLE_SCHEM TABLE_CATALOG");
    if ((catalog == null || catalog.equals(MetaDataRows.CATALOG))
        && MetaDataRows.matches(pattern, MetaDataRows.SCHEMA)) {
      rows.add(MetaDataRows.SCHEMA, MetaDataRows.CATALOG);
    }
    return connection.rows(rows);
  }

  @Override
  public ResultSet getCatalogs() throws SQLException {
    return connection.rows(MetaDataRows.of("TABLE_CAT").add(MetaDataRows.CATALOG));
  }

  @Override
  public ResultSet getTableTypes() throws SQLException {
    return connection.rows(MetaDataRows.of("TABLE_TYPE").add("TABLE").add("VIEW"));
  }

  @Override
  public String getURL() {
    return connection.url();
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
