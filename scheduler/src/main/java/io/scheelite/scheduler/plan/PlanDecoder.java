package io.scheelite.scheduler.plan;

import static io.scheelite.scheduler.wire.WireValues.require;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.source.TableSource;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.scheduler.wire.WireValues;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link PlanEncoder} wrote; checks that nodes fit together. */
final class PlanDecoder {
  /** Rows without columns cost nothing to write, but do when they are read. */
  private static final int MAX_EMPTY_ROWS = 1 << 16;

  private final TableCodecs tables;
  private final List<Part> done = new ArrayList<>();

  /** Of the deepest input of the node that is being read. */
  private int inputDepth;

  PlanDecoder(TableCodecs tables) {
    this.tables = tables;
  }

  private record Part(PlanNode node, int depth) {}

  PlanNode decode(PlanWire.Plan plan) {
    for (PlanWire.Node wire : plan.getNodesList()) {
      inputDepth = 0;
      PlanNode node = node(wire);
      require(inputDepth < PlanCodec.MAX_DEPTH, "plan is too deep");
      done.add(new Part(node, inputDepth + 1));
    }
    require(done.size() == 1, "plan is not one tree");
    return done.getFirst().node();
  }

  private PlanNode node(PlanWire.Node wire) {
    return switch (wire.getKindCase()) {
      case SCAN -> scan(wire.getScan());
      case VALUES -> values(wire.getValues());
      case FILTER -> filter(wire.getFilter());
      case PROJECT -> project(wire.getProject());
      case AGGREGATE -> aggregate(wire.getAggregate());
      case HASH_JOIN -> join(wire.getHashJoin());
      case SINGLE_ROW -> new PlanNode.SingleRow(pop());
      case SHARED -> new PlanNode.Shared(wire.getShared(), pop());
      case SORT -> sort(wire.getSort());
      case TOP_N -> topN(wire.getTopN());
      case WINDOW -> WindowCodec.decode(wire.getWindow(), pop());
      case EXPAND -> expand(wire.getExpand());
      case LIMIT -> limit(wire.getLimit());
      case UNION_ALL -> union(wire.getUnionAll());
      case EXCHANGE -> exchange(wire.getExchange());
      case EXCHANGE_READ -> exchangeRead(wire.getExchangeRead());
      case KIND_NOT_SET -> throw WireException.malformed("unknown plan node");
    };
  }

  private PlanNode scan(PlanWire.Scan wire) {
    TableSource table = tables.decode(wire.getTable());
    List<Integer> columns = PlanChecks.columns(wire.getColumnsList(), table.schema());
    Schema schema = table.schema().select(columns);
    return new PlanNode.Scan(
        table,
        columns,
        wire.getFiltersList().stream().map(filter -> condition(filter, schema)).toList(),
        wire.getEstimatedRows());
  }

  private static PlanNode values(PlanWire.Values wire) {
    Schema schema = SchemaCodec.decode(wire.getSchema());
    int width = schema.size();
    int numRows = WireValues.number(wire.getNumRows(), "rows");
    require((long) width * numRows == wire.getLiteralsCount(), "rows lack values");
    require(width > 0 || numRows <= MAX_EMPTY_ROWS, "too many rows without columns");
    List<List<Expression.Literal>> rows = new ArrayList<>();
    for (int row = 0; row < numRows; row++) {
      List<Expression.Literal> literals = new ArrayList<>();
      for (int column = 0; column < width; column++) {
        Expression.Literal literal = LiteralCodec.decode(wire.getLiterals(row * width + column));
        require(
            literal.value() == null || PlanChecks.sameForm(literal.type(), schema.type(column)),
            "value does not fit its column");
        literals.add(literal);
      }
      rows.add(List.copyOf(literals));
    }
    return new PlanNode.Values(schema, List.copyOf(rows));
  }

  private PlanNode filter(PlanWire.Filter wire) {
    PlanNode input = pop();
    return new PlanNode.Filter(
        input, condition(wire.getPredicate(), input.schema()), wire.getEstimatedRows());
  }

  private PlanNode project(PlanWire.Project wire) {
    PlanNode input = pop();
    require(wire.getNamesCount() == wire.getExpressionsCount(), "columns lack names");
    return new PlanNode.Project(
        input,
        ExpressionDecoder.decode(wire.getExpressionsList(), input.schema()),
        wire.getNamesList());
  }

  private PlanNode aggregate(PlanWire.Aggregate wire) {
    PlanNode input = pop();
    Schema schema = input.schema();
    return new PlanNode.Aggregate(
        input,
        PlanChecks.columns(wire.getKeysList(), schema),
        wire.getAggregatesList().stream().map(call -> call(call, schema)).toList(),
        wire.getEstimatedRows());
  }

  private static AggregateCall call(PlanWire.AggregateCall wire, Schema schema) {
    AggregateFunction function = WireValues.constant(AggregateFunction.class, wire.getFunction());
    require(
        wire.hasArgument() || function == AggregateFunction.COUNT_STAR,
        "aggregate lacks its argument");
    Integer filter = wire.hasFilter() ? PlanChecks.column(wire.getFilter(), schema) : null;
    require(
        filter == null || schema.type(filter).equals(DataType.BOOLEAN),
        "filter of an aggregate is no condition");
    return new AggregateCall(
        function,
        wire.hasArgument() ? PlanChecks.column(wire.getArgument(), schema) : -1,
        filter,
        SchemaCodec.decode(wire.getType()),
        wire.getName());
  }

  private PlanNode join(PlanWire.HashJoin wire) {
    PlanNode build = pop();
    PlanNode probe = pop();
    List<Integer> probeKeys = PlanChecks.columns(wire.getProbeKeysList(), probe.schema());
    List<Integer> buildKeys = PlanChecks.columns(wire.getBuildKeysList(), build.schema());
    require(
        PlanChecks.sameForms(probe.schema().select(probeKeys), build.schema().select(buildKeys)),
        "keys of a join do not fit together");
    return new PlanNode.HashJoin(
        probe,
        build,
        WireValues.constant(JoinType.class, wire.getJoinType()),
        probeKeys,
        buildKeys,
        wire.hasResidual()
            ? condition(wire.getResidual(), probe.schema().concat(build.schema()))
            : null,
        wire.getEstimatedRows());
  }

  private PlanNode sort(PlanWire.Sort wire) {
    PlanNode input = pop();
    return new PlanNode.Sort(input, order(wire.getKeysList(), input.schema()));
  }

  private PlanNode topN(PlanWire.TopN wire) {
    PlanNode input = pop();
    require(wire.getLimit() >= 0 && wire.getOffset() >= 0, "limit is negative");
    return new PlanNode.TopN(
        input, order(wire.getKeysList(), input.schema()), wire.getLimit(), wire.getOffset());
  }

  private PlanNode limit(PlanWire.Limit wire) {
    require(wire.getLimit() >= 0 && wire.getOffset() >= 0, "limit is negative");
    return new PlanNode.Limit(pop(), wire.getLimit(), wire.getOffset());
  }

  private PlanNode expand(PlanWire.Expand wire) {
    PlanNode input = pop();
    List<List<Integer>> sets = new ArrayList<>();
    for (PlanWire.Expand.KeySet set : wire.getSetsList()) {
      require(
          set.getKeysList().stream().allMatch(key -> key >= 0 && key < wire.getKeysCount()),
          "a set has a key that is none");
      sets.add(set.getKeysList());
    }
    return new PlanNode.Expand(
        input, PlanChecks.columns(wire.getKeysList(), input.schema()), sets, wire.getEmptyGroups());
  }

  private PlanNode union(PlanWire.UnionAll wire) {
    int count = wire.getNumInputs();
    require(count >= 0 && count <= done.size(), "union lacks inputs");
    Schema schema = SchemaCodec.decode(wire.getSchema());
    List<PlanNode> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.addFirst(pop());
      require(
          PlanChecks.sameForms(inputs.getFirst().schema(), schema),
          "inputs of a union do not fit together");
    }
    return new PlanNode.UnionAll(inputs, schema);
  }

  private PlanNode exchange(PlanWire.Exchange wire) {
    PlanNode input = pop();
    return new PlanNode.Exchange(
        input,
        PlanChecks.fitting(DistributionCodec.decode(wire.getDistribution()), input.schema()),
        wire.getEstimatedRows());
  }

  private static PlanNode exchangeRead(PlanWire.ExchangeRead wire) {
    Schema schema = SchemaCodec.decode(wire.getSchema());
    return new PlanNode.ExchangeRead(
        WireValues.number(wire.getStage(), "stage"),
        schema,
        PlanChecks.fitting(DistributionCodec.decode(wire.getDistribution()), schema),
        wire.getOrdered(),
        wire.getEstimatedRows());
  }

  private static List<SortKey> order(List<PlanWire.SortKey> wire, Schema schema) {
    return PlanChecks.fitting(DistributionCodec.decode(wire), schema);
  }

  private static Expression condition(PlanWire.Expression wire, Schema schema) {
    Expression condition = ExpressionDecoder.decode(wire, schema);
    require(condition.type().equals(DataType.BOOLEAN), "expression is no condition");
    return condition;
  }

  /** The last node that is nobody's input yet. */
  private PlanNode pop() {
    require(!done.isEmpty(), "plan node lacks an input");
    Part last = done.removeLast();
    inputDepth = Math.max(inputDepth, last.depth());
    return last.node();
  }
}
