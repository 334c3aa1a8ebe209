package io.scheelite.columnar.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Packs the lists, structs and maps of an Arrow vector. Values below them are converted by {@link
 * ArrowColumnImport}, a window of them at a time. Used by one thread.
 */
final class ArrowNestedImport implements AutoCloseable {
  private static final int WINDOW_ROWS = 256;
  private static final int FIRST_BYTES = 32 << 10;

  private final Node root;
  private final NestedWriter writer;

  private ArrowNestedImport(Node root, ScratchAllocator scratch) {
    this.root = root;
    this.writer = new NestedWriter(scratch.allocate(FIRST_BYTES), FIRST_BYTES, scratch.consumer());
  }

  /** Whether a field is one of these. */
  static boolean isNested(org.apache.arrow.vector.types.pojo.Field field) {
    return switch (field.getType()) {
      case ArrowType.List _,
          ArrowType.LargeList _,
          ArrowType.FixedSizeList _,
          ArrowType.Struct _,
          ArrowType.Map _ ->
          field.getDictionary() == null;
      default -> false;
    };
  }

  /** An import of a field, whose scratch memory is taken now. */
  static ArrowNestedImport of(
      org.apache.arrow.vector.types.pojo.Field field, ScratchAllocator scratch) {
    return new ArrowNestedImport(node(field, scratch), scratch);
  }

  /** Sizes of the pieces of scratch memory that such an import takes. */
  static List<Long> scratchSizes(org.apache.arrow.vector.types.pojo.Field field) {
    List<Long> sizes = new ArrayList<>();
    sizes.add((long) FIRST_BYTES);
    addLeafSizes(field, sizes);
    return sizes;
  }

  private static void addLeafSizes(
      org.apache.arrow.vector.types.pojo.Field field, List<Long> sizes) {
    if (isNested(field)) {
      field.getChildren().forEach(child -> addLeafSizes(child, sizes));
      return;
    }
    PhysicalType form = ArrowImport.column(field).type().physicalType();
    sizes.add(VectorTarget.valuesBytes(form, WINDOW_ROWS));
    sizes.add(Bitmap.sizeBytes(WINDOW_ROWS));
  }

  private static Node node(
      org.apache.arrow.vector.types.pojo.Field field, ScratchAllocator scratch) {
    if (!isNested(field)) {
      ArrowColumnImport column = ArrowImport.column(field);
      return new Leaf(column, VectorTarget.allocate(scratch, column.type(), WINDOW_ROWS));
    }
    List<Node> children = field.getChildren().stream().map(child -> node(child, scratch)).toList();
    return switch (field.getType()) {
      case ArrowType.Struct _ -> {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
          fields.add(
              new Field(
                  Objects.requireNonNullElse(field.getChildren().get(i).getName(), ""),
                  children.get(i).type(),
                  true));
        }
        yield new Fields(new DataType.Struct(fields), children);
      }
      case ArrowType.Map _ -> {
        DataType.Struct entry = (DataType.Struct) children.getFirst().type();
        DataType key = entry.fields().get(0).type();
        yield new Elements(
            new DataType.Map(key, entry.fields().get(1).type()), children.getFirst());
      }
      default -> new Elements(new DataType.List(children.getFirst().type()), children.getFirst());
    };
  }

  /** What the values mean to us. */
  DataType type() {
    return root.type();
  }

  /** The rows from {@code firstRow} on as a vector, whose bytes live until the next call. */
  ColumnVector read(FieldVector source, int firstRow, int numRows, VectorTarget target) {
    writer.reset();
    root.forget();
    long views = target.valuesAddress();
    NativeMemory.fill(views, PhysicalType.VIEW.sizeBytes(numRows), (byte) 0);
    Bitmap.fill(target.validityAddress(), numRows, true);
    boolean nulls = false;
    for (int i = 0; i < numRows; i++) {
      if (source.isNull(firstRow + i)) {
        Bitmap.clear(target.validityAddress(), i);
        nulls = true;
      } else {
        writer.begin();
        root.pack(writer, source, firstRow + i);
        writer.finish(views + (long) i * StringView.SIZE_BYTES);
      }
    }
    return ColumnVector.flat(
        root.type(), PhysicalType.VIEW, numRows, views, nulls ? target.validityAddress() : 0);
  }

  @Override
  public void close() {
    writer.close();
  }

  /** How the values of one field are packed. */
  private sealed interface Node {
    DataType type();

    /** Packs a value that is not null, without its mark. */
    void pack(NestedWriter writer, FieldVector source, int index);

    /** Packs an element or a field. */
    default void packPart(NestedWriter writer, FieldVector source, int index) {
      if (source.isNull(index)) {
        writer.writeNull(type());
      } else {
        writer.mark();
        pack(writer, source, index);
      }
    }

    /** The vector has other rows now. */
    void forget();
  }

  private record Elements(DataType type, Node element) implements Node {
    @Override
    public void pack(NestedWriter writer, FieldVector source, int index) {
      switch (source) {
        case ListVector list ->
            pack(
                writer,
                list.getDataVector(),
                list.getElementStartIndex(index),
                list.getElementEndIndex(index));
        case LargeListVector list ->
            pack(
                writer,
                list.getDataVector(),
                list.getElementStartIndex(index),
                list.getElementEndIndex(index));
        case FixedSizeListVector list ->
            pack(
                writer,
                list.getDataVector(),
                (long) index * list.getListSize(),
                (index + 1L) * list.getListSize());
        default -> throw new IllegalStateException("not a list: " + source.getClass());
      }
    }

    private void pack(NestedWriter writer, FieldVector elements, long start, long end) {
      if (start < 0 || end < start || end > elements.getValueCount()) {
        throw new ArrowValueException(
            ErrorCode.CORRUPT_DATA,
            "offsets of Arrow lists are malformed: start="
                + start
                + " end="
                + end
                + " elements="
                + elements.getValueCount());
      }
      for (long i = start; i < end; i++) {
        element.packPart(writer, elements, (int) i);
      }
      writer.endList();
    }

    @Override
    public void forget() {
      element.forget();
    }
  }

  private record Fields(DataType type, List<Node> children) implements Node {
    @Override
    public void pack(NestedWriter writer, FieldVector source, int index) {
      StructVector struct = (StructVector) source;
      for (int i = 0; i < children.size(); i++) {
        children.get(i).packPart(writer, (FieldVector) struct.getChildByOrdinal(i), index);
      }
    }

    @Override
    public void forget() {
      children.forEach(Node::forget);
    }
  }

  private static final class Leaf implements Node {
    private final ArrowColumnImport column;
    private final VectorTarget target;
    private @Nullable ColumnVector window;
    private int first;

    Leaf(ArrowColumnImport column, VectorTarget target) {
      this.column = column;
      this.target = target;
    }

    @Override
    public DataType type() {
      return column.type();
    }

    @Override
    public void pack(NestedWriter writer, FieldVector source, int index) {
      throw new IllegalStateException("a leaf is always part of something");
    }

    @Override
    public void packPart(NestedWriter writer, FieldVector source, int index) {
      ColumnVector loaded = window;
      if (loaded == null || index < first || index >= first + loaded.numRows()) {
        int numRows = Math.min(WINDOW_ROWS, source.getValueCount() - index);
        loaded = column.read(ArrowImport.buffers(column, source), index, numRows, target);
        window = loaded;
        first = index;
      }
      NestedSlots.pack(writer, loaded, index - first);
    }

    @Override
    public void forget() {
      window = null;
    }
  }
}
