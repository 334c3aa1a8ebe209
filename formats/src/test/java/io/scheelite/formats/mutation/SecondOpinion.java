package io.scheelite.formats.mutation;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.parquet.DuckDb;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether DuckDB finds the rows that we find in a damaged Parquet file. A damaged file may end
 * DuckDB's process, which is this one: only for runs that can be continued behind it.
 */
final class SecondOpinion implements AutoCloseable {
  /** What comes in the same form from both. */
  private static final List<DataType> ALIKE =
      List.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.DATE,
          DataType.UTF8);

  private final DuckDb duck;

  SecondOpinion() throws SQLException {
    this.duck = new DuckDb();
  }

  /** In a word. */
  String of(Path file, List<DataType> types, @Nullable List<List<@Nullable Object>> rows) {
    if (!ALIKE.containsAll(types)) {
      return "not compared";
    }
    List<List<@Nullable Object>> theirs;
    try {
      theirs = duck.query("FROM '" + file + "'");
    } catch (SQLException | RuntimeException e) {
      return "DuckDB refuses";
    }
    return theirs.equals(rows) ? "as DuckDB" : "unlike DuckDB";
  }

  @Override
  public void close() throws SQLException {
    duck.close();
  }
}
