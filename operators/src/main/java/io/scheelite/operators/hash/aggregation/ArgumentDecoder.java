package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ConvertKernels;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.List;

/**
 * Decodes one {@link Argument} of one batch at a time to dense values of one width. Works in
 * scratch memory that the next argument overwrites.
 */
final class ArgumentDecoder {
  private final VectorTarget flat;
  private final VectorTarget filterBits;
  private final long values;
  private final long included;
  private final ArgumentValues result = new ArgumentValues();

  /** For batches of up to so many rows. */
  ArgumentDecoder(int batchSize, ScratchAllocator scratch) {
    flat = VectorTarget.allocate(scratch, PhysicalType.INT128, batchSize);
    filterBits = VectorTarget.allocate(scratch, PhysicalType.BIT, batchSize);
    values = scratch.allocate(PhysicalType.INT128.sizeBytes(batchSize));
    included = scratch.allocate(Bitmap.sizeBytes(batchSize));
  }

  /** What is to be reserved. */
  static long[] scratchSizes(int batchSize) {
    return new long[] {
      VectorTarget.valuesBytes(PhysicalType.INT128, batchSize),
      Bitmap.sizeBytes(batchSize),
      VectorTarget.valuesBytes(PhysicalType.BIT, batchSize),
      Bitmap.sizeBytes(batchSize),
      PhysicalType.INT128.sizeBytes(batchSize),
      Bitmap.sizeBytes(batchSize)
    };
  }

  /**
   * Decodes an argument.
   *
   * @param columns the batch's columns, without a selection
   * @return valid until the next call
   */
  ArgumentValues decode(Argument argument, List<ColumnVector> columns, int numRows) {
    result.numRows = numRows;
    result.width = ArgumentValues.Width.NONE;
    result.setAddress(0);
    findIncluded(argument, columns, numRows);
    if (argument.form() != Argument.Form.ROWS) {
      ColumnVector column = columns.get(argument.column());
      decodeValues(argument, VectorGather.flatten(column, flat));
    }
    return result;
  }

  private void findIncluded(Argument argument, List<ColumnVector> columns, int numRows) {
    long validity =
        argument.column() == Argument.NONE ? 0 : columns.get(argument.column()).validityAddress();
    long bitmap = validity;
    if (argument.filter() != Argument.NONE) {
      // the slot of a null is zero: not true, like false
      ColumnVector filter = VectorGather.flatten(columns.get(argument.filter()), filterBits);
      bitmap = filter.valuesAddress();
      if (validity != 0) {
        Bitmap.and(included, validity, bitmap, numRows);
        bitmap = included;
      }
    }
    result.numExcluded = bitmap == 0 ? 0 : numRows - Bitmap.count(bitmap, numRows);
    result.included = result.numExcluded == 0 ? 0 : bitmap;
  }

  private void decodeValues(Argument argument, ColumnVector column) {
    switch (column.physicalType()) {
      case BIT -> {
        bitsToLongs(column.valuesAddress(), column.numRows());
        finishLongs(argument, values, 0, 1);
      }
      case INT8, INT16, INT32, INT64 -> {
        if (areAllNeutral(argument) && !isWideExtreme(argument)) {
          result.width = ArgumentValues.Width.LONG;
          result.minValue = column.minValue();
          result.maxValue = column.maxValue();
          result.setIntegers(new ArgumentValues.Integers(this, argument, column));
        } else {
          finishLongs(argument, widen(column), column.minValue(), column.maxValue());
        }
      }
      case INT128 -> finishWides(argument, column);
      case FLOAT32 -> {
        ConvertKernels.float32ToFloat64(column.valuesAddress(), column.numRows(), values);
        finishDoubles(argument, values);
      }
      case FLOAT64 -> finishDoubles(argument, column.valuesAddress());
      case VIEW ->
          throw new IllegalArgumentException("argument is no number: type=" + column.type());
    }
  }

  private void bitsToLongs(long bits, int numRows) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(values + 8L * i, Bitmap.isSet(bits, i) ? 1 : 0);
    }
  }

  private long widen(ColumnVector column) {
    long from = column.valuesAddress();
    int numRows = column.numRows();
    switch (column.physicalType()) {
      case INT8 -> ConvertKernels.int8ToInt64(from, numRows, values);
      case INT16 -> ConvertKernels.int16ToInt64(from, numRows, values);
      case INT32 -> ConvertKernels.int32ToInt64(from, numRows, values);
      case INT64 -> {
        return from;
      }
      case BIT, INT128, FLOAT32, FLOAT64, VIEW -> throw new AssertionError(column.physicalType());
    }
    return values;
  }

  /** Says where they lie now. */
  long decodeIntegers(ArgumentValues.Integers integers) {
    long address = widen(integers.column());
    Argument argument = integers.argument();
    if (argument.form() == Argument.Form.NUMBER) {
      return address;
    }
    OrderedNumbers.fromLongs(address, result.numRows, isSmallest(argument), values);
    return values;
  }

  /** Whether rows that do not count, if there are any, are neutral as they are: nulls are zero. */
  private boolean areAllNeutral(Argument argument) {
    return result.numExcluded == 0
        || (argument.form() == Argument.Form.NUMBER && argument.filter() == Argument.NONE);
  }

  private static boolean isWideExtreme(Argument argument) {
    return argument.form() != Argument.Form.NUMBER
        && argument.type().physicalType() == PhysicalType.INT128;
  }

  private void finishLongs(Argument argument, long address, long min, long max) {
    if (isWideExtreme(argument)) {
      long widened = address == values ? flat.valuesAddress() : values;
      ConvertKernels.int64ToInt128(address, result.numRows, widened);
      orderWides(argument, widened);
      return;
    }
    result.width = ArgumentValues.Width.LONG;
    result.setAddress(address);
    if (argument.form() == Argument.Form.NUMBER) {
      result.minValue = min;
      result.maxValue = max;
      excludeFiltered(argument, PhysicalType.INT64);
    } else {
      OrderedNumbers.fromLongs(address, result.numRows, isSmallest(argument), values);
      result.setAddress(values);
      excludeAll(PhysicalType.INT64);
    }
  }

  private void finishWides(Argument argument, ColumnVector column) {
    long address = column.valuesAddress();
    if (argument.type().physicalType() != PhysicalType.INT128) {
      ConvertKernels.int128ToInt64(address, column.numRows(), values);
      finishLongs(argument, values, Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (argument.form() == Argument.Form.NUMBER) {
      result.width = ArgumentValues.Width.WIDE;
      result.setAddress(address);
      excludeFiltered(argument, PhysicalType.INT128);
    } else {
      orderWides(argument, address);
    }
  }

  private void orderWides(Argument argument, long address) {
    OrderedNumbers.fromWides(address, result.numRows, isSmallest(argument), values);
    result.width = ArgumentValues.Width.WIDE;
    result.setAddress(values);
    excludeAll(PhysicalType.INT128);
  }

  private void finishDoubles(Argument argument, long address) {
    result.setAddress(address);
    if (argument.form() == Argument.Form.NUMBER) {
      result.width = ArgumentValues.Width.DOUBLE;
      excludeFiltered(argument, PhysicalType.FLOAT64);
    } else {
      OrderedNumbers.fromDoubles(address, result.numRows, isSmallest(argument), values);
      result.width = ArgumentValues.Width.LONG;
      result.setAddress(values);
      excludeAll(PhysicalType.INT64);
    }
  }

  /** Nulls are zero already; rows that a filter drops become zero in a copy. */
  private void excludeFiltered(Argument argument, PhysicalType form) {
    if (argument.filter() != Argument.NONE && result.numExcluded > 0) {
      if (result.address() != values) {
        NativeMemory.copy(result.address(), values, form.sizeBytes(result.numRows));
        result.setAddress(values);
      }
      excludeAll(form);
      result.minValue = Math.min(0, result.minValue);
      result.maxValue = Math.max(0, result.maxValue);
    }
  }

  private void excludeAll(PhysicalType form) {
    if (result.numExcluded > 0) {
      NullSlots.zero(form, values, result.included, result.numRows);
    }
  }

  private static boolean isSmallest(Argument argument) {
    return argument.form() == Argument.Form.SMALLEST;
  }
}
