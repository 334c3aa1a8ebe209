package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.tpch.TpchTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users read when a statement is wrong. */
class PlanningErrorTest {
  private static final Catalog CATALOG = TpchTables.catalog();
  private static final QueryPlanner PLANNER = new QueryPlanner(new ColumnFactory());

  private static void plan(String sql) {
    PLANNER.plan(PLANNER.parse(sql, CATALOG).query());
  }

  private static SqlException failure(String sql) {
    return catchThrowableOfType(SqlException.class, () -> plan(sql));
  }

  @Test
  void unknownTableNamesTheNearOne() {
    SqlException error = failure("select *\nfrom  lineitm");
    assertThat(error)
        .hasMessage("unknown table: lineitm; did you mean lineitem? (at line 2, column 7)");
    assertThat(error.sqlState()).isEqualTo("42P01");
    assertThat(error.line()).isEqualTo(2);
    assertThat(error.column()).isEqualTo(7);
  }

  @Test
  void unknownColumnNamesTheNearOne() {
    SqlException error = failure("select o_orderkee from orders");
    assertThat(error)
        .hasMessage("unknown column: o_orderkee; did you mean o_orderkey? (at line 1, column 8)");
    assertThat(error.sqlState()).isEqualTo("42703");
  }

  @Test
  void unknownFunctionNamesTheNearOne() {
    SqlException error = failure("select uper(n_name) from nation");
    assertThat(error)
        .hasMessageStartingWith("unknown function: uper(")
        .hasMessageContaining("upper");
    assertThat(error.sqlState()).isEqualTo("42883");
    assertThat(error.column()).isEqualTo(8);
  }

  @Test
  void syntaxErrorsNameTheToken() {
    SqlException error = failure("select n_name\nfrom nation whre n_nationkey = 1");
    assertThat(error.sqlState()).isEqualTo("42601");
    assertThat(error.line()).isEqualTo(2);
    assertThat(error).hasMessageContaining("syntax error near");
  }

  @Test
  void endOfTextIsSaidInWords() {
    assertThat(failure("select n_name from")).hasMessageStartingWith("unexpected end of statement");
  }

  @Test
  void placesSurviveTheQuotingOfReservedNames() {
    SqlException error = failure("select 1 as value, nix from nation");
    assertThat(error.column()).isEqualTo(20);
  }

  @Test
  void textAndNumberDoNotCompare() {
    assertThat(failure("select * from nation where n_name = 5").sqlState()).isEqualTo("42804");
    assertThat(failure("select * from nation where n_name = n_nationkey").sqlState())
        .isEqualTo("42804");
  }

  @Test
  void ambiguousColumnIsRefused() {
    assertThat(failure("select n_name from nation a, nation b"))
        .hasMessageContaining("ambiguous column: n_name");
  }

  @Test
  void textAndNumberDoNotMeetInASubquery() {
    SqlException error =
        failure("select n_name from nation where n_nationkey in (select r_name from region)");
    assertThat(error.sqlState()).isEqualTo("42804");
    assertThat(error).hasMessageContaining("BIGINT = VARCHAR");
    assertThat(failure("select n_name + n_nationkey from nation").sqlState()).isEqualTo("42804");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", ";", "-- only a comment"})
  void emptyStatementSaysSo(String sql) {
    SqlException error = failure(sql);
    assertThat(error).hasMessage("the statement is empty");
    assertThat(error.sqlState()).isEqualTo("42601");
  }

  @Test
  void quotedTokensAreShownAsWritten() {
    assertThat(failure("select n_name from nation limit 'a'"))
        .hasMessageStartingWith("syntax error near: 'a'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select n_name from nation tablesample bernoulli (10)",
        "select collect(n_name) from nation",
        "select multiset[1, 2]",
      })
  void whatIsNotSupportedSaysSoByName(String sql) {
    SqlException error = failure(sql);
    assertThat(error).isNotNull();
    assertThat(error.sqlState()).isEqualTo("0A000");
    assertThat(error).hasMessageStartingWith("not supported yet: ");
  }

  @Test
  void deepNestingIsPlanned() {
    String sum = "n_nationkey" + " + 1".repeat(1000);
    plan("select " + sum + " from nation");
    plan("select " + "(".repeat(10_000) + "1" + ")".repeat(10_000));
  }
}
