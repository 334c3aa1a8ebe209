package io.scheelite.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.tpch.AnswerCheck.Quotients;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("name", DataType.UTF8, true),
              new Field("price", new DataType.Decimal(15, 2), true),
              new Field("share", DataType.FLOAT64, true)));

  private final AnswerCheck unordered = new AnswerCheck(SCHEMA, List.of(), Quotients.DOUBLE);
  private final AnswerCheck orderedByName = new AnswerCheck(SCHEMA, List.of(0), Quotients.DOUBLE);

  private static final List<String> A = List.of("a", "1.50", "0.25");
  private static final List<String> B = List.of("b", "2.00", "0.5");

  @Test
  void equalAnswersHaveNoDifference() {
    assertThat(unordered.difference(List.of(A, B), List.of(A, B))).isEmpty();
  }

  @Test
  void rowsMayComeInAnyOrderUnlessTheQuerySortsThem() {
    assertThat(unordered.difference(List.of(A, B), List.of(B, A))).isEmpty();
    assertThat(orderedByName.difference(List.of(A, B), List.of(B, A)))
        .hasValueSatisfying(text -> assertThat(text).startsWith("order of rows in row 0"));
  }

  @Test
  void tiesOfTheSortMaySwap() {
    List<String> tie = List.of("a", "7.00", "0.5");
    assertThat(orderedByName.difference(List.of(A, tie, B), List.of(tie, A, B))).isEmpty();
  }

  @Test
  void decimalsAreEqualAsNumbersOnly() {
    List<String> shorter = List.of("a", "1.5", "0.25");
    List<String> other = List.of("a", "1.51", "0.25");
    assertThat(unordered.difference(List.of(A), List.of(shorter))).isEmpty();
    assertThat(unordered.difference(List.of(A), List.of(other)))
        .hasValueSatisfying(text -> assertThat(text).startsWith("column price in row 0"));
  }

  @Test
  void doublesMayDifferInTheLastDigitsOnly() {
    List<String> close = List.of("a", "1.50", "0.25000000000000006");
    List<String> far = List.of("a", "1.50", "0.2500001");
    assertThat(unordered.difference(List.of(A), List.of(close))).isEmpty();
    assertThat(unordered.difference(List.of(A), List.of(far))).isPresent();
  }

  @Test
  void quotientsThatTheOtherSideRoundsMayDifferByHalfOfItsLastDigit() {
    AnswerCheck rounded = new AnswerCheck(SCHEMA, List.of(), Quotients.ROUNDED);
    List<String> exact = List.of("a", "1.50", "0.123456789");
    List<String> other = List.of("a", "1.50", "0.1235");
    List<String> tooFar = List.of("a", "1.50", "0.1236");
    assertThat(rounded.difference(List.of(exact), List.of(other))).isEmpty();
    assertThat(rounded.difference(List.of(exact), List.of(tooFar))).isPresent();
    assertThat(unordered.difference(List.of(exact), List.of(other))).isPresent();
  }

  @Test
  void missingRowsAndNullsAreDifferences() {
    List<String> missing = List.of("a", "", "0.25");
    assertThat(unordered.difference(List.of(A), List.of(A, B)))
        .hasValue("number of rows: found=1 expected=2");
    assertThat(unordered.difference(List.of(missing), List.of(A))).isPresent();
    assertThat(unordered.difference(List.of(A, A), List.of(A, B))).isPresent();
  }
}
