package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the alive rows of batches for which a condition is true (not false, not null).
 *
 * <p>A conjunction is evaluated operand by operand; an operand that may fail or is expensive sees
 * only rows for which all before it are true. Belongs to one driver, which closes it; its memory
 * comes from the allocator, whose owner reserves {@link #floorBytes} and outlives it.
 */
public final class Predicate implements AutoCloseable {
  private final Schema input;
  private final EvaluationMemory memory;
  private final RowScope scope;
  private final Evaluator evaluator;
  private final Temporaries temporaries;
  private final long rows;

  /**
   * Compiles the condition.
   *
   * @param input schema of the batches
   * @param batchSize most alive rows of a batch
   */
  public Predicate(Expression condition, Schema input, int batchSize, ScratchAllocator scratch) {
    this(condition, input, batchSize, EvaluationMemory.of(scratch));
  }

  private Predicate(Expression condition, Schema input, int batchSize, EvaluationMemory memory) {
    this.input = input;
    this.memory = memory;
    ExpressionCompiler compiler = new ExpressionCompiler(input, batchSize, memory);
    this.scope = compiler.newScope();
    this.evaluator = compiler.compileFilter(condition, scope);
    this.temporaries = memory.temporaries(scope.capacity());
    this.rows = memory.allocate(Selection.sizeBytes(scope.capacity()));
  }

  /** The memory that the constructor takes from a fresh allocator. */
  public static long floorBytes(Expression condition, Schema input, int batchSize) {
    EvaluationMemory memory = EvaluationMemory.measuring();
    try (Predicate _ = new Predicate(condition, input, batchSize, memory)) {
      return memory.floorBytes();
    }
  }

  /**
   * The alive rows of {@code in} that pass, or null when all of them do. The selection lies in this
   * object's memory and is valid until the next call.
   *
   * @throws ExpressionException if a row has no value
   */
  public @Nullable Selection filter(Batch in) {
    scope.enter(in);
    int numRows = scope.numRows();
    ColumnVector truth = Operands.flat(evaluate(), temporaries.left());
    long bits = truth.valuesAddress(); // zero where null
    if (Bitmap.allSet(bits, numRows)) {
      return null;
    }
    Selection alive = in.selection();
    int passing =
        alive == null ? Bitmap.toSelection(bits, numRows, rows) : Bitmap.compose(alive, bits, rows);
    return new Selection(rows, passing);
  }

  private ColumnVector evaluate() {
    try {
      return evaluator.evaluate();
    } catch (ExpressionException noValue) {
      throw noValue.named(input);
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
