package io.scheelite.columnar.arrow;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Shows the rows of an Arrow root as batches that refer to its memory where they can.
 *
 * <p>A batch is valid until the next one is asked for and as long as the root is unchanged. Used by
 * one thread at a time; whoever made it closes it, which gives back what long nested values took
 * beyond the scratch memory.
 */
public final class ArrowImport implements AutoCloseable {
  private final Schema schema;
  private final List<Column> columns = new ArrayList<>();
  private final List<VectorTarget> targets = new ArrayList<>();
  private final int batchSize;

  /** Reads rows of one column; exactly one of both is there. */
  private record Column(@Nullable ArrowColumnImport plain, @Nullable ArrowNestedImport nested) {
    DataType type() {
      return plain != null ? plain.type() : Objects.requireNonNull(nested).type();
    }

    ColumnVector read(FieldVector source, int firstRow, int numRows, VectorTarget target) {
      return plain != null
          ? plain.read(buffers(plain, source), firstRow, numRows, target)
          : Objects.requireNonNull(nested).read(source, firstRow, numRows, target);
    }
  }

  /**
   * For roots of this schema.
   *
   * @param batchSize most rows per batch
   * @param scratch has {@link #scratchBytes} left
   * @throws ArrowValueException if a column has a type that we do not know
   */
  public ArrowImport(
      org.apache.arrow.vector.types.pojo.Schema source, int batchSize, ScratchAllocator scratch) {
    this.batchSize = batchSize;
    List<Field> fields = new ArrayList<>();
    for (org.apache.arrow.vector.types.pojo.Field field : source.getFields()) {
      Column column =
          ArrowNestedImport.isNested(field)
              ? new Column(null, ArrowNestedImport.of(field, scratch))
              : new Column(column(field), null);
      columns.add(column);
      targets.add(VectorTarget.allocate(scratch, column.type(), batchSize));
      fields.add(
          new Field(
              Objects.requireNonNullElse(field.getName(), ""), column.type(), field.isNullable()));
    }
    this.schema = new Schema(fields);
  }

  /** What to reserve for the scratch of such an import. */
  public static long scratchBytes(org.apache.arrow.vector.types.pojo.Schema source, int batchSize) {
    List<Long> sizes = new ArrayList<>();
    for (org.apache.arrow.vector.types.pojo.Field field : source.getFields()) {
      boolean nested = ArrowNestedImport.isNested(field);
      PhysicalType form = nested ? PhysicalType.VIEW : column(field).type().physicalType();
      if (nested) {
        sizes.addAll(ArrowNestedImport.scratchSizes(field));
      }
      sizes.add(VectorTarget.valuesBytes(form, batchSize));
      sizes.add(Bitmap.sizeBytes(batchSize));
    }
    return ScratchAllocator.bytesFor(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * How to read a field.
   *
   * @throws ArrowValueException if we have no type for it
   */
  public static ArrowColumnImport column(org.apache.arrow.vector.types.pojo.Field field) {
    ArrowColumnImport column =
        field.getDictionary() == null ? ArrowColumnImport.of(field.getType()) : null;
    if (column == null) {
      throw new ArrowValueException(
          ErrorCode.UNSUPPORTED,
          "Arrow type is not supported, cast the column first: column="
              + field.getName()
              + " type="
              + (field.getDictionary() == null ? field.getType() : "dictionary"));
    }
    return column;
  }

  /** What the batches have. */
  public Schema schema() {
    return schema;
  }

  @Override
  public void close() {
    for (Column column : columns) {
      ArrowNestedImport nested = column.nested();
      if (nested != null) {
        nested.close();
      }
    }
  }

  /** Rows from {@code firstRow} on, at most a batch. */
  public Batch read(VectorSchemaRoot root, int firstRow) {
    int numRows = Math.min(batchSize, root.getRowCount() - firstRow);
    List<ColumnVector> vectors = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      vectors.add(columns.get(i).read(root.getVector(i), firstRow, numRows, targets.get(i)));
    }
    return Batch.of(numRows, vectors);
  }

  static ArrowColumnImport.Buffers buffers(ArrowColumnImport column, FieldVector source) {
    if (column.numBuffers() == 0 || source.getValueCount() == 0) {
      return ArrowColumnImport.Buffers.fixed(0, 0);
    }
    List<ArrowBuf> parts = source.getFieldBuffers();
    long validity = source.getNullCount() == 0 ? 0 : parts.get(0).memoryAddress();
    long values = parts.get(1).memoryAddress();
    if (column.numBuffers() == 2) {
      return ArrowColumnImport.Buffers.fixed(validity, values);
    }
    ArrowBuf data = parts.get(2);
    return new ArrowColumnImport.Buffers(
        validity, values, data.memoryAddress(), 0, data.readableBytes());
  }
}
