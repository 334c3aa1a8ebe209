package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedReader.Mark;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.NativeMemory;

/** A value that is looked for inside nested values: packed as it would be there, then compared. */
final class PackedNeedle {
  private final NestedWriter writer;
  private final long view;

  PackedNeedle(EvaluationMemory memory) {
    this.writer = memory.nestedWriter();
    this.view = memory.allocate(StringView.SIZE_BYTES);
  }

  /** Takes the value of a row. */
  void pack(ColumnVector source, int row) {
    writer.reset();
    writer.begin();
    NestedSlots.pack(writer, source, row);
    writer.finish(view);
  }

  /** Whether the reader's next element or field is the value; passes over it. */
  boolean isNext(NestedReader reader, DataType type) {
    long start = reader.position();
    if (reader.next(type) == Mark.VALUE) {
      reader.skip(type);
    }
    long length = reader.position() - start;
    return length == StringView.length(view)
        && NativeMemory.mismatch(start, StringView.bytesAddress(view), length) < 0;
  }
}
