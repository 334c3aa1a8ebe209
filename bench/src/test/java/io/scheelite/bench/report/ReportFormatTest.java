package io.scheelite.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportFormatTest {
  private static final List<List<String>> ROWS =
      List.of(List.of("query", "ms"), List.of("q01", "12.5"), List.of("a, b", "7"));

  @Test
  void tableAlignsNumbersRight() {
    assertThat(ReportFormat.TABLE.render(ROWS))
        .isEqualTo("query    ms\nq01    12.5\na, b      7\n");
  }

  @Test
  void csvQuotesWhatNeedsIt() {
    assertThat(ReportFormat.CSV.render(ROWS)).isEqualTo("query,ms\nq01,12.5\n\"a, b\",7\n");
  }

  @Test
  void markdownHasARuleBelowItsHeader() {
    assertThat(ReportFormat.MARKDOWN.render(ROWS))
        .isEqualTo("| query | ms |\n|---|---|\n| q01 | 12.5 |\n| a, b | 7 |\n");
  }
}
