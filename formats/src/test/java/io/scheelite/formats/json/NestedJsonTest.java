package io.scheelite.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.parquet.DuckDb;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Objects and arrays inside of objects become structs, lists and maps. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class NestedJsonTest {
  private static final int FILES = 60;

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static List<List<@Nullable Object>> rows(JsonTable table) {
    try (TestMemory memory = TestMemory.create(256 << 20)) {
      return TableRows.read(memory, table);
    }
  }

  private static List<String> types(JsonTable table) {
    return table.schema().fields().stream().map(field -> field.type().sqlName()).toList();
  }

  private List<String> types(String content, NestedInference inference) throws IOException {
    JsonOptions options = JsonOptions.defaults().withNested(inference);
    return types(JsonTable.open(file("types.json", content), options));
  }

  private List<String> types(String content) throws IOException {
    return types(content, NestedInference.defaults());
  }

  private static String ourName(String theirs) {
    // HUGEINT: where integers of both signs came up in several places; NULL: null throughout
    return theirs
        .replaceAll("\\bJSON\\b|\"NULL\"", "VARCHAR")
        .replaceAll("\\bHUGEINT\\b", "BIGINT");
  }

  @Test
  void typesAndRowsAreThoseOfDuckDb() throws Exception {
    try (DuckDb duck = new DuckDb()) {
      for (int i = 0; i < FILES; i++) {
        RandomGenerator random = Seeds.random(NestedJsonTest.class, i);
        String content = new RandomObjects(random).file();
        Path file = file("random.json", content);
        int depth = random.nextInt(3) > 0 ? -1 : random.nextInt(2, 6);
        double share = random.nextInt(4) / 4.0;
        int fields = random.nextInt(3) == 0 ? -1 : random.nextInt(1, 7);
        JsonOptions options =
            JsonOptions.defaults().withNested(new NestedInference(depth, share, fields));
        JsonTable table = JsonTable.open(file, options);
        String said =
            ", maximum_depth = "
                + depth
                + ", field_appearance_threshold = "
                + share
                + ", map_inference_threshold = "
                + fields
                + ")";
        List<String> types =
            duck.types("FROM read_json('" + file + "'" + said).stream()
                .map(NestedJsonTest::ourName)
                .toList();
        assertThat(types(table)).as("file %s%s of\n%s", i, said, content).isEqualTo(types);
        List<DataType> ours = table.schema().fields().stream().map(Field::type).toList();
        List<List<@Nullable Object>> rows = DuckDb.shown(ours, rows(table));
        assertThat(rows)
            .as("file %s of\n%s", i, content)
            .isEqualTo(duck.query(withColumns(file, table), ours));
      }
    }
  }

  private static String withColumns(Path file, JsonTable table) {
    return table.schema().fields().stream()
        .map(field -> "'" + field.name() + "': '" + field.type().sqlName() + "'")
        .collect(Collectors.joining(", ", "FROM read_json('" + file + "', columns = {", "})"));
  }

  @Test
  void typesOfSmallFiles() throws IOException {
    assertThat(types("{\"a\": {\"b\": [1, 2.5], \"c\": {\"d\": null}}}"))
        .containsExactly("STRUCT(b DOUBLE[], c STRUCT(d VARCHAR))");
    assertThat(types("{\"a\": [], \"b\": {}, \"c\": [[]], \"d\": [{}], \"e\": [null]}"))
        .containsExactly(
            "VARCHAR[]",
            "MAP(VARCHAR, VARCHAR)",
            "VARCHAR[][]",
            "MAP(VARCHAR, VARCHAR)[]",
            "VARCHAR[]");
    assertThat(types("{\"a\": {\"b\": 1}}\n{\"a\": 2}")).containsExactly("VARCHAR");
    assertThat(types("{\"a\": [1, \"x\"]}")).containsExactly("VARCHAR[]");
    assertThat(types("{\"a\": [{\"b\": 1}, {\"c\": 2}]}"))
        .containsExactly("STRUCT(b BIGINT, c BIGINT)[]");
    assertThat(
            types("{\"a\": {\"b\": [1]}, \"c\": [1]}", NestedInference.defaults().withMostDepth(2)))
        .containsExactly("STRUCT(b VARCHAR)", "VARCHAR[]");
    assertThat(
            types(
                "{\"a\": {\"b\": 1, \"c\": 2}, \"d\": {\"e\": 1, \"f\": [1]}}",
                NestedInference.defaults().withMapFields(2)))
        .containsExactly("MAP(VARCHAR, BIGINT)", "STRUCT(e BIGINT, f BIGINT[])");
    assertThat(
            types(
                "{\"a\": {\"b\": {\"f\": 1}, \"c\": {}, \"d\": {\"f\": 2}}}",
                NestedInference.defaults().withMapFields(3)))
        .containsExactly("MAP(VARCHAR, STRUCT(f BIGINT))");
  }

  /** Types are found out from 32 files; what only others have is not read. */
  @Test
  void typesOfManyFilesAreThoseOfDuckDb() throws Exception {
    for (int i = 0; i < 40; i++) {
      String late = i < 32 ? "" : ", \"late\": {\"x\": 1}";
      file(
          String.format(Locale.ROOT, "many%02d.json", i),
          String.format(
              Locale.ROOT,
              "{\"o\": {\"k%d\": [%d], \"e\": {\"t\": \"x%d\"}%s}, \"l\": [{\"n\": %s%s}]%s}\n",
              i % 3,
              i,
              i,
              late,
              i % 32,
              i == 31 ? ".5" : "",
              late));
    }
    Path all = folder.resolve("many*.json");
    JsonTable table = JsonTable.open(FoundFiles.find(List.of(all), ""), JsonOptions.defaults());
    try (DuckDb duck = new DuckDb()) {
      String from = "FROM read_json('" + all + "')";
      assertThat(types(table)).isEqualTo(duck.types(from)).hasSize(2);
      List<DataType> ours = table.schema().fields().stream().map(Field::type).toList();
      assertThat(DuckDb.shown(ours, rows(table))).hasSize(40).isEqualTo(duck.query(from, ours));
    }
  }

  @Test
  void veryDeepValuesAreTexts() throws IOException {
    String deep = "{\"a\":".repeat(400) + "1" + "}".repeat(400);
    JsonTable table =
        JsonTable.open(file("deep.json", "{\"v\": " + deep + "}"), JsonOptions.defaults());
    assertThat(types(table).getFirst()).contains("STRUCT(a STRUCT(a ").contains("a VARCHAR)");
    assertThat(rows(table)).hasSize(1);
    JsonTable lists =
        JsonTable.open(
            file("lists.json", "{\"v\": " + "[".repeat(990) + "]".repeat(990) + "}"),
            JsonOptions.defaults());
    assertThat(rows(lists)).hasSize(1);
    Path deeper = file("deeper.json", "{\"v\": " + "[".repeat(5000) + "]".repeat(5000) + "}");
    assertThatThrownBy(() -> JsonTable.open(deeper, JsonOptions.defaults()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("malformed JSON");
  }

  @Test
  void escapesInTexts() throws Exception {
    String texts = "[\"\\u20ac \\ud83d\\ude00\", \"\\/\\\\\\t\", \"a\\u0000b\", \"\"]";
    Path file =
        file("escapes.json", "{\"l\": " + texts + ", \"m\": {\"k\\n\\u00e9\": " + texts + "}}\n");
    DataType list = new DataType.List(DataType.UTF8);
    JsonOptions options =
        JsonOptions.defaults()
            .withColumns(
                List.of(
                    new Field("l", list, true),
                    new Field("m", new DataType.Map(DataType.UTF8, list), true)));
    List<String> values = List.of("€ 😀", "/\\\t", "a\0b", "");
    assertThat(rows(JsonTable.open(file, options)))
        .containsExactly(List.of(values, List.of(List.of("k\né", values))));
    Path open = file("open.json", "{\"l\": [\"x\"]}\n{\"l\": [\"x");
    assertThatThrownBy(() -> JsonTable.open(open, JsonOptions.defaults()))
        .isInstanceOf(FormatException.class)
        .hasMessageContainingAll("malformed JSON", "line=2");
    JsonTable sound = JsonTable.open(open, JsonOptions.defaults().withIgnoreErrors(true));
    assertThat(rows(sound)).containsExactly(List.of(List.of("x")));
  }

  @Test
  void lastValueOfAKeyCounts() throws IOException {
    String content =
        "{\"s\": {\"a\": 1, \"b\": 2, \"a\": 3}, \"m\": {\"x\": 1, \"y\": 2, \"x\": 3},"
            + " \"s\": {\"b\": 4, \"a\": 5, \"a\": null}}\n";
    List<Field> columns =
        List.of(
            new Field("s", struct("a", "b"), true),
            new Field("m", new DataType.Map(DataType.UTF8, DataType.INT64), true));
    JsonTable table =
        JsonTable.open(file("twice.json", content), JsonOptions.defaults().withColumns(columns));
    assertThat(rows(table))
        .containsExactly(
            List.of(Arrays.asList(null, 4L), List.of(List.of("y", 2L), List.of("x", 3L))));
  }

  private static DataType struct(String... names) {
    return new DataType.Struct(
        Arrays.stream(names).map(name -> new Field(name, DataType.INT64, true)).toList());
  }

  @Test
  void errorsNameThePath() throws IOException {
    DataType type =
        new DataType.Struct(
            List.of(
                new Field("b", new DataType.List(struct("c")), true),
                new Field("m", new DataType.Map(DataType.INT32, DataType.DATE), true)));
    String good = "{\"a\": {\"b\": [{\"c\": \"5\"}, null], \"m\": {\"7\": \"2024-02-29\"}}}\n";
    assertMistake(type, good, "{\"a\": {\"b\": [{}, null, {\"c\": \"x\"}]}}", "a.b[3].c value=x");
    assertMistake(type, good, "{\"a\": {\"b\": [{}, [1, \"y\"]]}}", "a.b[2] value=[1,\"y\"]");
    assertMistake(type, good, "{\"a\": {\"b\": {\"c\": 1}}}", "a.b value={\"c\":1}");
    assertMistake(type, good, "{\"a\": 5}", "a value=5");
    assertMistake(type, good, "{\"a\": {\"m\": {\"1\": true}}}", "a.m['1'] value=true");
    assertMistake(type, good, "{\"a\": {\"m\": {\"one\": null}}}", "a.m['one'] value=one");
  }

  private void assertMistake(DataType type, String good, String bad, String place)
      throws IOException {
    JsonOptions options = JsonOptions.defaults().withColumns(List.of(new Field("a", type, true)));
    Path file = file("typed.json", good + good + bad + "\n" + good);
    assertThatThrownBy(() -> rows(JsonTable.open(file, options)))
        .isInstanceOfSatisfying(
            FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CAST))
        .hasMessageContainingAll("typed.json", "line=3", "column=" + place);
    List<List<@Nullable Object>> left = rows(JsonTable.open(file, options.withIgnoreErrors(true)));
    Object value =
        List.of(Arrays.asList(List.of(5L), null), List.of(List.of(7L, LocalDate.of(2024, 2, 29))));
    assertThat(left).isEqualTo(List.of(List.of(value), List.of(value), List.of(value)));
  }

  @Test
  void partsAndLargeValues() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      String list = "7,".repeat(i == 1_500 ? 200_000 : i % 100) + i;
      lines.append(
          String.format(
              Locale.ROOT, "{\"i\": %d, \"l\": [%s], \"s\": {\"t\": \"é%d\"}}\n", i, list, i));
    }
    Path file = file("large.json", lines.toString());
    FoundFiles found = FoundFiles.find(List.of(file), ".json");
    JsonTable whole = JsonTable.open(file, JsonOptions.defaults());
    JsonTable parts = JsonTable.open(found, JsonOptions.defaults(), 10_000);
    assertThat(types(whole)).containsExactly("BIGINT", "BIGINT[]", "STRUCT(t VARCHAR)");
    assertThat(parts.numSplits()).isGreaterThan(50);
    List<DataType> types = whole.schema().fields().stream().map(Field::type).toList();
    List<List<@Nullable Object>> rows = rows(whole);
    assertThat(rows(parts)).isEqualTo(rows);
    try (DuckDb duck = new DuckDb()) {
      assertThat(rows).isEqualTo(duck.query("FROM read_json('" + file + "')", types));
    }
  }
}
