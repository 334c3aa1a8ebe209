package io.scheelite.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Renders measured cases: programs get one row per case and peer, people one row per case, with the
 * sum of the medians and the geometric mean of the ratios below each group of cases. An engine that
 * does not take a case has empty cells there.
 */
public final class ComparisonReport {
  private static final List<String> CSV_COLUMNS =
      List.of("case", "engine", "median_ms", "ratio", "target", "met", "answer_ok", "peak_rss_mib");

  /** Cells of an engine that does not take a case. */
  private static final List<String> NO_PEER = Collections.nCopies(5, "");

  private ComparisonReport() {}

  /** The whole table as text that ends with a line break. */
  public static String render(List<ComparedCase> cases, ReportFormat format) {
    return format.render(format == ReportFormat.CSV ? exactTable(cases) : readableTable(cases));
  }

  private static List<List<String>> exactTable(List<ComparedCase> cases) {
    List<List<String>> table = new ArrayList<>();
    List<String> header = new ArrayList<>(CSV_COLUMNS);
    if (!cases.isEmpty()) {
      header.addAll(cases.getFirst().facts().keySet());
    }
    table.add(header);
    for (ComparedCase measured : cases) {
      for (PeerTimes peer : measured.peers()) {
        table.add(exactRow(measured, peer));
      }
    }
    return table;
  }

  private static List<String> exactRow(ComparedCase measured, PeerTimes peer) {
    double ratio = peer.ratio(measured.ours());
    List<String> row = new ArrayList<>();
    row.add(measured.label());
    row.add(peer.times().engine());
    row.add(decimals(3, peer.times().medianMillis()));
    row.add(decimals(4, ratio));
    row.add(decimals(4, peer.target()));
    row.add(Boolean.toString(ratio <= peer.target()));
    row.add(Boolean.toString(peer.answerOk()));
    row.add(mebibytes(peer.times()));
    row.addAll(measured.facts().values());
    return row;
  }

  private static List<List<String>> readableTable(List<ComparedCase> cases) {
    List<List<String>> table = new ArrayList<>();
    if (cases.isEmpty()) {
      return List.of(List.of("case"));
    }
    List<String> engines =
        cases.stream()
            .flatMap(measured -> measured.peers().stream())
            .map(peer -> peer.times().engine())
            .distinct()
            .toList();
    table.add(header(cases.getFirst(), engines));
    Map<String, List<ComparedCase>> groups = new LinkedHashMap<>();
    cases.forEach(
        measured -> groups.computeIfAbsent(measured.group(), _ -> new ArrayList<>()).add(measured));
    groups.forEach(
        (group, members) -> {
          members.forEach(measured -> table.add(row(measured, engines)));
          table.add(summary(group.isEmpty() ? "all" : group, members, engines));
        });
    return table;
  }

  private static List<String> header(ComparedCase first, List<String> engines) {
    List<String> header = new ArrayList<>(List.of("case"));
    header.addAll(first.facts().keySet());
    header.addAll(engineHeader(first.ours().engine()));
    for (String engine : engines) {
      header.addAll(engineHeader(engine));
      header.add("ratio");
      header.add("answer ok");
    }
    return header;
  }

  private static List<String> engineHeader(String engine) {
    return List.of(engine + " ms", "first ms", "peak MiB");
  }

  private static List<String> row(ComparedCase measured, List<String> engines) {
    List<String> row = new ArrayList<>(List.of(measured.label()));
    row.addAll(measured.facts().values());
    row.addAll(cells(measured.ours()));
    for (String engine : engines) {
      Optional<PeerTimes> found = peer(measured, engine);
      if (found.isEmpty()) {
        row.addAll(NO_PEER);
        continue;
      }
      PeerTimes peer = found.get();
      row.addAll(cells(peer.times()));
      row.add(decimals(2, peer.ratio(measured.ours())));
      row.add(Boolean.toString(peer.answerOk()));
    }
    return row;
  }

  private static Optional<PeerTimes> peer(ComparedCase measured, String engine) {
    return measured.peers().stream().filter(peer -> peer.times().engine().equals(engine)).findAny();
  }

  private static List<String> cells(EngineTimes times) {
    return List.of(
        decimals(1, times.medianMillis()), decimals(0, times.firstMillis()), mebibytes(times));
  }

  /** Sums of times, the largest memory, and the geometric mean of ratios. */
  private static List<String> summary(
      String group, List<ComparedCase> members, List<String> engines) {
    List<String> row = new ArrayList<>(List.of(group + ": sum, geometric mean"));
    row.addAll(Collections.nCopies(members.getFirst().facts().size(), ""));
    row.addAll(total(members.stream().map(ComparedCase::ours).toList()));
    for (String engine : engines) {
      List<ComparedCase> beside =
          members.stream().filter(member -> peer(member, engine).isPresent()).toList();
      if (beside.isEmpty()) {
        row.addAll(NO_PEER);
        continue;
      }
      List<PeerTimes> peers =
          beside.stream().map(member -> peer(member, engine).orElseThrow()).toList();
      row.addAll(total(peers.stream().map(PeerTimes::times).toList()));
      row.add(
          decimals(
              3,
              geometricMean(
                  beside, member -> peer(member, engine).orElseThrow().ratio(member.ours()))));
      row.add(Boolean.toString(peers.stream().allMatch(PeerTimes::answerOk)));
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
