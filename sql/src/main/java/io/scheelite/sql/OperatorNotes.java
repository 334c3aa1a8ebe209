package io.scheelite.sql;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.runtime.ScanStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What EXPLAIN says of an operator before it runs, and EXPLAIN ANALYZE after it ran. */
final class OperatorNotes {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;
  private static final double ROUGH_ERROR = 10;

  private final ExecutionProfile profile;

  OperatorNotes(ExecutionProfile profile) {
    this.profile = profile;
  }

  /** Memory that is reserved, and why the operator is run as it is. */
  String planned(PlanNode node) {
    List<OperatorStats> operators = profile.operators(node);
    List<String> notes = new ArrayList<>();
    addPlanned(notes, node, operators);
    return text("", notes);
  }

  /** The same beside what happened. */
  String done(PlanNode node) {
    List<OperatorStats> operators = profile.operators(node);
    if (operators.isEmpty()) {
      return "";
    }
    List<String> notes = new ArrayList<>();
    addPlanned(notes, node, operators);
    operators.forEach(operator -> notes.addAll(operator.notes()));
    return text(measured(node, operators), notes);
  }

  private static String text(String measured, List<String> notes) {
    String joined = String.join(", ", notes);
    String separator = measured.isEmpty() || joined.isEmpty() ? "" : "; ";
    String all = measured + separator + joined;
    return all.isEmpty() ? "" : "  [" + all + "]";
  }

  private static void addPlanned(List<String> notes, PlanNode node, List<OperatorStats> operators) {
    long floor = operators.stream().mapToLong(OperatorStats::floorBytes).sum();
    if (floor > 0) {
      notes.add(String.format(Locale.ROOT, "floor %.1f MiB", floor / BYTES_PER_MEBIBYTE));
    }
    if (canSpill(node)) {
      notes.add("can spill");
    }
    operators.forEach(operator -> notes.addAll(operator.reasons()));
  }

  private static boolean canSpill(PlanNode node) {
    return switch (node) {
      case PlanNode.Aggregate aggregate -> !aggregate.keys().isEmpty();
      case PlanNode.HashJoin _,
          PlanNode.Sort _,
          PlanNode.TopN _,
          PlanNode.Window _,
          PlanNode.Shared _ ->
          true;
      case PlanNode.Scan _,
          PlanNode.Values _,
          PlanNode.Filter _,
          PlanNode.Project _,
          PlanNode.SingleRow _,
          PlanNode.Expand _,
          PlanNode.Limit _,
          PlanNode.UnionAll _,
          PlanNode.Exchange _,
          PlanNode.ExchangeRead _ ->
          false;
    };
  }

  private static String measured(PlanNode node, List<OperatorStats> operators) {
    long rows = operators.getLast().outputRows();
    StringBuilder text = new StringBuilder("rows=").append(rows);
    if (node.estimatedRows() >= 0) {
      text.append(" error=").append(error(node.estimatedRows(), rows));
    }
    append(text, " time=%.1fms", sum(operators, OperatorStats::nanos) / NANOS_PER_MILLI);
    long decompressing = sum(operators, stats -> stats.scan().decompressNanos());
    if (decompressing > 0) {
      append(text, " decompress=%.1fms", decompressing / NANOS_PER_MILLI);
    }
    long blocked = sum(operators, OperatorStats::blockedNanos);
    if (blocked > 0) {
      append(text, " blocked=%.1fms", blocked / NANOS_PER_MILLI);
    }
    long peak = sum(operators, OperatorStats::peakBytes);
    if (peak > 0) {
      append(text, " peak=%.1fMiB", peak / BYTES_PER_MEBIBYTE);
    }
    long spilled = sum(operators, OperatorStats::spilledBytes);
    if (spilled > 0) {
      append(text, " spilled=%.1fMiB", spilled / BYTES_PER_MEBIBYTE);
      text.append(" runs=").append(sum(operators, OperatorStats::spilledRuns));
    }
    operators.forEach(operator -> appendScan(text, operator.scan()));
    return text.toString();
  }

  /** What a scan read and what it left out; nothing for other operators. */
  private static void appendScan(StringBuilder text, ScanStats scan) {
    appendCount(text, " opened=", scan.splits());
    appendCount(text, " bloom=", scan.ruledOutSplits());
    appendCount(text, " skipped=", scan.splitsWithoutKeys());
    appendCount(text, " pages=", scan.pages());
    appendCount(text, " pages-skipped=", scan.skippedPages());
    appendCount(text, " rows-skipped=", scan.skippedRows());
    appendCount(text, " rows-late=", scan.lateRows());
    if (scan.bytes() > 0) {
      append(text, " read=%.1fMiB", scan.bytes() / BYTES_PER_MEBIBYTE);
    }
    if (scan.fetchedBytes() > 0) {
      append(text, " fetched=%.1fMiB", scan.fetchedBytes() / BYTES_PER_MEBIBYTE);
    }
    if (scan.leftOutBytes() > 0) {
      append(text, " left-out=%.1fMiB", scan.leftOutBytes() / BYTES_PER_MEBIBYTE);
    }
  }

  private static void appendCount(StringBuilder text, String name, long count) {
    if (count > 0) {
      text.append(name).append(count);
    }
  }

  private static long sum(List<OperatorStats> operators, ToLongFunction<OperatorStats> counter) {
    return operators.stream().mapToLong(counter).sum();
  }

  private static void append(StringBuilder text, String format, double value) {
    text.append(String.format(Locale.ROOT, format, value));
  }

  /** How many times too many or too few rows were expected, both at least one. */
  private static String error(double expected, long rows) {
    double wanted = Math.max(1, expected);
    double came = Math.max(1L, rows);
    double times = Math.max(wanted, came) / Math.min(wanted, came);
    return String.format(Locale.ROOT, times < ROUGH_ERROR ? "%.1fx" : "%.0fx", times);
  }
}
