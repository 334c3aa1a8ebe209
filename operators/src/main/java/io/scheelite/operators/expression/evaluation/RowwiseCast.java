package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Converts value by value: conversions that are slow anyway, and those of rows that may not fit. A
 * value that cannot be converted is an error, or null for TRY_CAST.
 */
final class RowwiseCast extends Evaluator {
  /** A text that is a number fails to be cast because of its size alone. */
  private static final Pattern NUMBER =
      Pattern.compile("\\s*+[+-]?(?:\\d++\\.?\\d*+|\\.\\d++)(?:[eE][+-]?\\d++)?+\\s*+");

  /** Converts one value that is not null. */
  @FunctionalInterface
  interface Conversion {
    /** Called before the rows of a batch. */
    default void begin() {}

    /**
     * Converts row {@code row} of {@code source} and writes it as row {@code row} of the values at
     * {@code target}; returns whether that was possible.
     */
    boolean convert(ColumnVector source, int row, long target);
  }

  private final Expression.Cast cast;
  private final Evaluator operand;
  private final Conversion conversion;
  private final VectorTarget target;

  RowwiseCast(
      Expression.Cast cast, Evaluator operand, Conversion conversion, EvaluationMemory memory) {
    super(operand.scope());
    this.cast = cast;
    this.operand = operand;
    this.conversion = conversion;
    this.target = memory.target(cast.type().physicalType(), scope().capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    PhysicalType form = cast.type().physicalType();
    int n = numRows();
    long values = target.valuesAddress();
    long validity = source.validityAddress();
    boolean failed = false;
    conversion.begin();
    for (int i = 0; i < n; i++) {
      boolean valid = validity == 0 || Bitmap.isSet(validity, i);
      if (valid && !conversion.convert(source, i, values)) {
        if (!cast.nullOnFailure()) {
          throw failure(source, i);
        }
        if (!failed) {
          validity = ownValidity(validity, n);
          failed = true;
        }
        Bitmap.clear(validity, i);
      }
    }
    if (validity != 0) {
      NullSlots.zero(form, values, validity, n);
    }
    return ColumnVector.flat(cast.type(), form, n, values, validity);
  }

  private long ownValidity(long validity, int n) {
    long own = target.validityAddress();
    if (validity == 0) {
      Bitmap.fill(own, n, true);
    } else {
      Bitmap.copy(own, validity, n);
    }
    return own;
  }

  private ExpressionException failure(ColumnVector source, int row) {
    Object value =
        switch (source.type()) {
          case DataType.Utf8 _ -> "'" + RowValues.readString(source, row) + "'";
          case DataType.Float32 _, DataType.Float64 _ -> RowValues.readDouble(source, row);
          case DataType.Decimal(int _, int scale) ->
              new BigDecimal(RowValues.readInteger(source, row), scale).toPlainString();
          case DataType.Bool _, DataType.Null _ -> RowValues.readBoolean(source, row);
          case DataType.Int8 _,
              DataType.Int16 _,
              DataType.Int32 _,
              DataType.Int64 _,
              DataType.Date _,
              DataType.Timestamp _ ->
              RowValues.readLong(source, row);
          case DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
              "a value of type " + source.type().sqlName();
        };
    if (cast.type() instanceof DataType.Date || cast.type() instanceof DataType.Timestamp) {
      return ExpressionException.invalidDateTime(cast, value);
    }
    return source.type() instanceof DataType.Utf8
            && !(toExactNumber() && NUMBER.matcher(RowValues.readString(source, row)).matches())
        ? ExpressionException.invalidCast(cast, value)
        : ExpressionException.overflow(cast, value);
  }

  private boolean toExactNumber() {
    return switch (cast.type()) {
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Decimal _ ->
          true;
      case DataType.Null _,
          DataType.Bool _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          false;
    };
  }
}
