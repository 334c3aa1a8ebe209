package io.scheelite.operators.runtime;

import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The counters of one execution, by plan node: a node has several operators where it ends one
 * pipeline and begins another. Filled while pipelines are built, then only read.
 */
public final class ExecutionProfile {
  private final IdentityHashMap<PlanNode, List<OperatorStats>> operators = new IdentityHashMap<>();

  /** New counters for an operator of {@code node}; the last one added counts the node's output. */
  public OperatorStats add(PlanNode node, String operatorName) {
    OperatorStats stats = new OperatorStats(operatorName);
    operators.computeIfAbsent(node, absent -> new ArrayList<>()).add(stats);
    return stats;
  }

  /** The node's operators in order of data flow. */
  public List<OperatorStats> operators(PlanNode node) {
    return List.copyOf(operators.getOrDefault(node, List.of()));
  }

  /** Bytes that all operators spilled. */
  public long spilledBytes() {
    return sum(OperatorStats::spilledBytes);
  }

  /** Nanoseconds that all operators worked, over all threads. */
  public long nanos() {
    return sum(OperatorStats::nanos);
  }

  /** Nanoseconds of {@link #nanos} during which pages were decompressed. */
  public long decompressNanos() {
    return sum(stats -> stats.scan().decompressNanos());
  }

  private long sum(ToLongFunction<OperatorStats> counter) {
    return operators.values().stream().flatMap(List::stream).mapToLong(counter).sum();
  }
}
