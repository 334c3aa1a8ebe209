package io.scheelite.operators.expression.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ScalarFunction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Typical expressions over a small table, with results written down by hand. */
@ExtendWith(LedgerCheck.class)
class ProjectorTest {
  private static final Decimal PRICE = new Decimal(15, 2);
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("name", DataType.UTF8, true),
              new Field("price", PRICE, false),
              new Field("discount", PRICE, false),
              new Field("day", DataType.DATE, true),
              new Field("number", DataType.INT64, true)));
  private static final List<List<?>> ROWS =
      List.of(
          row("green tea", "10.00", "0.05", LocalDate.of(1996, 2, 29), 7L),
          row("a rather long name: blackboard", "20.50", "0.10", LocalDate.of(1998, 12, 1), -3L),
          row(null, "0.01", "0.00", null, null),
          row("Ærø große", "99999.99", "0.07", LocalDate.of(1969, 12, 31), 0L));

  private static List<?> row(
      @Nullable Object name,
      String price,
      String discount,
      @Nullable Object day,
      @Nullable Object number) {
    return Arrays.asList(name, new BigDecimal(price), new BigDecimal(discount), day, number);
  }

  private static Expression column(int index) {
    Field field = SCHEMA.field(index);
    return new Expression.ColumnRef(index, field.type(), field.nullable());
  }

  private static Expression call(ScalarFunction function, DataType type, Expression... arguments) {
    return new Expression.FunctionCall(function, List.of(arguments), type, true);
  }

  private static Literal integer(long value) {
    return new Literal(value, DataType.INT64);
  }

  private static Literal text(String value) {
    return new Literal(value, DataType.UTF8);
  }

  private static List<@Nullable Object> project(Expression expression) {
    try (TestMemory memory = TestMemory.create(16 << 20);
        Batches batches = new Batches(memory)) {
      long floor = Projector.floorBytes(List.of(expression), SCHEMA, 4);
      MemoryConsumer consumer = memory.reserved("projector", floor);
      try (ScratchAllocator scratch = new ScratchAllocator(consumer);
          Projector projector = new Projector(List.of(expression), SCHEMA, 4, scratch)) {
        Batch result = projector.project(batches.batch(SCHEMA, ROWS));
        return Batches.rows(result).stream().<@Nullable Object>map(List::getFirst).toList();
      } finally {
        consumer.close();
      }
    }
  }

  @Test
  void multipliesDecimalsExactly() {
    Expression rest =
        new Expression.Arithmetic(
            ArithmeticOperator.SUBTRACT,
            new Literal(BigInteger.ONE, new Decimal(1, 0)),
            column(2),
            new Decimal(16, 2));
    Expression charge =
        new Expression.Arithmetic(ArithmeticOperator.MULTIPLY, column(1), rest, new Decimal(31, 4));
    assertThat(project(charge))
        .containsExactly(
            new BigDecimal("9.5000"),
            new BigDecimal("18.4500"),
            new BigDecimal("0.0100"),
            new BigDecimal("92999.9907"));
  }

  @Test
  void cutsAndChangesText() {
    assertThat(
            project(
                call(ScalarFunction.SUBSTRING, DataType.UTF8, column(0), integer(2), integer(5))))
        .containsExactly("reen ", " rath", null, "rø gr");
    assertThat(project(call(ScalarFunction.UPPER, DataType.UTF8, column(0))))
        .containsExactly("GREEN TEA", "A RATHER LONG NAME: BLACKBOARD", null, "ÆRØ GROßE");
    assertThat(project(call(ScalarFunction.LENGTH, DataType.INT64, column(0))))
        .containsExactly(9L, 30L, null, 9L);
    assertThat(project(call(ScalarFunction.CONCAT, DataType.UTF8, column(0), text(" & more"))))
        .containsExactly(
            "green tea & more", "a rather long name: blackboard & more", null, "Ærø große & more");
  }

  @Test
  void readsAndShiftsDates() {
    assertThat(project(call(ScalarFunction.YEAR, DataType.INT64, column(3))))
        .containsExactly(1996L, 1998L, null, 1969L);
    assertThat(project(call(ScalarFunction.ADD_MONTHS, DataType.DATE, column(3), integer(12))))
        .containsExactly(
            LocalDate.of(1997, 2, 28), LocalDate.of(1999, 12, 1), null, LocalDate.of(1970, 12, 31));
    assertThat(project(call(ScalarFunction.ADD_DAYS, DataType.DATE, column(3), integer(-60))))
        .containsExactly(
            LocalDate.of(1995, 12, 31), LocalDate.of(1998, 10, 2), null, LocalDate.of(1969, 11, 1));
  }

  @Test
  void choosesByCase() {
    Expression sign =
        new Expression.CaseWhen(
            List.of(
                new Expression.Comparison(ComparisonOperator.GREATER, column(4), integer(0)),
                new Expression.Comparison(ComparisonOperator.LESS, column(4), integer(0))),
            List.of(text("positive"), text("negative, quite long")),
            text("neither"),
            DataType.UTF8);
    assertThat(project(sign))
        .containsExactly("positive", "negative, quite long", "neither", "neither");
    assertThat(project(call(ScalarFunction.ABS, DataType.INT64, column(4))))
        .containsExactly(7L, 3L, null, 0L);
    assertThat(project(call(ScalarFunction.COALESCE, DataType.INT64, column(4), integer(42))))
        .containsExactly(7L, -3L, 42L, 0L);
  }

  @Test
  void castsToTextAndBack() {
    Expression text = new Expression.Cast(column(1), DataType.UTF8, false);
    assertThat(project(text)).containsExactly("10.00", "20.50", "0.01", "99999.99");
    assertThat(project(new Expression.Cast(text, DataType.FLOAT64, false)))
        .containsExactly(10.0, 20.5, 0.01, 99999.99);
    assertThat(project(new Expression.Cast(column(3), DataType.UTF8, false)))
        .containsExactly("1996-02-29", "1998-12-01", null, "1969-12-31");
  }

  @Test
  void refusesDivisionByZeroOnlyWhereItHappens() {
    Expression quotient =
        new Expression.Arithmetic(
            ArithmeticOperator.DIVIDE, integer(21), column(4), DataType.INT64);
    assertThatThrownBy(() -> project(quotient))
        .isInstanceOfSatisfying(
            ExpressionException.class, e -> assertThat(e.code().sqlState()).isEqualTo("22012"))
        .hasMessageContaining("21 / number");
    Expression guarded =
        new Expression.CaseWhen(
            List.of(new Expression.Comparison(ComparisonOperator.NOT_EQUAL, column(4), integer(0))),
            List.of(quotient),
            integer(-1),
            DataType.INT64);
    assertThat(project(guarded)).containsExactly(3L, -7L, -1L, -1L);
  }

  @Test
  void overflowIsAnError() {
    Expression sum =
        new Expression.Arithmetic(
            ArithmeticOperator.ADD, column(4), integer(Long.MAX_VALUE), DataType.INT64);
    assertThatThrownBy(() -> project(sum))
        .isInstanceOfSatisfying(
            ExpressionException.class, e -> assertThat(e.code().sqlState()).isEqualTo("22003"));
  }

  @Test
  void findsRowsByPatternAndList() {
    assertThat(filter(new Expression.Like(column(0), "%ee%ea", -1))).containsExactly(0);
    assertThat(filter(new Expression.Like(column(0), "%black%", -1))).containsExactly(1);
    assertThat(filter(new Expression.Like(column(0), "_r_ %", -1))).containsExactly(3);
    assertThat(filter(new Expression.Not(new Expression.Like(column(0), "%e%", -1)))).isEmpty();
    List<Literal> days =
        List.of(
            integer(7), integer(8), integer(9), integer(10), integer(0), integer(Long.MIN_VALUE));
    assertThat(filter(new Expression.InList(column(4), days))).containsExactly(0, 3);
    assertThat(filter(new Expression.Not(new Expression.IsNull(column(4)))))
        .containsExactly(0, 1, 3);
    assertThat(filter(new Expression.IsNull(column(1)))).isEmpty();
    assertThat(filter(new Expression.Not(new Expression.IsNull(column(1))))).isNull();
  }

  private static @Nullable List<Integer> filter(Expression condition) {
    try (TestMemory memory = TestMemory.create(16 << 20);
        Batches batches = new Batches(memory)) {
      MemoryConsumer consumer =
          memory.reserved("predicate", Predicate.floorBytes(condition, SCHEMA, 4));
      try (ScratchAllocator scratch = new ScratchAllocator(consumer);
          Predicate predicate = new Predicate(condition, SCHEMA, 4, scratch)) {
        Selection rows = predicate.filter(batches.batch(SCHEMA, ROWS));
        return rows == null ? null : rowNumbers(rows);
      } finally {
        consumer.close();
      }
    }
  }

  private static List<Integer> rowNumbers(Selection rows) {
    return IntStream.range(0, rows.numRows())
        .mapToObj(i -> Short.toUnsignedInt(NativeMemory.getShort(rows.address() + 2L * i)))
        .toList();
  }
}
