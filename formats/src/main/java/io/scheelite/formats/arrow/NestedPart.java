package io.scheelite.formats.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.NativeMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs the values of one field of a nested column. Nulls and offsets are read some hundreds at a
 * time around the value that is wanted; none of them is trusted. Used by one thread.
 */
abstract sealed class NestedPart implements AutoCloseable {
  /** Values that are read at once. */
  static final int WINDOW_ROWS = 256;

  private final ArrowNode field;
  private final DataType type;
  private @Nullable ArrowBody body;
  private int length;
  private int first;
  private int numLoaded;

  private NestedPart(ArrowNode field) {
    this.field = field;
    this.type = field.type();
  }

  /** The record batch is another one. */
  void begin(ArrowBody batch) {
    body = batch;
    length = batch.length(field);
    first = 0;
    numLoaded = 0;
  }

  /** Whether a value is null, which there must be. */
  final boolean isNull(int index) {
    return isLoadedNull(slot(index));
  }

  /** Number of a value among the loaded ones, to which it is added. */
  final int slot(int index) {
    if (index < first || index >= first + numLoaded) {
      if (index < 0 || index >= length) {
        throw malformed("number of values of a field");
      }
      numLoaded = load(batch(), index, Math.min(WINDOW_ROWS, length - index));
      first = index;
    }
    return index - first;
  }

  final ArrowBody batch() {
    ArrowBody open = body;
    if (open == null) {
      throw new IllegalStateException("no record batch was begun");
    }
    return open;
  }

  final RuntimeException malformed(String what) {
    return batch().site(field).corrupt(what, batch().offset());
  }

  /** Reads what is known of some values themselves; returns of how many. */
  abstract int load(ArrowBody batch, int index, int count);

  abstract boolean isLoadedNull(int slot);

  /** Packs a value that is loaded and not null, without its mark. */
  abstract void pack(NestedWriter writer, int index, int slot);

  /** Packs a value that is not null, without its mark. */
  final void pack(NestedWriter writer, int index) {
    pack(writer, index, slot(index));
  }

  /** Packs an element or a field. */
  void packPart(NestedWriter writer, int index) {
    int slot = slot(index);
    if (isLoadedNull(slot)) {
      writer.writeNull(type);
    } else {
      writer.mark();
      pack(writer, index, slot);
    }
  }

  /** Packs elements of a list. */
  void packParts(NestedWriter writer, int from, int to) {
    for (int i = from; i < to; i++) {
      packPart(writer, i);
    }
  }

  @Override
  public abstract void close();

  /** Values that are not nested. */
  static final class Leaf extends NestedPart {
    private final ColumnRows rows;
    private final VectorTarget target;
    private @Nullable ColumnVector vector;

    Leaf(ArrowNode field, ColumnRows rows, ReaderRoom room) {
      super(field);
      this.rows = rows;
      this.target = room.target(field.type(), WINDOW_ROWS);
    }

    @Override
    int load(ArrowBody batch, int index, int count) {
      int fits = rows.begin(batch, index, count);
      rows.load(batch, index, fits);
      vector = rows.read(0, fits, target);
      return fits;
    }

    private ColumnVector vector() {
      ColumnVector loaded = vector;
      if (loaded == null) {
        throw new IllegalStateException("no values were loaded");
      }
      return loaded;
    }

    @Override
    boolean isLoadedNull(int slot) {
      return vector().mayHaveNulls() && !Bitmap.isSet(vector().validityAddress(), slot);
    }

    @Override
    void pack(NestedWriter writer, int index, int slot) {
      throw new IllegalStateException("a leaf is always part of something");
    }

    @Override
    void packPart(NestedWriter writer, int index) {
      int slot = slot(index);
      NestedSlots.pack(writer, vector(), slot);
    }

    @Override
    void packParts(NestedWriter writer, int from, int to) {
      for (int at = from; at < to; ) {
        int slot = slot(at);
        int end = Math.min(vector().numRows(), slot + to - at);
        NestedSlots.pack(writer, vector(), slot, end, !vector().mayHaveNulls());
        at += end - slot;
      }
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  /** What is made of parts. */
  abstract static sealed class Group extends NestedPart {
    private final List<NestedPart> parts;
    private final NullBits nulls;

    Group(ArrowNode field, List<NestedPart> parts, ReaderRoom room) {
      super(field);
      this.parts = parts;
      nulls = new NullBits(field, WINDOW_ROWS, room);
    }

    final List<NestedPart> parts() {
      return parts;
    }

    @Override
    final void begin(ArrowBody batch) {
      super.begin(batch);
      parts.forEach(part -> part.begin(batch));
    }

    @Override
    int load(ArrowBody batch, int index, int count) {
      nulls.load(batch, index, count);
      return count;
    }

    @Override
    boolean isLoadedNull(int slot) {
      return nulls.isNull(slot);
    }

    @Override
    public final void close() {
      parts.forEach(NestedPart::close);
    }
  }

  /** Lists and maps. */
  static final class Lists extends Group {
    private final ArrowNode.Lists field;
    private final NestedPart element;
    private final long offsets;

    Lists(ArrowNode.Lists field, NestedPart element, ReaderRoom room) {
      super(field, List.of(element), room);
      this.field = field;
      this.element = element;
      offsets = room.take((WINDOW_ROWS + 1L) * field.offsetBytes());
    }

    @Override
    int load(ArrowBody batch, int index, int count) {
      long width = field.offsetBytes();
      int loaded = super.load(batch, index, count);
      batch.read(field, 1, index * width, (count + 1) * width, offsets);
      return loaded;
    }

    private long offset(int slot) {
      return field.offsetBytes() == Integer.BYTES
          ? NativeMemory.getInt(offsets + 4L * slot)
          : NativeMemory.getLong(offsets + 8L * slot);
    }

    @Override
    void pack(NestedWriter writer, int index, int slot) {
      long start = offset(slot);
      long end = offset(slot + 1);
      if (start < 0 || end < start || end > batch().length(field.element())) {
        throw malformed("offsets of lists");
      }
      element.packParts(writer, (int) start, (int) end);
      writer.endList();
    }
  }

  /** Lists of one length. */
  static final class FixedLists extends Group {
    private final ArrowNode.FixedLists field;
    private final NestedPart element;

    FixedLists(ArrowNode.FixedLists field, NestedPart element, ReaderRoom room) {
      super(field, List.of(element), room);
      this.field = field;
      this.element = element;
    }

    @Override
    void pack(NestedWriter writer, int index, int slot) {
      long start = (long) index * field.size();
      long end = start + field.size();
      if (end > batch().length(field.element())) {
        throw malformed("number of elements of lists");
      }
      element.packParts(writer, (int) start, (int) end);
      writer.endList();
    }
  }

  /** Structs, and entries of maps. */
  static final class Structs extends Group {
    private final ArrowNode.Structs field;

    Structs(ArrowNode.Structs field, List<NestedPart> parts, ReaderRoom room) {
      super(field, parts, room);
      this.field = field;
    }

    @Override
    boolean isLoadedNull(int slot) {
      boolean isNull = super.isLoadedNull(slot);
      if (isNull && field.isEntry()) {
        throw malformed("entry of a map that is null");
      }
      return isNull;
    }

    @Override
    void pack(NestedWriter writer, int index, int slot) {
      if (field.isEntry() && parts().getFirst().isNull(index)) {
        throw malformed("key of a map that is null");
      }
      for (NestedPart part : parts()) {
        part.packPart(writer, index);
      }
    }
  }
}
