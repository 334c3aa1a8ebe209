package io.scheelite.scheduler.plan;

import static io.scheelite.scheduler.wire.WireValues.require;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.operators.plan.WindowFrame.Bound;
import io.scheelite.operators.plan.WindowFrame.BoundKind;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads windows; checks that their parts fit together. */
final class WindowCodec {
  private WindowCodec() {}

  static PlanWire.Window encode(PlanNode.Window window) {
    return PlanWire.Window.newBuilder()
        .addAllPartitionKeys(window.partitionKeys())
        .addAllOrderKeys(DistributionCodec.encode(window.orderKeys()))
        .addAllCalls(window.calls().stream().map(WindowCodec::encode).toList())
        .build();
  }

  private static PlanWire.WindowCall encode(WindowCall call) {
    PlanWire.WindowCall.Builder wire =
        PlanWire.WindowCall.newBuilder()
            .setFunction(call.function().name())
            .addAllArguments(call.arguments().stream().map(ExpressionEncoder::encode).toList())
            .setIgnoreNulls(call.ignoreNulls())
            .setFrame(encode(call.frame()))
            .setType(SchemaCodec.encode(call.type()))
            .setName(call.name());
    Expression filter = call.filter();
    if (filter != null) {
      wire.setFilter(ExpressionEncoder.encode(filter));
    }
    return wire.build();
  }

  private static PlanWire.WindowFrame encode(WindowFrame frame) {
    PlanWire.WindowFrame.Builder wire =
        PlanWire.WindowFrame.newBuilder()
            .setUnit(frame.unit().name())
            .setStart(encode(frame.start()))
            .setEnd(encode(frame.end()))
            .setExclusion(frame.exclusion().name());
    Expression key = frame.rangeKey();
    if (key != null) {
      wire.setRangeKey(ExpressionEncoder.encode(key));
    }
    return wire.build();
  }

  private static PlanWire.WindowFrame.Bound encode(Bound bound) {
    PlanWire.WindowFrame.Bound.Builder wire =
        PlanWire.WindowFrame.Bound.newBuilder().setKind(bound.kind().name());
    Expression offset = bound.offset();
    if (offset != null) {
      wire.setOffset(ExpressionEncoder.encode(offset));
    }
    return wire.build();
  }

  static PlanNode.Window decode(PlanWire.Window wire, PlanNode input) {
    Schema schema = input.schema();
    return new PlanNode.Window(
        input,
        PlanChecks.columns(wire.getPartitionKeysList(), schema),
        PlanChecks.fitting(DistributionCodec.decode(wire.getOrderKeysList()), schema),
        wire.getCallsList().stream().map(call -> call(call, schema)).toList());
  }

  private static WindowCall call(PlanWire.WindowCall wire, Schema schema) {
    WindowFunction function = WireValues.constant(WindowFunction.class, wire.getFunction());
    List<Expression> arguments =
        wire.getArgumentsList().stream().map(argument -> leaf(argument, schema)).toList();
    require(fits(function, arguments), "arguments of a window function do not fit");
    Expression filter = wire.hasFilter() ? leaf(wire.getFilter(), schema) : null;
    require(
        filter == null
            || (filter instanceof Expression.ColumnRef && filter.type().equals(DataType.BOOLEAN)),
        "filter of a window function is no condition");
    return new WindowCall(
        function,
        arguments,
        filter,
        wire.getIgnoreNulls(),
        frame(wire.getFrame(), schema),
        SchemaCodec.decode(wire.getType()),
        wire.getName());
  }

  /** Values are columns, numbers are of one type. */
  private static boolean fits(WindowFunction function, List<Expression> arguments) {
    int values =
        switch (function) {
          case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, COUNT_STAR, NTILE -> 0;
          case LAG,
              LEAD,
              FIRST_VALUE,
              LAST_VALUE,
              NTH_VALUE,
              COUNT,
              SUM,
              MIN,
              MAX,
              AVG,
              VAR_SAMP,
              VAR_POP ->
              1;
          case STRING_AGG -> 2;
        };
    int numbers =
        switch (function) {
          case NTILE, LAG, LEAD, NTH_VALUE -> 1;
          case ROW_NUMBER,
              RANK,
              DENSE_RANK,
              PERCENT_RANK,
              CUME_DIST,
              COUNT_STAR,
              FIRST_VALUE,
              LAST_VALUE,
              COUNT,
              SUM,
              MIN,
              MAX,
              AVG,
              VAR_SAMP,
              VAR_POP,
              STRING_AGG ->
              0;
        };
    boolean shifts = function == WindowFunction.LAG || function == WindowFunction.LEAD;
    int least = shifts ? values : values + numbers;
    int most = shifts ? 3 : values + numbers;
    boolean valued =
        function == WindowFunction.STRING_AGG
            ? arguments.stream().allMatch(WindowCodec::isText)
            : values == 0 || first(arguments) instanceof Expression.ColumnRef;
    boolean numbered =
        numbers == 0
            || arguments.size() <= values
            || arguments.get(values).type().equals(DataType.INT64);
    boolean otherwise =
        arguments.size() < 3
            || (arguments.get(2) instanceof Expression.ColumnRef
                && arguments.get(2).type().equals(arguments.get(0).type()));
    return arguments.size() >= least && arguments.size() <= most && valued && numbered && otherwise;
  }

  private static boolean isText(Expression argument) {
    return argument instanceof Expression.ColumnRef && argument.type().equals(DataType.UTF8);
  }

  private static @Nullable Expression first(List<Expression> arguments) {
    return arguments.isEmpty() ? null : arguments.getFirst();
  }

  private static WindowFrame frame(PlanWire.WindowFrame wire, Schema schema) {
    WindowFrame.Unit unit = WireValues.constant(WindowFrame.Unit.class, wire.getUnit());
    Expression key = wire.hasRangeKey() ? leaf(wire.getRangeKey(), schema) : null;
    Bound start = bound(wire.getStart(), schema);
    Bound end = bound(wire.getEnd(), schema);
    for (@Nullable Expression offset : new @Nullable Expression[] {start.offset(), end.offset()}) {
      boolean fits =
          unit == WindowFrame.Unit.RANGE
              ? offset instanceof Expression.ColumnRef
                  && key instanceof Expression.ColumnRef
                  && offset.type().equals(key.type())
              : offset != null && offset.type().equals(DataType.INT64);
      require(offset == null || fits, "offset of a frame does not fit");
    }
    return new WindowFrame(
        unit,
        start,
        end,
        WireValues.constant(WindowFrame.Exclusion.class, wire.getExclusion()),
        key);
  }

  private static Bound bound(PlanWire.WindowFrame.Bound wire, Schema schema) {
    BoundKind kind = WireValues.constant(BoundKind.class, wire.getKind());
    boolean counts = kind == BoundKind.PRECEDING || kind == BoundKind.FOLLOWING;
    require(counts == wire.hasOffset(), "frame bound and offset do not fit");
    return new Bound(kind, counts ? leaf(wire.getOffset(), schema) : null);
  }

  private static Expression leaf(PlanWire.Expression wire, Schema schema) {
    Expression expression = ExpressionDecoder.decode(wire, schema);
    require(
        expression instanceof Expression.ColumnRef || expression instanceof Expression.Literal,
        "a window reads what it would have to compute");
    return expression;
  }
}
