package io.scheelite.operators.distributed;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.ColumnMapping;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.plan.WindowCall;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends through exchanges only the columns that are read above them. Within a stage columns that
 * nobody reads cost little and stay.
 */
final class ExchangeNarrowing {
  private final Map<Integer, PlanNode> shared = new HashMap<>();

  private ExchangeNarrowing() {}

  /** The same plan with narrower exchanges. */
  static PlanNode narrow(PlanNode plan) {
    return new ExchangeNarrowing().narrow(plan, all(plan)).node();
  }

  /**
   * A plan that has lost some columns, none of those that were asked for; with all asked for, none.
   *
   * @param columns which columns of the original are left, in order
   */
  private record Narrowed(PlanNode node, List<Integer> columns) {
    static Narrowed whole(PlanNode node) {
      return new Narrowed(node, IntStream.range(0, node.schema().size()).boxed().toList());
    }

    /** Where a column of the original is. */
    int position(int column) {
      return columns.indexOf(column);
    }

    List<Integer> positions(List<Integer> originals) {
      return originals.stream().map(this::position).toList();
    }

    List<SortKey> order(List<SortKey> keys) {
      return keys.stream()
          .map(key -> new SortKey(position(key.column()), key.ascending(), key.nullsFirst()))
          .toList();
    }
  }

  private static BitSet all(PlanNode node) {
    BitSet columns = new BitSet();
    columns.set(0, node.schema().size());
    return columns;
  }

  private static BitSet with(BitSet needed, List<Integer> columns) {
    BitSet result = (BitSet) needed.clone();
    columns.forEach(result::set);
    return result;
  }

  private static List<Integer> columns(List<SortKey> keys) {
    return keys.stream().map(SortKey::column).toList();
  }

  private Narrowed narrow(PlanNode node, BitSet needed) {
    return switch (node) {
      case PlanNode.Scan _, PlanNode.Values _, PlanNode.ExchangeRead _ -> Narrowed.whole(node);
      case PlanNode.Filter it -> filter(it, needed);
      case PlanNode.Project it -> project(it, needed);
      case PlanNode.Aggregate it -> aggregate(it);
      case PlanNode.HashJoin it -> join(it, needed);
      case PlanNode.Shared it -> shared(it);
      case PlanNode.SingleRow it -> {
        Narrowed input = narrow(it.input(), needed);
        yield new Narrowed(new PlanNode.SingleRow(input.node()), input.columns());
      }
      case PlanNode.Sort it -> {
        Narrowed input = narrow(it.input(), with(needed, columns(it.keys())));
        yield new Narrowed(
            new PlanNode.Sort(input.node(), input.order(it.keys())), input.columns());
      }
      case PlanNode.TopN it -> {
        Narrowed input = narrow(it.input(), with(needed, columns(it.keys())));
        yield new Narrowed(
            new PlanNode.TopN(input.node(), input.order(it.keys()), it.limit(), it.offset()),
            input.columns());
      }
      case PlanNode.Window it -> window(it, needed);
      case PlanNode.Expand it -> expand(it, needed);
      case PlanNode.Limit it -> {
        Narrowed input = narrow(it.input(), needed);
        yield new Narrowed(
            new PlanNode.Limit(input.node(), it.limit(), it.offset()), input.columns());
      }
      case PlanNode.UnionAll it ->
          Narrowed.whole(
              PlanInputs.replace(it, it.inputs().stream().map(ExchangeNarrowing::narrow).toList()));
      case PlanNode.Exchange it -> exchange(it, needed);
    };
  }

  private Narrowed filter(PlanNode.Filter node, BitSet needed) {
    BitSet read = (BitSet) needed.clone();
    ColumnMapping.addColumns(node.predicate(), read);
    Narrowed input = narrow(node.input(), read);
    Expression predicate = ColumnMapping.map(node.predicate(), input::position);
    return new Narrowed(
        new PlanNode.Filter(input.node(), predicate, node.estimatedRows()), input.columns());
  }

  private Narrowed project(PlanNode.Project node, BitSet needed) {
    List<Integer> kept = needed.isEmpty() ? List.of(0) : needed.stream().boxed().toList();
    BitSet read = new BitSet();
    kept.forEach(column -> ColumnMapping.addColumns(node.expressions().get(column), read));
    Narrowed input = narrow(node.input(), read);
    List<Expression> expressions =
        kept.stream()
            .map(column -> ColumnMapping.map(node.expressions().get(column), input::position))
            .toList();
    List<String> names = kept.stream().map(node.names()::get).toList();
    return new Narrowed(new PlanNode.Project(input.node(), expressions, names), kept);
  }

  private Narrowed aggregate(PlanNode.Aggregate node) {
    BitSet read = with(new BitSet(), node.keys());
    for (AggregateCall call : node.aggregates()) {
      Integer filter = call.filter();
      if (call.argument() >= 0) {
        read.set(call.argument());
      }
      if (filter != null) {
        read.set(filter);
      }
    }
    Narrowed input = narrow(node.input(), read);
    List<AggregateCall> calls =
        node.aggregates().stream().map(call -> aggregate(call, input)).toList();
    return Narrowed.whole(
        new PlanNode.Aggregate(
            input.node(), input.positions(node.keys()), calls, node.estimatedRows()));
  }

  private static AggregateCall aggregate(AggregateCall call, Narrowed input) {
    Integer filter = call.filter();
    return new AggregateCall(
        call.function(),
        call.argument() < 0 ? call.argument() : input.position(call.argument()),
        filter == null ? null : input.position(filter),
        call.type(),
        call.name());
  }

  private Narrowed expand(PlanNode.Expand node, BitSet needed) {
    int width = node.input().schema().size();
    Narrowed input = narrow(node.input(), with(needed.get(0, width), node.keys()));
    List<Integer> columns = new ArrayList<>(input.columns());
    IntStream.rangeClosed(0, node.keys().size()).forEach(i -> columns.add(width + i));
    return new Narrowed(
        new PlanNode.Expand(
            input.node(), input.positions(node.keys()), node.sets(), node.emptyGroups()),
        columns);
  }

  private Narrowed window(PlanNode.Window node, BitSet needed) {
    int width = node.input().schema().size();
    BitSet read = with(needed.get(0, width), node.partitionKeys());
    columns(node.orderKeys()).forEach(read::set);
    node.calls()
        .forEach(call -> call.expressions().forEach(it -> ColumnMapping.addColumns(it, read)));
    Narrowed input = narrow(node.input(), read);
    List<WindowCall> calls =
        node.calls().stream()
            .map(call -> call.map(it -> ColumnMapping.map(it, input::position)))
            .toList();
    List<Integer> columns = new ArrayList<>(input.columns());
    IntStream.range(0, calls.size()).forEach(i -> columns.add(width + i));
    return new Narrowed(
        new PlanNode.Window(
            input.node(),
            input.positions(node.partitionKeys()),
            input.order(node.orderKeys()),
            calls),
        columns);
  }

  /** The same exchange wherever it is read, so with all columns. */
  private Narrowed shared(PlanNode.Shared node) {
    PlanNode.Exchange exchange = (PlanNode.Exchange) node.input();
    PlanNode narrowed = shared.get(node.id());
    if (narrowed == null) {
      narrowed = narrow(exchange, all(exchange)).node();
      shared.put(node.id(), narrowed);
    }
    return Narrowed.whole(new PlanNode.Shared(node.id(), narrowed));
  }

  private Narrowed join(PlanNode.HashJoin node, BitSet needed) {
    int width = node.probe().schema().size();
    boolean rightOnly =
        node.joinType() == JoinType.RIGHT_SEMI || node.joinType() == JoinType.RIGHT_ANTI;
    BitSet read = new BitSet();
    boolean marks = node.joinType() == JoinType.MARK || node.joinType() == JoinType.NULL_AWARE_MARK;
    needed.stream()
        .filter(column -> !marks || column < width)
        .forEach(column -> read.set(rightOnly ? width + column : column));
    Expression residual = node.residual();
    if (residual != null) {
      ColumnMapping.addColumns(residual, read);
    }
    Narrowed probe = narrow(node.probe(), with(read.get(0, width), node.probeKeys()));
    BitSet ofBuild = read.get(width, Math.max(width, read.length()));
    Narrowed build = narrow(node.build(), with(ofBuild, node.buildKeys()));
    PlanNode join =
        new PlanNode.HashJoin(
            probe.node(),
            build.node(),
            node.joinType(),
            probe.positions(node.probeKeys()),
            build.positions(node.buildKeys()),
            residual(residual, probe, build, width),
            node.estimatedRows());
    return new Narrowed(join, output(node.joinType(), probe, build, width));
  }

  private static @Nullable Expression residual(
      @Nullable Expression residual, Narrowed probe, Narrowed build, int width) {
    int narrowWidth = probe.columns().size();
    return residual == null
        ? null
        : ColumnMapping.map(
            residual,
            column ->
                column < width
                    ? probe.position(column)
                    : narrowWidth + build.position(column - width));
  }

  private static List<Integer> output(JoinType type, Narrowed probe, Narrowed build, int width) {
    return switch (type) {
      case SEMI, ANTI, NULL_AWARE_ANTI -> probe.columns();
      case MARK, NULL_AWARE_MARK -> {
        List<Integer> withMark = new ArrayList<>(probe.columns());
        withMark.add(width);
        yield withMark;
      }
      case RIGHT_SEMI, RIGHT_ANTI -> build.columns();
      case INNER, LEFT, RIGHT, FULL, SINGLE -> {
        List<Integer> both = new ArrayList<>(probe.columns());
        build.columns().forEach(column -> both.add(width + column));
        yield both;
      }
    };
  }

  /** A sort stays right below the exchange, for the order to be seen. */
  private Narrowed exchange(PlanNode.Exchange node, BitSet needed) {
    BitSet sent = node.input() instanceof PlanNode.Sort ? all(node) : sent(node, needed);
    Narrowed input = narrow(node.input(), sent);
    // rows need a column to be there, whichever is left
    List<Integer> columns =
        sent.isEmpty() ? List.of(input.columns().getFirst()) : sent.stream().boxed().toList();
    boolean exact = input.columns().equals(columns);
    Narrowed narrowed =
        exact ? input : new Narrowed(select(input.node(), input.positions(columns)), columns);
    Distribution distribution =
        switch (node.distribution()) {
          case Distribution.Hash hash -> new Distribution.Hash(narrowed.positions(hash.keys()));
          case Distribution.Range range -> new Distribution.Range(narrowed.order(range.keys()));
          case Distribution.Broadcast it -> it;
          case Distribution.Single it -> it;
          case Distribution.ByTask it -> it;
        };
    return new Narrowed(
        new PlanNode.Exchange(narrowed.node(), distribution, node.estimatedRows()), columns);
  }

  private static BitSet sent(PlanNode.Exchange node, BitSet needed) {
    return switch (node.distribution()) {
      case Distribution.Hash hash -> with(needed, hash.keys());
      case Distribution.Range range -> with(needed, columns(range.keys()));
      case Distribution.Broadcast _, Distribution.Single _, Distribution.ByTask _ -> needed;
    };
  }

  private static PlanNode select(PlanNode input, List<Integer> columns) {
    Schema schema = input.schema();
    List<Expression> expressions = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int column : columns) {
      expressions.add(
          new Expression.ColumnRef(column, schema.type(column), schema.field(column).nullable()));
      names.add(schema.field(column).name());
    }
    return new PlanNode.Project(input, expressions, names);
  }
}
