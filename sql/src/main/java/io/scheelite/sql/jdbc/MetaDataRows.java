package io.scheelite.sql.jdbc;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.TableInfo;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.TableRules;
import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows that answer questions about the database.
 *
 * @param rows Boolean, Long, Double, String or null
 */
record MetaDataRows(Schema schema, List<List<@Nullable Object>> rows) {
  /** The one catalog of a connection. */
  static final String CATALOG = Catalog.NAME;

  /** Its one schema. */
  static final String SCHEMA = Catalog.SCHEMA;

  /** No generated keys. */
  static final MetaDataRows NO_KEYS = of("GENERATED_KEY bigint");

  static final String COLUMNS =
      "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int"
          + " BUFFER_LENGTH:int DECIMAL_DIGITS:int NUM_PREC_RADIX:int NULLABLE:int REMARKS"
          + " COLUMN_DEF SQL_DATA_TYPE:int SQL_DATETIME_SUB:int CHAR_OCTET_LENGTH:int"
          + " ORDINAL_POSITION:int IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE"
          + " SOURCE_DATA_TYPE:int IS_AUTOINCREMENT IS_GENERATEDCOLUMN";

  private static final String TYPE_INFO =
      "TYPE_NAME DATA_TYPE:int PRECISION:int LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS"
          + " NULLABLE:int CASE_SENSITIVE:bool SEARCHABLE:int UNSIGNED_ATTRIBUTE:bool"
          + " FIXED_PREC_SCALE:bool AUTO_INCREMENT:bool LOCAL_TYPE_NAME MINIMUM_SCALE:int"
          + " MAXIMUM_SCALE:int SQL_DATA_TYPE:int SQL_DATETIME_SUB:int NUM_PREC_RADIX:int";

  private static final List<DataType> TYPES =
      List.of(
          DataType.INT8,
          DataType.INT64,
          new DataType.Decimal(DataType.Decimal.MAX_PRECISION, 0),
          DataType.INT32,
          DataType.INT16,
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.UTF8,
          DataType.BOOLEAN,
          DataType.DATE,
          DataType.TIMESTAMP);

  /** No rows yet, with columns such as {@code NAME SIZE:int}: text unless they say otherwise. */
  static MetaDataRows of(String columns) {
    List<Field> fields = new ArrayList<>();
    for (String column : columns.split(" ")) {
      int colon = column.indexOf(':');
      String name = colon < 0 ? column : column.substring(0, colon);
      DataType type =
          switch (colon < 0 ? "" : column.substring(colon + 1)) {
            case "int" -> DataType.INT32;
            case "bool" -> DataType.BOOLEAN;
            default -> DataType.UTF8;
          };
      fields.add(new Field(name, type, true));
    }
    return new MetaDataRows(new Schema(fields), new ArrayList<>());
  }

  MetaDataRows add(@Nullable Object... values) {
    List<@Nullable Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value instanceof Integer number ? (Object) number.longValue() : value);
    }
    rows.add(row);
    return this;
  }

  /** As a pattern of JDBC, or of anything: {@code %}, {@code _} and backslash. */
  static boolean matches(@Nullable String pattern, String name) {
    return pattern == null
        || matches(pattern.toLowerCase(Locale.ROOT), 0, name.toLowerCase(Locale.ROOT), 0);
  }

  private static boolean matches(String pattern, int at, String name, int from) {
    int p = at;
    int n = from;
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '%') {
        for (int i = n; i <= name.length(); i++) {
          if (matches(pattern, p + 1, name, i)) {
            return true;
          }
        }
        return false;
      }
      boolean escaped = c == '\\' && p + 1 < pattern.length();
      char wanted = escaped ? pattern.charAt(p + 1) : c;
      if (n == name.length() || (wanted != name.charAt(n) && (escaped || c != '_'))) {
        return false;
      }
      p += escaped ? 2 : 1;
      n++;
    }
    return n == name.length();
  }

  static MetaDataRows columns(Collection<TableInfo> tables, @Nullable String columnPattern) {
    MetaDataRows result = of(COLUMNS);
    for (TableInfo table : tables) {
      int position = 0;
      for (Field field : table.schema().fields()) {
        position++;
        if (matches(columnPattern, field.name())) {
          result.addColumn(table, field, position);
        }
      }
    }
    return result;
  }

  private void addColumn(TableInfo table, Field field, int position) {
    DataType type = field.type();
    String defaultText = defaultText(table.rules().defaults().get(position - 1), type);
    boolean text = type instanceof DataType.Utf8;
    add(
        CATALOG,
        SCHEMA,
        table.name(),
        field.name(),
        JdbcTypes.sqlType(type),
        JdbcTypes.name(type),
        JdbcTypes.precision(type),
        null,
        JdbcTypes.isSigned(type) || type instanceof DataType.Timestamp
            ? JdbcTypes.scale(type)
            : null,
        10,
        field.nullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
        null,
        defaultText,
        null,
        null,
        text ? Integer.MAX_VALUE : null,
        position,
        field.nullable() ? "YES" : "NO",
        null,
        null,
        null,
        null,
        "NO",
        "NO");
  }

  private static @Nullable String defaultText(TableRules.Default declared, DataType type) {
    return switch (declared) {
      case TableRules.Default.Constant(Literal constant) ->
          constant.value() == null ? null : JdbcTypes.literal(constant.value(), type);
      case TableRules.Default.Computed(String text, String _) -> text;
    };
  }

  static MetaDataRows typeInfo() {
    MetaDataRows result = of(TYPE_INFO);
    for (DataType type : TYPES) { // ordered by their numbers
      boolean text = type instanceof DataType.Utf8;
      boolean quoted = text || type instanceof DataType.Date || type instanceof DataType.Timestamp;
      boolean decimal = type instanceof DataType.Decimal;
      result.add(
          JdbcTypes.name(type),
          JdbcTypes.sqlType(type),
          JdbcTypes.precision(type),
          quoted ? "'" : null,
          quoted ? "'" : null,
          decimal ? "precision,scale" : null,
          DatabaseMetaData.typeNullable,
          text,
          DatabaseMetaData.typeSearchable,
          !JdbcTypes.isSigned(type),
          false,
          false,
          null,
          0,
          decimal ? DataType.Decimal.MAX_PRECISION : JdbcTypes.scale(type),
          null,
          null,
          10);
    }
    result.rows.sort((a, b) -> Long.compare(number(a), number(b)));
    return result;
  }

  private static long number(List<@Nullable Object> row) {
    return row.get(1) instanceof Long number ? number : Types.NULL;
  }
}
