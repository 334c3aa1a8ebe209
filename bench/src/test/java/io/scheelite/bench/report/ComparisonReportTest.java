package io.scheelite.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {
  private static final List<ComparedCase> CASES =
      List.of(
          compared("parquet/q01", 20, 40, 400, true),
          compared("parquet/q02", 30, 15, 600, false),
          compared("memory/q01", 10, 10, 300, true));

  private static ComparedCase compared(
      String label, double ours, double duckDb, double spark, boolean duckDbAgrees) {
    return new ComparedCase(
        label,
        times("scheelite", ours),
        List.of(
            new PeerTimes(times("duckdb", duckDb), 1.2, duckDbAgrees),
            new PeerTimes(times("spark", spark), 1.0 / 15, true)));
  }

  private static EngineTimes times(String engine, double median) {
    return new EngineTimes(engine, 3 * median, median, (long) median << 20);
  }

  @Test
  void programsGetOneRowPerCaseAndPeer() {
    assertThat(ComparisonReport.render(CASES, ReportFormat.CSV))
        .isEqualTo(
            """
            case,engine,median_ms,ratio,target,met,answer_ok,peak_rss_mib
            parquet/q01,duckdb,40.000,0.5000,1.2000,true,true,40
            parquet/q01,spark,400.000,0.0500,0.0667,true,true,400
            parquet/q02,duckdb,15.000,2.0000,1.2000,false,false,15
            parquet/q02,spark,600.000,0.0500,0.0667,true,true,600
            memory/q01,duckdb,10.000,1.0000,1.2000,true,true,10
            memory/q01,spark,300.000,0.0333,0.0667,true,true,300
            """);
  }

  @Test
  void peopleGetOneRowPerCaseWithASummaryBelowEachGroup() {
    String markdown = ComparisonReport.render(CASES, ReportFormat.MARKDOWN);
    assertThat(markdown.lines())
        .containsExactly(
            "| case | scheelite ms | first ms | peak MiB | duckdb ms | first ms | peak MiB | ratio"
                + " | answer ok | spark ms | first ms | peak MiB | ratio | answer ok |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
            "| parquet/q01 | 20.0 | 60 | 20 | 40.0 | 120 | 40 | 0.50 | true"
                + " | 400.0 | 1200 | 400 | 0.05 | true |",
            "| parquet/q02 | 30.0 | 90 | 30 | 15.0 | 45 | 15 | 2.00 | false"
                + " | 600.0 | 1800 | 600 | 0.05 | true |",
            "| parquet: sum, geometric mean | 50.0 | 150 | 30 | 55.0 | 165 | 40 | 1.000 | false"
                + " | 1000.0 | 3000 | 600 | 0.050 | true |",
            "| memory/q01 | 10.0 | 30 | 10 | 10.0 | 30 | 10 | 1.00 | true"
                + " | 300.0 | 900 | 300 | 0.03 | true |",
            "| memory: sum, geometric mean | 10.0 | 30 | 10 | 10.0 | 30 | 10 | 1.000 | true"
                + " | 300.0 | 900 | 300 | 0.033 | true |");
  }

  @Test
  void anEngineThatDoesNotTakeACaseHasNoCellsAndFactsHaveColumns() {
    EngineTimes ours = times("scheelite", 20);
    PeerTimes duckDb = new PeerTimes(times("duckdb", 40), 0.9, true);
    PeerTimes parquetJava = new PeerTimes(times("parquet-java", 200), 0.2, true);
    List<ComparedCase> cases =
        List.of(
            new ComparedCase("t/all", ours, List.of(duckDb, parquetJava), Map.of("codec", "zstd")),
            new ComparedCase("csv/t", ours, List.of(duckDb), Map.of("codec", "none")));

    assertThat(ComparisonReport.render(cases, ReportFormat.CSV))
        .isEqualTo(
            """
            case,engine,median_ms,ratio,target,met,answer_ok,peak_rss_mib,codec
            t/all,duckdb,40.000,0.5000,0.9000,true,true,40,zstd
            t/all,parquet-java,200.000,0.1000,0.2000,true,true,200,zstd
            csv/t,duckdb,40.000,0.5000,0.9000,true,true,40,none
            """);
    assertThat(ComparisonReport.render(cases, ReportFormat.MARKDOWN).lines())
        .containsExactly(
            "| case | codec | scheelite ms | first ms | peak MiB | duckdb ms | first ms | peak MiB"
                + " | ratio | answer ok | parquet-java ms | first ms | peak MiB | ratio"
                + " | answer ok |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
            "| t/all | zstd | 20.0 | 60 | 20 | 40.0 | 120 | 40 | 0.50 | true"
                + " | 200.0 | 600 | 200 | 0.10 | true |",
            "| t: sum, geometric mean |  | 20.0 | 60 | 20 | 40.0 | 120 | 40 | 0.500 | true"
                + " | 200.0 | 600 | 200 | 0.100 | true |",
            "| csv/t | none | 20.0 | 60 | 20 | 40.0 | 120 | 40 | 0.50 | true |  |  |  |  |  |",
            "| csv: sum, geometric mean |  | 20.0 | 60 | 20 | 40.0 | 120 | 40 | 0.500 | true"
                + " |  |  |  |  |  |");
  }
}
