package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.testsupport.Seeds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Both engines read the same files by the same statements. */
class FilesLikeDuckDbTest extends BesideDuckDbTest {
  @Override
  @Nullable String text(ResultSet result, int column) throws SQLException {
    return result.getObject(column) instanceof Double number
        ? number.toString()
        : withoutZeros(result.getString(column));
  }

  private void assertSame(String sql) throws SQLException {
    List<String> found = rows(ours, sql);
    List<String> wanted = rows(duck, sql);
    found.sort(null);
    wanted.sort(null);
    List<String> missing = new ArrayList<>(wanted);
    missing.removeAll(found);
    assertThat(missing).as(sql).isEmpty();
    assertThat(found).as(sql).isEqualTo(wanted);
  }

  @Test
  void malformedRecords() throws Exception {
    file("m.csv", "a,b\n1,2\n3,4,\n5\n6,7,8\nx,9\n\"q\" ,1\n\"q\"z,1\n\"open,1\n");
    String known =
        "auto_detect=false, header=true, delim=',', quote='\"', columns={'a': 'varchar', 'b': 'bigint'}";
    assertSame("select * from read_csv('$/m.csv', ignore_errors=true, " + known + ")");
    assertBothFail(
        "select * from read_csv('$/m.csv', " + known + ")", "22000", "line=4", "null_padding");
    file("short.csv", "a,b,c\n1,2,3\n4,5\n6\n7,8,9\n");
    assertSame("select * from read_csv('$/short.csv', null_padding=true, header=true, delim=',')");
    file("typed.csv", "a,b\n1,2\n3,x\n5,6\n");
    String types = "header=true, types={'b': 'INTEGER'}, delim=','";
    assertSame("select * from read_csv('$/typed.csv', ignore_errors=true, " + types + ")");
    assertBothFail(
        "select * from read_csv('$/typed.csv', " + types + ")",
        "22018",
        "line=3",
        "column=b",
        "value=x",
        "ignore_errors");
    file("long.csv", "a\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
    assertBothFail(
        "select * from read_csv('$/long.csv', max_line_size=40, columns={'a': 'varchar'})",
        "22000",
        "max_line_size");
  }

  @Test
  void optionsOfCsv() throws Exception {
    file("d.csv", "a;b;c\n01/02/2024;01.02.24 03:04;1\n29/02/2024;31.12.99 23:59;2\n");
    assertSame(
        "select * from read_csv('$/d.csv', delim=';', header=true, dateformat='%d/%m/%Y',"
            + " timestampformat='%d.%m.%y %H:%M')");
    file("e.csv", "a,b\n\"x\\\"y,\\\\\",1\n");
    assertSame("select * from read_csv('$/e.csv', escape='\\', quote='\"', header=true)");
    file("c.csv", "#first, \"\na,b\n#second, \"\n1,2\n3,4\n");
    assertSame("select * from read_csv('$/c.csv', comment='#', delim=',')");
    file("n.csv", "1,2\n3,4\n");
    assertSame("select p, q from read_csv('$/n.csv', names=['p', 'q'], header=false)");
    assertSame(
        "select typeof(p), q from read_csv('$/n.csv', names=['p', 'q'], header=false,"
            + " types=['VARCHAR', 'DOUBLE'])");
    assertSame(
        "select p + 1, q || 'x' from read_csv('$/n.csv', header=false,"
            + " columns={'p': 'INTEGER', 'q': 'VARCHAR'})");
    file("s.csv", "a\n1\n2\n3\nx\n");
    assertFails("select a from read_csv('$/s.csv', sample_size=2, header=true)", "22018", "line=5");
    assertSame("select a || '' from read_csv('$/s.csv', sample_size=-1, header=true)");
    assertBothFail("select * from read_csv('$/s.csv', sample_size=0)", "42000");
    assertBothFail("select * from read_csv('$/n.csv', types={'nope': 'VARCHAR'})", "42703");
    assertFails("select * from read_csv('$/n.csv', names=['a', 'b', 'c'])", "42000");
    assertFails("select * from read_csv('$/d.csv', dateformat='%Q')", "42000");
    file("q.csv", "a|b\n\"x|1\n");
    assertSame("select * from read_csv('$/q.csv', quote='', delim='|', header=true)");
  }

  @Test
  void json() throws Exception {
    String lines =
        "{\"i\": 1, \"d\": 1.5, \"s\": \"x\\n\\u00e9\\\"\", \"b\": true, \"day\": \"2024-02-29\","
            + " \"moment\": \"2024-02-29 01:02:03\"}\n"
            + "{\"d\": -2, \"i\": null}\n\n"
            + "{\"s\": \"\", \"more\": 5, \"b\": false, \"i\": -900719}\n";
    file("a.json", lines);
    file("a.ndjson", lines);
    file("array.json", "[" + lines.strip().replace("}\n\n", "},\n").replace("}\n", "},\n") + "]\n");
    file("pretty.json", lines.replace(",", ",\n\t"));
    for (String name : List.of("a.json", "a.ndjson", "array.json", "pretty.json")) {
      assertSame("select i, d, s, b, day, moment, more from '$/" + name + "'");
      assertSame(
          "select typeof(d), typeof(s), typeof(b), typeof(day), typeof(moment),"
              + " typeof(more) from '$/"
              + name
              + "'");
      assertSame("select count(*), sum(i), max(d) from read_json('$/" + name + "')");
    }
    assertSame("select i from read_json('$/array.json', format='array') where d is null");
    assertSame("select i + 1 from read_ndjson('$/a.ndjson', columns={'i': 'DOUBLE'})");
    file("nested.json", "{\"o\": {\"a\": [1, 2.5, \"x y\"]}, \"l\": []}\n{\"o\": null}\n");
    assertSame(
        "select o, l from read_json('$/nested.json', columns={'o': 'JSON', 'l': 'JSON'})"
            .replace("JSON'", "VARCHAR'"));
  }

  @Test
  void malformedJson() throws Exception {
    String good = "{\"a\": 1}\n".repeat(30_000);
    file("bad.json", good + "{\"a\": 2,, }\n{\"a\": 3}\n");
    assertBothFail("select sum(a) from '$/bad.json'", "22000", "line=30001", "position=9");
    assertSame("select sum(a) from read_json('$/bad.json', ignore_errors=true)");
    file("typed.json", good + "{\"a\": \"x\"}\n");
    assertBothFail(
        "select sum(a) from '$/typed.json'", "22018", "line=30001", "column=a", "value=x");
    assertSame("select count(a) from read_json('$/typed.json', ignore_errors=true)");
    file("open.json", "{\"a\": 1}\n{\"a\": \"x");
    assertBothFail("select * from '$/open.json'", "22000", "line=2");
    file("list.json", "[1, 2]");
    assertFails("select * from '$/list.json'", "22000", "malformed JSON", "line=1");
    file("trailing.json", "[{\"a\": 1}] x");
    assertBothFail("select * from '$/trailing.json'", "22000");
    file("commas.json", "[{\"a\": 1} {\"a\": 2}]");
    assertBothFail("select * from '$/commas.json'", "22000");
    file("empty.json", "");
    assertFails("select * from '$/empty.json'", "22000");
    file("long.json", "{\"a\": \"" + "x".repeat(100) + "\"}");
    assertFails(
        "select * from read_json('$/long.json', maximum_object_size=40)",
        "22000",
        "maximum_object_size");
    assertFails("select * from read_json('$/long.json', forma='array')", "42000", "did you mean");
  }

  @Test
  void listsOfFiles() throws Exception {
    file("l/a.csv", "a,b\n1,x\n");
    file("l/b.csv", "a,b\n2,y\n3,z\n");
    assertSame("select * from read_csv(['$/l/a.csv', '$/l/b.csv'], header = true)");
    file("l/a.json", "{\"a\": 1}\n");
    file("l/b.json", "[{\"a\": 2, \"b\": 3}]");
    assertSame("select t.a, t.b from read_json(['$/l/a.json', '$/l/b.json']) t");
    try (Statement statement = ours.createStatement()) {
      String target = folder.resolve("l") + "/p";
      int _ = statement.executeUpdate("copy (select 1 as a) to '" + target + "1.parquet'");
      int _ = statement.executeUpdate("copy (select 2 as a) to '" + target + "2.parquet'");
    }
    assertSame(
        "select * from read_parquet(['$/l/p1.parquet', '$/l/p2.parquet', '$/l/p1.parquet'])");
    assertBothFail("select * from read_csv(['$/l/a.csv', '$/l/nosuch.csv'])", "58P01");
  }

  @Test
  void nestedColumnsOfParquet() throws Exception {
    try (Statement statement = ours.createStatement()) {
      int copied =
          statement.executeUpdate(
              "copy (select i, case when i % 5 > 0 then [i, null, i * i] end as l,"
                  + " [[i], [], null] as ll, cast([] as varchar[]) as e,"
                  + " [row('x' || i, [i])] as s from range(5000) t(i)) to '"
                  + folder
                  + "/n.parquet' (row_group_size 1000)");
      assertThat(copied).isEqualTo(5000);
      String source = "'" + folder + "/n.parquet'";
      copied =
          statement.executeUpdate(
              "copy (select * from " + source + ") to '" + folder + "/m.parquet'");
      assertThat(copied).isEqualTo(5000);
    }
    for (String file : List.of("n", "m")) {
      assertSame("select count(*), sum(i), sum(l[3]), sum(ll[1][1]) from '$/" + file + ".parquet'");
      assertSame(
          "select i, l[1], l[2], len(ll), len(e) from '$/" + file + ".parquet' where i < 50");
      assertThat(rows(duck, "select s[1] from '" + folder + "/" + file + ".parquet' where i = 7"))
          .singleElement()
          .asString()
          .matches("\\{'[^']*': x7, '[^']*': \\[7\\]\\}");
    }
  }

  @Test
  void randomValues() throws Exception {
    RandomGenerator random = Seeds.random("FilesLikeDuckDbTest");
    StringBuilder text = new StringBuilder("i,d,s,day,moment,b\n");
    for (int row = 0; row < 3000; row++) {
      text.append(random.nextLong() >> random.nextInt(64)).append(',');
      text.append(number(random)).append(',');
      text.append(quoted(random)).append(',');
      text.append(
              String.format(
                  Locale.ROOT,
                  "%04d-%02d-%02d",
                  1 + random.nextInt(9998),
                  1 + random.nextInt(12),
                  1 + random.nextInt(28)))
          .append(',');
      text.append(
              String.format(
                      Locale.ROOT,
                      "%04d-%02d-%02d %02d:%02d:%02d.%06d",
                      1 + random.nextInt(9998),
                      1 + random.nextInt(12),
                      1 + random.nextInt(28),
                      random.nextInt(24),
                      random.nextInt(60),
                      random.nextInt(60),
                      random.nextInt(1_000_000))
                  .replaceFirst(random.nextBoolean() ? "\\.\\d+$" : "$", ""))
          .append(',');
      text.append(random.nextBoolean()).append(random.nextInt(5) == 0 ? "\r\n" : "\n");
    }
    file("r.csv", text.toString().replace("\r\n", "\n"));
    String columns =
        "header=true, delim=',', quote='\"', columns={'i': 'BIGINT', 'd': 'DOUBLE', 's': 'VARCHAR',"
            + " 'day': 'DATE', 'moment': 'TIMESTAMP', 'b': 'BOOLEAN'}";
    assertSame(
        "select i, d, s, day, cast(moment as varchar), b from read_csv('$/r.csv', "
            + columns
            + ")");
    assertSame("select i, d, s, day, cast(moment as varchar), b from '$/r.csv'");
  }

  private static String number(RandomGenerator random) {
    double value = Double.longBitsToDouble(random.nextLong());
    return switch (random.nextInt(5)) {
      case 0 -> "";
      case 1 -> String.format(Locale.ROOT, "%.2f", random.nextInt(1_000_000) / 100.0);
      case 2 -> Double.isFinite(value) ? String.valueOf(value) : "0";
      case 3 -> String.valueOf(random.nextInt(1000));
      default -> String.format(Locale.ROOT, "%s.%s", random.nextInt(), random.nextInt(1 << 30));
    };
  }

  private static String quoted(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> "\"a \"\"text\"\", of " + random.nextInt() + "\nlines\"";
      case 1 -> "é" + Integer.toString(random.nextInt(), 36).toLowerCase(Locale.ROOT);
      case 2 -> "\"" + "x".repeat(random.nextInt(40)) + ",\"";
      default -> "plain";
    };
  }
}
