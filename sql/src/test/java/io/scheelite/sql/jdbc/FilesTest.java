package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.Engine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files in place of tables, and tables as files. */
@Timeout(120)
class FilesTest {
  @TempDir private Path folder;
  @TempDir private Path spillFolder;

  private Connection connection;
  private Statement statement;

  @BeforeEach
  void connect() throws SQLException {
    connection =
        DriverManager.getConnection(
            "jdbc:scheelite:?memory_limit=32m&threads=2&batch_size=512&spill_dir=" + spillFolder);
    statement = connection.createStatement();
  }

  @AfterEach
  void disconnect() throws SQLException {
    assertThat(connection.unwrap(Engine.class).memory().outstandingBytes()).isZero();
    connection.close();
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : "|").append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private void assertFails(String sql, String state, String... words) {
    assertThatThrownBy(() -> rows(sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo(state);
              assertThat(List.of(words)).allMatch(word -> e.getMessage().contains(word));
            });
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void csvTypesAreFoundOut() throws Exception {
    String path =
        file(
            "a.csv",
            """
            id,name,price,day,at,ok,none
            1,x,1.5,2024-02-29,2024-02-29 12:30:00.25,true,
            -20,"a,""b""
            c",2,2024-03-01,2024-03-01,false,
            3,,,,,,
            4,"",1e3,2024-03-01,2024-03-01T00:00:00,TRUE,
            """);
    assertThat(rows("describe select * from read_csv('" + path + "')"))
        .containsExactly(
            "id|BIGINT|YES",
            "name|VARCHAR|YES",
            "price|DOUBLE|YES",
            "day|DATE|YES",
            "at|TIMESTAMP|YES",
            "ok|BOOLEAN|YES",
            "none|VARCHAR|YES");
    assertThat(rows("select * from '" + path + "'"))
        .containsExactly(
            "1|x|1.5|2024-02-29|2024-02-29 12:30:00.25|true|null",
            "-20|a,\"b\"\nc|2.0|2024-03-01|2024-03-01 00:00:00|false|null",
            "3|null|null|null|null|null|null",
            "4||1000.0|2024-03-01|2024-03-01 00:00:00|true|null");
    assertThat(rows("select c.name from read_csv('" + path + "') c where c.id = 1"))
        .containsExactly("x");
    connection.unwrap(Engine.class).registerFile("r", Path.of(path));
    assertThat(rows("select sum(id), count(name) from r")).containsExactly("-12|3");
  }

  @Test
  void csvOptionsSayMore() throws Exception {
    String path = file("b.txt", "# made by hand\n1;x;NA\n2;'y;z';3\n");
    String options = ", delim=';', quote='''', header=false, nullstr='NA', skip=1)";
    assertThat(rows("select * from read_csv('" + path + "'" + options))
        .containsExactly("1|x|null", "2|y;z|3");
    assertThat(
            rows(
                "select column0 || '!' from read_csv('" + path + "', all_varchar = true" + options))
        .containsExactly("1!", "2!");
    assertThat(
            rows(
                "select a.column0, b.column0 from read_csv('"
                    + path
                    + "', header => false, skip := 2, quote='''', delim=';') a, read_csv('"
                    + path
                    + "'"
                    + options
                    + " b order by 2"))
        .containsExactly("2|1", "2|2");
    assertFails("select * from read_csv('" + path + "', delimm=';')", "42000", "did you mean");
    assertFails("select * from read_csv('" + path + "', delim='ab')", "42000", "one character");
    String tabs = file("c.tsv", "a\tb\n1\t\n");
    assertThat(rows("select * from '" + tabs + "'")).containsExactly("1|null");
  }

  @Test
  void csvErrorsNameTheLine() throws Exception {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 30_000; i++) {
      text.append(i).append(",\"x\ny\"\n");
    }
    String good = text.toString();
    String ragged = file("ragged.csv", good + "7,8,9\n");
    assertThat(rows("select count(*) from '" + file("good.csv", good) + "'"))
        .containsExactly("30000");
    assertFails("select * from '" + ragged + "'", "22000", "line=60002", "fields=3 columns=2");
    String typed = file("typed.csv", good + "7,8\nseven,8\n");
    assertFails("select sum(a) from '" + typed + "'", "22018", "line=60003", "value=seven");
    assertThat(rows("select count(b) from '" + typed + "'")).containsExactly("30002");
    assertFails(
        "select * from '" + file("open.csv", "a,b\n1,2\n3,\"never closed\n") + "'", "22000");
    assertFails("select * from '" + folder.resolve("missing.csv") + "'", "58P01");
    assertFails("select * from '" + file("empty.csv", "") + "'", "22000");
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, "a\nx\n\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
    assertFails("select * from '" + latin + "'", "22000", "UTF-8");
  }

  @Test
  void csvLargerThanMemoryStreams() throws Exception {
    Path packed = folder.resolve("large.csv.gz");
    String padding = "9876543210".repeat(40);
    try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(packed))) {
      file.write("n,text\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 120_000; i++) {
        file.write((i + "," + padding + i % 10 + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(rows("select count(*), sum(n), count(distinct text) from '" + packed + "'"))
        .containsExactly("120000|7199940000|10");
  }

  @Test
  void tablesComeBackFromFiles() throws Exception {
    statement.execute(
        "create table t (a int not null, b varchar, c decimal(12, 3), d date, e timestamp,"
            + " f boolean, g double, h decimal(30, 5), i smallint)");
    statement.execute(
        "insert into t values (1, 'x,\"y\"', 1.5, '2024-02-29', timestamp '2024-02-29 01:02:03',"
            + " true, 1e-7, 12345678901234567890.12345, -3), (2, '', null, null, null, null, null,"
            + " null, null), (3, null, 0, '1969-12-31', null, false, 0.1, -1, 5)");
    List<String> expected = rows("select * from t order by a");
    for (String format :
        List.of(
            "t.csv' (format csv)",
            "t2.csv' (format csv, header false, delimiter '|', null 'NULL')",
            "t3.csv' with (delim ';', quote '''')",
            "t.parquet' (format parquet, compression zstd)",
            "t2.parquet'",
            "t.arrow' (format arrow)")) {
      String path = folder.resolve(format.substring(0, format.indexOf('\''))).toString();
      String options = format.substring(format.indexOf('\'') + 1);
      assertThat(statement.executeUpdate("copy t to '" + path + "'" + options)).isEqualTo(3);
      statement.execute("create table copy_of_t as select * from t where a < 0");
      String reading = options.contains("compression") ? "" : options;
      assertThat(statement.executeUpdate("copy copy_of_t from '" + path + "'" + reading))
          .as(format)
          .isEqualTo(3);
      assertThat(rows("select * from copy_of_t order by a")).as(format).isEqualTo(expected);
      statement.execute("drop table copy_of_t");
    }
    assertThat(rows("select count(*) from read_parquet('" + folder.resolve("t*.parquet") + "')"))
        .containsExactly("6");
    statement.execute("create table part (x varchar, y int)");
    statement.execute("copy t (b, a) to '" + folder.resolve("part.csv") + "'");
    assertThat(
            statement.executeUpdate(
                "copy part (x, y) from '" + folder.resolve("part.csv") + "' (header)"))
        .isEqualTo(3);
    assertThat(rows("select y from part where x = ''")).containsExactly("2");
    statement.execute("drop table part");
    statement.execute("drop table t");
  }

  @Test
  void arrowFilesAreCompressedAndNested() throws Exception {
    String query =
        "SELECT i, [i, NULL, i + 1] AS l, [['a', 'b ' || i], NULL] AS ll, 'text ' || i AS t"
            + " FROM range(3000) r(i)";
    List<String> expected = rows(query + " ORDER BY i");
    for (String options :
        List.of(
            "FORMAT arrow",
            "FORMAT arrow_stream",
            "FORMAT arrow, COMPRESSION zstd",
            "FORMAT arrow_stream, COMPRESSION lz4")) {
      Path file = folder.resolve("nested.anything");
      Files.deleteIfExists(file);
      statement.execute("COPY (" + query + ") TO '" + file + "' (" + options + ")");
      assertThat(rows("SELECT * FROM read_arrow('" + file + "') ORDER BY i"))
          .as(options)
          .isEqualTo(expected);
    }
    assertFails(
        "COPY (SELECT 1 AS a) TO '" + folder.resolve("a.arrows") + "' (COMPRESSION gzip)",
        "42000",
        "unknown compression: gzip");
  }

  @Test
  void columnsOfFilesHaveDifferentNames() throws SQLException {
    String target = "'" + folder.resolve("x.parquet") + "'";
    statement.execute("copy (select 1 as a, 2 as a) to " + target);
    assertThat(rows("select a_1, a from " + target)).containsExactly("2|1");
  }

  @Test
  void copiesThatFailLeaveNothing() throws Exception {
    Path target = folder.resolve("kept.csv");
    Files.writeString(target, "before");
    assertFails("copy (select 1 / (a - 2) from (values 1, 2) t(a)) to '" + target + "'", "22012");
    assertFails("copy (select 1) to '" + folder.resolve("no/x.csv") + "'", "58P01");
    assertFails("copy (select 1) to '" + folder.resolve("x.xyz") + "'", "0A000");
    assertFails("copy (select 1) to '" + folder.resolve("x.csv") + "' (headr)", "42000");
    assertThat(Files.readString(target)).isEqualTo("before");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
    statement.execute("create table t (a int)");
    String bad = file("bad.csv", "1\nx\n");
    assertFails("copy t from '" + bad + "' (header false)", "22018", "line=2");
    assertThat(rows("select count(*) from t")).containsExactly("0");
    assertFails("copy nosuch from '" + bad + "'", "42P01");
    statement.execute("drop table t");
  }
}
