package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.formats.FileStamp;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.input.InputChannel;
import io.scheelite.formats.input.InputFile;
import io.scheelite.formats.input.InputProvider;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.testsupport.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sources of bytes that a host hands to its engine, and files that data frames are made of. */
@ExtendWith(LeakCheck.class)
class HostInputsTest {
  @TempDir Path folder;

  /** As in the documentation of {@link InputFile}. */
  private record BytesInput(String location, ByteBuffer bytes) implements InputFile {
    static BytesInput of(String location, String text) {
      return new BytesInput(location, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public FileStamp stamp() {
      return new FileStamp(location, bytes.limit(), "1");
    }

    @Override
    public InputChannel open(FileStamp expected) {
      return (into, position) -> {
        int size = (int) Math.min(into.remaining(), bytes.limit() - position);
        if (size <= 0) {
          return -1;
        }
        into.put(bytes.slice((int) position, size));
        return size;
      };
    }
  }

  /** Two files of a scheme of the host, and what stands for both. */
  private static final class Archive implements InputProvider {
    @Override
    public Set<String> schemes() {
      return Set.of("archive");
    }

    @Override
    public InputFile file(String location) {
      return BytesInput.of(location, "a,b\n1,x\n2,y\n");
    }

    @Override
    public List<InputFile> expand(String location, String ending) {
      return location.endsWith("*.csv")
          ? List.of(file("archive://box/part=1/a.csv"), file("archive://box/part=2/a.csv"))
          : List.of(file(location));
    }
  }

  private Engine.Builder builder() {
    return Engine.builder()
        .memoryBytes(64 << 20)
        .threads(2)
        .spillDirectory(folder)
        .withoutCounters();
  }

  private static List<List<@Nullable Object>> rows(Engine engine, String sql) {
    try (var result = engine.sql(sql).collect()) {
      return result.rows();
    }
  }

  @Test
  void namedInputsAreFiles() {
    InputFile orders = BytesInput.of("orders.csv", "id,price\n1,10\n2,20\n");
    InputFile items = BytesInput.of("items.json", "{\"id\": 2, \"item\": \"tea\"}\n");
    try (Engine engine = builder().input("orders.csv", orders).input("items.json", items).build()) {
      assertThat(
              rows(
                  engine,
                  "select price, item from 'orders.csv' o join 'items.json' i on o.id = i.id"))
          .containsExactly(List.of(20L, "tea"));
      assertThat(
              rows(engine, "select * from read_csv('orders.csv', all_varchar=true) where id = '1'"))
          .containsExactly(List.of("1", "10"));
      try (var result = engine.read().csv("orders.csv").collect()) {
        assertThat(result.rows()).hasSize(2);
      }
      engine.registerFile("o", "orders.csv");
      assertThat(rows(engine, "select count(*) from o")).containsExactly(List.of(2L));
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }

  @Test
  void providersOfTheHostAreAsked() throws Exception {
    String two = "select part, count(*) from 'archive://box/*.csv' group by part order by part";
    try (Engine engine = builder().inputProvider(new Archive()).build()) {
      assertThat(rows(engine, two)).containsExactly(List.of(1L, 2L), List.of(2L, 2L));
      assertThat(rows(engine, "select max(a) from 'archive://box/one.csv'"))
          .containsExactly(List.of(2L));
      var copy = engine.statement("create table t (a bigint, b varchar)", List.of());
      copy.execute();
      copy.close();
      var insertion = engine.statement("copy t from 'archive://box/one.csv'", List.of());
      insertion.execute();
      insertion.close();
      assertThat(rows(engine, "select count(*) from t")).containsExactly(List.of(2L));
    }
    try (Engine engine = builder().build()) {
      assertThatThrownBy(() -> engine.sql(two))
          .isInstanceOfSatisfying(
              ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
          .hasMessageContaining("scheme=archive");
    }
  }

  @Test
  void dataFramesAreMadeOfDatasets() throws Exception {
    for (int year = 2023; year < 2026; year++) {
      Path part = Files.createDirectories(folder.resolve("d/year=" + year));
      Files.writeString(part.resolve("a.csv"), "v;w\n1;" + year + "\n2;5\n");
    }
    try (Engine engine = builder().build()) {
      try (var result = engine.read().option("delim", ";").csv(folder.resolve("d")).collect()) {
        assertThat(result.rows()).hasSize(6).contains(List.of(1L, 2024L, 2024L));
      }
      CsvOptions options = CsvOptions.defaults().withDelimiter(';');
      try (var result =
          engine
              .read()
              .option("filename", "true")
              .option("hive_partitioning", "false")
              .csv(folder.resolve("d/*/*.csv"), options)
              .collect()) {
        assertThat(result.schema().size()).isEqualTo(3);
        assertThat(result.rows()).hasSize(6);
      }
      assertThatThrownBy(() -> engine.read().option("nosuch", "1").csv(folder.resolve("d")))
          .isInstanceOf(SqlException.class)
          .hasMessageContaining("unknown option of CSV: nosuch");
      assertThatThrownBy(() -> engine.read().option("delim", ";").csv(folder, options))
          .isInstanceOf(SqlException.class)
          .hasMessageContaining("unknown option of CSV: delim");
    }
  }
}
