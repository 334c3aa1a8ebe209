package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.StringView;
import io.scheelite.operators.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LIKE with a pattern that is no constant: the pattern of the row before is kept. */
final class PatternEvaluator extends RowFunctionEvaluator {
  private final int escape;
  private String text = "";
  private @Nullable LikePattern pattern;

  /** The last argument is a constant: the character that escapes, or an empty text. */
  PatternEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope, call, operands.subList(0, 2), memory);
    String character = ConstantArguments.text(call, 2);
    this.escape = character.isEmpty() ? -1 : character.codePointAt(0);
  }

  @Override
  boolean compute(List<ColumnVector> operands, int row, long target) {
    String wanted = RowValues.readString(operands.get(1), row);
    LikePattern known = pattern;
    if (known == null || !wanted.equals(text)) {
      known = LikePattern.parse(wanted, escape);
      pattern = known;
      text = wanted;
    }
    long view = RowValues.address(operands.getFirst(), row);
    return known.matchesTokens(StringView.bytesAddress(view), StringView.length(view));
  }
}
