package io.scheelite.operators.execution;

import io.scheelite.operators.basic.FilterFactory;
import io.scheelite.operators.basic.LimitFactory;
import io.scheelite.operators.basic.ProjectFactory;
import io.scheelite.operators.basic.SingleRowFactory;
import io.scheelite.operators.basic.UnionSourceFactory;
import io.scheelite.operators.basic.ValuesFactory;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.Operator;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.runtime.Pipeline;
import io.scheelite.operators.runtime.QueryPipelines;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.scan.ScanFactory;
import io.scheelite.operators.sort.SortOperator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts a plan into pipelines: wherever an operator must see all its input before it yields
 * anything, one pipeline ends and another begins.
 *
 * <p>Builds (of joins) come before what probes them, so the pipelines can run in the order of the
 * list.
 */
public final class PipelineBuilder {
  private final ExecutionSettings settings;
  private final ExecutionProfile profile = new ExecutionProfile();
  private final List<Pipeline> pipelines = new ArrayList<>();

  private PipelineBuilder(ExecutionSettings settings) {
    this.settings = settings;
  }

  /** Builds the pipelines of a plan, the last of which ends in {@code result}. */
  public static QueryPipelines build(
      PlanNode plan, SinkFactory result, ExecutionSettings settings) {
    PipelineBuilder builder = new PipelineBuilder(settings);
    builder.end(builder.segment(plan), new Operator<>(result, new OperatorStats("Result")));
    return new QueryPipelines(builder.pipelines, builder.profile);
  }

  private Pipeline end(Segment segment, Operator<SinkFactory> sink) {
    Pipeline pipeline =
        new Pipeline(
            "pipeline-" + pipelines.size(),
            segment.source(),
            segment.transforms(),
            sink,
            List.copyOf(segment.dependencies()));
    pipelines.add(pipeline);
    return pipeline;
  }

  private <F> Operator<F> operator(PlanNode node, String name, F factory) {
    return new Operator<>(factory, profile.add(node, name));
  }

  private Segment segment(PlanNode plan) {
    return switch (plan) {
      case PlanNode.Scan node ->
          Segment.from(
              operator(node, "Scan", new ScanFactory(node, List.of(), settings.batchSize())));
      case PlanNode.Values node ->
          Segment.from(operator(node, "Values", new ValuesFactory(node, settings.batchSize())));
      case PlanNode.Filter node -> filter(node);
      case PlanNode.Project node -> project(node);
      case PlanNode.Aggregate _ -> throw new UnsupportedPlanException("aggregation");
      case PlanNode.HashJoin _ -> throw new UnsupportedPlanException("join");
      case PlanNode.SingleRow node -> singleRow(node);
      case PlanNode.Sort node -> sort(node, node.input(), SortOperator.of(node, settings));
      case PlanNode.TopN node -> sort(node, node.input(), SortOperator.of(node, settings));
      case PlanNode.Limit node ->
          segment(node.input())
              .then(operator(node, "Limit", new LimitFactory(node.limit(), node.offset())));
      case PlanNode.UnionAll node -> unionAll(node);
    };
  }

  private Segment filter(PlanNode.Filter node) {
    FilterFactory factory =
        new FilterFactory(node.predicate(), node.input().schema(), settings.batchSize());
    return segment(node.input()).then(operator(node, "Filter", factory));
  }

  private Segment project(PlanNode.Project node) {
    ProjectFactory factory =
        new ProjectFactory(node.expressions(), node.input().schema(), settings.batchSize());
    return segment(node.input()).then(operator(node, "Project", factory));
  }

  private Segment sort(PlanNode node, PlanNode input, SortOperator sort) {
    Pipeline collect = end(segment(input), operator(node, "Sort.collect", sort.sink()));
    return new Segment(operator(node, "Sort", sort.source()), List.of(), Set.of(collect));
  }

  /** One driver brings the row, so that it is clear whether there is one. */
  private Segment singleRow(PlanNode.SingleRow node) {
    return segment(node.input())
        .inOneDriver()
        .then(operator(node, "SingleRow", new SingleRowFactory(node)));
  }

  private Segment unionAll(PlanNode.UnionAll node) {
    List<UnionSourceFactory.Input> inputs = new ArrayList<>();
    Set<Pipeline> dependencies = new LinkedHashSet<>();
    for (PlanNode child : node.inputs()) {
      Segment segment = segment(child);
      inputs.add(new UnionSourceFactory.Input(segment.source(), segment.transforms()));
      dependencies.addAll(segment.dependencies());
    }
    SourceFactory union = new UnionSourceFactory(inputs);
    return new Segment(operator(node, "UnionAll", union), List.of(), dependencies);
  }
}
