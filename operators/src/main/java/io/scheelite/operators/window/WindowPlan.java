package io.scheelite.operators.window;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.rows.RowReader;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowFrame;
import java.util.ArrayList;
import java.util.List;

/** What a window computes and how its rows lie. Immutable. */
final class WindowPlan {
  /** Rows that are lent lie here. */
  static final long BLOCK_BYTES = 2L * MemoryConsumer.CHUNK_BYTES;

  private final PlanNode.Window node;
  private final int batchSize;
  private final WindowLayout layout;
  private final List<Integer> stateOffsets = new ArrayList<>();
  private final List<WindowFrame> frames;
  private final long lookBack;

  WindowPlan(PlanNode.Window node, int batchSize) {
    this.node = node;
    this.batchSize = batchSize;
    Schema schema = node.input().schema();
    int bytes = 0;
    List<Integer> distances = new ArrayList<>();
    for (WindowCall call : node.calls()) {
      distances.add(bytes);
      bytes += stateBytes(call);
    }
    layout = new WindowLayout(schema, bytes);
    int calls = layout.stateOffset() + WindowLayout.CALLS_OFFSET;
    distances.forEach(distance -> stateOffsets.add(calls + distance));
    lookBack = LookBack.of(node.calls());
    frames =
        node.calls().stream()
            .filter(WindowPlan::readsFrame)
            .map(WindowCall::frame)
            .distinct()
            .toList();
  }

  /** The others must not look for frames: the rows of those may have been released. */
  private static boolean readsFrame(WindowCall call) {
    return switch (call.function()) {
      case FIRST_VALUE,
          LAST_VALUE,
          NTH_VALUE,
          COUNT_STAR,
          COUNT,
          SUM,
          AVG,
          VAR_SAMP,
          VAR_POP,
          MIN,
          MAX,
          STRING_AGG ->
          true;
      case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, LAG, LEAD -> false;
    };
  }

  private static int stateBytes(WindowCall call) {
    return switch (call.function()) {
      case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, STRING_AGG -> 0;
      case LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE ->
          call.ignoreNulls() ? NonNullCount.STATE_BYTES : 0;
      case COUNT_STAR, COUNT -> ExactSum.COUNT_BYTES;
      case SUM, AVG -> isFloat(call) ? FloatSumColumn.STATE_BYTES : ExactSum.SIZE_BYTES;
      case VAR_SAMP, VAR_POP -> VarianceColumn.STATE_BYTES;
      case MIN, MAX -> ExtremePicker.STATE_BYTES;
    };
  }

  static boolean isFloat(WindowCall call) {
    DataType type = call.arguments().getFirst().type();
    return type instanceof DataType.Float32 || type instanceof DataType.Float64;
  }

  /** Column of the input that an argument is. */
  static int column(Expression argument) {
    if (argument instanceof Expression.ColumnRef reference) {
      return reference.index();
    }
    throw new IllegalArgumentException("argument must be a column: " + argument);
  }

  WindowLayout layout() {
    return layout;
  }

  List<WindowCall> calls() {
    return node.calls();
  }

  List<Integer> partitionKeys() {
    return node.partitionKeys();
  }

  List<SortKey> orderKeys() {
    return node.orderKeys();
  }

  /** Where the state of a call is in a row. */
  int stateOffset(int call) {
    return stateOffsets.get(call);
  }

  /** Whether rows can be yielded before their partition is complete. */
  boolean streams() {
    return lookBack != LookBack.UNBOUNDED;
  }

  /** Where {@link #streams}: how many rows before a row its values need. */
  long lookBack() {
    return lookBack;
  }

  /** The frames of all calls that read one, each once. */
  List<WindowFrame> frames() {
    return frames;
  }

  /** How the rows of a partition are ordered. */
  RangeSearch.Order order() {
    SortKey key =
        node.orderKeys().isEmpty() ? new SortKey(0, true, false) : node.orderKeys().getFirst();
    return new RangeSearch.Order(layout, key);
  }

  private static PhysicalType form(WindowCall call) {
    return call.type().physicalType();
  }

  /** Memory for what is lent and for work on a batch. */
  long scratchBytes() {
    List<Long> sizes = new ArrayList<>();
    sizes.add(8L * batchSize);
    sizes.add(WindowRowWriter.scratchBytes(batchSize));
    for (long size : RowReader.scratchBytes(layout.rows(), batchSize)) {
      sizes.add(size);
    }
    long heaps = 0;
    for (WindowCall call : node.calls()) {
      sizes.add(VectorTarget.valuesBytes(form(call), batchSize));
      sizes.add(Bitmap.sizeBytes(batchSize));
      heaps += PickedColumn.heapBytes(form(call));
    }
    long vectors = ScratchAllocator.bytesFor(sizes.stream().mapToLong(Long::longValue).toArray());
    return vectors + heaps + BLOCK_BYTES;
  }

  long floorBytes() {
    return scratchBytes() + WindowRows.floorBytes(layout, batchSize);
  }
}
