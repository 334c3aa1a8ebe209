package io.scheelite.operators.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.spill.block.BlockSummary;
import io.scheelite.spill.block.ColumnRange;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredStatisticsTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              new Field("id", DataType.INT64, false),
              new Field("price", new DataType.Decimal(15, 2), true),
              new Field("name", DataType.UTF8, true)));

  private static final BlockSummary FIRST =
      new BlockSummary(
          600,
          List.of(
              new ColumnRange(1L, 600L, 0),
              new ColumnRange(BigInteger.valueOf(150), BigInteger.valueOf(900), 100),
              new ColumnRange("a", "m", 0)));

  private static final BlockSummary SECOND =
      new BlockSummary(
          400,
          List.of(
              new ColumnRange(601L, 1000L, 0),
              new ColumnRange(BigInteger.valueOf(-20), BigInteger.valueOf(700), 100),
              new ColumnRange("b", "z", 400)));

  private static TableStatistics of(List<Double> numDistinct, BlockSummary... blocks) {
    return StoredStatistics.of(SCHEMA, List.of(blocks), numDistinct);
  }

  @Test
  void boundsOfNumbersCoverAllBlocks() {
    TableStatistics all = of(List.of(), FIRST, SECOND);
    assertThat(all.numRows()).isEqualTo(1000);
    assertThat(all.columns().get(0).min()).isEqualTo(1L);
    assertThat(all.columns().get(0).max()).isEqualTo(1000L);
    assertThat(all.columns().get(1).min()).isEqualTo(BigInteger.valueOf(-20));
    assertThat(all.columns().get(1).max()).isEqualTo(BigInteger.valueOf(900));
    assertThat(all.columns().get(1).nullFraction()).isEqualTo(0.2);
    assertThat(all.columns().get(2).nullFraction()).isEqualTo(0.4);
  }

  @Test
  void aBlockWithoutBoundsLeavesTheColumnWithout() {
    ColumnRange unknown = new ColumnRange(null, null, 0);
    BlockSummary third = new BlockSummary(5, List.of(unknown, unknown, unknown));
    assertThat(of(List.of(), FIRST, third).columns().get(0).min()).isNull();
    assertThat(of(List.of(), FIRST, BlockSummary.ofRows(3)).columns().get(0).max()).isNull();
    BlockSummary nulls =
        new BlockSummary(
            5, List.of(new ColumnRange(7L, 7L, 0), new ColumnRange(null, null, 5), unknown));
    assertThat(of(List.of(), FIRST, nulls).columns().get(1).min())
        .isEqualTo(BigInteger.valueOf(150));
  }

  @Test
  void distinctValuesAreAtMostThoseThatFitBetweenTheBounds() {
    assertThat(distinct(of(List.of(), FIRST, SECOND), 0)).isEqualTo(1000);
    assertThat(distinct(of(List.of(), FIRST, SECOND), 2)).isEqualTo(-1);
    TableStatistics sketched = of(List.of(960.0, 300.0, 42.0), FIRST, SECOND);
    assertThat(distinct(sketched, 0)).as("a key, although the sketch missed some").isEqualTo(1000);
    assertThat(distinct(sketched, 1)).isEqualTo(300);
    assertThat(distinct(sketched, 2)).isEqualTo(42);
    assertThat(distinct(of(List.of(1050.0, 1.0, 1.0), FIRST, SECOND), 0)).isEqualTo(1000);
  }

  @Test
  void nothingStoredHasNoRows() {
    TableStatistics none = of(List.of());
    assertThat(none.numRows()).isZero();
    assertThat(none.columns().get(0).min()).isNull();
  }

  private static double distinct(TableStatistics statistics, int column) {
    return statistics.columns().get(column).numDistinct();
  }
}
