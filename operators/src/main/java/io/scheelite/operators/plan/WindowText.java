package io.scheelite.operators.plan;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionPrinter;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame.Bound;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a window in one line. */
final class WindowText {
  private WindowText() {}

  static String of(PlanNode.Window window) {
    Schema input = window.input().schema();
    String keys =
        window.partitionKeys().stream()
            .map(key -> input.field(key).name())
            .collect(Collectors.joining(", "));
    return "Window"
        + (keys.isEmpty() ? "" : " partition by " + keys)
        + (window.orderKeys().isEmpty() ? "" : " order by ")
        + PlanText.order(window.orderKeys(), input)
        + window.calls().stream()
            .map(call -> call(call, input))
            .collect(Collectors.joining(", ", " [", "]"));
  }

  private static String call(WindowCall call, Schema input) {
    boolean star = call.function() == WindowFunction.COUNT_STAR;
    String name = star ? "count" : call.function().name().toLowerCase(Locale.ROOT);
    String arguments =
        call.arguments().stream()
            .map(argument -> ExpressionPrinter.print(argument, input))
            .collect(Collectors.joining(", "));
    Expression filter = call.filter();
    return name
        + "("
        + (star ? "*" : arguments)
        + ")"
        + (call.ignoreNulls() ? " ignore nulls" : "")
        + (filter == null ? "" : " filter " + ExpressionPrinter.print(filter, input))
        + (call.frame().equals(WindowFrame.DEFAULT) ? "" : " " + frame(call.frame(), input));
  }

  private static String frame(WindowFrame frame, Schema input) {
    String exclusion =
        frame.exclusion() == WindowFrame.Exclusion.NO_OTHERS
            ? ""
            : " exclude " + words(frame.exclusion());
    return words(frame.unit())
        + " "
        + bound(frame.start(), input)
        + " to "
        + bound(frame.end(), input)
        + exclusion;
  }

  private static String bound(Bound bound, Schema input) {
    Expression offset = bound.offset();
    return (offset == null ? "" : ExpressionPrinter.print(offset, input) + " ")
        + words(bound.kind());
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
