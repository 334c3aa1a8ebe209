package io.scheelite.sql.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.PlanColumn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes of joins of facts with the dimensions they refer to. */
class JoinEstimatesTest {
  private static final double SALES = 1_000_000;
  private static final PlanColumn DAY = new PlanColumn(1, "day", DataType.INT64, false);
  private static final PlanColumn SOLD = new PlanColumn(2, "sold", DataType.INT64, false);

  /** Two hundred years of days, of which filters leave {@code numRows}. */
  private static Estimate calendar(double numRows) {
    return new Estimate(numRows, Map.of(DAY, new ColumnEstimate(1, 73_000, 73_000, 73_000, 0)));
  }

  private static Estimate sales(double firstDay, double lastDay) {
    double days = lastDay - firstDay + 1;
    return new Estimate(SALES, Map.of(SOLD, new ColumnEstimate(firstDay, lastDay, days, SALES, 0)));
  }

  private static double joined(Estimate sales, Estimate calendar) {
    List<Expression> condition =
        List.of(new Expression.Comparison(ComparisonOperator.EQUAL, SOLD, DAY));
    return JoinEstimates.inner(sales, calendar, JoinEstimates.Keys.of(condition, sales, calendar))
        .numRows();
  }

  @Test
  void eachSaleHasItsDay() {
    assertThat(joined(sales(36_001, 37_825), calendar(73_000))).isCloseTo(SALES, within(1.0));
  }

  /** A year of the five in which there were sales, not of the two hundred of the calendar. */
  @Test
  void filteredDaysAreOnesWithSales() {
    assertThat(joined(sales(36_001, 37_825), calendar(365))).isCloseTo(SALES / 5, within(1.0));
    assertThat(joined(sales(36_001, 37_825), calendar(6_000))).isCloseTo(SALES, within(1.0));
  }

  /** Where references lie anywhere, the share of keys that pass is that of the rows. */
  @Test
  void filteredKeysOfTheWholeRangeKeepTheirShare() {
    assertThat(joined(sales(1, 73_000), calendar(7_300))).isCloseTo(SALES / 10, within(1.0));
  }

  /** Not a number of rows that no plan can be chosen by. */
  @Test
  void keysWithoutEndAndWithoutRowsFindNothing() {
    ColumnEstimate endless = new ColumnEstimate(-1e308, 1e308, 73_000, 73_000, 0);
    assertThat(joined(sales(1, 10), new Estimate(0, Map.of(DAY, endless)))).isZero();
  }

  @Test
  void hugeNumbersHaveNoPlaceOnTheLine() {
    assertThat(ColumnEstimate.position(1e308, DataType.FLOAT64)).isNaN();
    assertThat(ColumnEstimate.position(-1e299, DataType.FLOAT64)).isEqualTo(-1e299);
  }

  /** Nothing is known of days that are not in the calendar. */
  @Test
  void referencesBeyondTheKeysKeepTheShareOfRows() {
    assertThat(joined(sales(80_001, 81_825), calendar(7_300))).isCloseTo(SALES / 10, within(1.0));
  }
}
