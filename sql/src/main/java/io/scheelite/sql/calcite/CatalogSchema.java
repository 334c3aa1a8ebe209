package io.scheelite.sql.calcite;

import io.scheelite.columnar.Field;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.Catalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;

/** Shows the catalog, and the paths of one statement, to Calcite. */
final class CatalogSchema extends AbstractSchema {
  private final Map<String, Table> tables = new HashMap<>();

  CatalogSchema(Catalog catalog, List<String> paths) {
    for (Catalog.Entry entry : catalog.entries()) {
      tables.put(entry.name(), new CatalogTable(entry.name(), entry.table()));
    }
    for (String path : paths) {
      tables.put(path, new CatalogTable(path, catalog.openPath(path)));
    }
  }

  @Override
  protected Map<String, Table> getTableMap() {
    return tables;
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
}
