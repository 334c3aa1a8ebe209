package io.scheelite.columnar.arrow;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Shows batches as Arrow vectors, one after another in the same root.
 *
 * <p>Where a column lies in memory as Arrow wants it (no selection, flat, the type's width) and
 * {@link Sharing} allows it, the vector refers to the batch's memory: it is valid as long as the
 * batch is lent. All else is copied to memory of the allocator. Used by one thread at a time;
 * whoever made it closes it, which releases the root, and the allocator after it.
 */
public final class ArrowExport implements AutoCloseable {
  /** Whether vectors may refer to the memory of a batch. */
  public enum Sharing {
    /** Yes: whoever reads the root is done before the next batch is asked for. */
    WHILE_LENT,
    /** No: the vectors own all they show, until the next batch or {@link #close}. */
    NEVER
  }

  private final BufferAllocator allocator;
  private final Sharing sharing;
  private final VectorSchemaRoot root;
  private final List<PhysicalType> forms;
  private final ArrowNesting nesting = new ArrowNesting();

  /** For batches of this schema. */
  public ArrowExport(Schema schema, BufferAllocator allocator, Sharing sharing) {
    this(
        VectorSchemaRoot.create(ArrowSchemas.toArrow(schema), allocator),
        schema,
        allocator,
        sharing);
  }

  /** As above, into a root that somebody else has made, and may close, for the schema in Arrow. */
  public ArrowExport(
      VectorSchemaRoot root, Schema schema, BufferAllocator allocator, Sharing sharing) {
    this.allocator = allocator;
    this.sharing = sharing;
    this.root = root;
    this.forms = schema.fields().stream().map(field -> arrowForm(field.type())).toList();
  }

  private static PhysicalType arrowForm(DataType type) {
    return type instanceof DataType.Decimal ? PhysicalType.INT128 : type.physicalType();
  }

  /** What {@link #load} fills; empty before. */
  public VectorSchemaRoot root() {
    return root;
  }

  /**
   * Shows the selected rows of a batch in place of those of the batch before.
   *
   * @throws org.apache.arrow.memory.OutOfMemoryException if copies do not fit into memory; the root
   *     is empty then
   */
  public VectorSchemaRoot load(Batch batch) {
    root.clear();
    int numRows = batch.numSelectedRows();
    boolean complete = false;
    try {
      for (int i = 0; i < forms.size(); i++) {
        load(root.getVector(i), batch.column(i), batch.selection(), forms.get(i));
      }
      complete = true;
    } finally {
      if (!complete) {
        root.clear();
      }
    }
    root.setRowCount(numRows);
    return root;
  }

  private void load(
      FieldVector target, ColumnVector source, @Nullable Selection selection, PhysicalType form) {
    if (target.getField().getType() instanceof ArrowType.Null) {
      return; // has no buffers; the root sets its length
    }
    try (Buffers buffers = new Buffers()) {
      ColumnVector dense =
          selection == null
              ? source
              : VectorGather.gather(source, selection, buffers.target(source, selection.numRows()));
      ColumnVector flat =
          dense.encoding() == Encoding.FLAT
              ? dense
              : VectorGather.flatten(dense, buffers.target(dense, dense.numRows()));
      if (DataType.isNested(flat.type())) {
        nesting.unpack(flat, target);
        return;
      }
      boolean shared = sharing == Sharing.WHILE_LENT && flat == source;
      int numNulls =
          flat.validityAddress() == 0
              ? 0
              : flat.numRows() - Bitmap.count(flat.validityAddress(), flat.numRows());
      List<ArrowBuf> parts = new ArrayList<>();
      parts.add(validity(flat, shared, buffers));
      if (form == PhysicalType.VIEW) {
        addStrings(flat, buffers, parts);
      } else {
        parts.add(values(flat, form, shared, buffers));
      }
      target.loadFieldBuffers(new ArrowFieldNode(flat.numRows(), numNulls), parts);
    }
  }

  private ArrowBuf validity(ColumnVector flat, boolean shared, Buffers buffers) {
    long bytes = Bitmap.sizeBytes(flat.numRows());
    return flat.validityAddress() == 0 || bytes == 0
        ? allocator.getEmpty()
        : buffers.of(flat.validityAddress(), bytes, shared);
  }

  private ArrowBuf values(ColumnVector flat, PhysicalType form, boolean shared, Buffers buffers) {
    long bytes = form.sizeBytes(flat.numRows());
    if (bytes == 0) {
      return allocator.getEmpty();
    }
    if (flat.physicalType() == form) {
      return buffers.of(flat.valuesAddress(), bytes, shared);
    }
    ArrowBuf converted = buffers.allocate(bytes);
    IntegerForms.convert(
        flat.physicalType(), flat.valuesAddress(), flat.numRows(), form, converted.memoryAddress());
    return converted;
  }

  /** Offsets, and the bytes of all strings one after another. */
  private void addStrings(ColumnVector flat, Buffers buffers, List<ArrowBuf> parts) {
    int numRows = flat.numRows();
    if (numRows == 0) {
      parts.add(allocator.getEmpty());
      parts.add(allocator.getEmpty());
      return;
    }
    ArrowBuf offsets = buffers.allocate((numRows + 1L) * Integer.BYTES);
    long numBytes = writeOffsets(flat.valuesAddress(), numRows, offsets.memoryAddress());
    parts.add(offsets);
    if (numBytes == 0) {
      parts.add(allocator.getEmpty());
      return;
    }
    ArrowBuf bytes = buffers.allocate(numBytes);
    long end = bytes.memoryAddress();
    for (int i = 0; i < numRows; i++) {
      long view = flat.valuesAddress() + (long) i * StringView.SIZE_BYTES;
      int length = StringView.length(view);
      NativeMemory.copy(StringView.bytesAddress(view), end, length);
      end += length;
    }
    parts.add(bytes);
  }

  private static long writeOffsets(long views, int numRows, long offsets) {
    long end = 0;
    NativeMemory.putInt(offsets, 0);
    for (int i = 0; i < numRows; i++) {
      end += StringView.length(views + (long) i * StringView.SIZE_BYTES);
      NativeMemory.putInt(offsets + (i + 1L) * Integer.BYTES, (int) end);
    }
    if (end > Integer.MAX_VALUE) {
      throw new OutOfMemoryException(
          "strings of a batch exceed what Arrow can address, use smaller batches: bytes=" + end);
    }
    return end;
  }

  /** Releases the vectors and the root. */
  @Override
  public void close() {
    root.close();
  }

  /** Buffers while a column is loaded: the vector keeps those it needs. */
  private final class Buffers implements AutoCloseable {
    private final List<ArrowBuf> open = new ArrayList<>();

    ArrowBuf allocate(long bytes) {
      ArrowBuf buffer = allocator.buffer(bytes);
      open.add(buffer);
      return buffer;
    }

    /** Temporary room for so many rows of a vector. */
    VectorTarget target(ColumnVector like, int numRows) {
      return new VectorTarget(
          allocate(VectorTarget.valuesBytes(like.physicalType(), Math.max(1, numRows)))
              .memoryAddress(),
          allocate(Math.max(Long.BYTES, Bitmap.sizeBytes(numRows))).memoryAddress());
    }

    /** The same bytes as a buffer: themselves or a copy. */
    ArrowBuf of(long address, long bytes, boolean shared) {
      if (shared) {
        ArrowBuf buffer = allocator.wrapForeignAllocation(new LentMemory(bytes, address));
        open.add(buffer);
        return buffer;
      }
      ArrowBuf copy = allocate(bytes);
      NativeMemory.copy(address, copy.memoryAddress(), bytes);
      return copy;
    }

    @Override
    public void close() {
      open.forEach(ArrowBuf::close);
    }
  }

  /** Memory of a batch: somebody else gives it back. */
  private static final class LentMemory extends ForeignAllocation {
    LentMemory(long bytes, long address) {
      super(bytes, address);
    }

    @Override
    protected void release0() {}
  }
}
