package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.dataset.FieldIdColumn;
import io.scheelite.sql.Engine;
import io.scheelite.sql.Functions;
import io.scheelite.sql.QueryResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Both engines write and read numbers of fields by the same statements. */
class FieldIdsLikeDuckDbTest extends BesideDuckDbTest {
  /** The columns of three generations of a table. */
  private static final String WANTED =
      """
      MAP {
        3: {name: 'comment', type: 'VARCHAR', default_value: 'it''s, {new}: 100%25'},
        1: {name: 'id', type: 'BIGINT', default_value: NULL},
        2: {name: 'price', type: 'DOUBLE', default_value: NULL},
        5: {name: 'day', type: 'DATE', default_value: '2024-02-29'},
        4: {name: 'tags', type: 'STRUCT(a INTEGER, l VARCHAR[])', default_value: NULL}}""";

  private static final String ALL = read("'$/*.parquet'", WANTED);

  @Override
  @Nullable String text(ResultSet result, int column) throws SQLException {
    return withoutZeros(result.getString(column));
  }

  private void assertSame(String sql, int atLeast) throws SQLException {
    // asked for fields of such structs, DuckDB's reader fails
    run(duck, "create or replace temp table known as select * from " + ALL + " f");
    List<String> wanted = answer(duck, sql.replace(ALL, "known"));
    assertThat(wanted).as(sql).hasSizeGreaterThan(atLeast);
    assertThat(answer(ours, sql)).as(sql).isEqualTo(wanted);
  }

  private static String read(String files, String schema) {
    return "read_parquet(" + files + ", schema=" + schema + ")";
  }

  /** A table whose columns were renamed, widened, moved, added and dropped. */
  private void writeGenerations(Connection connection) throws SQLException {
    assertThat(folder.resolve("source").toFile().mkdir()).isTrue();
    run(
        duck,
        "copy (select i AS id, {'a': i::INTEGER, 'l': ['x', NULL]} AS s,"
            + " DATE '2020-01-01' + (i % 9)::INTEGER AS d from range(6000, 9000) t(i))"
            + " to '$/source/c.parquet' (format parquet)");
    run(
        connection,
        "copy (select i::INTEGER AS id, i::REAL / 4 AS cost, 'dropped' AS comment"
            + " from range(3000) t(i)) to '$/a.parquet' (format parquet, row_group_size 2048,"
            + " field_ids {id: 1, cost: 2, comment: 99})");
    run(
        connection,
        "copy (select 'c' || i AS note, i::DOUBLE AS price, i AS key from range(3000, 6000) t(i))"
            + " to '$/b.parquet' (format parquet, row_group_size 2048,"
            + " field_ids {note: 3, price: 2, key: 1})");
    run(
        connection,
        "copy (select id, s, d from '$/source/c.parquet') to '$/c.parquet' (format parquet, row_group_size 2048,"
            + " field_ids {id: 1, s: {__duckdb_field_id: 4, a: 7, l: {__duckdb_field_id: 8,"
            + " element: 9}}, d: 5})");
  }

  private void assertGenerations() throws SQLException {
    assertSame("select * from " + ALL + " f where id < 6000", 6000);
    assertSame(
        "select comment, id, price, day, f.tags.a, f.tags.l[1], f.tags.l[2] from " + ALL + " f",
        9000);
    assertSame("select id, comment from " + ALL + " f where id between 2900 and 3010", 111);
    assertSame("select day, price from " + ALL + " f where comment like 'it%'", 6000);
    assertSame("select id, day, f.tags.a from " + ALL + " f where price is null", 3000);
    assertSame(
        "select id, price from " + ALL + " f where price = 100.25 or id in (1, 8000, 100000)", 3);
    assertSame("select f.tags.a, id from " + ALL + " f where f.tags.a > 8990", 9);
    assertSame("select count(*) AS n, sum(id) AS s from " + ALL + " f", 1);
    assertSame(
        "select * from "
            + read(
                "['$/a.parquet', '$/c.parquet']",
                "MAP {1: {name: 'b', type: 'BIGINT', default_value: NULL},"
                    + " 5: {name: 'id', type: 'TIMESTAMP', default_value: NULL}}")
            + " where b < 10 or b > 8990",
        19);
  }

  @Test
  void columnsAreFoundByNumbersOfDuckDb() throws SQLException {
    writeGenerations(duck);
    assertGenerations();
  }

  @Test
  void columnsAreFoundByNumbersOfOurs() throws SQLException {
    writeGenerations(ours);
    assertGenerations();
    assertThat(answer(duck, "select name, field_id from parquet_schema('$/c.parquet')"))
        .contains("id|1", "s|4", "a|7", "l|8", "list|null", "element|9", "d|5");
  }

  @Test
  void rowGroupsAreSkippedThroughTheNumbers() throws SQLException {
    writeGenerations(duck);
    // the first file stores integers of 32 bits
    String plan =
        String.join("\n", answer(ours, "explain select * from " + ALL + " f where id = 2500"));
    assertThat(plan).contains("row groups: 1 of 6");
    plan =
        String.join(
            "\n", answer(ours, "explain select * from " + ALL + " where comment = 'c3000'"));
    assertThat(plan).contains("row groups: 1 of 6");
  }

  @Test
  void allFieldsAreCounted() throws SQLException {
    run(
        duck,
        "copy (select 1 AS a, 'x' AS b, {'u': 1, 'v': [1, 2]} AS s, map {'k': 1} AS m)"
            + " to '$/source.parquet' (format parquet)");
    String copy =
        "copy (select a, b, s, m from '$/source.parquet') to '$/%s.parquet' (format parquet, field_ids 'auto')";
    run(duck, String.format(Locale.ROOT, copy, "theirs"));
    run(ours, String.format(Locale.ROOT, copy, "ours"));
    String shown =
        "select name, field_id from parquet_schema('$/%s.parquet') where name not like '%%schema'";
    assertThat(answer(duck, String.format(Locale.ROOT, shown, "ours")))
        .isEqualTo(answer(duck, String.format(Locale.ROOT, shown, "theirs")))
        .contains("m|6", "value|8");
  }

  @Test
  void framesTakeColumnsByNumbers() throws SQLException {
    writeGenerations(duck);
    Engine engine = ours.unwrap(Engine.class);
    List<FieldIdColumn> columns =
        List.of(
            new FieldIdColumn(3, "c", DataType.UTF8, "none"),
            new FieldIdColumn(1, "k", DataType.INT64, null));
    try (QueryResult result =
        engine
            .read()
            .parquet(folder + "/*.parquet", columns)
            .filter(Functions.col("k").eq(3).or(Functions.col("k").eq(3003)))
            .orderBy(Functions.col("k").asc())
            .collect()) {
      assertThat(result.schema().fields().stream().map(Field::name)).containsExactly("c", "k");
      assertThat(result.rows()).isEqualTo(List.of(List.of("none", 3L), List.of("c3003", 3003L)));
    }
  }

  @Test
  void whatCannotBeFoundIsRefused() throws SQLException {
    run(duck, "copy (select 1 AS a, 2 AS b) to '$/none.parquet' (format parquet)");
    run(
        duck,
        "copy (select 1 AS a, 'x' AS b) to '$/some.parquet' (format parquet, field_ids {a: 1, b: 2})");
    String a = "1: {name: 'a', type: 'INTEGER', default_value: NULL}";
    assertFails(
        "select * from " + read("'$/none.parquet'", "MAP {" + a + "}"),
        "22000",
        "no field ids",
        "none.parquet",
        "[a, b]");
    assertFails(
        "select * from " + read("'$/some.parquet'", "MAP {2: {name: 'b', type: 'INTEGER'}}"),
        "42804",
        "some.parquet",
        "VARCHAR",
        "id=2");
    assertFails(
        "select * from " + read("'$/some.parquet'", "MAP {1: {name: 'b', type: 'TINYINT'}}"),
        "42804",
        "INTEGER");
    assertFails(
        "select * from "
            + read("'$/some.parquet'", "MAP {" + a + ", 2: {name: 'A', type: 'VARCHAR'}}"),
        "42701",
        "column=A");
    assertFails(
        "select * from "
            + read("'$/some.parquet'", "MAP {9: {name: 'c', type: 'INTEGER', default_value: 'x'}}"),
        "22018",
        "column=c");
    assertFails(
        "select * from " + read("'$/some.parquet'", "MAP {x: {name: 'c', type: 'INTEGER'}}"),
        "42000",
        "MAP {1:");
    assertFails(
        "select * from " + read("'$/some.parquet'", "MAP {1: {type: 'INTEGER'}}"),
        "42000",
        "MAP {1:");
    assertFails(
        "select * from "
            + read("'$/some.parquet'", "MAP {1: {name: 'c', type: 'INTEGER', typ: 1}}"),
        "42000",
        "MAP {1:");
    assertFails("select * from " + read("'$/some.parquet'", "{}"), "42000", "MAP {1:");
    assertFails(
        "select * from read_parquet('$/some.parquet', union_by_name=true, schema=MAP {" + a + "})",
        "42000",
        "union_by_name");
    run(duck, "copy (select 1 AS a) to '$/some.csv' (format csv)");
    assertFails("select * from read_csv('$/some.csv', schema=MAP {" + a + "})", "42000", "schema");
  }

  @Test
  void numbersThatCannotBeWrittenAreRefused() throws SQLException {
    run(duck, "copy (select {'x': 2} AS s) to '$/source.parquet' (format parquet)");
    String copy =
        "copy (select 1 AS a, s from '$/source.parquet') to '$/new.parquet' (format parquet, field_ids ";
    assertFails(copy + "{a: 1, b: 2})", "42703", ": b", "[a, s, s.x]");
    assertFails(copy + "{a: 1, s: {y: 2}})", "42703", "s.y");
    assertFails(copy + "{a: 1, s: {x: 1}})", "42000", "id=1");
    assertFails(copy + "{a: 'many'})", "42000", "FIELD_IDS");
    assertFails(copy + "'some')", "42000", "FIELD_IDS");
    assertThat(folder.resolve("new.parquet")).doesNotExist();
  }
}
