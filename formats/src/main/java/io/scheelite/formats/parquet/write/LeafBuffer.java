package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;

/**
 * Values of a leaf on their way from nested values to its chunk: a few thousand at a time, however
 * many a row has. Texts are views into the nested values, so {@link #flush} comes before these go.
 */
final class LeafBuffer {
  private static final int MOST_VALUES = 1024;
  private static final int LEVELS_BYTES = Integer.BYTES * MOST_VALUES;
  private static final int HEAP_BYTES = 4 << 10;

  private final ChunkWriter chunk;
  private final DataType type;
  private final PhysicalType form;
  private final int largest;
  private final long repetitions;
  private final long definitions;
  private final long values;
  private final Buffer heap; // of texts with zero bytes, which are packed in another way
  private long heapUsed;
  private int count;
  private int present;

  LeafBuffer(ChunkWriter chunk, WriterMemory memory) {
    this.chunk = chunk;
    this.type = chunk.column().type();
    this.form = type.physicalType();
    this.largest = chunk.column().levels().definition();
    this.repetitions = memory.take(2L * LEVELS_BYTES + valuesBytes());
    this.definitions = repetitions + LEVELS_BYTES;
    this.values = definitions + LEVELS_BYTES;
    this.heap = new Buffer(memory, form == PhysicalType.VIEW ? HEAP_BYTES : 1);
    clear();
  }

  private long valuesBytes() {
    return form.sizeBytes(MOST_VALUES) + Long.BYTES; // bits are copied by words
  }

  /** Appends a value that is not there: a null, or something around it that is null or empty. */
  void appendAbsent(int repetition, int definition) throws IOException {
    appendLevels(repetition, definition);
  }

  /** Appends the value at the reader. */
  void append(int repetition, NestedReader reader) throws IOException {
    if (form == PhysicalType.VIEW) {
      appendBytes(repetition, reader);
      return;
    }
    appendLevels(repetition, largest);
    NestedSlots.unpack(
        reader,
        type,
        values,
        present++,
        size -> {
          throw new IllegalStateException("only bytes need memory: bytes=" + size);
        });
  }

  private void appendBytes(int repetition, NestedReader reader) throws IOException {
    if (count == MOST_VALUES) {
      flush(); // now, while the value is not on the heap yet
    }
    reader.readBytes();
    int length = reader.bytesLength();
    long bytes;
    if (reader.isPlain()) {
      bytes = reader.bytesAddress();
    } else {
      if (heapUsed + length > heap.capacity()) {
        flush(); // nothing refers to the heap while it moves
        heap.ensure(length, 0);
      }
      bytes = heap.address() + heapUsed;
      reader.copyBytes(bytes);
      heapUsed += length;
    }
    appendLevels(repetition, largest);
    StringView.write(values + (long) present * StringView.SIZE_BYTES, bytes, length);
    present++;
  }

  private void appendLevels(int repetition, int definition) throws IOException {
    if (count == MOST_VALUES) {
      flush();
    }
    NativeMemory.putInt(repetitions + 4L * count, repetition);
    NativeMemory.putInt(definitions + 4L * count, definition);
    count++;
  }

  /** Hands all values on. */
  void flush() throws IOException {
    if (count > 0) {
      RowSlice there = new RowSlice(form, values, 0, 0, present);
      chunk.append(new LeafSlice(repetitions, definitions, count, largest, there));
    }
    clear();
  }

  private void clear() {
    count = 0;
    present = 0;
    heapUsed = 0;
    if (form == PhysicalType.BIT) {
      NativeMemory.fill(values, valuesBytes(), (byte) 0);
    }
  }
}
