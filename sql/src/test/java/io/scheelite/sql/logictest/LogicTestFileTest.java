package io.scheelite.sql.logictest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.logictest.LogicTestFile.Order;
import io.scheelite.sql.logictest.LogicTestFile.QueryRecord;
import io.scheelite.sql.logictest.LogicTestFile.StatementRecord;
import io.scheelite.sql.logictest.LogicTestFile.TestRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogicTestFileTest {
  private static List<TestRecord> read(String text) {
    return LogicTestFile.read(new ArrayList<>(text.lines().toList()));
  }

  private static List<String> statements(String text) {
    return read(text).stream().map(TestRecord::sql).toList();
  }

  @Test
  void readsStatementsAndQueries() {
    assertThat(
            read(
                """
                # of a file
                hash-threshold 8

                statement ok
                create table t(x int)

                statement error
                select y
                  from t
                ----
                no such column

                query error 22012
                select 1 / 0

                query IT valuesort join-4
                select 1,
                  'a'
                ----
                1
                a

                query I label-9
                select 2
                ----
                2

                query I
                select 3
                """))
        .containsExactly(
            new StatementRecord(4, "create table t(x int)", true, ""),
            new StatementRecord(7, "select y\n  from t", false, "no such column"),
            new StatementRecord(13, "select 1 / 0", false, "22012"),
            new QueryRecord(
                16, "select 1,\n  'a'", "IT", Order.VALUESORT, "join-4", List.of("1", "a")),
            new QueryRecord(23, "select 2", "I", Order.NOSORT, "label-9", List.of("2")),
            new QueryRecord(28, "select 3", "I", Order.NOSORT, "", List.of()));
  }

  @Test
  void leavesOutWhatIsForOthers() {
    assertThat(
            statements(
                """
                skipif scheelite
                statement ok
                a

                onlyif mysql # aggregate syntax
                statement ok
                b

                onlyif scheelite
                skipif mysql
                statement ok
                c

                onlyif mysql
                halt

                mode skip

                statement ok
                d

                mode unskip

                statement ok
                e

                skipif scheelite
                hash-threshold 3

                statement ok
                f

                halt

                statement ok
                g
                """))
        .containsExactly("c", "e", "f");
    assertThat(statements("statement ok\na\n\nrequire json\n\nstatement ok\nb\n"))
        .containsExactly("a");
  }

  @Test
  void repeatsLoops() {
    assertThat(
            statements(
                """
                loop i 0 2

                foreach type int text

                statement ok
                create table t${i}(x ${type})

                endloop

                statement ok
                drop ${i}

                endloop

                statement ok
                end
                """))
        .containsExactly(
            "create table t0(x int)",
            "create table t0(x text)",
            "drop 0",
            "create table t1(x int)",
            "create table t1(x text)",
            "drop 1",
            "end");
  }

  @Test
  void refusesWhatIsNoRecord() {
    assertThatThrownBy(() -> read("select 1")).hasMessage("not a record: line=1 text=select 1");
    assertThatThrownBy(() -> read("loop i 0 2\n\nstatement ok\na\n"))
        .hasMessage("a loop does not end: line=1");
  }

  @Test
  void comparesAnswersInAllWritings() {
    List<String> rows = List.of("2\t1.5\ttrue", "10\t0.25\tNULL");
    assertThat(AnswerText.same(rows, rows, "IRT", Order.NOSORT)).isTrue();
    assertThat(AnswerText.same(rows, List.of("2 1.5 true", "10 0.25 NULL"), "IRT", Order.NOSORT))
        .isTrue();
    assertThat(AnswerText.same(rows, rows.reversed(), "IRT", Order.NOSORT)).isFalse();
    assertThat(AnswerText.same(rows, rows.reversed(), "IRT", Order.ROWSORT)).isTrue();
    List<String> valuePerLine = List.of("2", "1.500", "1", "10", "0.250", "NULL");
    assertThat(AnswerText.same(rows, valuePerLine, "IRI", Order.NOSORT)).isTrue();
    List<String> rowSorted = List.of("10", "0.250", "NULL", "2", "1.500", "1");
    assertThat(AnswerText.same(rows, rowSorted, "IRI", Order.ROWSORT)).isTrue();
    assertThat(AnswerText.same(rows, rowSorted, "IRI", Order.NOSORT)).isFalse();
    List<String> valueSorted = List.of("0.250", "1", "1.500", "10", "2", "NULL");
    assertThat(AnswerText.same(rows, valueSorted, "IRI", Order.VALUESORT)).isTrue();
    String digest = AnswerText.digest(rowSorted);
    assertThat(AnswerText.same(rows, List.of(digest), "IRI", Order.ROWSORT)).isTrue();
    assertThat(AnswerText.same(rows, List.of(digest), "IRI", Order.NOSORT)).isFalse();
  }

  @Test
  void knowsDigests() {
    assertThat(AnswerText.digest(List.of("1", "2", "3")))
        .isEqualTo("3 values hashing to c0710d6b4f15dfa88f600b0e6b624077");
  }
}
