package io.scheelite.sql.calcite;

import io.scheelite.columnar.Field;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.FileReference;
import io.scheelite.sql.catalog.SystemTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.jspecify.annotations.Nullable;

/**
 * Shows the catalog, and the files of one statement, to Calcite: the tables by their names, by
 * those of their schema, and by their full ones.
 */
final class CatalogSchema extends AbstractSchema {
  private final Map<String, Table> tables = new HashMap<>();
  private final Map<String, Schema> schemas = new HashMap<>();

  /**
   * @param rowType what a view yields
   */
  CatalogSchema(
      Catalog catalog,
      Map<String, FileReference> files,
      Function<Catalog.View, RelDataType> rowType) {
    Part main = new Part(tables, Map.of());
    Part information = new Part(InformationSchema.tables(catalog), Map.of());
    Map<String, Schema> parts = Map.of(Catalog.SCHEMA, main, InformationSchema.NAME, information);
    schemas.putAll(parts);
    schemas.put(Catalog.NAME, new Part(Map.of(), parts));
    tables.put(SemiJoins.ONE_ROW, new KnownRows(SemiJoins.TABLE));
    for (SystemTable table : catalog.systemTables()) {
      tables.put(table.name(), new KnownRows(table));
    }
    for (Catalog.Entry entry : catalog.entries()) {
      tables.put(entry.name(), new CatalogTable(entry.name(), entry.table()));
    }
    for (Catalog.View view : catalog.views()) {
      tables.put(view.name(), new CatalogView(view, rowType));
    }
    files.forEach((name, file) -> tables.put(name, new CatalogTable(name, catalog.open(file))));
  }

  @Override
  protected Map<String, Table> getTableMap() {
    return tables;
  }

  @Override
  protected Map<String, Schema> getSubSchemaMap() {
    return schemas;
  }

  /** Tables and schemas that lie in a schema. */
  private static final class Part extends AbstractSchema {
    private final Map<String, Table> tables;
    private final Map<String, Schema> schemas;

    Part(Map<String, Table> tables, Map<String, Schema> schemas) {
      this.tables = tables;
      this.schemas = schemas;
    }

    @Override
    protected Map<String, Table> getTableMap() {
      return tables;
    }

    @Override
    protected Map<String, Schema> getSubSchemaMap() {
      return schemas;
    }
  }

  /** A table whose rows are known when the statement is read. */
  static final class KnownRows extends AbstractTable {
    private final SystemTable table;

    KnownRows(SystemTable table) {
      this.table = table;
    }

    SystemTable table() {
      return table;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
      return rowType(factory, table.schema());
    }
  }

  /** One table. */
  static final class CatalogTable extends AbstractTable {
    private final String name;
    private final TableSource source;

    CatalogTable(String name, TableSource source) {
      this.name = name;
      this.source = source;
    }

    String name() {
      return name;
    }

    TableSource source() {
      return source;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
      RelDataTypeFactory.Builder builder = factory.builder();
      for (Field field : source.schema().fields()) {
        builder.add(field.name(), CalciteTypes.toCalcite(factory, field.type(), field.nullable()));
      }
      return builder.build();
    }
  }

  private static RelDataType rowType(
      RelDataTypeFactory factory, io.scheelite.columnar.Schema schema) {
    RelDataTypeFactory.Builder builder = factory.builder();
    for (Field field : schema.fields()) {
      builder.add(field.name(), CalciteTypes.toCalcite(factory, field.type(), field.nullable()));
    }
    return builder.build();
  }

  /** A query that a name stands for. */
  private static final class CatalogView extends AbstractTable implements TranslatableTable {
    private final Catalog.View view;
    private final Function<Catalog.View, RelDataType> rowType;
    private @Nullable RelDataType known;

    CatalogView(Catalog.View view, Function<Catalog.View, RelDataType> rowType) {
      this.view = view;
      this.rowType = rowType;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
      if (known == null) {
        known = rowType.apply(view);
      }
      return known;
    }

    @Override
    public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
      return context
          .expandView(table.getRowType(), view.query(), List.of(), List.of(view.name()))
          .project();
    }
  }
}
