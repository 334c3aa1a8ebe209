package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.sql.result.ResultFormat;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields of structs are read without the rest of them, and the answers are those of DuckDB. */
class StructFieldScanTest {
  @TempDir private Path folder;
  private String file = "";

  private final Engine engine =
      Engine.builder().memoryBytes(64 << 20).threads(1).withoutCounters().build();
  private Connection duck;

  @BeforeEach
  void createFile() throws SQLException {
    file = folder.resolve("t.parquet").toString();
    duck = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duck.createStatement()) {
      statement.execute(
          "copy (select i, case when i % 13 = 0 then null else range(i, i + i % 6) end as l,"
              + " case when i % 17 = 0 then null else list_transform(range(i % 4), lambda x: case when x"
              + " = 1 then null else {'p': x + i, 't': 'item ' || x * i} end) end as items,"
              + " [range(i % 3), null] as deep, case when i % 7 = 0 then null else {'a': case when i % 5 = 0 then null"
              + " else i % 1000 end, 'b': 'text ' || i % 500, 'in': case when i % 11 = 0 then null"
              + " else {'x': i * 1.5, 'l': [i, i + 1], 'f': i % 2 = 0} end} end as s"
              + " from range(20000) r(i)) to '"
              + file
              + "' (row_group_size 4096)");
    }
  }

  @AfterEach
  void close() throws SQLException {
    duck.close();
    engine.close();
  }

  private List<String> ours(String sql) {
    StringBuilder text = new StringBuilder();
    try (QueryResult rows = engine.sql(sql).collect()) {
      rows.write(ResultFormat.CSV, text);
    }
    return text.toString().lines().skip(1).sorted().toList();
  }

  private List<String> theirs(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          String value = result.getString(i);
          row.add(value == null ? "" : value);
        }
        rows.add(String.join(",", row));
      }
    }
    rows.sort(null);
    return rows;
  }

  /**
   * Checks the answer, and the columns of the scans.
   *
   * @param columns in brackets, as the plan shows them
   */
  private void check(String sql, String... columns) throws SQLException {
    String there = sql.replace("T", "'" + file + "'");
    assertThat(ours(there)).as(sql).isEqualTo(theirs(there));
    String plan = engine.sql(there).explain();
    assertThat(plan).as(sql).contains(columns);
  }

  @Test
  void fieldsAreColumns() throws SQLException {
    check("select sum(s['a']), max(s['b']), count(s['in']['x']) from T", "[s.a, s.b, s.in.x]");
    check("select s['a'], s['in']['f'] from T where i < 100", "[i, s.a, s.in.f]");
  }

  @Test
  void conditionsSkipRowGroups() throws SQLException {
    check("select count(*) from T where s['in']['x'] > 29000", "[s.in.x] where s.in.x > ");
    String plan =
        engine
            .sql("select count(*) from '" + file + "' where s['in']['x'] > 29000")
            .explainAnalyze();
    assertThat(plan).contains("opened=1");
  }

  @Test
  void nullsOfOuterJoinsAreNulls() throws SQLException {
    check(
        "select k, s['a'], s['b'] is null from range(19990, 20010) as r(k) left join T on k = i",
        "s.a, s.b]");
    check(
        "select count(*) from T as l join T as r on l.s['a'] = r.s['a'] where l.i < 50 and r.i < 50",
        "[i, s.a]");
  }

  @Test
  void fieldsPassGroupsAndOrders() throws SQLException {
    check(
        "select s['a'] % 10, count(*), max(s['b']) from T group by s['a'] % 10 having count(*) > 1",
        "[s.a, s.b]");
    check("select s['b'] from T order by s['a'] nulls last, i limit 5", "[i, s.b, s.a]");
    check(
        "select a, row_number() over (partition by a order by i) from (select i, s['a'] as a from T"
            + " where i < 300) as q",
        "[i, s.a]");
    check("select s['a'] from T where i < 3 union all select i from T where i < 3", "[i, s.a]");
  }

  @Test
  void structsThatAreReadWholeAreReadOnce() throws SQLException {
    check("select s['a'] from T where s is not null and i < 100", "[i, s]");
    check("select count(*) from (select distinct s from T where s['a'] < 10) as q", "[s]");
  }

  @Test
  void listsInStructsAreReadWithThem() throws SQLException {
    check("select s['in']['l'][1], s['a'] from T where i < 100", "s");
  }

  @Test
  void partsOfListsAreColumns() throws SQLException {
    check(
        "select sum(len(l)), sum(l[1]), max(l[3]), count(l[9]) from T",
        "len(l), l[1], l[3], l[9]]");
    check("select i, len(items), items[2]['t'], items[1]['p'] from T where i < 300", "items[2].t,");
    check(
        "select len(items), count(*), max(items[1]['t']) from T group by len(items)",
        "len(items),");
  }

  @Test
  void conditionsOnPartsOfLists() throws SQLException {
    check("select i, l[2] from T where len(l) = 5 and i < 1000", "[i, l[2], len(l)]");
    check("select max(items[3]['t']) from T where l[1] between 500 and 700", "l[1]");
    check("select count(*) from T where len(items) is null", "[len(items)]");
  }

  @Test
  void otherPartsOfListsAreReadWithTheLists() throws SQLException {
    check("select l[-1], len(l) from T where i < 100", "[i, l, len(l)]");
    check("select len(deep), deep[1][2], len(deep[1]) from T where i < 100", "[i, deep]");
    check("select l[1], list_contains(l, 5) from T where i < 100", "[i, l]");
    check("select l[i % 3] from T where i < 100", "[i, l]");
  }
}
