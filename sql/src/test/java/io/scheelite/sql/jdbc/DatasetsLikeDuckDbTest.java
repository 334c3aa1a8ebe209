package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Both engines read the same folders of files, which DuckDB wrote, by the same statements. */
class DatasetsLikeDuckDbTest extends BesideDuckDbTest {
  @Override
  @Nullable String text(ResultSet result, int column) throws SQLException {
    return withoutZeros(result.getString(column));
  }

  private void assertSame(String sql) throws SQLException {
    List<String> wanted = answer(duck, sql);
    assertThat(wanted).as(sql).hasSizeGreaterThan(1);
    assertThat(answer(ours, sql)).as(sql).isEqualTo(wanted);
  }

  private void write(String query, String target, String options) throws SQLException {
    Path file = folder.resolve(target);
    try (Statement statement = duck.createStatement()) {
      Files.createDirectories(file.getParent());
      statement.execute("copy (" + query + ") to '" + file + "' (format parquet" + options + ")");
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private static final String SALES =
      "select i as id, 2020 + i % 3 as year, 1 + i % 2 as month, 'n' || (i % 7) as name,"
          + " case when i % 5 = 0 then null else i / 4.0 end as price from range(3000) t(i)";

  @Test
  void foldersAreColumns() throws Exception {
    write(SALES, "s", ", partition_by (year, month)");
    assertSame("select * from '$/s/**/*.parquet'");
    assertSame("select * from read_parquet('$/s/*/*/*.parquet', hive_partitioning = true)");
    assertSame("select * from read_parquet('$/s/*/*/*.parquet', hive_partitioning = false)");
    assertSame("select * from read_parquet('$/s')");
    assertSame("select * from read_parquet('$/s/year=2021/**')");
    assertSame("select * from read_parquet('$/s/*/*/*.parquet', hive_types_autocast = false)");
    assertSame("select * from read_parquet('$/s/*/*/*.parquet', hive_types = {'year': INT})");
    assertSame(
        "select * from read_parquet('$/s/**/*.parquet',"
            + " hive_types = {'year': 'DOUBLE', 'month': 'VARCHAR'})");
    for (String condition :
        List.of(
            "year = 2021",
            "year <> 2021 and id < 100",
            "year in (2020, 2022) and month = 2",
            "(year = 2020 and id < 10) or (year = 2021 and month = 1 and name = 'n3')",
            "year + month = 2022 and price > 700",
            "price is null and month = 1",
            "not (year = 2021 or price < 500)",
            "id = 17",
            "year = id + 1")) {
      assertSame("select * from '$/s/**/*.parquet' where " + condition);
      assertSame(
          "select count(*), sum(year), max(name) from '$/s/**/*.parquet' where " + condition);
    }
    assertSame("select year, month, count(*), sum(price) from '$/s/**/*.parquet' group by all");
    assertSame("select month from '$/s/**/*.parquet' where id < 10");
    assertSame("select count(*) from '$/s/**/*.parquet'");
    assertSame(
        "select a.id, b.month from '$/s/**/*.parquet' a join '$/s/**/*.parquet' b"
            + " on a.id = b.id and a.year = b.year where b.year = 2022");
    assertSame(
        "with y(y) as (values (2021)) select sum(id) from '$/s/**/*.parquet', y where year = y");
  }

  @Test
  void valuesOfFolders() throws Exception {
    write(
        "select 1 as v, 'a b/c' as k union all select 2, null union all select 3, ''"
            + " union all select 4, 'ä=ö%' union all select 5, 'a+b'",
        "t", ", partition_by (k)");
    assertSame("select * from '$/t/**/*.parquet'");
    assertSame("select v from '$/t/**/*.parquet' where k is null");
    assertSame("select v from '$/t/**/*.parquet' where k is not null");
    assertSame("select v from '$/t/**/*.parquet' where k = 'a b/c'");
    assertSame("select v from '$/t/**/*.parquet' where k like 'a%'");
    write(
        "select i as v, case when i < 3 then i end as k from range(5) t(i)",
        "n",
        ", partition_by (k)");
    assertSame("select * from '$/n/**/*.parquet'");
    assertSame("select v from '$/n/**/*.parquet' where k is null or k = 1");
    assertSame("select v from '$/n/**/*.parquet' where k <> 1");
  }

  @Test
  void typesOfFolders() throws Exception {
    int n = 0;
    for (List<String> values :
        List.of(
            List.of("1", "x"),
            List.of("2024-01-01", "2024-02-29"),
            List.of("2024-01-01", "2024-02-30"),
            List.of("2024-01-01 10:00:00", "2024-01-01 10:00:00.5"),
            List.of("2024-01-01 10:00:00", "2024-01-02"),
            List.of("2024-01-01T10:00"),
            List.of("2024-01-01T10:00:00Z"),
            List.of("01", "02"),
            List.of("0", "10", "-5"),
            List.of("", "1"),
            List.of("1.5", "2"),
            List.of("9223372036854775808", "1"),
            List.of("+6"),
            List.of(" 7", "8 "),
            List.of("__HIVE_DEFAULT_PARTITION__"),
            List.of("__HIVE_DEFAULT_PARTITION__", "2024-01-01"),
            List.of("NULL", "1"),
            List.of("Null", "x"),
            List.of("true", "false"),
            List.of("1e3"),
            List.of("20240101"),
            List.of("2024-1-5"),
            List.of("2024-13-01"),
            List.of("2024-01-01 10%3A00%3A00"),
            List.of("%zz", "a%2"),
            List.of("-01"))) {
      String name = "v" + n++;
      for (String value : values) {
        file(name + "/k=" + value + "/f.csv", "v,w\n1,x\n2,y\n");
      }
      assertSame("select * from '$/" + name + "/**/*.csv'");
      assertSame("select * from read_csv('$/" + name + "/**/*.csv', hive_types_autocast = false)");
    }
    assertSame("select * from read_csv('$/v7/**/*.csv', hive_types = {'k': BIGINT})");
    assertSame("select * from read_csv('$/v9/**/*.csv', hive_types = {'k': BIGINT})");
    assertSame("select * from read_csv('$/v10/**/*.csv', hive_types = {'k': DOUBLE})");
    assertSame("select * from read_csv('$/v18/**/*.csv', hive_types = {'k': BOOLEAN})");
    assertBothFail(
        "select * from read_csv('$/v0/**/*.csv', hive_types = {'k': INT})", "22018", "value=x");
    assertBothFail(
        "select * from read_csv('$/v7/**/*.csv', hive_types = {'K': INT})", "42703", "K");
    assertBothFail(
        "select * from read_csv('$/v7/**/*.csv', hive_types = {'k': INT}, hive_partitioning = false)",
        "42000");
    assertFails("select * from read_csv('$/v7/**/*.csv', hive_types = {'k': 'INT[]'})", "42000");
    assertBothFail("select * from read_csv('$/v7/**/*.csv', hive_types = 'INT')", "42000");
  }

  @Test
  void namesOfFolders() throws Exception {
    for (String name :
        List.of(
            "case/K=1",
            "case/k=2",
            "twice/k=1/k=2",
            "depth/a=1/b=2",
            "depth/a=2",
            "swap/a=1/b=2",
            "swap/b=3/a=4",
            "odd/=1",
            "odd2/k=1=2",
            "odd3/k%20x=1",
            "mid/a=1/x/b=2",
            "flat")) {
      file(name + "/f.csv", "v,w\n" + name.length() + ",x\n");
    }
    for (String name :
        List.of("case", "twice", "depth", "swap", "odd", "odd2", "odd3", "mid", "flat")) {
      assertSame("select * from '$/" + name + "/**/*.csv'");
    }
    assertSame("select * from '$/depth/a=1/../a=2/*.csv'");
    assertBothFail(
        "select * from read_csv('$/depth/**/*.csv', hive_partitioning = true)",
        "22000",
        "[a, b]",
        "[a]");
    assertSame("select * from read_csv('$/flat/*.csv', hive_partitioning = true)");
  }

  @Test
  void foldersGoBeforeColumns() throws Exception {
    write("select 1 as v, 99 as K, 3 as w", "o/k=7/a.parquet", "");
    write("select 2 as v, 98 as k, 4 as w", "o/k=8/b.parquet", "");
    write("select 2 as v, 98 as k, 4 as w", "o/k=9.parquet", "");
    assertSame("select * from '$/o/*/*.parquet'");
    assertSame("select v from '$/o/*/*.parquet' where k = 8");
    assertSame("select * from read_parquet('$/o/*/*.parquet', hive_partitioning = false)");
    assertSame("select v, w from '$/o/**/*.parquet'");
    write("select 1 as v, 'text' as k", "p/k=7/a.parquet", "");
    assertSame("select * from '$/p/*/*.parquet'");
    file("j/k=1/a.json", "{\"v\": 1, \"k\": \"x\"}\n");
    assertSame("select * from '$/j/**/*.json'");
  }

  @Test
  void namesOfFiles() throws Exception {
    write(SALES, "s", ", partition_by (year, month)");
    assertSame("select * from read_parquet('$/s/**/*.parquet', filename = true) where id < 50");
    assertSame("select * from read_parquet('$/s/**/*.parquet', filename = 'where') where id < 50");
    assertSame(
        "select id, filename from read_parquet('$/s/**/*.parquet', filename = true,"
            + " hive_partitioning = false) where filename like '%year=2021/month=1%'");
    assertSame(
        "select count(*) from read_parquet('$/s/**/*.parquet', filename = true)"
            + " where filename = '$/s/year=2021/month=1/data_0.parquet'");
    assertSame(
        "select filename, count(*) from read_parquet('$/s/**/*.parquet', filename = true) group by 1");
    assertBothFail(
        "select * from read_parquet('$/s/**/*.parquet', filename = 'id')", "42701", "filename");
    assertBothFail(
        "select * from read_parquet('$/s/**/*.parquet', filename = 'year')", "42701", "filename");
    file("c/a.csv", "a,b\n1,x\n");
    file("c/b.csv", "a,b\n2,y\n");
    assertSame("select * from read_csv('$/c/*.csv', filename = true)");
    file("c/a.json", "{\"a\": 1}\n{\"a\": 2}\n");
    file("c/b.json", "[{\"b\": 1}]\n");
    assertSame(
        "select * from read_json(['$/c/a.json', '$/c/b.json', '$/c/a.json'], filename = 'f')");
  }

  @Test
  void columnsOfAllFiles() throws Exception {
    write("select 1 as a, 'x' as b", "u/1.parquet", "");
    write("select 'y' as b, 2 as a", "u/2.parquet", "");
    write("select 3::bigint as a", "u/3.parquet", "");
    write("select 4.5::double as a, 'z' as b, true as c", "u/4.parquet", "");
    write("select 'text' as a, 'z' as B", "u/5.parquet", "");
    write("select date '2024-01-01' as a", "u/6.parquet", "");
    write("select timestamp '2024-01-01 10:00:00' as a", "u/7.parquet", "");
    write("select 1.25::decimal(5, 2) as a", "u/8.parquet", "");
    write("select true as a", "u/9.parquet", "");
    write("select 7::float as a, [1] as l", "u/10.parquet", "");
    write("select 9::smallint as a, 1 as d", "u/11.parquet", "");
    write(
        "select i as a, 't' || i as b from range(5000) t(i)",
        "u/12.parquet",
        ", row_group_size 2048");
    for (String files :
        List.of(
            "1 2",
            "1 3",
            "3 1",
            "1 2 3 4",
            "4 11 1 5",
            "6 7",
            "1 8",
            "3 8",
            "8 3",
            "4 8",
            "9 1",
            "10 1",
            "1 10 11",
            "6 5",
            "12 4 1",
            "12 8",
            "12 5",
            "12 11",
            "10 8")) {
      String list = list(files);
      assertSame("select * from read_parquet(" + list + ", union_by_name = true)");
      String from = " from read_parquet(" + list + ", union_by_name = true, filename = true)";
      assertSame("select count(a), min(a), max(a), count(*)" + from + " where a is not null");
      assertSame("select *" + from + " where filename not like '%/12.%'");
    }
    unionsAreFiltered();
  }

  private void unionsAreFiltered() throws SQLException {
    String from = " from read_parquet(" + list("12 4 1") + ", union_by_name = true)";
    assertSame("select *" + from + " where a = 4.5");
    assertSame("select *" + from + " where a between 4000 and 4002");
    assertSame("select *" + from + " where c or b = 't77'");
    assertSame("select a, c" + from + " where c is null and a < 3");
    assertFails(
        "select * from read_parquet(" + list("1 6") + ", union_by_name = true)",
        "42804",
        "1.parquet",
        "6.parquet",
        "column=a",
        "INTEGER",
        "DATE");
    assertFails(
        "select * from read_parquet(" + list("10 12") + ", union_by_nam = true)",
        "42000",
        "did you mean union_by_name");
  }

  private static String list(String files) {
    StringBuilder list = new StringBuilder("[");
    for (String file : files.split(" ")) {
      list.append(list.length() == 1 ? "" : ", ").append("'$/u/").append(file).append(".parquet'");
    }
    return list.append(']').toString();
  }

  @Test
  void textsOfAllFiles() throws Exception {
    file("c/1.csv", "a,b\n1,x\n70,y\n");
    file("c/2.csv", "b;c;a\ny;2.5;2.50\n");
    file("c/3.csv", "a,d\nfoo,2024-01-01\n");
    file("c/4.csv", "b,a\ny,2\n");
    assertSame("select * from read_csv(['$/c/1.csv', '$/c/4.csv'], union_by_name = true)");
    assertSame("select * from read_csv(['$/c/1.csv', '$/c/2.csv'], union_by_name = true)");
    assertSame("select * from read_csv('$/c/*.csv', union_by_name = true, filename = true)");
    assertSame(
        "select * from read_csv(['$/c/1.csv', '$/c/3.csv'], union_by_name = true,"
            + " types = {'a': 'VARCHAR', 'd': 'VARCHAR'})");
    assertFails(
        "select * from read_csv('$/c/*.csv', union_by_name = true, types = {'z': 'INT'})",
        "42703",
        "column=z");
    file("j/k=1/1.json", "{\"a\": 1, \"b\": \"x\"}\n");
    file("j/k=2/2.json", "{\"b\": \"y\", \"c\": 2.5, \"a\": 2.5}\n");
    assertSame("select * from '$/j/**/*.json'");
    assertSame("select * from read_json('$/j/**/*.json', union_by_name = true, filename = true)");
    assertSame("select * from read_json('$/j/**/*.json', columns = {'a': 'DOUBLE'})");
    assertSame(
        "select * from read_json('$/j/**/*.json', columns = {'k': 'INTEGER', 'a': 'DOUBLE'})");
    assertSame("select b from '$/j/**/*.json' where k = 2 or a = 1");
  }

  @Test
  void firstFileSaysTheColumns() throws Exception {
    write("select 1 as a, 'x' as b", "f/k=1/1.parquet", "");
    write("select 'y' as B, 2::smallint as A, 5 as more", "f/k=2/2.parquet", "");
    assertSame("select * from '$/f/**/*.parquet'");
    write("select 3 as a", "f/k=3/3.parquet", "");
    assertBothFail(
        "select * from '$/f/**/*.parquet'", "42804", "3.parquet", "1.parquet", "column=b");
    assertSame("select * from read_parquet('$/f/**/*.parquet', union_by_name = true)");
    write("select 3.5::double as a, 'z' as b", "f/k=3/3.parquet", "");
    assertFails("select * from '$/f/**/*.parquet'", "42804", "union_by_name", "INTEGER", "DOUBLE");
  }

  @Test
  void tablesAndViews() throws Exception {
    write(SALES, "s", ", partition_by (year, month)");
    try (Statement statement = ours.createStatement();
        Statement other = duck.createStatement()) {
      String view = there("create view v as select * from '$/s/**/*.parquet'");
      statement.execute(view);
      other.execute(view);
      assertSame("select sum(id), month from v where year = 2020 group by month");
      write("select -5 as id, 'x' as name, 1.5 as price", "s/year=2020/month=9/x.parquet", "");
      assertSame("select sum(id), month from v where year = 2020 group by month");
      for (Statement each : List.of(statement, other)) {
        each.execute("create table t(v int, w varchar)");
        file("c/k=1/a.csv", "v,w\n1,x\n");
        each.execute(there("copy t from '$/c/k=1/a.csv'"));
        write("select 2 as v, 'y' as w", "c/k=2/a.parquet", "");
        each.execute(there("copy t from '$/c/k=2/a.parquet'"));
      }
      assertSame("select * from t");
      statement.execute("drop table t");
    }
  }
}
