package io.scheelite.operators.distributed;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a plan that tasks run without exchanging rows. Immutable.
 *
 * @param id its number: what {@link PlanNode.ExchangeRead} nodes call it
 * @param plan reads tables and lower stages; without {@link PlanNode.Exchange}
 * @param output how tasks distribute their rows; null for the root stage, whose rows are the result
 * @param numPartitions partitions of the output: 1 where one task, or each one, gets all rows, and
 *     for the root
 * @param sampleKeys the order by which a later stage divides the output into ranges: tasks report a
 *     sample of these keys; else empty
 * @param inputs the stages that this one reads, ascending
 */
public record Stage(
    int id,
    PlanNode plan,
    @Nullable Distribution output,
    int numPartitions,
    List<SortKey> sampleKeys,
    List<Integer> inputs) {
  /** Copies the lists. */
  public Stage {
    sampleKeys = List.copyOf(sampleKeys);
    inputs = List.copyOf(inputs);
  }

  /** Columns of the output. */
  public Schema schema() {
    return plan.schema();
  }

  /** Whether this is the last stage: one task, whose rows are the result. */
  public boolean isRoot() {
    return output == null;
  }

  /** Whether tasks report a sample of their keys. */
  public boolean samples() {
    return !sampleKeys.isEmpty();
  }

  /**
   * The stage whose samples say where the ranges of the output begin; −1 if the output is not
   * divided by ranges.
   */
  public int boundsStage() {
    return output instanceof Distribution.Range ? inputs.getFirst() : -1;
  }

  /** The tables that are read, in preorder: what positions in {@link TaskAssignment} count. */
  public List<PlanNode.Scan> scans() {
    return nodes(PlanNode.Scan.class);
  }

  /** The lower stages that are read, in preorder; a stage may be read more than once. */
  public List<PlanNode.ExchangeRead> reads() {
    return nodes(PlanNode.ExchangeRead.class);
  }

  private <T extends PlanNode> List<T> nodes(Class<T> type) {
    List<T> found = new ArrayList<>();
    collect(plan, type, found);
    return found;
  }

  private static <T extends PlanNode> void collect(PlanNode node, Class<T> type, List<T> found) {
    if (type.isInstance(node)) {
      found.add(type.cast(node));
    }
    node.inputs().forEach(input -> collect(input, type, found));
  }
}
