package io.scheelite.sql.copy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.StringView;
import io.scheelite.formats.dataset.PartitionFolder;
import io.scheelite.memory.NativeMemory;
import io.scheelite.sql.result.ValueReader;
import io.scheelite.sql.result.ValueText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Columns whose values name folders.
 *
 * @param columns by their numbers, the outermost folder's first
 */
record PartitionKeys(Schema schema, List<Integer> columns) {
  PartitionKeys {
    columns = List.copyOf(columns);
  }

  /** The folder of a batch's living row, such as {@code year=2024/month=1}. */
  String folder(Batch batch, int index) {
    int row = row(batch, index);
    return columns.stream()
        .map(
            column ->
                PartitionFolder.name(
                    schema.fields().get(column).name(), text(batch.column(column), row)))
        .collect(Collectors.joining("/"));
  }

  private static @Nullable String text(ColumnVector column, int row) {
    Object value = ValueReader.value(column, row);
    return switch (value) {
      case null -> null;
      // equal where rows are ordered and compared, so they are one folder
      case Double number when number == 0 -> "0.0";
      case Float number when number == 0 -> "0.0";
      default -> ValueText.of(value);
    };
  }

  /** Number of the first living row behind {@code from} whose values are stored otherwise. */
  int runEnd(Batch batch, int from) {
    int count = batch.numSelectedRows();
    int end = count;
    int first = row(batch, from);
    for (int column : columns) {
      end = runEnd(batch, batch.column(column), first, from + 1, end);
    }
    return end;
  }

  private static int runEnd(Batch batch, ColumnVector column, int first, int from, int end) {
    if (column.type() instanceof DataType.Null) {
      return end;
    }
    boolean wanted = isValid(column, first);
    long value = valueAddress(column, first);
    for (int i = from; i < end; i++) {
      int row = row(batch, i);
      boolean valid = isValid(column, row);
      if (valid != wanted || valid && !isSame(column, first, value, row)) {
        return i;
      }
    }
    return end;
  }

  private static boolean isValid(ColumnVector column, int row) {
    return column.validityAddress() == 0 || Bitmap.isSet(column.validityAddress(), row);
  }

  private static int slot(ColumnVector column, int row) {
    return switch (column.encoding()) {
      case FLAT -> row;
      case CONSTANT -> 0;
      case DICTIONARY -> NativeMemory.getInt(column.valuesAddress() + 4L * row);
    };
  }

  private static ColumnVector values(ColumnVector column) {
    return switch (column.encoding()) {
      case FLAT, CONSTANT -> column;
      case DICTIONARY -> column.dictionary();
    };
  }

  private static long valueAddress(ColumnVector column, int row) {
    ColumnVector values = values(column);
    return values.valuesAddress() + (long) values.physicalType().widthBytes() * slot(column, row);
  }

  private static boolean isSame(ColumnVector column, int first, long value, int row) {
    ColumnVector values = values(column);
    PhysicalType type = values.physicalType();
    if (type == PhysicalType.BIT) {
      long bits = values.valuesAddress();
      return Bitmap.isSet(bits, slot(column, first)) == Bitmap.isSet(bits, slot(column, row));
    }
    long other = valueAddress(column, row);
    return switch (type) {
      case INT8 -> NativeMemory.getByte(value) == NativeMemory.getByte(other);
      case INT16 -> NativeMemory.getShort(value) == NativeMemory.getShort(other);
      case INT32, FLOAT32 -> NativeMemory.getInt(value) == NativeMemory.getInt(other);
      case INT64, FLOAT64 -> NativeMemory.getLong(value) == NativeMemory.getLong(other);
      case INT128 ->
          NativeMemory.getLong(value) == NativeMemory.getLong(other)
              && NativeMemory.getLong(value + 8) == NativeMemory.getLong(other + 8);
      case VIEW -> StringView.equal(value, other);
      case BIT -> throw new IllegalStateException("bits have no address");
    };
  }

  /** Where the living row of that number is. */
  static int row(Batch batch, int index) {
    Selection selection = batch.selection();
    return selection == null
        ? index
        : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * index));
  }
}
