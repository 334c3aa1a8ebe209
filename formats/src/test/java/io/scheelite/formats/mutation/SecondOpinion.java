package io.scheelite.formats.mutation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.parquet.DuckDb;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether another reader finds the rows that we find in a damaged file: of Arrow files that is
 * Arrow's own, of others DuckDB. A damaged file may end DuckDB's process, which is this one: only
 * for runs that can be continued behind it.
 */
final class SecondOpinion implements AutoCloseable {
  /** Of the same rows. */
  static final String AGREES = "as the other reader";

  /** What DuckDB calls types that we read as others, and in other words. */
  private static final Map<String, String> OUR_NAMES =
      Map.ofEntries(
          Map.entry("UTINYINT", "SMALLINT"),
          Map.entry("USMALLINT", "INTEGER"),
          Map.entry("UINTEGER", "BIGINT"),
          Map.entry("UBIGINT", "DECIMAL(20, 0)"),
          Map.entry("FLOAT", "REAL"),
          Map.entry("UUID", "VARCHAR"),
          Map.entry("JSON", "VARCHAR"),
          Map.entry("TIMESTAMP WITH TIME ZONE", "TIMESTAMP"),
          Map.entry("TIMESTAMP_S", "TIMESTAMP"),
          Map.entry("TIMESTAMP_MS", "TIMESTAMP"),
          Map.entry("TIMESTAMP_NS", "TIMESTAMP"));

  private final DuckDb duck;

  SecondOpinion() throws SQLException {
    this.duck = new DuckDb();
  }

  /**
   * What DuckDB finds.
   *
   * @param verdict in a few words
   * @param difference the first row that differs, of both; empty if none does
   */
  record Opinion(String verdict, String difference) {
    Opinion(String verdict) {
      this(verdict, "");
    }
  }

  Opinion of(FileKind kind, Path file, Schema schema, List<List<@Nullable Object>> rows) {
    if (schema.size() == 0) {
      return new Opinion("not compared");
    }
    if (!kind.isParquet() && !kind.isText()) {
      return ofArrow(file, rows);
    }
    List<DataType> types = schema.fields().stream().map(Field::type).toList();
    String query = query(kind, file, schema);
    try {
      List<String> names = duck.types(query).stream().map(SecondOpinion::ourName).toList();
      if (names.size() != types.size()) {
        return new Opinion("other columns in DuckDB");
      }
      if (!names.equals(types.stream().map(DataType::sqlName).toList())) {
        return new Opinion("other types in DuckDB");
      }
      return compare(DuckDb.shown(types, rows), duck.query(query, types));
    } catch (SQLException | RuntimeException e) {
      return new Opinion("DuckDB refuses");
    }
  }

  /** Of dictionaries and types that we read as others it shows what is stored. */
  private static Opinion ofArrow(Path file, List<List<@Nullable Object>> rows) {
    try {
      return compare(rows, ArrowOpinion.rows(file, rows.size()));
    } catch (IOException | RuntimeException | OutOfMemoryError | AssertionError e) {
      return new Opinion("Arrow's reader refuses");
    }
  }

  private static String query(FileKind kind, Path file, Schema schema) {
    return switch (kind) {
      case PARQUET_ENCODED, PARQUET_OURS, PARQUET_DUCKDB -> "FROM read_parquet('" + file + "')";
      // lines that end in two ways; quoted empty fields are texts to us
      case CSV -> "FROM read_csv('" + file + "', strict_mode = false, allow_quoted_nulls = false)";
      // values of several kinds are texts to us
      case JSON ->
          schema.fields().stream()
              .map(field -> text(field.name()) + ": " + text(field.type().sqlName()))
              .collect(
                  Collectors.joining(", ", "FROM read_json('" + file + "', columns = {", "})"));
      case ARROW, ARROW_STORED -> throw new IllegalArgumentException("not read by DuckDB: " + file);
    };
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private static String ourName(String theirs) {
    String name = theirs.replaceAll("DECIMAL\\((\\d+),(\\d+)\\)", "DECIMAL($1, $2)");
    for (Map.Entry<String, String> entry : OUR_NAMES.entrySet()) {
      name = name.replaceAll("\\b" + entry.getKey() + "(?![\\w \"])", entry.getValue());
    }
    return name;
  }

  private static Opinion compare(
      List<List<@Nullable Object>> ours, List<List<@Nullable Object>> theirs) {
    for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
      String our = i < ours.size() ? ours.get(i).toString() : "no row";
      String their = i < theirs.size() ? theirs.get(i).toString() : "no row";
      if (i >= ours.size() || i >= theirs.size() || !ours.get(i).equals(theirs.get(i))) {
        return new Opinion("unlike the other reader", "row " + i + ": " + our + " there: " + their);
      }
    }
    return new Opinion(AGREES);
  }

  @Override
  public void close() throws SQLException {
    duck.close();
  }
}
