package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Plans the states of an aggregation: aggregates over the same argument share sums and counts. For
 * one use.
 *
 * <p>Counts are kept as the number of all rows less those that do not count, since usually all do.
 */
final class AggregationLayoutBuilder {
  private static final int NOWHERE = -1;

  private final PlanNode.Aggregate node;
  private final Schema input;
  private final Schema rowSchema;
  private final boolean countsRows;
  private final List<StateSlot> numRowsSlots = new ArrayList<>();
  private final Map<Argument, List<StateSlot>> slots = new LinkedHashMap<>();
  private final Map<Argument, Integer> values = new HashMap<>();
  private final Map<Argument, Integer> moments = new HashMap<>();
  private final Map<Argument, Integer> exclusions = new HashMap<>();
  private final Map<Argument, Integer> marks = new HashMap<>();
  private final List<StringExtreme> strings = new ArrayList<>();
  private int nextOffset;
  private int nextMark;
  private int rowCountOffset = NOWHERE;

  private AggregationLayoutBuilder(PlanNode.Aggregate node) {
    this.node = node;
    this.input = node.input().schema();
    this.rowSchema = rowSchema(node);
    this.countsRows = node.aggregates().stream().anyMatch(AggregationLayoutBuilder::needsCount);
    this.nextOffset = rowLayout(0).stateOffset();
  }

  /** The layout for a plan node. */
  static AggregationLayout build(PlanNode.Aggregate node) {
    return new AggregationLayoutBuilder(node).build();
  }

  private static boolean needsCount(AggregateCall call) {
    return switch (call.function()) {
      case COUNT_STAR, COUNT, AVG -> true;
      case SUM, MIN, MAX, VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> false;
      case BIT_OR, BIT_XOR, PRODUCT -> false;
    };
  }

  private static Schema rowSchema(PlanNode.Aggregate node) {
    Schema input = node.input().schema();
    List<Field> fields = new ArrayList<>();
    node.keys().forEach(key -> fields.add(input.field(key)));
    for (AggregateCall call : node.aggregates()) {
      if (isStringExtreme(call, input)) {
        fields.add(input.field(call.argument()).withNullable(true));
      }
    }
    return new Schema(fields);
  }

  private static boolean isStringExtreme(AggregateCall call, Schema input) {
    return (call.function() == AggregateFunction.MIN || call.function() == AggregateFunction.MAX)
        && input.type(call.argument()).physicalType() == PhysicalType.VIEW;
  }

  private AggregationLayout build() {
    int stateOffset = nextOffset;
    List<AggregateResult> results = new ArrayList<>();
    for (AggregateCall call : node.aggregates()) {
      results.add(result(call));
    }
    return new AggregationLayout(
        node.keys(),
        rowLayout(nextOffset - stateOffset),
        numRowsSlots,
        arguments(),
        strings,
        results,
        node.schema());
  }

  private RowLayout rowLayout(int stateBytes) {
    return RowLayout.of(rowSchema, stateBytes);
  }

  private AggregateResult result(AggregateCall call) {
    return switch (call.function()) {
      case COUNT_STAR, COUNT -> new CountResult(count(argument(call, Argument.Form.ROWS)));
      case SUM -> {
        Argument argument = argument(call, Argument.Form.NUMBER);
        yield new SumResult(
            call.type(), call.name(), sum(argument), isWide(argument), presence(argument));
      }
      case AVG -> {
        Argument argument = argument(call, Argument.Form.NUMBER);
        yield new AverageResult(argument.type(), sum(argument), isWide(argument), count(argument));
      }
      case VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP ->
          new VarianceResult(call.function(), moments(argument(call, Argument.Form.NUMBER)));
      case BIT_OR, BIT_XOR, PRODUCT -> fold(call, argument(call, Argument.Form.NUMBER));
      case MIN -> extreme(call, Argument.Form.SMALLEST);
      case MAX -> extreme(call, Argument.Form.LARGEST);
    };
  }

  private Argument argument(AggregateCall call, Argument.Form form) {
    int filter = Objects.requireNonNullElse(call.filter(), Argument.NONE);
    boolean none = call.function() == AggregateFunction.COUNT_STAR;
    return none
        ? new Argument(Argument.NONE, filter, form, DataType.NULL)
        : new Argument(call.argument(), filter, form, input.type(call.argument()));
  }

  private AggregateResult fold(AggregateCall call, Argument argument) {
    FoldSlot.Fold fold =
        switch (call.function()) {
          case BIT_OR -> FoldSlot.Fold.BITS_OR;
          case BIT_XOR -> FoldSlot.Fold.BITS_XOR;
          default -> FoldSlot.Fold.PRODUCT;
        };
    Presence presence = presence(argument);
    int offset = allocate(FoldSlot.SIZE_BYTES);
    add(argument, new FoldSlot(offset, fold));
    return new FoldResult(call.type(), fold, offset, presence);
  }

  private static boolean isWide(Argument argument) {
    return argument.type().physicalType() == PhysicalType.INT128;
  }

  private AggregateResult extreme(AggregateCall call, Argument.Form form) {
    boolean smallest = form == Argument.Form.SMALLEST;
    if (isStringExtreme(call, input)) {
      int column = node.keys().size() + strings.size();
      strings.add(
          new StringExtreme(
              argument(call, Argument.Form.ROWS), smallest, column, allocate(Long.BYTES)));
      return new StringExtremeResult(rowLayout(0), column);
    }
    Argument argument = argument(call, form);
    Presence presence = presence(argument);
    return new ExtremeResult(call.type(), smallest, extreme(argument), presence);
  }

  /** Where the sum of an argument is kept. */
  private int sum(Argument argument) {
    Integer known = values.get(argument);
    if (known != null) {
      return known;
    }
    boolean real =
        switch (argument.type().physicalType()) {
          case FLOAT32, FLOAT64 -> true;
          case BIT, INT8, INT16, INT32, INT64, INT128, VIEW -> false;
        };
    int bytes = real ? DoubleSumSlot.SIZE_BYTES : SumSlot.sizeBytes(isWide(argument));
    int offset = allocate(bytes);
    add(argument, real ? new DoubleSumSlot(offset) : new SumSlot(offset, isWide(argument)));
    values.put(argument, offset);
    return offset;
  }

  /** Where number, mean and squares of an argument are kept. */
  private int moments(Argument argument) {
    return moments.computeIfAbsent(
        argument,
        absent -> {
          int offset = allocate(MomentsSlot.SIZE_BYTES);
          add(argument, new MomentsSlot(offset));
          return offset;
        });
  }

  /** Where the extreme of an argument is kept. */
  private int extreme(Argument argument) {
    Integer known = values.get(argument);
    if (known != null) {
      return known;
    }
    boolean wide = isWide(argument);
    int offset = allocate(wide ? WideExtremeSlot.SIZE_BYTES : ExtremeSlot.SIZE_BYTES);
    add(argument, wide ? new WideExtremeSlot(offset) : new ExtremeSlot(offset));
    values.put(argument, offset);
    return offset;
  }

  private Presence.RowCount count(Argument argument) {
    if (rowCountOffset == NOWHERE) {
      rowCountOffset = allocate(RowCountSlot.SIZE_BYTES);
      numRowsSlots.add(new RowCountSlot(rowCountOffset));
    }
    int excluded =
        allRowsCount(argument) ? NOWHERE : exclusion(argument.withForm(Argument.Form.ROWS));
    return new Presence.RowCount(rowCountOffset, excluded);
  }

  private boolean allRowsCount(Argument argument) {
    return argument.filter() == Argument.NONE
        && (argument.column() == Argument.NONE || !input.field(argument.column()).nullable());
  }

  private int exclusion(Argument rows) {
    return exclusions.computeIfAbsent(
        rows,
        absent -> {
          int offset = allocate(ExclusionSlot.SIZE_BYTES);
          add(rows, new ExclusionSlot(offset));
          return offset;
        });
  }

  private Presence presence(Argument argument) {
    if (allRowsCount(argument) && !node.keys().isEmpty()) {
      return new Presence.Always();
    }
    if (countsRows) {
      return new Presence.Counted(count(argument));
    }
    return new Presence.Marked(
        marks.computeIfAbsent(
            argument.withForm(Argument.Form.ROWS),
            rows -> {
              int offset = allocateMark();
              add(rows, new PresenceSlot(offset));
              return offset;
            }));
  }

  private void add(Argument argument, StateSlot slot) {
    slots.computeIfAbsent(argument, absent -> new ArrayList<>()).add(slot);
  }

  private int allocate(int sizeBytes) {
    int offset = nextOffset;
    nextOffset += sizeBytes;
    return offset;
  }

  /** A byte of a word that is shared by eight marks. */
  private int allocateMark() {
    if (nextMark % Long.BYTES == 0) {
      nextMark = allocate(Long.BYTES);
    }
    return nextMark++;
  }

  /** Slots that only want to know which rows count join those that read values of the same rows. */
  private List<ArgumentSlots> arguments() {
    Map<Argument, List<StateSlot>> joined = new LinkedHashMap<>();
    slots.forEach(
        (argument, list) -> {
          Argument host = argument.form() == Argument.Form.ROWS ? hostOf(argument) : argument;
          joined.computeIfAbsent(host, absent -> new ArrayList<>()).addAll(list);
        });
    List<ArgumentSlots> result = new ArrayList<>();
    joined.forEach((argument, list) -> result.add(new ArgumentSlots(argument, List.copyOf(list))));
    return result;
  }

  private Argument hostOf(Argument rows) {
    return slots.keySet().stream()
        .filter(other -> other.withForm(Argument.Form.ROWS).equals(rows))
        .filter(other -> other.form() != Argument.Form.ROWS)
        .findFirst()
        .orElse(rows);
  }
}
