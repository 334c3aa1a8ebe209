package io.scheelite.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "range(0) | 0 | 0",
        "generate_series(1, 5) | 5 | 1",
        "range(5, 1, -2) | 2 | 1",
        "range(1048577) | 1048577 | 2",
        "range(4294967297) | 4294967297 | 4096",
        "generate_series(1, 999999999999999999) | 999999999999999999 | 4096",
        "generate_series(-999999999999999999, 999999999999999999) | 1999999999999999999 | 4096"
      })
  void hasFewSplitsForAnyNumberOfRows(String call, long numRows, int numSplits) {
    RangeTable range = Objects.requireNonNull(RangeTable.of(call));
    List<Split> splits = range.splits(new ScanRequest(List.of(0), List.of(), 2048));
    assertThat(splits).hasSize(numSplits).hasSizeLessThanOrEqualTo(RangeTable.MOST_SPLITS);
    assertThat(splits.stream().mapToLong(Split::numRows).sum()).isEqualTo(numRows);
    assertThat(range.statistics().numRows()).isEqualTo((double) numRows);
  }
}
