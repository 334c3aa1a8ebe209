package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ScheeliteException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users read of statements that cannot be run: state, message and place, as {@code
 * refusals.txt} has them. There a statement is followed by what is said of it, indented.
 */
class RefusalTest {
  private static final List<String> TABLES =
      List.of(
          "create table t (a integer not null, b varchar, c date, d decimal(10, 2), f boolean,"
              + " h bigint)",
          "insert into t values (1, 'x', date '2024-01-01', 1.5, true, 9223372036854775807)",
          "create table u (a integer, z varchar)",
          "insert into u values (1, 'p'), (2, 'q'), (2, 'r')",
          "create view v as select a, b from t");

  /** What only those know who know what the engine is made of. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "calcite|apache|java\\.|Exception|Cannot apply|Supported form|EXPR\\$|\\$SCALAR|internal"
              + "|RecordType|invalid query: ",
          Pattern.CASE_INSENSITIVE);

  @TempDir private Path folder;

  @Test
  void refusalsAreAsWritten() throws IOException {
    Files.writeString(folder.resolve("broken.parquet"), "not a file of this kind");
    Files.createFile(folder.resolve("empty.parquet"));
    Files.writeString(folder.resolve("ragged.csv"), "a,b\n1,2\n3\n");
    SoftAssertions all = new SoftAssertions();
    try (Engine engine = Engine.builder().memoryBytes(64 << 20).threads(1).build()) {
      for (String table : TABLES) {
        execute(engine, table);
      }
      for (Refusal wanted : refusals()) {
        String statement = wanted.statement.replace("FOLDER", folder.toString());
        String said = refusal(engine, statement).replace(folder.toString(), "FOLDER");
        all.assertThat(said).as(wanted.statement).isEqualTo(wanted.said);
        all.assertThat(said).as(wanted.statement).doesNotContainPattern(INSIDE);
      }
    }
    all.assertAll();
  }

  private static void execute(Engine engine, String sql) {
    try (StatementExecution statement = engine.statement(sql, List.of())) {
      statement.execute();
      QueryResult rows = statement.rows();
      if (rows != null) {
        rows.drain();
      }
    }
  }

  private static String refusal(Engine engine, String sql) {
    try {
      execute(engine, sql);
      return "nothing is wrong";
    } catch (ScheeliteException error) {
      String message = error.code().sqlState() + ' ' + firstLine(error.getMessage());
      String excerpt =
          error instanceof SqlException placed
              ? StatementExcerpt.of(sql, placed.line(), placed.column())
              : "";
      return excerpt.isEmpty() ? message : message + '\n' + excerpt;
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private record Refusal(String statement, String said) {}

  private static List<Refusal> refusals() throws IOException {
    List<Refusal> result = new ArrayList<>();
    try (InputStream text =
        Objects.requireNonNull(RefusalTest.class.getResourceAsStream("refusals.txt"))) {
      String all = new String(text.readAllBytes(), StandardCharsets.UTF_8);
      for (String block : all.strip().split("\n\n")) {
        List<String> lines = block.lines().toList();
        int end =
            lines.indexOf(lines.stream().filter(RefusalTest::isSaid).findFirst().orElseThrow());
        String said =
            String.join(
                "\n", lines.subList(end, lines.size()).stream().map(l -> l.substring(4)).toList());
        result.add(new Refusal(String.join("\n", lines.subList(0, end)), said));
      }
    }
    return result;
  }

  private static boolean isSaid(String line) {
    return line.matches(" {4}[0-9A-Z]{5} .*");
  }

  @Test
  void longLinesAreCutAroundThePlace() {
    String statement = "select " + "x + ".repeat(40) + "y" + " + x".repeat(40) + "\nfrom t";
    assertThat(StatementExcerpt.of(statement, 1, 168))
        .isEqualTo(
            "LINE 1: ..."
                + "x + ".repeat(15)
                + "y + x + x + x + x + x + x + x + x + x + ...\n"
                + " ".repeat(71)
                + '^');
  }

  @Test
  void theCaretStandsBelowThePlaceBehindTabsAndWideCharacters() {
    assertThat(StatementExcerpt.of("select\n\t'\u6f22\u5b57', nosuch", 2, 8))
        .isEqualTo("LINE 2:  '\u6f22\u5b57', nosuch\n" + " ".repeat(17) + '^');
  }

  @Test
  void whatHasNoPlaceHasNoExcerpt() {
    assertThat(StatementExcerpt.of("select 1", 0, 0)).isEmpty();
    assertThat(StatementExcerpt.of("select 1", 7, 1)).isEmpty();
    assertThat(StatementExcerpt.of("select 1", 1, 99)).isEmpty();
  }

  @Test
  void theDriverSaysItInOneLine() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:scheelite:");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("select 1,\n  nosuch"))
          .isInstanceOf(SQLSyntaxErrorException.class)
          .hasMessage("unknown column: nosuch (at line 2, column 3)");
    }
  }
}
