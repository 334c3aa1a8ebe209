package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.operators.expression.ExpressionException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * An expression over one text column that is null where the column is: evaluated once per value of
 * a dictionary, whose results are kept as long as batches bring the same dictionary, then looked up
 * by code. Other encodings, and dictionaries that are too large or have a value for which the
 * expression fails (no row may have it), are left to the plain evaluator.
 */
final class DictionaryEvaluator extends Evaluator {
  /** Largest dictionary whose truth values are kept. */
  private static final int MAX_BITS = 1 << 16;

  private final DataType type;
  private final int column;
  private final Evaluator plain;
  private final RowScope values;
  private final Evaluator perValue;
  private final int numColumns;
  private final VectorTarget bits;
  private final VectorTarget decoded;
  private final VectorTarget target;
  private final long work;
  private @Nullable ColumnVector dictionary;
  private long rowsSeen; // with this dictionary
  private @Nullable ColumnVector results;
  private @Nullable TruthLookup truths; // where no result is null

  /**
   * Wraps the evaluators of one expression.
   *
   * @param plain over the scope's rows
   * @param perValue over {@code values}, a scope of its own
   */
  DictionaryEvaluator(
      DataType type,
      int column,
      int numColumns,
      Evaluator plain,
      RowScope values,
      Evaluator perValue,
      EvaluationMemory memory) {
    super(plain.scope());
    this.type = type;
    this.column = column;
    this.numColumns = numColumns;
    this.plain = plain;
    this.values = values;
    this.perValue = perValue;
    boolean truth = type.physicalType() == PhysicalType.BIT;
    this.bits =
        truth
            ? new VectorTarget(memory.bitmap(MAX_BITS), memory.bitmap(MAX_BITS))
            : new VectorTarget(0, 0);
    this.decoded = memory.target(type.physicalType(), values.capacity());
    this.target = memory.target(type.physicalType(), scope().capacity());
    this.work = truth ? memory.bitmap(scope().capacity()) : 0;
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = scope().column(column);
    if (source.encoding() != Encoding.DICTIONARY) {
      return plain.evaluate();
    }
    if (source.dictionary() != dictionary) {
      dictionary = source.dictionary();
      rowsSeen = 0;
    }
    ColumnVector found = results(source.dictionary());
    return found == null ? plain.evaluate() : lookUp(source, found);
  }

  /** The results per value, once as many rows came as there are values: earlier it may not pay. */
  private @Nullable ColumnVector results(ColumnVector current) {
    boolean before = rowsSeen > 0 && rowsSeen >= current.numRows();
    rowsSeen += numRows();
    if (rowsSeen < current.numRows()) {
      return null;
    }
    if (!before) {
      truths = null;
      results = evaluate(current);
    }
    return results;
  }

  /** The results per value, or null where the plain evaluator has to do it. */
  private @Nullable ColumnVector evaluate(ColumnVector newDictionary) {
    int size = newDictionary.numRows();
    boolean truth = type.physicalType() == PhysicalType.BIT;
    if (size == 0 || size > (truth ? MAX_BITS : values.capacity())) {
      return null;
    }
    try {
      if (truth) {
        return evaluateTruth(newDictionary);
      }
      enter(newDictionary, 0, size);
      return VectorGather.flatten(perValue.evaluate(), decoded);
    } catch (ExpressionException notForEveryValue) {
      return null; // rows may never use the value: the plain evaluator finds out
    }
  }

  private void enter(ColumnVector newDictionary, int from, int count) {
    long address = newDictionary.valuesAddress();
    PhysicalType form = newDictionary.physicalType();
    ColumnVector slice =
        ColumnVector.flat(
            newDictionary.type(), form, count, address + (long) from * form.widthBytes(), 0);
    values.enter(Batch.of(count, Collections.nCopies(numColumns, slice)));
  }

  private ColumnVector evaluateTruth(ColumnVector newDictionary) {
    int size = newDictionary.numRows();
    int step = values.capacity();
    boolean anyNull = false;
    for (int from = 0; from < size; from += step) {
      int count = Math.min(step, size - from);
      enter(newDictionary, from, count);
      ColumnVector some = VectorGather.flatten(perValue.evaluate(), decoded);
      long offset = (long) from >>> 3;
      Bitmap.copy(bits.valuesAddress() + offset, some.valuesAddress(), count);
      if (some.validityAddress() == 0) {
        Bitmap.fill(bits.validityAddress() + offset, count, true);
      } else {
        Bitmap.copy(bits.validityAddress() + offset, some.validityAddress(), count);
        anyNull = true;
      }
    }
    if (!anyNull) {
      truths = TruthLookup.of(bits.valuesAddress(), size);
    }
    return ColumnVector.flat(
        type, PhysicalType.BIT, size, bits.valuesAddress(), anyNull ? bits.validityAddress() : 0);
  }

  private ColumnVector lookUp(ColumnVector source, ColumnVector found) {
    long codes = source.valuesAddress();
    long validity = source.validityAddress();
    int n = numRows();
    if (type.physicalType() != PhysicalType.BIT && found.validityAddress() == 0) {
      return ColumnVector.dictionary(n, codes, validity, found);
    }
    if (truths != null) {
      truths.lookUp(codes, n, target.valuesAddress(), work);
      return BooleanVectors.of(n, target.valuesAddress(), validity);
    }
    ColumnVector result = VectorGather.gather(found, codes, n, target);
    if (validity == 0) {
      return result;
    }
    long both = validity;
    if (result.validityAddress() != 0) {
      both = result.validityAddress();
      Bitmap.and(both, both, validity, n);
    }
    NullSlots.zero(result.physicalType(), result.valuesAddress(), both, n);
    ColumnVector flat =
        ColumnVector.flat(type, result.physicalType(), n, result.valuesAddress(), both);
    return result.physicalType().isNarrowInteger()
        ? flat.withInterval(result.minValue(), result.maxValue())
        : flat;
  }
}
