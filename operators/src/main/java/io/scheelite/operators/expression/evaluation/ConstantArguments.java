package io.scheelite.operators.expression.evaluation;

import io.scheelite.operators.expression.Expression;

/** Reads arguments that a function wants to be constants. */
final class ConstantArguments {
  private ConstantArguments() {}

  static String text(Expression.FunctionCall call, int index) {
    if (call.arguments().get(index) instanceof Expression.Literal literal
        && literal.value() instanceof String text) {
      return text;
    }
    throw new IllegalStateException("argument is no constant text: " + call);
  }

  static long number(Expression.FunctionCall call, int index) {
    if (call.arguments().get(index) instanceof Expression.Literal literal
        && literal.value() instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("argument is no constant number: " + call);
  }
}
