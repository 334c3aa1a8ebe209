package io.scheelite.sql;

import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.operators.runtime.OperatorStats;
import java.util.List;
import java.util.Locale;

/** What EXPLAIN ANALYZE says of an operator after it ran. */
final class OperatorNotes {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private final ExecutionProfile profile;

  OperatorNotes(ExecutionProfile profile) {
    this.profile = profile;
  }

  String of(PlanNode node) {
    List<OperatorStats> operators = profile.operators(node);
    if (operators.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("  [rows=").append(operators.getLast().outputRows());
    long nanos = operators.stream().mapToLong(OperatorStats::nanos).sum();
    text.append(String.format(Locale.ROOT, " time=%.1fms", nanos / NANOS_PER_MILLI));
    long blocked = operators.stream().mapToLong(OperatorStats::blockedNanos).sum();
    if (blocked > 0) {
      text.append(String.format(Locale.ROOT, " blocked=%.1fms", blocked / NANOS_PER_MILLI));
    }
    long peak = operators.stream().mapToLong(OperatorStats::peakBytes).sum();
    if (peak > 0) {
      text.append(String.format(Locale.ROOT, " peak=%.1fMiB", peak / BYTES_PER_MEBIBYTE));
    }
    long spilled = operators.stream().mapToLong(OperatorStats::spilledBytes).sum();
    if (spilled > 0) {
      long runs = operators.stream().mapToLong(OperatorStats::spilledRuns).sum();
      text.append(
          String.format(
              Locale.ROOT, " spilled=%.1fMiB runs=%d", spilled / BYTES_PER_MEBIBYTE, runs));
    }
    operators.forEach(o -> o.notes().forEach(note -> text.append(' ').append(note)));
    return text.append(']').toString();
  }
}
