package io.scheelite.bench.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.report.EngineTimes;
import io.scheelite.bench.report.ReportFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorRowTest {
  private static OperatorRow row(double ours, double theirs, String note) {
    return new OperatorRow(
        "sort/wide",
        "1/4",
        new EngineTimes("scheelite", ours, ours, 3L << 20),
        new EngineTimes("duckdb", theirs, theirs, 5L << 20),
        0.5,
        note.isEmpty(),
        64L << 20,
        7L << 19,
        note);
  }

  @Test
  void linesTellTargetsAndRefusals() {
    List<OperatorRow> rows =
        List.of(row(50, 100, ""), row(51, 100, ""), row(Double.NaN, 100, "scheelite refused: x"));

    assertThat(OperatorRow.render(rows, ReportFormat.CSV))
        .isEqualTo(
            """
            case,memory,scheelite_ms,duckdb_ms,ratio,target,met,answer_ok,scheelite_peak_rss_mib,duckdb_peak_rss_mib,limit_mib,spilled_mib,note
            sort/wide,1/4,50.0,100.0,0.50,0.50,met,true,3,5,64.0,3.5,
            sort/wide,1/4,51.0,100.0,0.51,0.50,missed,true,3,5,64.0,3.5,
            sort/wide,1/4,,100.0,,0.50,missed,false,3,5,64.0,3.5,scheelite refused: x
            """);
  }
}
