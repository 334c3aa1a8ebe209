package io.scheelite.sql.calcite;

import io.scheelite.sql.expression.PatternFunctions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Lets operators bind as users of DuckDB know it, from the weakest: {@code ||}, then {@code & | <<
 * >>}, then {@code + -}, then {@code * / % //}, then {@code ^}; all from left to right. Before an
 * operand, {@code ~} takes all that binds as strongly as {@code +}. Calcite's grammar lets {@code
 * ||} bind as strongly as {@code *}, and {@link OperatorShapes} writes operators of its for others;
 * so what it gives is taken apart and put together anew; what stands in parentheses stays as it is.
 * Used by one thread.
 */
final class OperatorSyntax extends SqlShuttle {
  private static final Set<SqlKind> ARITHMETIC =
      EnumSet.of(SqlKind.PLUS, SqlKind.MINUS, SqlKind.TIMES, SqlKind.DIVIDE, SqlKind.MOD);

  private static final String NOT = "~";
  private static final int WEAKEST = 1;
  private static final int SUM = 3;
  private static final int STRONGEST = 5;
  private static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          Map.entry("||", WEAKEST),
          Map.entry("&", 2),
          Map.entry("|", 2),
          Map.entry("<<", 2),
          Map.entry(">>", 2),
          Map.entry("+", SUM),
          Map.entry("-", SUM),
          Map.entry("*", 4),
          Map.entry("/", 4),
          Map.entry("%", 4),
          Map.entry("//", 4),
          Map.entry("^", STRONGEST));

  /** An operand, or an operator with its symbol. */
  private record Part(@Nullable SqlNode operand, String symbol, SqlOperator operator) {}

  private final SqlText text;

  private OperatorSyntax(SqlText text) {
    this.text = text;
  }

  static SqlNode rewrite(SqlNode parsed, SqlText text) {
    return !text.operators().isEmpty() || text.text().contains("||")
        ? Objects.requireNonNullElse(parsed.accept(new OperatorSyntax(text)), parsed)
        : parsed;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call.getOperator().getName().equals(OperatorShapes.NUMBER)) {
      return call.operand(0);
    }
    if (call.getKind() == SqlKind.RLIKE) {
      return glob(call);
    }
    if (!isBinary(call) && !isNot(call)) {
      return super.visit(call);
    }
    List<Part> parts = new ArrayList<>();
    takeApart(call, parts);
    return new Assembly(parts).level(WEAKEST).clone(position(call));
  }

  private @Nullable SqlNode glob(SqlCall call) {
    boolean stands =
        PatternFunctions.GLOB.equals(
            operatorBetween(position(call.operand(0)), position(call.operand(1))));
    if (!stands || !(super.visit(call) instanceof SqlCall rewritten)) {
      return super.visit(call);
    }
    SqlNode matches =
        DialectOperators.function(PatternFunctions.GLOB)
            .createCall(position(call), rewritten.operand(0), rewritten.operand(1));
    return ((SqlLikeOperator) call.getOperator()).isNegated()
        ? SqlStdOperatorTable.NOT.createCall(position(call), matches)
        : matches;
  }

  private void takeApart(SqlCall call, List<Part> parts) {
    if (isNot(call)) {
      parts.add(new Part(null, NOT, DialectOperators.function(NOT)));
      addOperand(call.operand(0), parts);
    } else {
      addOperand(call.operand(0), parts);
      parts.add(operator(call));
      addOperand(call.operand(1), parts);
    }
  }

  private void addOperand(SqlNode node, List<Part> parts) {
    if (node instanceof SqlCall call && (isBinary(call) ? isOpen(call) : isOpenNot(call))) {
      takeApart(call, parts);
    } else {
      SqlNode operand = Objects.requireNonNull(node.accept(this));
      parts.add(new Part(operand, "", SqlStdOperatorTable.ROW));
    }
  }

  private Part operator(SqlCall call) {
    String own = operatorBetween(position(call.operand(0)), position(call.operand(1)));
    if (own != null) {
      return new Part(null, own, DialectOperators.function(own));
    }
    String symbol =
        switch (call.getKind()) {
          case PLUS -> "+";
          case MINUS -> "-";
          case TIMES -> "*";
          case DIVIDE -> "/";
          case MOD -> "%";
          default -> "||";
        };
    return new Part(null, symbol, call.getOperator());
  }

  private static boolean isBinary(SqlCall call) {
    return call.operandCount() == 2
        && (ARITHMETIC.contains(call.getKind())
                && call.getOperator() != SqlStdOperatorTable.MOD // a function
            || call.getOperator() == SqlStdOperatorTable.CONCAT);
  }

  /** Whether a sign stands for another operator. */
  private boolean isNot(SqlCall call) {
    if (call.getKind() != SqlKind.PLUS_PREFIX) {
      return false;
    }
    Integer last = text.operators().lowerKey(start(position(call.operand(0))));
    return last != null && last >= start(position(call));
  }

  /** Whether it does, without parentheses around. */
  private boolean isOpenNot(SqlCall call) {
    return isNot(call) && text.operators().containsKey(start(position(call)));
  }

  /** What was written for an operator; null if that is as it was. */
  private @Nullable String operatorBetween(SqlParserPos left, SqlParserPos right) {
    Map.Entry<Integer, String> last = text.operators().lowerEntry(start(right));
    int end = text.places().originalOffset(left.getEndLineNum(), left.getEndColumnNum());
    return last != null && last.getKey() > end ? last.getValue() : null;
  }

  private int start(SqlParserPos place) {
    return text.places().originalOffset(place.getLineNum(), place.getColumnNum());
  }

  /** Whether something is without parentheses, which belong to its place. */
  private static boolean isOpen(SqlCall call) {
    return position(call).startsAt(position(call.operand(0)))
        && position(call).getEndLineNum() == position(call.operand(1)).getEndLineNum()
        && position(call).getEndColumnNum() == position(call.operand(1)).getEndColumnNum();
  }

  private static SqlParserPos position(SqlNode node) {
    return node.getParserPosition();
  }

  /** Puts operands and operators together. */
  private static final class Assembly {
    private final List<Part> parts;
    private int next;

    Assembly(List<Part> parts) {
      this.parts = parts;
    }

    /** What binds at least as strongly as a level. */
    SqlNode level(int weakest) {
      if (weakest > STRONGEST) {
        return operand();
      }
      SqlNode left = level(weakest + 1);
      while (next < parts.size() && LEVELS.getOrDefault(parts.get(next).symbol(), 0) == weakest) {
        SqlOperator operator = parts.get(next++).operator();
        SqlNode right = level(weakest + 1);
        left = operator.createCall(position(left).plus(position(right)), left, right);
      }
      return left;
    }

    private SqlNode operand() {
      Part part = parts.get(next++);
      SqlNode operand = part.operand();
      if (operand != null) {
        return operand;
      }
      SqlNode negated = level(SUM);
      return part.operator().createCall(position(negated), negated);
    }
  }
}
