package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.VectorTarget;

/**
 * Work space that all evaluators of one tree share: its content lives during one {@code compute}
 * and not across the evaluation of an operand.
 *
 * @param left first operand, decoded
 * @param right second operand, decoded
 * @param leftConverted first operand in another width
 * @param rightConverted second operand in another width
 * @param result results of up to 128 bits, or a bitmap
 */
record Temporaries(
    VectorTarget left,
    VectorTarget right,
    long leftConverted,
    long rightConverted,
    VectorTarget result) {
  /** Where operand 0 or 1 is decoded to. */
  VectorTarget flattened(int operand) {
    return operand == 0 ? left : right;
  }

  /** Where operand 0 or 1 is converted to. */
  long converted(int operand) {
    return operand == 0 ? leftConverted : rightConverted;
  }
}
