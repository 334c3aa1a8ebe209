package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import java.util.List;

/** What can be said of an expression before it is evaluated. */
final class ExpressionTraits {
  private static final int NO_COLUMN = -1;
  private static final int SEVERAL_COLUMNS = -2;

  private ExpressionTraits() {}

  /** Whether some row might be an error. */
  static boolean mayRaise(Expression node) {
    boolean self =
        switch (node) {
          case Expression.Arithmetic arithmetic -> mayRaise(arithmetic);
          case Expression.Cast cast -> !cast.nullOnFailure() && !isWidening(cast);
          case Expression.FunctionCall call ->
              switch (call.function()) {
                case ABS, NEGATE -> !isFloat(call.type());
                default -> call.function().mayRaise();
              };
          case Expression.ColumnRef _,
              Expression.Literal _,
              Expression.Comparison _,
              Expression.And _,
              Expression.Or _,
              Expression.Not _,
              Expression.IsNull _,
              Expression.CaseWhen _,
              Expression.Like _,
              Expression.InList _,
              Expression.PlannerExpression _ ->
              false;
        };
    return self || node.children().stream().anyMatch(ExpressionTraits::mayRaise);
  }

  private static boolean mayRaise(Expression.Arithmetic node) {
    boolean division =
        node.operator() == ArithmeticOperator.DIVIDE
            || node.operator() == ArithmeticOperator.MODULO;
    return division || !isFloat(node.type());
  }

  /** Whether values are floating-point numbers. */
  static boolean isFloat(DataType type) {
    return type instanceof DataType.Float32 || type instanceof DataType.Float64;
  }

  /** Whether every value of the operand fits the type of the cast. */
  private static boolean isWidening(Expression.Cast cast) {
    DataType from = cast.operand().type();
    DataType to = cast.type();
    if (from.equals(to) || from instanceof DataType.Null || to instanceof DataType.Utf8) {
      return true;
    }
    if (from instanceof DataType.Utf8 || isFloat(from)) {
      return from instanceof DataType.Float32 && to instanceof DataType.Float64;
    }
    if (isFloat(to) || to instanceof DataType.Bool) {
      return true;
    }
    boolean rounds = NumberLimits.scale(to) < NumberLimits.scale(from);
    boolean sureInteger = to instanceof DataType.Decimal || !(from instanceof DataType.Decimal);
    int spare = (rounds ? 1 : 0) + (sureInteger ? 0 : 1);
    return !(to instanceof DataType.Timestamp) && wholeDigits(from) + spare <= wholeDigits(to);
  }

  /** Digits before the point that values may have. */
  private static int wholeDigits(DataType type) {
    return switch (type) {
      case DataType.Bool _ -> 1;
      case DataType.Int8 _ -> 3;
      case DataType.Int16 _ -> 5;
      case DataType.Int32 _ -> 10;
      case DataType.Int64 _ -> 19;
      case DataType.Decimal(int precision, int scale) -> precision - scale;
      case DataType.Null _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          Decimal.MAX_PRECISION + 1;
    };
  }

  /** Whether evaluating all rows costs less than finding out which rows need it. */
  static boolean isCheap(Expression node) {
    boolean self =
        switch (node) {
          case Expression.ColumnRef _,
              Expression.Literal _,
              Expression.Comparison _,
              Expression.And _,
              Expression.Or _,
              Expression.Not _,
              Expression.IsNull _,
              Expression.Arithmetic _ ->
              true;
          case Expression.InList in -> InEvaluator.isCompared(in);
          case Expression.Cast cast ->
              !(cast.type() instanceof DataType.Utf8)
                  && !(cast.operand().type() instanceof DataType.Utf8);
          case Expression.CaseWhen _,
              Expression.Like _,
              Expression.FunctionCall _,
              Expression.PlannerExpression _ ->
              false;
        };
    return self && node.children().stream().allMatch(ExpressionTraits::isCheap);
  }

  /** About how many nanoseconds a row takes, for comparison with others only. */
  static int cost(Expression node) {
    int self =
        switch (node) {
          case Expression.ColumnRef _, Expression.Literal _ -> 0;
          case Expression.Comparison comparison ->
              comparison.left().type() instanceof DataType.Utf8 ? 3 : 1;
          case Expression.And _, Expression.Or _, Expression.Not _, Expression.IsNull _ -> 1;
          case Expression.Arithmetic _ -> 1;
          case Expression.InList in -> InEvaluator.isCompared(in) ? in.values().size() : 6;
          case Expression.CaseWhen _ -> 5;
          case Expression.Like like -> like.pattern().startsWith("%") ? 12 : 5;
          case Expression.FunctionCall _ -> 8;
          case Expression.Cast cast -> isCheap(cast) ? 2 : 50;
          case Expression.PlannerExpression _ -> 0;
        };
    return Math.max(1, self) + node.children().stream().mapToInt(ExpressionTraits::cost).sum();
  }

  /**
   * The only text column of an expression that is more than a column, uses no other column, and is
   * null wherever that column is; else -1.
   */
  static int dictionaryColumn(Expression node) {
    if (node instanceof Expression.ColumnRef || !isStrict(node)) {
      return NO_COLUMN;
    }
    int column = onlyColumn(node);
    return column < 0 ? NO_COLUMN : column;
  }

  private static int onlyColumn(Expression node) {
    if (node instanceof Expression.ColumnRef(int index, DataType type, boolean _)) {
      return type instanceof DataType.Utf8 ? index : SEVERAL_COLUMNS;
    }
    int result = NO_COLUMN;
    for (Expression child : node.children()) {
      int column = onlyColumn(child);
      if (column != NO_COLUMN) {
        result = result == NO_COLUMN || result == column ? column : SEVERAL_COLUMNS;
      }
    }
    return result;
  }

  /** Whether a null column makes every operand that is no constant, and so the result, null. */
  private static boolean isStrict(Expression node) {
    return switch (node) {
      case Expression.ColumnRef _ -> true;
      case Expression.Literal literal -> literal.value() != null;
      case Expression.Comparison c ->
          switch (c.operator()) {
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                allStrict(node.children());
            case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> false;
          };
      case Expression.And _, Expression.Or _ ->
          node.children().stream()
              .allMatch(child -> isStrict(child) && onlyColumn(child) != NO_COLUMN);
      case Expression.Arithmetic _,
          Expression.Not _,
          Expression.Cast _,
          Expression.Like _,
          Expression.InList _ ->
          allStrict(node.children());
      case Expression.FunctionCall call -> call.function().isStrict() && allStrict(node.children());
      case Expression.IsNull _, Expression.CaseWhen _, Expression.PlannerExpression _ -> false;
    };
  }

  private static boolean allStrict(List<Expression> children) {
    return children.stream().allMatch(ExpressionTraits::isStrict);
  }
}
