package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.Int128Values;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a value is one of many constants, by one look into a hash table. */
final class InEvaluator extends Evaluator {
  private static final int MAX_COMPARED_TEXTS = 4;
  private static final int MAX_COMPARED_NUMBERS = 12; // by SIMD

  private final Evaluator operand;
  private final ConstantSet constants;
  private final Set<BigInteger> wideConstants = new HashSet<>();
  private final Temporaries temporaries;
  private final long bits;

  InEvaluator(RowScope scope, Expression.InList in, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.operand = operand;
    this.constants = constants(in, memory);
    this.temporaries = memory.temporaries(scope.capacity());
    this.bits = memory.bitmap(scope.capacity());
  }

  /** Whether a list is so short that it is better compared constant by constant. */
  static boolean isCompared(Expression.InList in) {
    return switch (in.operand().type().physicalType()) {
      case BIT -> true;
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 ->
          in.values().size() <= MAX_COMPARED_NUMBERS;
      case INT128, VIEW -> in.values().size() <= MAX_COMPARED_TEXTS;
    };
  }

  private ConstantSet constants(Expression.InList in, EvaluationMemory memory) {
    boolean binary32 = in.operand().type().physicalType() == PhysicalType.FLOAT32;
    List<String> strings = new ArrayList<>();
    List<Long> words = new ArrayList<>();
    for (Expression.Literal literal : in.values()) {
      switch (literal.value()) {
        case String text -> strings.add(text);
        case Double number -> words.add(word(binary32 ? number.floatValue() : number));
        case Long integer -> words.add(integer);
        case BigInteger integer when integer.bitLength() < Long.SIZE ->
            words.add(integer.longValue());
        case BigInteger integer -> wideConstants.add(integer);
        case null, default ->
            throw new IllegalArgumentException("not a constant of an IN list: " + literal);
      }
    }
    return strings.isEmpty()
        ? ConstantSet.ofWords(words.stream().distinct().mapToLong(Long::longValue).toArray())
        : ConstantSet.ofStrings(strings.stream().distinct().toList(), memory);
  }

  /** The same word for equal numbers. */
  private static long word(double value) {
    return value == 0 ? 0 : Double.doubleToLongBits(value);
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = Operands.flat(operand.evaluate(), temporaries.left());
    int n = numRows();
    long values = source.valuesAddress();
    switch (source.physicalType()) {
      case INT8, INT16, INT32, INT64 ->
          findWords(Operands.widen(source, PhysicalType.INT64, temporaries.leftConverted()), n);
      case INT128 -> findWide(source);
      case FLOAT32 -> {
        long to = temporaries.leftConverted();
        for (int i = 0; i < n; i++) {
          NativeMemory.putLong(to + 8L * i, word(NativeMemory.getFloat(values + 4L * i)));
        }
        findWords(to, n);
      }
      case FLOAT64 -> {
        long to = temporaries.leftConverted();
        for (int i = 0; i < n; i++) {
          NativeMemory.putLong(to + 8L * i, word(NativeMemory.getDouble(values + 8L * i)));
        }
        findWords(to, n);
      }
      case VIEW -> findStrings(values, n);
      case BIT -> throw new IllegalStateException("truth values are compared one by one");
    }
    return BooleanVectors.of(n, bits, source.validityAddress());
  }

  private void findWords(long words, int n) {
    for (int base = 0; base < n; base += 64) {
      int end = Math.min(64, n - base);
      long result = 0;
      for (int i = 0; i < end; i++) {
        long word = NativeMemory.getLong(words + 8L * (base + i));
        result |= (constants.containsWord(word) ? 1L : 0L) << i;
      }
      NativeMemory.putLong(bits + (base >>> 3), result);
    }
  }

  private void findStrings(long views, int n) {
    for (int base = 0; base < n; base += 64) {
      int end = Math.min(64, n - base);
      long result = 0;
      for (int i = 0; i < end; i++) {
        result |= (constants.containsView(views + 16L * (base + i)) ? 1L : 0L) << i;
      }
      NativeMemory.putLong(bits + (base >>> 3), result);
    }
  }

  private void findWide(ColumnVector source) {
    long values = source.valuesAddress();
    int n = numRows();
    for (int base = 0; base < n; base += 64) {
      int end = Math.min(64, n - base);
      long result = 0;
      for (int i = 0; i < end; i++) {
        long value = values + 16L * (base + i);
        boolean found =
            Int128Values.fitsInt64(value)
                ? constants.containsWord(NativeMemory.getLong(value))
                : wideConstants.contains(RowValues.readInteger(source, base + i));
        result |= (found ? 1L : 0L) << i;
      }
      NativeMemory.putLong(bits + (base >>> 3), result);
    }
  }
}
