package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes one column per expression over the alive rows of batches.
 *
 * <p>The result is dense (no selection) and lent until the next call; so is the input it may share
 * memory with: plain column references pass vectors on where the input has no selection. Columns
 * come in any encoding and width that holds them. Belongs to one driver, which closes it; its
 * memory comes from the allocator, whose owner reserves {@link #floorBytes} and outlives it.
 */
public final class Projector implements AutoCloseable {
  private final Schema input;
  private final EvaluationMemory memory;
  private final RowScope scope;
  private final List<Evaluator> evaluators;

  /**
   * Compiles the expressions.
   *
   * @param input schema of the batches
   * @param batchSize most alive rows of a batch
   */
  public Projector(
      List<Expression> expressions, Schema input, int batchSize, ScratchAllocator scratch) {
    this(expressions, input, batchSize, EvaluationMemory.of(scratch));
  }

  private Projector(
      List<Expression> expressions, Schema input, int batchSize, EvaluationMemory memory) {
    this.input = input;
    this.memory = memory;
    ExpressionCompiler compiler = new ExpressionCompiler(input, batchSize, memory);
    this.scope = compiler.newScope();
    this.evaluators = expressions.stream().map(e -> compiler.compile(e, scope)).toList();
  }

  /** The memory that the constructor takes from a fresh allocator. */
  public static long floorBytes(List<Expression> expressions, Schema input, int batchSize) {
    EvaluationMemory memory = EvaluationMemory.measuring();
    try (Projector _ = new Projector(expressions, input, batchSize, memory)) {
      return memory.floorBytes();
    }
  }

  /**
   * Computes all expressions.
   *
   * @throws ExpressionException if a row has no value
   */
  public Batch project(Batch in) {
    scope.enter(in);
    List<ColumnVector> columns = new ArrayList<>(evaluators.size());
    try {
      for (Evaluator evaluator : evaluators) {
        columns.add(evaluator.evaluate());
      }
    } catch (ExpressionException noValue) {
      throw noValue.named(input);
    }
    return Batch.of(scope.numRows(), columns);
  }

  @Override
  public void close() {
    memory.close();
  }
}
