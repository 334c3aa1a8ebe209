package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds operators with the casts the dialect inserts: numbers widen, constants take the other
 * operand's type where they fit it exactly, a string constant takes any type; nothing else converts
 * between strings and numbers by itself.
 */
public final class TypedExpressions {
  private TypedExpressions() {}

  /** Arithmetic on two numbers. */
  public static Expression arithmetic(
      ArithmeticOperator operator, Expression left, Expression right) {
    if (left.type() instanceof DataType.Null || right.type() instanceof DataType.Null) {
      DataType type = left.type() instanceof DataType.Null ? right.type() : left.type();
      return new Literal(null, type instanceof DataType.Null ? DataType.INT32 : type);
    }
    DataType common = NumericTypes.common(left.type(), right.type());
    if (common == null) {
      throw mismatch(operator.symbol(), left, right);
    }
    if (NumericTypes.isInteger(common)) {
      return fold(
          new Expression.Arithmetic(operator, cast(left, common), cast(right, common), common));
    }
    if (NumericTypes.isFloat(common) || operator == ArithmeticOperator.DIVIDE) {
      return fold(
          new Expression.Arithmetic(
              operator,
              cast(left, DataType.FLOAT64),
              cast(right, DataType.FLOAT64),
              DataType.FLOAT64));
    }
    Expression leftDecimal = toDecimal(left);
    Expression rightDecimal = toDecimal(right);
    DataType type =
        NumericTypes.arithmetic(
            operator, (Decimal) leftDecimal.type(), (Decimal) rightDecimal.type());
    return fold(new Expression.Arithmetic(operator, leftDecimal, rightDecimal, type));
  }

  /** A constant integer becomes the narrowest decimal, so that result precisions stay small. */
  private static Expression toDecimal(Expression operand) {
    if (operand instanceof Literal literal
        && literal.value() instanceof Long value
        && NumericTypes.isInteger(literal.type())) {
      int digits = Long.toString(value).length() - (value < 0 ? 1 : 0);
      return cast(operand, new Decimal(digits, 0));
    }
    Decimal type = NumericTypes.asDecimal(operand.type());
    if (type == null) {
      throw SqlException.of(
          ErrorCode.TYPE_MISMATCH, "a number is needed: type=" + operand.type().sqlName());
    }
    return cast(operand, type);
  }

  /** Comparison of two values. */
  public static Expression comparison(
      ComparisonOperator operator, Expression left, Expression right) {
    DataType type = comparisonType(left, right);
    if (type == null) {
      throw mismatch(operator.symbol(), left, right);
    }
    return fold(new Expression.Comparison(operator, cast(left, type), cast(right, type)));
  }

  private static @Nullable DataType comparisonType(Expression left, Expression right) {
    if (Literals.convertsExactly(right, left.type())) {
      return left.type();
    }
    if (Literals.convertsExactly(left, right.type())) {
      return right.type();
    }
    return commonType(left.type(), right.type());
  }

  /** The type that holds values of both types, or null when there is none. */
  public static @Nullable DataType commonType(DataType left, DataType right) {
    if (left.equals(right) || right instanceof DataType.Null) {
      return left;
    }
    if (left instanceof DataType.Null) {
      return right;
    }
    if (isDateOrTimestamp(left) && isDateOrTimestamp(right)) {
      return DataType.TIMESTAMP;
    }
    if (left instanceof DataType.List a && right instanceof DataType.List b) {
      DataType element = commonType(a.element(), b.element());
      return element == null ? null : new DataType.List(element);
    }
    return NumericTypes.common(left, right);
  }

  private static boolean isDateOrTimestamp(DataType type) {
    return type instanceof DataType.Date || type instanceof DataType.Timestamp;
  }

  /** The type that holds all the values, a NULL constant counting as any type. */
  public static DataType commonType(String what, List<Expression> values) {
    DataType result = DataType.NULL;
    for (Expression value : values) {
      DataType next = commonType(result, value.type());
      if (next == null) {
        throw SqlException.of(
            ErrorCode.TYPE_MISMATCH,
            "types do not fit together in "
                + what
                + ": "
                + result.sqlName()
                + " and "
                + value.type().sqlName());
      }
      result = next;
    }
    return result;
  }

  /** {@code CASE} whose results are brought to one type. */
  public static Expression caseWhen(
      List<Expression> conditions, List<Expression> results, Expression otherwise) {
    List<Expression> all = new ArrayList<>(results);
    all.add(otherwise);
    DataType type = commonType("CASE", all);
    return fold(
        new Expression.CaseWhen(
            conditions,
            results.stream().map(result -> cast(result, type)).toList(),
            cast(otherwise, type),
            type));
  }

  /** Converts; the expression itself when it has the type already. */
  public static Expression cast(Expression operand, DataType type) {
    if (operand.type().equals(type)) {
      return operand;
    }
    if (operand instanceof Expression.FunctionCall call
        && call.function() == ScalarFunction.LIST_VALUE
        && type instanceof DataType.List list) {
      return NestedFunctions.list(call.arguments(), list.element());
    }
    if (!CastRules.allowed(operand.type(), type)) {
      throw SqlException.of(
          ErrorCode.TYPE_MISMATCH,
          "cannot cast: from=" + operand.type().sqlName() + " to=" + type.sqlName());
    }
    return type instanceof DataType.Struct struct && operand.type() instanceof DataType.Struct
        ? NestedFunctions.cast(operand, struct)
        : fold(new Expression.Cast(operand, type, false));
  }

  private static Expression fold(Expression expression) {
    return ConstantFolder.foldNode(expression);
  }

  private static SqlException mismatch(String operator, Expression left, Expression right) {
    return SqlException.of(
        ErrorCode.TYPE_MISMATCH,
        "no operator for these types, add a cast: "
            + left.type().sqlName()
            + " "
            + operator
            + " "
            + right.type().sqlName());
  }
}
