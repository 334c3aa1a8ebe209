package io.scheelite.scheduler.plan;

import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/** Writes the nodes of a plan in postfix order. */
final class PlanEncoder {
  private final TableCodecs tables;
  private final List<PlanWire.Node> nodes = new ArrayList<>();

  PlanEncoder(TableCodecs tables) {
    this.tables = tables;
  }

  List<PlanWire.Node> encode(PlanNode plan) {
    add(plan, 1);
    return nodes;
  }

  private void add(PlanNode plan, int depth) {
    if (depth > PlanCodec.MAX_DEPTH) {
      throw WireException.unsupported(
          "plan is too deep for other processes: maxDepth=" + PlanCodec.MAX_DEPTH);
    }
    plan.inputs().forEach(input -> add(input, depth + 1));
    nodes.add(node(plan));
  }

  private PlanWire.Node node(PlanNode plan) {
    PlanWire.Node.Builder wire = PlanWire.Node.newBuilder();
    switch (plan) {
      case PlanNode.Scan it -> wire.setScan(scan(it));
      case PlanNode.Values it -> wire.setValues(values(it));
      case PlanNode.Filter it -> wire.setFilter(filter(it));
      case PlanNode.Project it -> wire.setProject(project(it));
      case PlanNode.Aggregate it -> wire.setAggregate(aggregate(it));
      case PlanNode.HashJoin it -> wire.setHashJoin(join(it));
      case PlanNode.Shared it -> wire.setShared(it.id());
      case PlanNode.SingleRow _ -> wire.setSingleRow(PlanWire.Empty.getDefaultInstance());
      case PlanNode.Sort it -> wire.setSort(sort(it));
      case PlanNode.TopN it -> wire.setTopN(topN(it));
      case PlanNode.Window it -> wire.setWindow(WindowCodec.encode(it));
      case PlanNode.Expand it -> wire.setExpand(expand(it));
      case PlanNode.Limit it -> wire.setLimit(limit(it));
      case PlanNode.UnionAll it -> wire.setUnionAll(union(it));
      case PlanNode.Exchange it -> wire.setExchange(exchange(it));
      case PlanNode.ExchangeRead it -> wire.setExchangeRead(exchangeRead(it));
    }
    return wire.build();
  }

  private PlanWire.Scan scan(PlanNode.Scan scan) {
    return PlanWire.Scan.newBuilder()
        .setTable(tables.encode(scan.table()))
        .addAllColumns(scan.columns())
        .addAllFilters(expressions(scan.filters()))
        .setEstimatedRows(scan.estimatedRows())
        .build();
  }

  private static PlanWire.Values values(PlanNode.Values values) {
    PlanWire.Values.Builder wire =
        PlanWire.Values.newBuilder()
            .setSchema(SchemaCodec.encode(values.schema()))
            .setNumRows(values.rows().size());
    values.rows().forEach(row -> row.forEach(it -> wire.addLiterals(LiteralCodec.encode(it))));
    return wire.build();
  }

  private static PlanWire.Filter filter(PlanNode.Filter filter) {
    return PlanWire.Filter.newBuilder()
        .setPredicate(ExpressionEncoder.encode(filter.predicate()))
        .setEstimatedRows(filter.estimatedRows())
        .build();
  }

  private static PlanWire.Project project(PlanNode.Project project) {
    return PlanWire.Project.newBuilder()
        .addAllExpressions(expressions(project.expressions()))
        .addAllNames(project.names())
        .build();
  }

  private static PlanWire.Aggregate aggregate(PlanNode.Aggregate aggregate) {
    return PlanWire.Aggregate.newBuilder()
        .addAllKeys(aggregate.keys())
        .addAllAggregates(aggregate.aggregates().stream().map(PlanEncoder::call).toList())
        .setEstimatedRows(aggregate.estimatedRows())
        .build();
  }

  private static PlanWire.AggregateCall call(AggregateCall call) {
    PlanWire.AggregateCall.Builder wire =
        PlanWire.AggregateCall.newBuilder()
            .setFunction(call.function().name())
            .setType(SchemaCodec.encode(call.type()))
            .setName(call.name());
    if (call.argument() >= 0) {
      wire.setArgument(call.argument());
    }
    Integer filter = call.filter();
    if (filter != null) {
      wire.setFilter(filter);
    }
    return wire.build();
  }

  private static PlanWire.HashJoin join(PlanNode.HashJoin join) {
    PlanWire.HashJoin.Builder wire =
        PlanWire.HashJoin.newBuilder()
            .setJoinType(join.joinType().name())
            .addAllProbeKeys(join.probeKeys())
            .addAllBuildKeys(join.buildKeys())
            .setEstimatedRows(join.estimatedRows());
    Expression residual = join.residual();
    if (residual != null) {
      wire.setResidual(ExpressionEncoder.encode(residual));
    }
    return wire.build();
  }

  private static PlanWire.Sort sort(PlanNode.Sort sort) {
    return PlanWire.Sort.newBuilder().addAllKeys(DistributionCodec.encode(sort.keys())).build();
  }

  private static PlanWire.TopN topN(PlanNode.TopN topN) {
    return PlanWire.TopN.newBuilder()
        .addAllKeys(DistributionCodec.encode(topN.keys()))
        .setLimit(topN.limit())
        .setOffset(topN.offset())
        .build();
  }

  private static PlanWire.Limit limit(PlanNode.Limit limit) {
    return PlanWire.Limit.newBuilder().setLimit(limit.limit()).setOffset(limit.offset()).build();
  }

  private static PlanWire.Expand expand(PlanNode.Expand expand) {
    PlanWire.Expand.Builder wire =
        PlanWire.Expand.newBuilder().addAllKeys(expand.keys()).setEmptyGroups(expand.emptyGroups());
    expand.sets().forEach(set -> wire.addSets(PlanWire.Expand.KeySet.newBuilder().addAllKeys(set)));
    return wire.build();
  }

  private static PlanWire.UnionAll union(PlanNode.UnionAll union) {
    return PlanWire.UnionAll.newBuilder()
        .setNumInputs(union.inputs().size())
        .setSchema(SchemaCodec.encode(union.schema()))
        .build();
  }

  private static PlanWire.Exchange exchange(PlanNode.Exchange exchange) {
    return PlanWire.Exchange.newBuilder()
        .setDistribution(DistributionCodec.encode(exchange.distribution()))
        .setEstimatedRows(exchange.estimatedRows())
        .build();
  }

  private static PlanWire.ExchangeRead exchangeRead(PlanNode.ExchangeRead read) {
    return PlanWire.ExchangeRead.newBuilder()
        .setStage(read.stage())
        .setSchema(SchemaCodec.encode(read.schema()))
        .setDistribution(DistributionCodec.encode(read.distribution()))
        .setOrdered(read.ordered())
        .setEstimatedRows(read.estimatedRows())
        .build();
  }

  private static List<PlanWire.Expression> expressions(List<Expression> expressions) {
    return expressions.stream().map(ExpressionEncoder::encode).toList();
  }
}
