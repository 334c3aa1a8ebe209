package io.scheelite.sql.result;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values out of batches as the Java objects JDBC users expect: Boolean, Byte, Short,
 * Integer, Long, Float, Double, BigDecimal, LocalDate, LocalDateTime, String, byte[]; List for
 * lists, Map in order for structs (by the names of the fields) and maps; null for NULL. For
 * results, not for operators: it boxes.
 */
public final class ValueReader {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private ValueReader() {}

  /** All living rows of a batch. */
  public static List<List<@Nullable Object>> rows(Batch batch) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      rows.add(row(batch, i));
    }
    return rows;
  }

  /** The {@code index}-th living row of a batch. */
  public static List<@Nullable Object> row(Batch batch, int index) {
    Selection selection = batch.selection();
    int row =
        selection == null
            ? index
            : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * index));
    List<@Nullable Object> values = new ArrayList<>(batch.columns().size());
    for (ColumnVector column : batch.columns()) {
      values.add(value(column, row));
    }
    return values;
  }

  /** The value of a column at a row. */
  public static @Nullable Object value(ColumnVector column, int row) {
    long validity = column.validityAddress();
    if (column.type() instanceof DataType.Null || (validity != 0 && !isSet(validity, row))) {
      return null;
    }
    return switch (column.encoding()) {
      case FLAT -> flatValue(column, row);
      case CONSTANT -> flatValue(column, 0);
      case DICTIONARY ->
          flatValue(column.dictionary(), NativeMemory.getInt(column.valuesAddress() + 4L * row));
    };
  }

  private static boolean isSet(long bitmap, int index) {
    return (NativeMemory.getByte(bitmap + (index >>> 3)) >>> (index & 7) & 1) != 0;
  }

  private static Object flatValue(ColumnVector column, int row) {
    assert column.encoding() != Encoding.DICTIONARY;
    return switch (column.type()) {
      case DataType.Bool _ -> isSet(column.valuesAddress(), row);
      case DataType.Int8 _ -> (byte) integer(column, row);
      case DataType.Int16 _ -> (short) integer(column, row);
      case DataType.Int32 _ -> (int) integer(column, row);
      case DataType.Int64 _ -> integer(column, row);
      case DataType.Float32 _ -> NativeMemory.getFloat(column.valuesAddress() + 4L * row);
      case DataType.Float64 _ -> NativeMemory.getDouble(column.valuesAddress() + 8L * row);
      case DataType.Decimal decimal -> new BigDecimal(unscaled(column, row), decimal.scale());
      case DataType.Date _ -> LocalDate.ofEpochDay(integer(column, row));
      case DataType.Timestamp _ -> timestamp(integer(column, row));
      case DataType.Utf8 _ -> StringView.toString(column.valuesAddress() + 16L * row);
      case DataType.Binary _ -> bytes(column.valuesAddress() + 16L * row);
      case DataType.List _, DataType.Struct _, DataType.Map _ ->
          NestedValues.read(column.type(), column.valuesAddress() + 16L * row);
      case DataType.Null _ -> throw new IllegalStateException("a null column has no values");
    };
  }

  private static byte[] bytes(long view) {
    byte[] bytes = new byte[StringView.length(view)];
    NativeMemory.copyToArray(StringView.bytesAddress(view), bytes, 0, bytes.length);
    return bytes;
  }

  static LocalDateTime timestamp(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO,
        ZoneOffset.UTC);
  }

  private static BigInteger unscaled(ColumnVector column, int row) {
    if (column.physicalType() != PhysicalType.INT128) {
      return BigInteger.valueOf(integer(column, row));
    }
    long address = column.valuesAddress() + 16L * row;
    byte[] bigEndian = new byte[16];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = NativeMemory.getByte(address + bigEndian.length - 1 - i);
    }
    return new BigInteger(bigEndian);
  }

  private static long integer(ColumnVector column, int row) {
    long address = column.valuesAddress();
    return switch (column.physicalType()) {
      case INT8 -> NativeMemory.getByte(address + row);
      case INT16 -> NativeMemory.getShort(address + 2L * row);
      case INT32 -> NativeMemory.getInt(address + 4L * row);
      case INT64 -> NativeMemory.getLong(address + 8L * row);
      case INT128 -> NativeMemory.getLong(address + 16L * row);
      case BIT, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException(
              "an integer lies in an odd form: physicalType=" + column.physicalType());
    };
  }
}
