package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.result.ResultFormat;
import io.scheelite.testsupport.Seeds;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever the text, there is a result, or an error of the user's with its SQLSTATE: no error of
 * ours, no exception of a library, no end of the stack.
 */
class RobustnessFuzzTest {
  private static final int CASES = 1_200;
  private static final int MOST_ROWS = 10_000;

  private static Engine engine() {
    Engine engine = Engine.builder().memoryBytes(64 << 20).threads(1).build();
    for (String sql :
        List.of(
            "create table t (a integer, b varchar, d date)",
            "create table u (a bigint, c decimal(10,2))",
            "create table w (k integer, v varchar)",
            "insert into t values (1, 'one', date '2020-01-01'), (2, 'two', null), (null, '', null)",
            "insert into u values (1, 1.50), (2, -3.25), (3, null)")) {
      run(engine, sql);
    }
    return engine;
  }

  private static void run(Engine engine, String sql) {
    try (StatementExecution execution = engine.statement(sql, List.of())) {
      execution.execute();
      QueryResult rows = execution.rows();
      if (rows != null) {
        rows.write(ResultFormat.CSV, new BoundedText());
      }
    }
  }

  @Test
  void everyStatementOfWhichTheOthersAreMadeIsValid() {
    try (Engine engine = engine()) {
      StatementMutations.statements().forEach(sql -> run(engine, sql));
    }
  }

  @Test
  void anyTextGivesAResultOrATypedError() {
    int cases = Seeds.iterations(CASES);
    int succeeded = 0;
    try (Engine engine = engine()) {
      for (int i = 0; i < cases; i++) {
        String sql = new StatementMutations(Seeds.random(RobustnessFuzzTest.class, i)).next();
        String problem = problem(engine, sql);
        if (problem != null) {
          fail("case " + i + ": " + problem + "\n" + sql);
        }
        succeeded += lastSucceeded ? 1 : 0;
      }
    }
    assertThat(succeeded).as("statements that still meant something").isBetween(cases / 50, cases);
  }

  private boolean lastSucceeded;

  private @Nullable String problem(Engine engine, String sql) {
    lastSucceeded = false;
    try {
      run(engine, sql);
      lastSucceeded = true;
      return null;
    } catch (BoundedText.Full enough) {
      return null;
    } catch (ScheeliteException refused) {
      String message = String.valueOf(refused.getMessage());
      boolean wrong =
          refused.code() == ErrorCode.INTERNAL
              || refused.code() == ErrorCode.CORRUPT_DATA
              || message.isBlank()
              || message.contains("Exception")
              || message.contains("org.apache");
      return wrong ? refused.code() + " " + refused : null;
    } catch (RuntimeException | StackOverflowError | AssertionError ours) {
      return ours + " at " + List.of(ours.getStackTrace()).stream().limit(12).toList();
    }
  }

  /** Text that is thrown away, of so many lines at most. */
  private static final class BoundedText implements Appendable {
    static final class Full extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    private int numCalls;

    @Override
    public Appendable append(CharSequence text) {
      if (++numCalls > MOST_ROWS) {
        throw new Full();
      }
      return this;
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) {
      return append(text);
    }

    @Override
    public Appendable append(char c) {
      return append("");
    }
  }
}
