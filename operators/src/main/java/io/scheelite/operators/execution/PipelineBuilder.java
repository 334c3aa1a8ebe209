package io.scheelite.operators.execution;

import io.scheelite.operators.basic.DiscardFactory;
import io.scheelite.operators.basic.ExpandFactory;
import io.scheelite.operators.basic.FilterFactory;
import io.scheelite.operators.basic.LimitFactory;
import io.scheelite.operators.basic.ProjectFactory;
import io.scheelite.operators.basic.SingleRowFactory;
import io.scheelite.operators.basic.UnionSourceFactory;
import io.scheelite.operators.basic.ValuesFactory;
import io.scheelite.operators.exchange.ExchangeSourceFactory;
import io.scheelite.operators.exchange.StageBoundary;
import io.scheelite.operators.hash.aggregation.HashAggregation;
import io.scheelite.operators.hash.join.HashJoin;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.reduction.KeyCollectorFactory;
import io.scheelite.operators.reduction.KeyDescent;
import io.scheelite.operators.reduction.KeyFilter;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.FloorPlan;
import io.scheelite.operators.runtime.Operator;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.runtime.Pipeline;
import io.scheelite.operators.runtime.QueryPipelines;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.scan.ScanFactory;
import io.scheelite.operators.shared.SharedPlan;
import io.scheelite.operators.sort.SortOperator;
import io.scheelite.operators.window.WindowOperator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Cuts a plan into pipelines: wherever an operator must see all its input before it yields
 * anything, one pipeline ends and another begins.
 *
 * <p>Builds (of joins) come before what probes them, so the pipelines can run in the order of the
 * list.
 */
public final class PipelineBuilder {
  private static final int KEY_SET_SHARE = 64;

  private final ExecutionSettings settings;
  private final StageBoundary boundary;
  private final Set<Integer> stagesRead = new HashSet<>();
  private final ExecutionProfile profile = new ExecutionProfile();
  private final List<Pipeline> pipelines = new ArrayList<>();
  private final Map<Integer, SharedInput> sharedInputs = new HashMap<>();

  private PipelineBuilder(ExecutionSettings settings, StageBoundary boundary) {
    this.settings = settings;
    this.boundary = boundary;
  }

  /** Builds the pipelines of a plan, the last of which ends in {@code result}. */
  public static QueryPipelines build(
      PlanNode plan, SinkFactory result, ExecutionSettings settings) {
    return build(plan, StageBoundary.NONE, result, settings);
  }

  /** As {@link #build(PlanNode, SinkFactory, ExecutionSettings)}, of a stage of a larger plan. */
  static QueryPipelines build(
      PlanNode plan, StageBoundary boundary, SinkFactory result, ExecutionSettings settings) {
    PipelineBuilder builder = new PipelineBuilder(settings, boundary);
    builder.end(
        builder.segment(plan, Reductions.NONE),
        new Operator<>(result, new OperatorStats("Result")));
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
    FloorPlan.share(pipeline, settings.maxDrivers());
    return pipeline;
  }

  private <F> Operator<F> operator(PlanNode node, String name, F factory) {
    return new Operator<>(factory, profile.add(node, name));
  }

  /** The pipelines below a node, without the last one's end. */
  private Segment segment(PlanNode plan, Reductions reductions) {
    return switch (plan) {
      case PlanNode.Scan node -> scan(node, reductions);
      case PlanNode.Values node ->
          Segment.from(operator(node, "Values", new ValuesFactory(node, settings.batchSize())));
      case PlanNode.Filter node -> filter(node, reductions);
      case PlanNode.Project node -> project(node, reductions);
      case PlanNode.Aggregate node -> aggregate(node, reductions);
      case PlanNode.HashJoin node -> hashJoin(node, reductions);
      case PlanNode.SingleRow node -> singleRow(node, reductions);
      case PlanNode.Sort node -> sort(node, SortOperator.of(node, settings), reductions);
      case PlanNode.TopN node -> sort(node, SortOperator.of(node, settings), reductions);
      case PlanNode.Window node -> window(node, reductions);
      case PlanNode.Expand node ->
          input(node, 0, reductions)
              .then(operator(node, "Expand", new ExpandFactory(node, settings.batchSize())));
      case PlanNode.Limit node ->
          input(node, 0, reductions)
              .then(operator(node, "Limit", new LimitFactory(node.limit(), node.offset())));
      case PlanNode.UnionAll node -> unionAll(node, reductions);
      case PlanNode.Shared node -> shared(node);
      case PlanNode.Exchange node -> input(node, 0, reductions);
      case PlanNode.ExchangeRead node -> exchangeRead(node);
    };
  }

  /** Collected where it is met first. */
  private Segment shared(PlanNode.Shared node) {
    SharedInput known = sharedInputs.get(node.id());
    if (known == null) {
      SharedPlan plan = SharedPlan.of(node.schema(), settings);
      Segment input = segment(node.input(), Reductions.NONE);
      Pipeline collect = end(input, operator(node, "Shared.collect", plan.collect()));
      known = new SharedInput(plan, collect);
      sharedInputs.put(node.id(), known);
    }
    return Segment.from(operator(node, "Shared", known.plan().reader()), known.collecting());
  }

  private record SharedInput(SharedPlan plan, Pipeline collecting) {}

  private Segment exchangeRead(PlanNode.ExchangeRead node) {
    if (!stagesRead.add(node.stage())) {
      throw new IllegalArgumentException("a stage is read twice: stage=" + node.stage());
    }
    ExchangeSourceFactory factory =
        new ExchangeSourceFactory(
            boundary.input(node.stage()), node.schema(), node.ordered(), settings.batchSize());
    return Segment.from(operator(node, "ExchangeRead", factory));
  }

  private Segment input(PlanNode node, int index, Reductions reductions) {
    return segment(node.inputs().get(index), reductions.into(node, index));
  }

  private Segment scan(PlanNode.Scan node, Reductions reductions) {
    ScanFactory factory = new ScanFactory(node, reductions.probedColumns(), settings.batchSize());
    Operator<SourceFactory> operator = operator(node, "Scan", factory);
    factory.describe(operator.stats());
    Segment scan = Segment.from(operator);
    for (Reductions.Reduction reduction : reductions.all()) {
      scan = scan.after(reduction.collecting());
    }
    return scan;
  }

  private Segment filter(PlanNode.Filter node, Reductions reductions) {
    FilterFactory factory =
        new FilterFactory(node.predicate(), node.input().schema(), settings.batchSize());
    return input(node, 0, reductions).then(operator(node, "Filter", factory));
  }

  private Segment project(PlanNode.Project node, Reductions reductions) {
    ProjectFactory factory =
        new ProjectFactory(node.expressions(), node.input().schema(), settings.batchSize());
    return input(node, 0, reductions).then(operator(node, "Project", factory));
  }

  private Segment aggregate(PlanNode.Aggregate node, Reductions reductions) {
    HashAggregation aggregation = HashAggregation.of(node, settings);
    Pipeline collect =
        end(input(node, 0, reductions), operator(node, "Aggregate.collect", aggregation.sink()));
    return Segment.from(operator(node, "Aggregate", aggregation.source()), collect);
  }

  private Segment sort(PlanNode node, SortOperator sort, Reductions reductions) {
    Pipeline collect = end(input(node, 0, reductions), operator(node, "Sort.collect", sort.sink()));
    return Segment.from(operator(node, "Sort", sort.source()), collect);
  }

  /** Sorted rows, or those of an only partition without order, come from one driver. */
  private Segment window(PlanNode.Window node, Reductions reductions) {
    Segment input = input(node, 0, reductions);
    List<SortKey> keys = node.sortKeys();
    if (!keys.isEmpty()) {
      SortOperator sort = SortOperator.of(node.input().schema(), keys, settings);
      Pipeline collect = end(input, operator(node, "Window.collect", sort.sink()));
      input = Segment.from(operator(node, "Window.sort", sort.source()), collect);
    }
    return input.inOneDriver().then(operator(node, "Window", WindowOperator.of(node, settings)));
  }

  /** The build side first, so that what it has collected reduces the probe side. */
  private Segment hashJoin(PlanNode.HashJoin node, Reductions reductions) {
    HashJoin join = HashJoin.of(node, settings);
    Segment building = input(node, 1, reductions);
    List<KeyFilter> filters = new ArrayList<>();
    List<Integer> keys = reducingKeys(node, reductions);
    keys.forEach(key -> filters.add(new KeyFilter(node.buildKeys().get(key), keySetBytes())));
    SinkFactory sink =
        filters.isEmpty()
            ? join.build()
            : new KeyCollectorFactory(join.build(), filters, settings.batchSize());
    Operator<SinkFactory> collecting = operator(node, "HashJoin.build", sink);
    collecting.stats().plan(BuildSide.reason(node));
    if (!keys.isEmpty()) {
      collecting.stats().plan("reduces scans of the other side");
    }
    Pipeline build = end(building, collecting);
    List<Reductions.Reduction> own = new ArrayList<>();
    for (int i = 0; i < filters.size(); i++) {
      own.add(new Reductions.Reduction(node.probeKeys().get(keys.get(i)), filters.get(i), build));
    }
    Segment probing = segment(node.probe(), reductions.into(node, 0).and(own));
    if (!join.emitsBuildRows()) {
      return probing.then(operator(node, "HashJoin", join.probe())).after(build);
    }
    Pipeline probe =
        end(
            probing.then(operator(node, "HashJoin.probe", join.probe())).after(build),
            new Operator<>(new DiscardFactory(), new OperatorStats("Discard")));
    return Segment.from(operator(node, "HashJoin", join.buildRows()), build, probe);
  }

  /** The keys of a join by which its build side may drop rows of the probe side's tables. */
  private static List<Integer> reducingKeys(PlanNode.HashJoin node, Reductions reductions) {
    boolean worthIt =
        KeyDescent.dropsUnmatchedProbeRows(node)
            && (KeyDescent.isSelective(node.build()) || !reductions.into(node, 1).all().isEmpty());
    return IntStream.range(0, worthIt ? node.probeKeys().size() : 0)
        .filter(key -> KeyFilter.supports(node.probe().schema().type(node.probeKeys().get(key))))
        .filter(key -> KeyDescent.reachesScan(node.probe(), node.probeKeys().get(key)))
        .boxed()
        .toList();
  }

  private long keySetBytes() {
    return settings.memoryLimitBytes() / KEY_SET_SHARE;
  }

  /** One driver brings the row, so that it is clear whether there is one. */
  private Segment singleRow(PlanNode.SingleRow node, Reductions reductions) {
    return input(node, 0, reductions)
        .inOneDriver()
        .then(operator(node, "SingleRow", new SingleRowFactory(node)));
  }

  private Segment unionAll(PlanNode.UnionAll node, Reductions reductions) {
    List<UnionSourceFactory.Input> inputs = new ArrayList<>();
    Set<Pipeline> dependencies = new LinkedHashSet<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      Segment segment = input(node, i, reductions);
      inputs.add(new UnionSourceFactory.Input(segment.source(), segment.transforms()));
      dependencies.addAll(segment.dependencies());
    }
    SourceFactory union = new UnionSourceFactory(inputs);
    return new Segment(operator(node, "UnionAll", union), List.of(), dependencies);
  }
}
