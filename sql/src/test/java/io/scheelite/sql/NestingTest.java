package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.result.ResultFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Statements of many parts and of many levels: they work, or are refused as too complex. */
class NestingTest {
  private static String repeat(int times, String delimiter, Function<Integer, String> part) {
    return IntStream.range(0, times).mapToObj(part::apply).collect(Collectors.joining(delimiter));
  }

  private static String answer(String sql) {
    try (Engine engine = Engine.builder().memoryBytes(128 << 20).threads(1).build()) {
      for (String before :
          List.of("create table t (a integer, b varchar)", "insert into t values (1, 'x')")) {
        try (StatementExecution execution = engine.statement(before, List.of())) {
          execution.execute();
        }
      }
      try (StatementExecution execution = engine.statement(sql, List.of())) {
        execution.execute();
        StringBuilder text = new StringBuilder();
        QueryResult rows = execution.rows();
        if (rows != null) {
          rows.write(ResultFormat.CSV, text);
        }
        return text.toString().lines().skip(1).collect(Collectors.joining(";"));
      } catch (ScheeliteException refused) {
        return refused.code().sqlState();
      }
    }
  }

  @Test
  void sumsOfAThousandTerms() {
    assertThat(answer("select " + repeat(1000, " + ", i -> "a") + " from t")).isEqualTo("1000");
  }

  @Test
  void concatenationsOfAThousandTerms() {
    assertThat(answer("select length(" + repeat(1000, " || ", i -> "b") + ") from t"))
        .isEqualTo("1000");
  }

  @Test
  void aThousandConditions() {
    assertThat(answer("select b from t where " + repeat(1000, " or ", i -> "a = " + (1000 - i))))
        .isEqualTo("x");
    assertThat(answer("select b from t where " + repeat(1000, " and ", i -> "a <> " + (i + 2))))
        .isEqualTo("x");
  }

  @Test
  void aCaseOfAThousandBranches() {
    String branches = repeat(1000, " ", i -> "when a = " + (1000 - i) + " then " + i);
    assertThat(answer("select case " + branches + " else -1 end from t")).isEqualTo("999");
  }

  @Test
  void tenThousandValues() {
    assertThat(
            answer("select b from t where a in (" + repeat(10_000, ",", i -> "" + (i + 1)) + ")"))
        .isEqualTo("x");
    assertThat(
            answer(
                "select count(*) from (values " + repeat(10_000, ",", i -> "(" + i + ")") + ") v"))
        .isEqualTo("10000");
  }

  @Test
  void functionsInFunctions() {
    assertThat(answer("select " + "abs(".repeat(500) + "a" + ")".repeat(500) + " from t"))
        .isIn("1", "54001");
    assertThat(
            answer(
                "select "
                    + "case when a > 0 then ".repeat(300)
                    + "7"
                    + " else 0 end".repeat(300)
                    + " from t"))
        .isIn("7", "54001");
  }

  @Test
  void fiveHundredSubqueries() {
    String sql = "select a from t";
    for (int i = 0; i < 500; i++) {
      sql = "select a from (" + sql + ") s" + i;
    }
    assertThat(answer(sql)).isIn("1", "54001");
  }

  @Test
  void nestedConditions() {
    String sql = "select a from t";
    for (int i = 0; i < 100; i++) {
      sql = "select a from t where a in (" + sql + ")";
    }
    assertThat(answer(sql)).isIn("1", "54001");
  }

  @Test
  void aUnionOfFiveThousandBranches() {
    String union = repeat(5000, " union all ", i -> "select " + i + " as n");
    assertThat(answer("select count(*) from (" + union + ") u")).isIn("5000", "54001");
  }

  @Test
  void parentheses() {
    assertThat(answer("select " + "(".repeat(1000) + "1" + ")".repeat(1000))).isIn("1", "54001");
    assertThat(answer("select " + "(".repeat(200_000) + "1" + ")".repeat(200_000)))
        .isIn("1", "54001");
    assertThat(answer("select " + "not ".repeat(3000) + "true")).isIn("true", "54001");
    assertThat(answer("select " + "- ".repeat(3000) + "1")).isIn("1", "54001");
  }

  @Test
  void manyJoins() {
    String from = repeat(60, ", ", i -> "t t" + i);
    String where = repeat(59, " and ", i -> "t" + i + ".a = t" + (i + 1) + ".a");
    assertThat(answer("select t0.b from " + from + " where " + where)).isIn("x", "54001");
  }
}
