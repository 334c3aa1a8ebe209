package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Exact conversions of single numbers. Decimals round half away from zero; floating-point numbers
 * round to the nearest integer with ties to even, and to decimals by scaling and rounding half away
 * from zero.
 */
final class NumberConversions {
  private static final double TWO_TO_63 = 0x1p63;

  private final DataType to;
  private final PhysicalType form;
  private final int fromScale;
  private final int toScale;

  NumberConversions(Expression.Cast cast) {
    this.to = cast.type();
    this.form = to.physicalType();
    this.fromScale = NumberLimits.scale(cast.operand().type());
    this.toScale = NumberLimits.scale(to);
  }

  boolean fromBoolean(ColumnVector source, int row, long target) {
    long value = RowValues.readBoolean(source, row) ? 1 : 0;
    return switch (to) {
      case DataType.Float32 _, DataType.Float64 _ -> writeFloat((double) value, row, target);
      case DataType.Null _,
          DataType.Bool _,
          DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Decimal _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          writeInteger(
              BigInteger.valueOf(value).multiply(NumberLimits.power(toScale)), row, target);
    };
  }

  boolean integerToBoolean(ColumnVector source, int row, long target) {
    writeBoolean(RowValues.readInteger(source, row).signum() != 0, row, target);
    return true;
  }

  boolean floatToBoolean(ColumnVector source, int row, long target) {
    writeBoolean(RowValues.readDouble(source, row) != 0, row, target);
    return true;
  }

  static void writeBoolean(boolean value, int row, long target) {
    if (value) {
      Bitmap.set(target, row);
    } else {
      Bitmap.clear(target, row);
    }
  }

  boolean integerToInteger(ColumnVector source, int row, long target) {
    BigInteger value = RowValues.readInteger(source, row);
    int digits = toScale - fromScale;
    BigInteger result =
        digits >= 0
            ? value.multiply(NumberLimits.power(digits))
            : new BigDecimal(value, -digits).setScale(0, RoundingMode.HALF_UP).unscaledValue();
    return writeInteger(result, row, target);
  }

  boolean integerToFloat(ColumnVector source, int row, long target) {
    BigDecimal exact = new BigDecimal(RowValues.readInteger(source, row), fromScale);
    return writeFloat(exact.doubleValue(), row, target);
  }

  boolean floatToFloat(ColumnVector source, int row, long target) {
    return writeFloat(RowValues.readDouble(source, row), row, target);
  }

  boolean floatToInteger(ColumnVector source, int row, long target) {
    double value = RowValues.readDouble(source, row);
    double rounded =
        to instanceof DataType.Decimal
            ? roundHalfUp(value * NumberLimits.power(toScale).doubleValue())
            : Math.rint(value);
    if (!Double.isFinite(rounded)) {
      return false;
    }
    BigInteger integer =
        Math.abs(rounded) < TWO_TO_63
            ? BigInteger.valueOf((long) rounded)
            : new BigDecimal(rounded).toBigInteger();
    return writeInteger(integer, row, target);
  }

  static double roundHalfUp(double value) {
    double magnitude = Math.abs(value);
    double floor = Math.floor(magnitude);
    double rounded = magnitude - floor >= 0.5 ? floor + 1 : floor;
    return Math.copySign(rounded, value);
  }

  private boolean writeFloat(double value, int row, long target) {
    if (form == PhysicalType.FLOAT64) {
      NativeMemory.putDouble(target + 8L * row, value);
      return true;
    }
    float narrow = (float) value;
    NativeMemory.putFloat(target + 4L * row, narrow);
    return !Float.isInfinite(narrow) || Double.isInfinite(value);
  }

  private boolean writeInteger(BigInteger value, int row, long target) {
    if (!NumberLimits.of(to).allows(value)) {
      return false;
    }
    IntegerWriter.write(form, target, row, value);
    return true;
  }
}
