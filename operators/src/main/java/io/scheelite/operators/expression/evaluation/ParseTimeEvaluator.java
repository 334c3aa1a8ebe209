package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import java.util.List;

/** PARSE_TIME: the timestamp that a text says in a format. */
final class ParseTimeEvaluator extends RowFunctionEvaluator {
  private final TextScratch text = new TextScratch();
  private final TextScratch format = new TextScratch();
  private final TimeParser parser = new TimeParser();

  ParseTimeEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope, call, operands, memory);
  }

  @Override
  boolean compute(List<ColumnVector> operands, int row, long target) {
    text.read(RowValues.address(operands.get(0), row));
    format.read(RowValues.address(operands.get(1), row));
    if (!parser.parse(text, format)) {
      throw ExpressionException.invalidDateTime(call(), text + " by the format " + format);
    }
    return write(target, parser.micros());
  }
}
