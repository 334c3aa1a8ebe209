package io.scheelite.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Renders measured cases: programs get one row per case and peer, people one row per case, with the
 * sum of the medians and the geometric mean of the ratios below each group of cases.
 */
public final class ComparisonReport {
  private static final List<String> CSV_COLUMNS =
      List.of("case", "engine", "median_ms", "ratio", "target", "met", "answer_ok", "peak_rss_mib");

  private ComparisonReport() {}

  /** The whole table as text that ends with a line break. */
  public static String render(List<ComparedCase> cases, ReportFormat format) {
    return format.render(format == ReportFormat.CSV ? exactTable(cases) : readableTable(cases));
  }

  private static List<List<String>> exactTable(List<ComparedCase> cases) {
    List<List<String>> table = new ArrayList<>();
    table.add(CSV_COLUMNS);
    for (ComparedCase measured : cases) {
      for (PeerTimes peer : measured.peers()) {
        double ratio = peer.ratio(measured.ours());
        table.add(
            List.of(
                measured.label(),
                peer.times().engine(),
                decimals(3, peer.times().medianMillis()),
                decimals(4, ratio),
                decimals(4, peer.target()),
                Boolean.toString(ratio <= peer.target()),
                Boolean.toString(peer.answerOk()),
                mebibytes(peer.times())));
      }
    }
    return table;
  }

  private static List<List<String>> readableTable(List<ComparedCase> cases) {
    List<List<String>> table = new ArrayList<>();
    if (cases.isEmpty()) {
      return List.of(List.of("case"));
    }
    table.add(header(cases.getFirst()));
    Map<String, List<ComparedCase>> groups = new LinkedHashMap<>();
    cases.forEach(
        measured -> groups.computeIfAbsent(measured.group(), _ -> new ArrayList<>()).add(measured));
    groups.forEach(
        (group, members) -> {
          members.forEach(measured -> table.add(row(measured)));
          table.add(summary(group.isEmpty() ? "all" : group, members));
        });
    return table;
  }

  private static List<String> header(ComparedCase first) {
    List<String> header = new ArrayList<>(List.of("case"));
    header.addAll(engineHeader(first.ours()));
    for (PeerTimes peer : first.peers()) {
      header.addAll(engineHeader(peer.times()));
      header.add("ratio");
      header.add("answer ok");
    }
    return header;
  }

  private static List<String> engineHeader(EngineTimes times) {
    return List.of(times.engine() + " ms", "first ms", "peak MiB");
  }

  private static List<String> row(ComparedCase measured) {
    List<String> row = new ArrayList<>(List.of(measured.label()));
    row.addAll(cells(measured.ours()));
    for (PeerTimes peer : measured.peers()) {
      row.addAll(cells(peer.times()));
      row.add(decimals(2, peer.ratio(measured.ours())));
      row.add(Boolean.toString(peer.answerOk()));
    }
    return row;
  }

  private static List<String> cells(EngineTimes times) {
    return List.of(
        decimals(1, times.medianMillis()), decimals(0, times.firstMillis()), mebibytes(times));
  }

  /** Sums of times, the largest memory, and the geometric mean of ratios. */
  private static List<String> summary(String group, List<ComparedCase> members) {
    List<String> row = new ArrayList<>(List.of(group + ": sum, geometric mean"));
    row.addAll(total(members.stream().map(ComparedCase::ours).toList()));
    for (int i = 0; i < members.getFirst().peers().size(); i++) {
      int index = i;
      row.addAll(total(members.stream().map(member -> member.peers().get(index).times()).toList()));
      row.add(
          decimals(
              3, geometricMean(members, member -> member.peers().get(index).ratio(member.ours()))));
      row.add(
          Boolean.toString(
              members.stream().allMatch(member -> member.peers().get(index).answerOk())));
    }
    return row;
  }

  private static List<String> total(List<EngineTimes> times) {
    return cells(
        new EngineTimes(
            "",
            times.stream().mapToDouble(EngineTimes::firstMillis).sum(),
            times.stream().mapToDouble(EngineTimes::medianMillis).sum(),
            times.stream().mapToLong(EngineTimes::peakResidentBytes).max().orElse(-1)));
  }

  private static double geometricMean(
      List<ComparedCase> members, ToDoubleFunction<ComparedCase> ratio) {
    double logs = 0;
    for (ComparedCase member : members) {
      logs += Math.log(ratio.applyAsDouble(member));
    }
    return Math.exp(logs / members.size());
  }

  private static String decimals(int count, double value) {
    return String.format(Locale.ROOT, "%." + count + "f", value);
  }

  private static String mebibytes(EngineTimes times) {
    return Long.toString(times.peakResidentBytes() >> 20);
  }
}
