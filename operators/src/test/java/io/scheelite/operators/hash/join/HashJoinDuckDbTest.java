package io.scheelite.operators.hash.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.testsupport.Seeds;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Joins with null keys, duplicates and a further condition mean what they mean to DuckDB. */
class HashJoinDuckDbTest {
  private static final long MEMORY_BYTES = 64 << 20;

  private static final Schema SCHEMA =
      Schema.of(
          new Field("number", DataType.INT64, true),
          new Field("text", DataType.UTF8, true),
          new Field("amount", DataType.INT64, false));

  private static final Expression LESS =
      new Expression.Comparison(
          ComparisonOperator.LESS,
          new Expression.ColumnRef(2, DataType.INT64, false),
          new Expression.ColumnRef(5, DataType.INT64, false));

  private static RowsTable table(RandomGenerator random, int numRows) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      rows.add(
          Arrays.asList(
              random.nextInt(9) == 0 ? null : (long) random.nextInt(40) - 20,
              random.nextInt(9) == 0 ? null : "a text of some length " + random.nextInt(5),
              (long) random.nextInt(1000)));
    }
    return new RowsTable(SCHEMA, rows, 400);
  }

  @ParameterizedTest
  @EnumSource(value = JoinType.class, mode = EnumSource.Mode.EXCLUDE, names = "SINGLE")
  void agreesWithDuckDb(JoinType type) throws SQLException {
    RandomGenerator random = Seeds.random("duckdb" + type);
    RowsTable probe = table(random, 900);
    RowsTable build = table(random, 700);
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
      load(duckDb, "p", probe);
      load(duckDb, "b", build);
      for (boolean residual : new boolean[] {false, true}) {
        for (List<Integer> keys : List.of(List.of(0), List.of(1), List.of(0, 1))) {
          if (type.isNullAware() && (residual || keys.size() > 1)) {
            continue;
          }
          RandomJoin input = RandomJoin.of(probe, build, type, keys, keys, residual ? LESS : null);
          List<List<@Nullable Object>> expected = query(duckDb, sql(type, keys, residual));
          for (boolean spilling : new boolean[] {false, true}) {
            try (OperatorHarness harness =
                new OperatorHarness(MEMORY_BYTES).reclaimAlways(spilling)) {
              assertThat(RandomJoin.counts(HashJoinTest.run(harness, input)))
                  .as("%s keys=%s residual=%s spilling=%s", type, keys, residual, spilling)
                  .isEqualTo(RandomJoin.counts(expected));
            }
          }
        }
      }
    }
  }

  private static String sql(JoinType type, List<Integer> keys, boolean residual) {
    List<String> conditions = new ArrayList<>();
    for (int key : keys) {
      String name = SCHEMA.field(key).name();
      conditions.add("p." + name + " = b." + name);
    }
    if (residual) {
      conditions.add("p.amount < b.amount");
    }
    String on = String.join(" AND ", conditions);
    String key = keys.isEmpty() ? "" : SCHEMA.field(keys.getFirst()).name();
    return switch (type) {
      case INNER -> "SELECT * FROM p JOIN b ON " + on;
      case LEFT, SINGLE -> "SELECT * FROM p LEFT JOIN b ON " + on;
      case RIGHT -> "SELECT * FROM p RIGHT JOIN b ON " + on;
      case FULL -> "SELECT * FROM p FULL JOIN b ON " + on;
      case MARK -> "SELECT *, EXISTS (SELECT 1 FROM b WHERE " + on + ") FROM p";
      case NULL_AWARE_MARK -> "SELECT *, " + key + " IN (SELECT " + key + " FROM b) FROM p";
      case NULL_AWARE_ANTI ->
          "SELECT * FROM p WHERE " + key + " NOT IN (SELECT " + key + " FROM b)";
      case SEMI -> "SELECT * FROM p WHERE EXISTS (SELECT 1 FROM b WHERE " + on + ")";
      case ANTI -> "SELECT * FROM p WHERE NOT EXISTS (SELECT 1 FROM b WHERE " + on + ")";
      case RIGHT_SEMI -> "SELECT * FROM b WHERE EXISTS (SELECT 1 FROM p WHERE " + on + ")";
      case RIGHT_ANTI -> "SELECT * FROM b WHERE NOT EXISTS (SELECT 1 FROM p WHERE " + on + ")";
    };
  }

  private static void load(Connection duckDb, String name, RowsTable table) throws SQLException {
    try (Statement statement = duckDb.createStatement()) {
      statement.execute(
          "CREATE TABLE " + name + " (number BIGINT, text VARCHAR, amount BIGINT NOT NULL)");
    }
    try (PreparedStatement insert =
        duckDb.prepareStatement("INSERT INTO " + name + " VALUES (?, ?, ?)")) {
      for (List<@Nullable Object> row : table.rows()) {
        for (int i = 0; i < row.size(); i++) {
          insert.setObject(i + 1, row.get(i));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static List<List<@Nullable Object>> query(Connection duckDb, String sql)
      throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
