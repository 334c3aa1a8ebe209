package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedReader.Mark;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import java.util.List;

/**
 * Casts lists element by element: the elements of several lists are laid out as a column, cast as
 * any column is, and made lists again.
 */
final class ListCastEvaluator extends Evaluator {
  private final DataType.List type;
  private final DataType element;
  private final Evaluator operand;
  private final RowScope elements;
  private final Evaluator converted; // over elements
  private final VectorTarget column; // of elements before they are cast
  private final VectorTarget target;
  private final StringHeap heap;
  private final NestedWriter writer;
  private final NestedReader reader = new NestedReader();
  private final int[] rows; // whose elements lie in the column
  private final int[] ends; // where they end
  private int numLists;
  private int numElements;
  private boolean anyNull;

  ListCastEvaluator(Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    super(operand.scope());
    this.type = (DataType.List) cast.type();
    this.element = ((DataType.List) cast.operand().type()).element();
    this.operand = operand;
    int capacity = scope().capacity();
    Schema schema = Schema.of(new Field("element", element, true));
    this.elements = new RowScope(schema, capacity, false, memory);
    Expression.ColumnRef each = new Expression.ColumnRef(0, element, true);
    this.converted =
        CastCompiler.compile(
            new Expression.Cast(each, type.element(), cast.nullOnFailure()),
            new ColumnEvaluator(elements, 0),
            memory);
    this.column = memory.target(element.physicalType(), capacity);
    this.target = memory.target(PhysicalType.VIEW, capacity);
    this.heap = memory.heap();
    this.writer = memory.nestedWriter();
    this.rows = new int[capacity];
    this.ends = new int[capacity];
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    int n = numRows();
    NativeMemory.fill(target.valuesAddress(), PhysicalType.VIEW.sizeBytes(n), (byte) 0);
    writer.reset();
    forget();
    for (int i = 0; i < n; i++) {
      if (!RowValues.isNull(source, i)) {
        add(RowValues.address(source, i), i);
      }
    }
    convertLists();
    return ColumnVector.flat(
        type, PhysicalType.VIEW, n, target.valuesAddress(), source.validityAddress());
  }

  private void add(long view, int row) {
    reader.reset(view);
    long count = reader.countElements(element);
    if (count > scope().capacity() - numElements) {
      convertLists();
    }
    if (count > scope().capacity()) {
      convertLongList(row);
      return;
    }
    while (take()) {
      // all of them fit
    }
    rows[numLists] = row;
    ends[numLists++] = numElements;
  }

  /** Lays the next element out; false at the end of the list. */
  private boolean take() {
    Mark mark = reader.next(element);
    if (mark == Mark.END) {
      return false;
    }
    int at = numElements++;
    Bitmap.set(column.validityAddress(), at);
    if (mark == Mark.NULL) {
      Bitmap.clear(column.validityAddress(), at);
      anyNull = true;
    } else {
      NestedSlots.unpack(reader, element, column.valuesAddress(), at, heap::allocate);
    }
    return true;
  }

  private void convertLists() {
    if (numLists > 0) {
      ColumnVector results = convert();
      int at = 0;
      for (int i = 0; i < numLists; i++) {
        writer.begin();
        for (; at < ends[i]; at++) {
          NestedSlots.pack(writer, results, at);
        }
        finish(rows[i]);
      }
    }
    forget();
  }

  /** A list of more elements than the column has room for. */
  private void convertLongList(int row) {
    writer.begin();
    boolean more = true;
    while (more) {
      while (more && numElements < scope().capacity()) {
        more = take();
      }
      ColumnVector results = convert();
      for (int i = 0; i < numElements; i++) {
        NestedSlots.pack(writer, results, i);
      }
      forget();
    }
    finish(row);
  }

  private void finish(int row) {
    writer.endList();
    writer.finish(target.valuesAddress() + (long) row * StringView.SIZE_BYTES);
  }

  private ColumnVector convert() {
    ColumnVector flat =
        ColumnVector.flat(
            element,
            element.physicalType(),
            numElements,
            column.valuesAddress(),
            anyNull ? column.validityAddress() : 0);
    elements.enter(Batch.of(numElements, List.of(flat)));
    return converted.evaluate();
  }

  private void forget() {
    numLists = 0;
    numElements = 0;
    anyNull = false;
    heap.reset();
    NativeMemory.fill(
        column.valuesAddress(), element.physicalType().sizeBytes(scope().capacity()), (byte) 0);
  }
}
