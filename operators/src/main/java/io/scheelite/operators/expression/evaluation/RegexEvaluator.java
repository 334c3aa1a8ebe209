package io.scheelite.operators.expression.evaluation;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ScalarFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions, which RE2/J matches in time linear in the text: REGEX_FIND, REGEX_MATCH,
 * REGEX_REPLACE, REGEX_EXTRACT and REGEX_COUNT. The last argument is a constant text of options.
 */
final class RegexEvaluator extends RowFunctionEvaluator {
  private final ScalarFunction function;
  private final String options;
  private final boolean constantPattern;
  private final StringHeap heap;
  private final TextScratch text = new TextScratch();
  private final TextScratch replacement = new TextScratch();
  private String pattern = "";
  private @Nullable Matcher matcher;

  RegexEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope, call, operands.subList(0, operands.size() - 1), memory);
    this.function = call.function();
    this.options = ConstantArguments.text(call, operands.size() - 1);
    this.constantPattern = call.arguments().get(1) instanceof Expression.Literal;
    this.heap = memory.heap();
  }

  @Override
  void begin() {
    heap.reset();
  }

  @Override
  boolean compute(List<ColumnVector> operands, int row, long target) {
    Matcher found = matcher(operands.get(1), row);
    found.reset(text.read(RowValues.address(operands.getFirst(), row)));
    return switch (function) {
      case REGEX_FIND -> found.find();
      case REGEX_MATCH -> found.matches();
      case REGEX_COUNT -> write(target, count(found));
      case REGEX_EXTRACT -> extract(found, RowValues.readLong(operands.get(2), row), target);
      case REGEX_REPLACE ->
          replace(found, replacement.read(RowValues.address(operands.get(2), row)), target);
      default -> throw new IllegalStateException("no regular expression: " + function);
    };
  }

  private Matcher matcher(ColumnVector patterns, int row) {
    Matcher known = matcher;
    if (known != null && constantPattern) {
      return known;
    }
    String wanted = RowValues.readString(patterns, row);
    if (known == null || !wanted.equals(pattern)) {
      pattern = wanted;
      known = compile(wanted).matcher("");
      matcher = known;
    }
    return known;
  }

  private Pattern compile(String wanted) {
    int flags = options.indexOf('i') >= 0 ? Pattern.CASE_INSENSITIVE : 0;
    flags |= options.indexOf('s') >= 0 ? Pattern.DOTALL : 0;
    flags |= options.indexOf('m') >= 0 || options.indexOf('n') >= 0 ? Pattern.MULTILINE : 0;
    try {
      return Pattern.compile(options.indexOf('l') >= 0 ? Pattern.quote(wanted) : wanted, flags);
    } catch (PatternSyntaxException malformed) {
      throw ExpressionException.invalidArgument(call(), "'" + malformed.getMessage() + "'");
    }
  }

  private static long count(Matcher found) {
    long count = 0;
    while (found.find()) {
      count++;
    }
    return count;
  }

  private boolean extract(Matcher found, long group, long target) {
    if (group < 0 || group > found.groupCount()) {
      throw ExpressionException.invalidArgument(call(), "group " + group);
    }
    StringBuilder result = text.result();
    if (found.find() && found.start((int) group) >= 0) {
      result.append(text, found.start((int) group), found.end((int) group));
    }
    text.write(heap, target);
    return true;
  }

  private boolean replace(Matcher found, TextScratch by, long target) {
    StringBuilder result = text.result();
    boolean all = options.indexOf('g') >= 0;
    int end = 0;
    while (found.find()) {
      result.append(text, end, found.start());
      append(by, found, result);
      end = found.end();
      if (!all) {
        break;
      }
    }
    result.append(text, end, text.length());
    text.write(heap, target);
    return true;
  }

  /** {@code \1} is the text of the first group, {@code \0} all that was found. */
  private void append(TextScratch by, Matcher found, StringBuilder result) {
    for (int i = 0; i < by.length(); i++) {
      char c = by.charAt(i);
      char next = c == '\\' && i + 1 < by.length() ? by.charAt(i + 1) : 0;
      if (next >= '0' && next <= '9' && next - '0' <= found.groupCount()) {
        if (found.start(next - '0') >= 0) {
          result.append(text, found.start(next - '0'), found.end(next - '0'));
        }
        i++;
      } else if (next == '\\') {
        result.append('\\');
        i++;
      } else {
        result.append(c);
      }
    }
  }
}
