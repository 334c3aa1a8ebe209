package io.scheelite.bench.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.statement.OwnEngine;
import io.scheelite.bench.tpch.AnswerCheck;
import io.scheelite.sql.Engine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One text makes the same tables on both engines, and asks both for the same. */
class OperatorCaseTest {
  private static final double SCALE = 0.002;

  private Engine engine;
  private OwnEngine own;
  private Connection duckDb;

  @BeforeEach
  void open() throws SQLException {
    engine = Engine.builder().threads(2).build();
    own = new OwnEngine(engine);
    duckDb = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void close() throws SQLException {
    duckDb.close();
    engine.close();
  }

  private List<List<String>> duckDb(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private void create(OperatorTable table) throws SQLException {
    String sql = "CREATE TABLE " + table.tableName() + " AS " + table.rows(SCALE);
    own.execute(sql);
    try (Statement statement = duckDb.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @EnumSource(OperatorCase.class)
  void duckDbAnswersTheSame(OperatorCase operator) throws SQLException {
    for (OperatorTable table : operator.tables()) {
      create(table);
    }
    String sql = operator.sql(SCALE);

    OwnEngine.Run run = own.run(sql);

    AnswerCheck check =
        new AnswerCheck(run.schema(), operator.sortColumns(), AnswerCheck.Quotients.DOUBLE);
    assertThat(check.difference(run.answer().rows(), duckDb(sql))).isEmpty();
    assertThat(run.answer().rows()).isNotEmpty();
    assertThat(run.spilledBytes()).isNotNegative();
    for (String page : operator.pages(SCALE)) {
      OwnEngine.Run rows = own.run(page);
      AnswerCheck order =
          new AnswerCheck(
              rows.schema(), OperatorCase.PAGE_SORT_COLUMNS, AnswerCheck.Quotients.DOUBLE);
      assertThat(order.difference(rows.answer().rows(), duckDb(page))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(OperatorTable.class)
  void tablesHaveAsManyRowsAsTheySay(OperatorTable table) throws SQLException {
    create(table);
    String count = "SELECT count(*) FROM " + table.tableName();

    assertThat(own.run(count).answer().rows())
        .containsExactly(List.of(Long.toString(table.numRows(SCALE))))
        .isEqualTo(duckDb(count));
  }

  /** Else a page could show other rows of equal keys, and a join give more rows than it says. */
  @Test
  void whatMustBeUniqueIs() throws SQLException {
    List<String> unique = new ArrayList<>();
    create(OperatorTable.KEYS);
    unique.add("SELECT count(*) - count(DISTINCT k) FROM keys");
    create(OperatorTable.FACTS);
    unique.add("SELECT count(*) - count(DISTINCT place) FROM facts");
    create(OperatorTable.NAMES);
    unique.add("SELECT count(*) FROM (SELECT s, t FROM names GROUP BY s, t HAVING count(*) > 1)");
    create(OperatorTable.WIDE);
    unique.add("SELECT count(*) - count(DISTINCT s) FROM wide");
    for (String sql : unique) {
      assertThat(duckDb(sql)).as(sql).containsExactly(List.of("0"));
    }
  }

  @Test
  void fullJoinsLeaveRowsOfBothSidesAlone() throws SQLException {
    create(OperatorTable.FACTS);
    create(OperatorTable.KEYS);
    List<String> counts = duckDb(OperatorCase.JOIN_FULL.sql(SCALE)).getFirst();

    long all = Long.parseLong(counts.get(0));
    assertThat(Long.parseLong(counts.get(1))).isPositive().isLessThan(all);
    assertThat(Long.parseLong(counts.get(2))).isPositive().isLessThan(all);
  }

  @Test
  void casesAreChosenByTheBeginningsOfTheirNames() {
    assertThat(OperatorCase.beginningWith(List.of())).containsExactly(OperatorCase.values());
    assertThat(OperatorCase.beginningWith(List.of("window/", "sort/top")))
        .containsExactly(
            OperatorCase.TOP,
            OperatorCase.ROW_NUMBER,
            OperatorCase.RUNNING_SUM,
            OperatorCase.MOVING_AVERAGE);
    assertThat(OperatorCase.beginningWith(List.of("nothing"))).isEmpty();
    Set<String> labels = new TreeSet<>();
    OperatorCase.beginningWith(List.of()).forEach(operator -> labels.add(operator.label()));
    assertThat(labels).hasSize(OperatorCase.values().length);
  }
}
