package io.scheelite.spill.block.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctSketchTest {
  private static DistinctSketch of(LongStream values) {
    DistinctSketch sketch = new DistinctSketch();
    values.forEach(sketch::addBits);
    return sketch;
  }

  @Test
  void nothingHasNoValues() {
    assertThat(new DistinctSketch().estimate()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 25, 400, 3_000, 10_000, 1_000_000})
  void estimatesWithinTenPercentHoweverOftenValuesRepeat(int distinct) {
    DistinctSketch sketch = of(LongStream.range(0, 3L * distinct).map(i -> i % distinct * 7));
    assertThat(sketch.estimate()).isCloseTo(distinct, within(Math.max(0.5, 0.1 * distinct)));
  }

  @Test
  void unionCountsCommonValuesOnce() {
    DistinctSketch first = of(LongStream.range(0, 60_000));
    DistinctSketch second = of(LongStream.range(30_000, 90_000));
    first.addAll(second);
    assertThat(first.estimate()).isCloseTo(90_000, within(9_000.0));
  }
}
