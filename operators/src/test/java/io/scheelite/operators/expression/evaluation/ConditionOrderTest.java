package io.scheelite.operators.expression.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConditionOrderTest {
  private static final Expression TEXT = new Expression.ColumnRef(0, DataType.UTF8, true);
  private static final Expression NUMBER = new Expression.ColumnRef(1, DataType.INT64, true);
  private static final Expression LIKE = new Expression.Like(TEXT, "%a%", -1);
  private static final Expression PREFIX = new Expression.Like(TEXT, "a%", -1);
  private static final Expression RAISING =
      new Expression.Comparison(
          ComparisonOperator.EQUAL,
          new Expression.Arithmetic(
              ArithmeticOperator.DIVIDE, new Literal(1L, DataType.INT64), NUMBER, DataType.INT64),
          new Literal(1L, DataType.INT64));

  /** The order after so many batches in which operand i decided {@code decided[i]} of 100 rows. */
  private static List<Integer> orderAfter(List<Expression> operands, int... decided) {
    ConditionOrder order = new ConditionOrder(operands);
    for (int batch = 0; batch < 32; batch++) {
      for (int i = 0; i < decided.length; i++) {
        order.record(i, 100, decided[i]);
      }
      order.endOfBatch();
    }
    return IntStream.range(0, operands.size()).mapToObj(order::operand).toList();
  }

  @Test
  void whatDecidesManyRowsComesFirst() {
    assertThat(orderAfter(List.of(LIKE, LIKE, LIKE), 1, 90, 30)).containsExactly(1, 2, 0);
  }

  @Test
  void ofEquallyDecisiveOnesTheCheaperComesFirst() {
    assertThat(orderAfter(List.of(LIKE, PREFIX), 50, 50)).containsExactly(1, 0);
    assertThat(orderAfter(List.of(LIKE, PREFIX), 90, 10)).containsExactly(0, 1);
  }

  @Test
  void nothingMovesAcrossAnOperandThatMayRaise() {
    assertThat(orderAfter(List.of(LIKE, LIKE, RAISING, LIKE, LIKE), 1, 2, 50, 98, 99))
        .containsExactly(1, 0, 2, 4, 3);
  }

  @Test
  void cheapOperandsAloneStayAsGiven() {
    Expression cheap =
        new Expression.Comparison(ComparisonOperator.LESS, NUMBER, new Literal(1L, DataType.INT64));
    assertThat(new ConditionOrder(List.of(cheap, cheap, LIKE)).isFixed()).isTrue();
    assertThat(new ConditionOrder(List.of(cheap, LIKE, LIKE)).isFixed()).isFalse();
  }
}
