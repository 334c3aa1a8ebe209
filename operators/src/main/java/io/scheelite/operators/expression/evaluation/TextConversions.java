package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads values of one type from text. Surrounding white space does not matter. */
final class TextConversions {
  // beyond these a number is an overflow or zero in every type; stops 1e999999999 from taking hours
  private static final int LARGEST_MAGNITUDE = 400;

  private final DataType type;
  private final PhysicalType form;

  TextConversions(DataType type) {
    this.type = type;
    this.form = type.physicalType();
  }

  /** As {@link RowwiseCast.Conversion}. */
  boolean parse(ColumnVector source, int row, long target) {
    String text = RowValues.readString(source, row).strip();
    return switch (type) {
      case DataType.Null _ -> false;
      case DataType.Bool _ -> parseBoolean(text, row, target);
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Decimal _ ->
          parseInteger(text, row, target);
      case DataType.Float32 _, DataType.Float64 _ -> parseFloat(text, row, target);
      case DataType.Date _ -> write(DateTimeText.parseDate(text), row, target);
      case DataType.Timestamp _ -> write(DateTimeText.parseTimestamp(text), row, target);
      case DataType.Utf8 _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw new IllegalStateException("no conversion of text: type=" + type);
    };
  }

  private static boolean parseBoolean(String text, int row, long target) {
    boolean truth;
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1", "yes", "y" -> truth = true;
      case "false", "f", "0", "no", "n" -> truth = false;
      default -> {
        return false;
      }
    }
    NumberConversions.writeBoolean(truth, row, target);
    return true;
  }

  private boolean parseInteger(String text, int row, long target) {
    BigDecimal number = number(text);
    if (number == null) {
      return false;
    }
    int magnitude = number.precision() - number.scale();
    BigInteger value = BigInteger.ZERO;
    if (number.signum() != 0 && magnitude > -LARGEST_MAGNITUDE) {
      if (magnitude > LARGEST_MAGNITUDE) {
        return false;
      }
      int scale = NumberLimits.scale(type);
      value = number.setScale(scale, RoundingMode.HALF_UP).unscaledValue();
    }
    if (!NumberLimits.of(type).allows(value)) {
      return false;
    }
    IntegerWriter.write(form, target, row, value);
    return true;
  }

  private boolean parseFloat(String text, int row, long target) {
    Double special = specialNumber(text);
    double value;
    if (special != null) {
      value = special;
    } else if (number(text) == null) {
      return false;
    } else {
      value = Double.parseDouble(text);
    }
    boolean finite = special == null;
    if (form == PhysicalType.FLOAT64) {
      NativeMemory.putDouble(target + 8L * row, value);
      return !finite || Double.isFinite(value);
    }
    float narrow = (float) value;
    NativeMemory.putFloat(target + 4L * row, narrow);
    return !finite || Float.isFinite(narrow);
  }

  private static @Nullable Double specialNumber(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  private static @Nullable BigDecimal number(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
        return null; // BigDecimal would take other scripts' digits
      }
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException malformed) {
      return null;
    }
  }

  private boolean write(@Nullable Long value, int row, long target) {
    if (value == null) {
      return false;
    }
    IntegerWriter.write(form, target, row, value);
    return true;
  }
}
