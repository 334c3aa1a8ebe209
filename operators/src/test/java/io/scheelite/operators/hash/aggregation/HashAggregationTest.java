package io.scheelite.operators.hash.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.testsupport.Seeds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Aggregates in memory, against the naive executor. */
class HashAggregationTest {
  private static final long MEMORY_BYTES = 96 << 20;

  private static AggregationCase random(RandomGenerator random, int mostRows) {
    return AggregationCase.random(random, mostRows);
  }

  @Test
  void agreesWithTheReference() {
    for (int i = 0; i < Seeds.iterations(120); i++) {
      AggregationCase input = random(Seeds.random(HashAggregationTest.class, i), 3000);
      input.check(MEMORY_BYTES, 64, "case " + i);
    }
  }

  @Test
  void batchesOfOtherSizes() {
    for (int i = 0; i < Seeds.iterations(30); i++) {
      RandomGenerator random = Seeds.random("sizes" + i);
      AggregationCase input = random(random, 1000);
      int batchSize = new int[] {1, 3, 63, 65, 2048, 65536}[i % 6];
      input.check(MEMORY_BYTES, batchSize, "case " + i);
    }
  }

  @Test
  void manyGroupsAreDividedAndMerged() {
    Schema schema =
        Schema.of(
            new Field("key", DataType.INT64, true),
            new Field("text", DataType.UTF8, true),
            new Field("value", DataType.INT32, true));
    RandomGenerator random = Seeds.random("many");
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 250_000; i++) {
      long key = random.nextInt(90_000);
      rows.add(
          Arrays.asList(
              random.nextInt(1000) == 0 ? null : key * 7919L,
              "group number " + key % 3,
              random.nextInt(9) == 0 ? null : (Object) (long) random.nextInt()));
    }
    AggregationCase input =
        new AggregationCase(
            schema,
            rows,
            20_000,
            List.of(0, 1),
            List.of(
                AggregationCase.call(AggregateFunction.COUNT_STAR, -1, schema),
                AggregationCase.call(AggregateFunction.SUM, 2, schema),
                AggregationCase.call(AggregateFunction.MIN, 2, schema)));
    input.check(256 << 20, 2048, "many");
  }

  @Test
  void groupsThatHardlyRepeatPass() {
    Schema schema =
        Schema.of(
            new Field("key", DataType.INT64, false), new Field("value", DataType.FLOAT64, false));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 300_000; i++) {
      rows.add(List.of((long) i * 31 % 299_000, i * 0.5));
    }
    AggregationCase input =
        new AggregationCase(
            schema,
            rows,
            30_000,
            List.of(0),
            List.of(AggregationCase.call(AggregateFunction.AVG, 1, schema)));
    input.check(256 << 20, 2048, "passed");
  }

  @Test
  void noInputIsOneGroupWithoutKeysAndNoneWithKeys() {
    Schema schema =
        Schema.of(new Field("k", DataType.INT32, true), new Field("s", DataType.UTF8, true));
    List<AggregateCall> calls =
        List.of(
            AggregationCase.call(AggregateFunction.COUNT_STAR, -1, schema),
            AggregationCase.call(AggregateFunction.SUM, 0, schema),
            AggregationCase.call(AggregateFunction.AVG, 0, schema),
            AggregationCase.call(AggregateFunction.MAX, 0, schema),
            AggregationCase.call(AggregateFunction.MIN, 1, schema));
    AggregationCase without = new AggregationCase(schema, List.of(), 10, List.of(), calls);
    assertThat(without.run(MEMORY_BYTES, 64))
        .isEqualTo(List.of(Arrays.asList(0L, null, null, null, null)));
    AggregationCase with = new AggregationCase(schema, List.of(), 10, List.of(0), calls);
    assertThat(with.run(MEMORY_BYTES, 64)).isEmpty();
  }

  @Test
  void sumsBeyondTheirTypeAreErrorsAndOrderMakesNoDifference() {
    DataType type = new DataType.Decimal(38, 0);
    Schema schema = Schema.of(new Field("d", type, true));
    BigInteger big = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
    List<AggregateCall> sum = List.of(AggregationCase.call(AggregateFunction.SUM, 0, schema));
    List<List<@Nullable Object>> three = List.of(List.of(big), List.of(big), List.of(big));
    AggregationCase tooMuch = new AggregationCase(schema, three, 1, List.of(), sum);
    assertThatThrownBy(() -> tooMuch.run(MEMORY_BYTES, 64))
        .isInstanceOf(AggregationException.class)
        .hasMessageContaining("sum is out of range");
    List<List<@Nullable Object>> back = new ArrayList<>(three);
    back.add(List.of(big.negate()));
    back.add(List.of(big.negate()));
    AggregationCase fits = new AggregationCase(schema, back, 1, List.of(), sum);
    assertThat(fits.run(MEMORY_BYTES, 64)).isEqualTo(List.of(List.of(big)));
  }

  @Test
  void longestStringsWin() {
    Schema schema =
        Schema.of(new Field("k", DataType.INT8, false), new Field("s", DataType.UTF8, true));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      rows.add(Arrays.asList((long) (i % 3), i % 7 == 0 ? null : "x".repeat(i / 10) + i));
    }
    List<AggregateCall> calls =
        List.of(
            AggregationCase.call(AggregateFunction.MAX, 1, schema),
            AggregationCase.call(AggregateFunction.MIN, 1, schema));
    AggregationCase input = new AggregationCase(schema, rows, 1000, List.of(0), calls);
    input.check(MEMORY_BYTES, 50, "strings");
  }
}
