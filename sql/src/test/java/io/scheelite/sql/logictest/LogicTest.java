package io.scheelite.sql.logictest;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.StatementExecution;
import io.scheelite.sql.WorldEngines;
import io.scheelite.sql.logictest.LogicTestFile.QueryRecord;
import io.scheelite.sql.logictest.LogicTestFile.StatementRecord;
import io.scheelite.sql.logictest.LogicTestFile.TestRecord;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every file below the resource folder {@code logictest}, each in an engine of its own that
 * knows the tables of {@link SqlCases}. Lists all records that fail, not the first alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogicTest {
  @TempDir private static Path folder;

  @BeforeAll
  void writeTables() throws SQLException {
    try (DuckDbOracle oracle = new DuckDbOracle()) {
      for (RowsTable table : SqlCases.tables()) {
        oracle.load(table);
        oracle.writeParquet(table.name(), folder.resolve(table.name() + ".parquet"));
      }
    }
  }

  @AfterAll
  void nothingElseIsLeft() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(Path::toString))
          .allMatch(name -> name.endsWith(".parquet"));
    }
  }

  static List<Path> files() throws IOException, URISyntaxException {
    URL resources = Objects.requireNonNull(LogicTest.class.getResource("/logictest"));
    try (Stream<Path> files = Files.walk(Path.of(resources.toURI()))) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void answersAreThose(Path file) throws IOException {
    List<String> failures = new ArrayList<>();
    Map<String, List<String>> labelled = new HashMap<>();
    Engine engine = engine();
    try (engine) {
      for (TestRecord test : LogicTestFile.read(file)) {
        String failure =
            switch (test) {
              case QueryRecord query -> run(engine, query, labelled);
              case StatementRecord statement -> run(engine, statement);
            };
        if (failure != null) {
          failures.add(
              file.getFileName() + ":" + test.line() + " " + failure + "\n    " + test.sql());
        }
      }
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
    assertThat(failures).as(failures.size() + " records of " + file.getFileName()).isEmpty();
  }

  private static Engine engine() {
    Engine engine = WorldEngines.open(folder.resolve("spill"));
    for (RowsTable table : SqlCases.tables()) {
      engine.registerParquet(table.name(), folder.resolve(table.name() + ".parquet"));
    }
    return engine;
  }

  private static @Nullable String run(Engine engine, StatementRecord statement) {
    try {
      List<String> _ = rows(engine, statement.sql());
      return statement.succeeds() ? null : "should fail";
    } catch (ScheeliteException failure) {
      String state = failure.code().sqlState();
      boolean expected =
          !statement.succeeds()
              && (state.equals(statement.error())
                  || String.valueOf(failure.getMessage()).contains(statement.error()));
      return expected ? null : "fails with " + state + ": " + failure.getMessage();
    }
  }

  private static @Nullable String run(
      Engine engine, QueryRecord query, Map<String, List<String>> labelled) {
    List<String> rows;
    try {
      rows = rows(engine, query.sql());
    } catch (ScheeliteException failure) {
      return "fails: " + failure.getMessage();
    }
    if (!AnswerText.same(rows, query.rows(), query.types(), query.order())) {
      return "gives " + AnswerText.ordered(rows, query.order()) + " instead of " + query.rows();
    }
    if (!query.label().isEmpty()) {
      List<String> ours = AnswerText.ordered(rows, query.order());
      List<String> before = labelled.putIfAbsent(query.label(), ours);
      return before == null || before.equals(ours) ? null : "differs from others of its label";
    }
    return null;
  }

  private static List<String> rows(Engine engine, String sql) {
    List<String> texts = new ArrayList<>();
    try (StatementExecution execution = engine.statement(sql, List.of())) {
      execution.execute();
      QueryResult result = execution.rows();
      if (result != null) {
        for (List<@Nullable Object> row : result.rows()) {
          texts.add(AnswerText.row(row));
        }
      }
    }
    return texts;
  }
}
