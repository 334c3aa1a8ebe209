package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a plan into stages: at each exchange one ends. An exchange that is there twice, as the same
 * object, is one stage that two others read; a broadcast of an exchange reads all that is exchanged
 * there. What lies below an exchange is computed once: a stage that needs the same rows twice reads
 * another stage for the second time, which passes them on.
 */
public final class StageCutter {
  private final int numPartitions;
  private final List<Stage> stages = new ArrayList<>();
  private final IdentityHashMap<PlanNode.Exchange, Integer> known = new IdentityHashMap<>();

  private StageCutter(DistributionOptions options) {
    this.numPartitions = options.numPartitions();
  }

  /**
   * The stages of a plan.
   *
   * @param distributed made by {@link DistributedPlanner} with the same options
   */
  public static StagePlan cut(PlanNode distributed, DistributionOptions options) {
    StageCutter cutter = new StageCutter(options);
    cutter.addStage(distributed, null, List.of());
    return new StagePlan(cutter.stages);
  }

  /** Adds the stages below, then the stage that computes a node; returns its number. */
  private int addStage(PlanNode node, @Nullable Distribution output, List<SortKey> sampleKeys) {
    TreeSet<Integer> inputs = new TreeSet<>();
    PlanNode plan;
    if (output instanceof Distribution.Range range && node instanceof PlanNode.Exchange below) {
      plan = read(below, range.keys(), inputs);
    } else {
      plan = part(node, inputs);
    }
    int id = stages.size();
    int partitions = output == null ? 1 : partitions(output);
    stages.add(new Stage(id, plan, output, partitions, sampleKeys, List.copyOf(inputs)));
    return id;
  }

  private int partitions(Distribution output) {
    return switch (output) {
      case Distribution.Hash _, Distribution.Range _, Distribution.ByTask _ -> numPartitions;
      case Distribution.Single _, Distribution.Broadcast _ -> 1;
    };
  }

  /** What stays of a node in its stage. */
  private PlanNode part(PlanNode placed, Set<Integer> reads) {
    PlanNode node = placed instanceof PlanNode.Shared shared ? shared.input() : placed;
    if (node instanceof PlanNode.Exchange exchange) {
      return read(exchange, List.of(), reads);
    }
    List<PlanNode> inputs = new ArrayList<>();
    for (PlanNode input : node.inputs()) {
      inputs.add(part(input, reads));
    }
    return PlanInputs.replace(node, inputs);
  }

  /** Rows that each task has sorted, and that all go to one task, are read in order. */
  private PlanNode read(PlanNode.Exchange exchange, List<SortKey> sampleKeys, Set<Integer> reads) {
    Distribution distribution = exchange.distribution();
    PlanNode below =
        exchange.input() instanceof PlanNode.Shared shared ? shared.input() : exchange.input();
    boolean again =
        distribution instanceof Distribution.Broadcast && below instanceof PlanNode.Exchange;
    PlanNode.Exchange written = again ? (PlanNode.Exchange) below : exchange;
    int stage = writing(written, sampleKeys);
    if (!reads.add(stage)) {
      stage = addRelay(stage, written);
      reads.add(stage);
    }
    return new PlanNode.ExchangeRead(
        stage, exchange.schema(), distribution, isOrdered(exchange), exchange.estimatedRows());
  }

  private static boolean isOrdered(PlanNode.Exchange exchange) {
    return exchange.distribution() instanceof Distribution.Single
        && exchange.input() instanceof PlanNode.Sort;
  }

  /** The stage whose output an exchange is. */
  private int writing(PlanNode.Exchange exchange, List<SortKey> sampleKeys) {
    Integer earlier = known.get(exchange);
    if (earlier != null) {
      return earlier;
    }
    int stage = addStage(exchange.input(), exchange.distribution(), sampleKeys);
    known.put(exchange, stage);
    return stage;
  }

  /** Adds a stage that passes the output of another one on as it is. */
  private int addRelay(int source, PlanNode.Exchange written) {
    Distribution distribution = written.distribution();
    PlanNode rows =
        new PlanNode.ExchangeRead(
            source, written.schema(), distribution, isOrdered(written), written.estimatedRows());
    Distribution same =
        switch (distribution) {
          // a task reads one partition, and its number is that of the partition
          case Distribution.Hash _, Distribution.Range _, Distribution.ByTask _ ->
              new Distribution.ByTask();
          case Distribution.Single _, Distribution.Broadcast _ -> distribution;
        };
    int id = stages.size();
    stages.add(new Stage(id, rows, same, partitions(same), List.of(), List.of(source)));
    return id;
  }
}
