package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** COPY TO folders: both engines write the same folders, and read those of the other one. */
class PartitionedCopyTest extends BesideDuckDbTest {
  private static final String VALUES =
      "(select * from (values"
          + " (1, 'a b', 'x', cast(1.5 as double), date '2024-01-02',"
          + " timestamp '2024-01-02 03:04:05.25', true, cast(1.50 as decimal(5, 2))),"
          + " (2, 'a/b=c%d', '', cast(0 as double), date '1969-12-31',"
          + " timestamp '1969-12-31 00:00:00', false, cast(0 as decimal(5, 2))),"
          + " (3, null, 'é:*?\"<>|\\.~_-+,;!@#$^&()[]{}''`', null, null, null, null, null),"
          + " (4, 'ключ', 'A', cast(-1234567.875 as double), date '2024-01-02',"
          + " timestamp '2024-01-02 03:04:05.25', true, cast(-0.05 as decimal(5, 2)))"
          + ") v(i, s, \"U v\", d, dt, ts, b, dc))";
  private static final Pattern RANDOM_NAME = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4,12}){4}");

  /** Paths of all files below a folder, hidden ones too, with random names as stars. */
  private List<String> files(String name) throws IOException {
    Path root = folder.resolve(name);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> RANDOM_NAME.matcher(root.relativize(file).toString()).replaceAll("*"))
          .sorted()
          .toList();
    }
  }

  /** Nothing is left beside the folders that statements name. */
  private void assertOnly(String... names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  @Override
  String there(String sql) {
    return sql; // values have dollar signs
  }

  /** Each engine writes into a folder of its own; {@code $} stands for it. */
  private void both(String sql) throws SQLException {
    run(ours, at(sql, "ours"));
    run(duck, at(sql, "duck"));
  }

  private String at(String sql, String name) {
    return sql.replace("'$", "'" + folder.resolve(name));
  }

  private void assertSameFiles(String what) throws IOException {
    assertThat(files("ours")).as(what).isNotEmpty().isEqualTo(files("duck"));
  }

  private void refused(String sql, String state, String... words) {
    assertThatThrownBy(() -> run(duck, at(sql, "duck"))).as(sql).isInstanceOf(SQLException.class);
    assertFails(at(sql, "ours"), state, words);
  }

  @Test
  void namesOfFoldersAreThoseOfDuckDb() throws Exception {
    String[] keys = {"s", "\"U v\"", "d", "dt", "ts", "b", "dc", "s, b", "b, \"u V\", dt"};
    for (String format : List.of("parquet", "csv", "json")) {
      for (String key : keys) {
        both(
            "copy "
                + VALUES
                + " to '$' (format "
                + format
                + ", partition_by ("
                + key
                + "), overwrite)");
        assertSameFiles(format + " " + key);
      }
    }
    assertOnly("ours", "duck");
  }

  @Test
  void whatIsWrittenIsReadByBoth() throws Exception {
    String rows = "select i, s, d, dt, b, dc from read_parquet('$/**/*.parquet') order by i";
    both(
        "copy (select i, s, d, dt, b, dc from "
            + VALUES
            + ") to '$' (format parquet, partition_by (b, dt))");
    String all = "select i, s, d, dt, b, dc from " + VALUES + " order by i";
    List<String> wanted = rows(duck, all);
    for (String writer : List.of("ours", "duck")) {
      String sql = rows.replace("$", folder.resolve(writer).toString());
      assertThat(rows(duck, sql)).as("%s, read by DuckDB", writer).isEqualTo(wanted);
      String typed = sql.replace("parquet')", "parquet', hive_types={'b': 'BOOLEAN'})");
      assertThat(rows(ours, typed)).as("%s, read by us", writer).isEqualTo(rows(duck, typed));
    }
    String columns =
        "select count(*) from (describe select * from read_parquet('$', hive_partitioning=false))";
    String file = folder.resolve("ours/b=true/dt=2024-01-02/data_0.parquet").toString();
    assertThat(rows(duck, columns.replace("$", file))).containsExactly("4");
  }

  @Test
  void partitionColumnsMayBeWritten() throws Exception {
    both(
        "copy "
            + VALUES
            + " to '$' (format parquet, partition_by (b), write_partition_columns true)");
    assertSameFiles("written");
    String sql = "select count(*), count(b) from read_parquet('$', hive_partitioning=false)";
    String file = "/b=true/data_0.parquet";
    assertThat(rows(duck, sql.replace("$", folder.resolve("ours") + file)))
        .isEqualTo(rows(duck, sql.replace("$", folder.resolve("duck") + file)))
        .containsExactly("2|2");
    both(
        "copy (select b, i from "
            + VALUES
            + ") to '$' (format csv, partition_by *, write_partition_columns, overwrite)");
    assertSameFiles("all columns");
  }

  @Test
  void existingFiles() throws Exception {
    String rows =
        "copy (select range as i, range % 3 as k from range(30)) to '$' (format csv, partition_by k";
    String others =
        "copy (select range as i, range % 2 + 2 as k from range(30)) to '$' (format csv, partition_by k";
    both(rows + ")");
    assertSameFiles("first");
    refused(rows + ")", "58P02", "not empty", "APPEND");
    refused(rows + ", overwrite false)", "58P02", "not empty");
    both(others + ", overwrite_or_ignore)");
    assertSameFiles("replaced");
    String read =
        "select k, count(*), sum(i) from read_csv('$/**/*.csv', hive_partitioning=true) group by k order by k";
    assertThat(rows(ours, read.replace("$", folder.resolve("ours").toString())))
        .isEqualTo(rows(duck, read.replace("$", folder.resolve("duck").toString())));
    both(others + ", append)");
    assertSameFiles("appended");
    assertThat(rows(ours, read.replace("$", folder.resolve("ours").toString())))
        .isEqualTo(rows(duck, read.replace("$", folder.resolve("duck").toString())));
    both(others + ", overwrite)");
    assertSameFiles("removed");
    refused(others + ", overwrite, append)", "42000", "OVERWRITE_OR_IGNORE");
    refused(others + ", append, filename_pattern 'f')", "42000", "{uuid}");
    assertOnly("ours", "duck");
  }

  @Test
  void namesOfFiles() throws Exception {
    String rows =
        "copy (select range as i, range % 2 as k from range(10)) to '$' (format csv, overwrite, partition_by k, ";
    both(rows + "filename_pattern 'f', file_extension 'txt')");
    assertSameFiles("number behind");
    both(rows + "filename_pattern 'a{i}b')");
    assertSameFiles("number");
    both(rows + "filename_pattern 'a{uuid}')");
    assertSameFiles("random");
  }

  @Test
  void withoutRows() throws Exception {
    both("copy (select 1 as i, 2 as k where false) to '$' (format parquet, partition_by k)");
    assertThat(files("ours")).isEmpty();
    assertThat(files("duck")).isEmpty();
    assertThat(folder.resolve("ours")).isDirectory();
    both("copy (select 1 as i, 2 as k where false) to '$' (format parquet, file_size_bytes 1000)");
    assertSameFiles("one file");
    assertThat(rows(duck, "select * from '" + folder.resolve("ours/data_0.parquet") + "'"))
        .isEmpty();
  }

  @Test
  void refusals() throws Exception {
    String rows = "copy (select 1 as i, 2 as k) to '$' (format parquet, ";
    refused(rows + "partition_by z)", "42703", "PARTITION_BY", "z");
    refused(rows + "partition_by (k, K))", "42701");
    refused(rows + "partition_by (i, k))", "42000", "WRITE_PARTITION_COLUMNS");
    refused(rows + "partition_by k, per_thread_output)", "0A000", "PER_THREAD_OUTPUT");
    refused(rows.replace("$", "$/no/such") + "partition_by k)", "58P01", "folder");
    assertOnly();
    both("copy (select 1 as i) to '$' (format parquet)");
    refused(rows + "partition_by k)", "58P02", "file, not a folder");
    both(rows + "partition_by k, overwrite)");
    assertSameFiles("in place of a file");
    assertOnly("ours", "duck");
  }

  @Test
  void manyPartitionsInLittleMemory() throws Exception {
    run(
        ours,
        "copy (select range as i, range * 7919 % 3000 as k from range(60000)) to '"
            + folder.resolve("ours")
            + "' (format parquet, partition_by k)");
    assertThat(files("ours")).hasSize(3000);
    String sql =
        "select count(*), sum(i), sum(k), count(distinct k), sum(abs(i * 7919 % 3000 - k)) from"
            + " read_parquet('"
            + folder.resolve("ours")
            + "/*/*.parquet')";
    assertThat(rows(duck, sql)).containsExactly("60000|1799970000|89970000|3000|0");
  }

  @Test
  void filesOfLimitedSizeKeepTheOrder() throws Exception {
    for (String format : List.of("csv", "json", "parquet", "arrow")) {
      String path = folder.resolve(format).toString();
      String sql =
          "copy (select range * range * 7919 % 1000003 as i from range(100000) order by i) to '"
              + path
              + "' (format "
              + format
              + (format.equals("parquet")
                  ? ", file_size_bytes 20000, row_group_size 5000"
                  : ", file_size_bytes 100000")
              + ")";
      run(ours, sql);
      List<String> files = files(format);
      assertThat(files.size()).as(format).isGreaterThan(1);
      List<String> all = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        Path file = folder.resolve(format + "/data_" + i + "." + format);
        assertThat(Files.size(file)).as("%s", file).isLessThan(250_000);
        all.addAll(rows(ours, "select i from '" + file + "'"));
      }
      assertThat(all)
          .as(format)
          .isEqualTo(
              rows(
                  duck,
                  "select range * range * 7919 % 1000003 as i from range(100000) order by i"));
    }
  }

  @Test
  void driversWriteAtTheSameTime() throws Exception {
    String source = folder.resolve("source.parquet").toString();
    run(
        duck,
        "copy (select range as i, 'text ' || range % 100 as s, range % 7 as k from range(300000))"
            + " to '"
            + source
            + "' (format parquet, row_group_size 10000)");
    String sums = "select count(*), sum(i), count(distinct i), min(s), max(s), sum(k) from '$'";
    String wanted = rows(duck, sums.replace("$", source)).getFirst();
    String from = "copy (select * from '" + source + "') to '" + folder;
    run(ours, from + "/one.parquet' (format parquet, row_group_size 20000)");
    String one = folder.resolve("one.parquet").toString();
    assertThat(rows(duck, sums.replace("$", one))).containsExactly(wanted);
    assertThat(
            rows(
                duck,
                "select max(row_group_num_rows), sum(row_group_num_rows), min(row_group_num_rows) > 0"
                    + " from parquet_metadata('"
                    + one
                    + "') where column_id = 0"))
        .containsExactly("20000|300000|true");
    for (String format : List.of("parquet", "csv", "json", "arrow")) {
      run(ours, from + "/" + format + "' (format " + format + ", per_thread_output)");
      assertThat(files(format)).as(format).isNotEmpty().hasSizeLessThanOrEqualTo(2);
      String all = folder.resolve(format + "/data_*." + format).toString();
      boolean arrow = format.equals("arrow");
      assertThat(rows(arrow ? ours : duck, sums.replace("$", all)))
          .as(format)
          .containsExactly(wanted);
    }
    run(ours, from + "/series' (format parquet, per_thread_output, file_size_bytes 100000)");
    assertThat(files("series")).hasSizeGreaterThan(2);
    assertThat(rows(duck, sums.replace("$", folder + "/series/*.parquet"))).containsExactly(wanted);
    run(
        ours,
        from.replace("') to", "' where i < 0) to") + "/none' (format csv, per_thread_output)");
    assertThat(files("none")).containsExactly("data_0.csv");
  }

  @Test
  void rowsInOrderStayInOrder() throws Exception {
    String source = folder.resolve("source.parquet").toString();
    run(
        duck,
        "copy (select range * 7919 % 100003 as i from range(100000)) to '"
            + source
            + "' (format parquet, row_group_size 10000)");
    for (String query :
        List.of(
            "select i from '$' order by i desc",
            "select i + 1 as j from '$' order by i desc",
            "select i from '$' order by i limit 50000")) {
      String sql = query.replace("$", source);
      Path file = folder.resolve("ordered.parquet");
      run(ours, "copy (" + sql + ") to '" + file + "' (row_group_size 3000)");
      assertThat(rows(duck, "select * from '" + file + "'")).as(sql).isEqualTo(rows(duck, sql));
    }
  }
}
