package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.ConstantFolder;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.expression.TypedFunctions;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Translates Calcite's row expressions over one input row, typing them by the dialect's rules. */
final class RexTranslator {
  private final RelTranslator relations;
  private final List<PlanColumn> row;

  RexTranslator(RelTranslator relations, List<PlanColumn> row) {
    this.relations = relations;
    this.row = row;
  }

  Expression translate(RexNode node) {
    return switch (node) {
      case RexInputRef ref -> row.get(ref.getIndex());
      case RexLiteral literal -> RexLiterals.translate(literal);
      case RexFieldAccess access
          when access.getReferenceExpr() instanceof RexCorrelVariable variable ->
          relations.outerRow(variable.id).get(access.getField().getIndex());
      case RexOver _ -> throw SqlException.unsupported("window functions");
      case RexSubQuery subquery -> subquery(subquery);
      case RexCall call -> call(call);
      default -> throw SqlException.unsupported("expression " + node);
    };
  }

  private List<Expression> operands(RexCall call) {
    List<Expression> result = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      result.add(translate(operand));
    }
    return result;
  }

  private Expression call(RexCall call) {
    return switch (call.getKind()) {
      case PLUS, MINUS -> plusOrMinus(call);
      case TIMES -> arithmetic(ArithmeticOperator.MULTIPLY, call);
      case DIVIDE -> arithmetic(ArithmeticOperator.DIVIDE, call);
      case MOD -> arithmetic(ArithmeticOperator.MODULO, call);
      case EQUALS -> comparison(ComparisonOperator.EQUAL, call);
      case NOT_EQUALS -> comparison(ComparisonOperator.NOT_EQUAL, call);
      case LESS_THAN -> comparison(ComparisonOperator.LESS, call);
      case LESS_THAN_OR_EQUAL -> comparison(ComparisonOperator.LESS_OR_EQUAL, call);
      case GREATER_THAN -> comparison(ComparisonOperator.GREATER, call);
      case GREATER_THAN_OR_EQUAL -> comparison(ComparisonOperator.GREATER_OR_EQUAL, call);
      case IS_DISTINCT_FROM -> comparison(ComparisonOperator.IS_DISTINCT_FROM, call);
      case IS_NOT_DISTINCT_FROM -> comparison(ComparisonOperator.IS_NOT_DISTINCT_FROM, call);
      case AND -> ConstantFolder.foldNode(new Expression.And(operands(call)));
      case OR -> ConstantFolder.foldNode(new Expression.Or(operands(call)));
      case NOT -> not(translate(call.getOperands().getFirst()));
      case IS_NULL -> isNull(call);
      case IS_NOT_NULL -> not(isNull(call));
      case IS_TRUE -> isTruth(call, true);
      case IS_FALSE -> isTruth(call, false);
      case IS_NOT_TRUE -> not(isTruth(call, true));
      case IS_NOT_FALSE -> not(isTruth(call, false));
      case CASE -> caseWhen(call);
      case CAST -> cast(call, false);
      case SAFE_CAST -> cast(call, true);
      case LIKE -> like(call);
      case MINUS_PREFIX -> TypedFunctions.call(ScalarFunction.NEGATE, operands(call));
      case PLUS_PREFIX -> translate(call.getOperands().getFirst());
      case EXTRACT -> extract(call);
      case TRIM -> trim(call);
      case COALESCE -> TypedFunctions.call(ScalarFunction.COALESCE, operands(call));
      default -> function(call);
    };
  }

  private static Expression not(Expression operand) {
    return ConstantFolder.foldNode(new Expression.Not(operand));
  }

  private Expression isNull(RexCall call) {
    return ConstantFolder.foldNode(new Expression.IsNull(translate(call.getOperands().getFirst())));
  }

  private Expression isTruth(RexCall call, boolean value) {
    return TypedExpressions.comparison(
        ComparisonOperator.IS_NOT_DISTINCT_FROM,
        translate(call.getOperands().getFirst()),
        new Expression.Literal(value, DataType.BOOLEAN));
  }

  private Expression arithmetic(ArithmeticOperator operator, RexCall call) {
    List<Expression> operands = operands(call);
    return TypedExpressions.arithmetic(operator, operands.get(0), operands.get(1));
  }

  private Expression comparison(ComparisonOperator operator, RexCall call) {
    List<Expression> operands = operands(call);
    return TypedExpressions.comparison(operator, operands.get(0), operands.get(1));
  }

  private Expression plusOrMinus(RexCall call) {
    boolean plus = call.getKind() == SqlKind.PLUS;
    RexNode first = call.getOperands().get(0);
    RexNode second = call.getOperands().get(1);
    if (SqlTypeUtil.isInterval(second.getType())) {
      return Intervals.add(translate(first), second, plus);
    }
    if (SqlTypeUtil.isInterval(first.getType()) && plus) {
      return Intervals.add(translate(second), first, true);
    }
    if (SqlTypeUtil.isInterval(call.getType())) {
      throw SqlException.unsupported("differences of dates as intervals");
    }
    return arithmetic(plus ? ArithmeticOperator.ADD : ArithmeticOperator.SUBTRACT, call);
  }

  private Expression caseWhen(RexCall call) {
    List<Expression> operands = operands(call);
    List<Expression> conditions = new ArrayList<>();
    List<Expression> results = new ArrayList<>();
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      conditions.add(operands.get(i));
      results.add(operands.get(i + 1));
    }
    Expression otherwise = operands.getLast();
    List<Expression> coalesced = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      boolean firstNotNull =
          conditions.get(i).equals(new Expression.Not(new Expression.IsNull(results.get(i))));
      if (!firstNotNull) {
        return TypedExpressions.caseWhen(conditions, results, otherwise);
      }
      coalesced.add(results.get(i));
    }
    coalesced.add(otherwise);
    return TypedFunctions.call(ScalarFunction.COALESCE, coalesced);
  }

  private Expression cast(RexCall call, boolean nullOnFailure) {
    Expression operand = translate(call.getOperands().getFirst());
    DataType type = CalciteTypes.fromCalcite(call.getType());
    Expression result = TypedExpressions.cast(operand, type);
    return nullOnFailure && result instanceof Expression.Cast cast
        ? new Expression.Cast(cast.operand(), type, true)
        : result;
  }

  private Expression like(RexCall call) {
    List<Expression> operands = operands(call);
    if (!(operands.get(1) instanceof Expression.Literal literal)) {
      throw SqlException.unsupported("LIKE with a pattern that is not constant");
    }
    if (!(literal.value() instanceof String pattern)) {
      return new Expression.Literal(null, DataType.BOOLEAN);
    }
    Expression operand = operands.getFirst();
    if (!(operand.type() instanceof DataType.Utf8)) {
      throw SqlException.of(
          ErrorCode.TYPE_MISMATCH, "LIKE needs text: " + operand.type().sqlName());
    }
    return new Expression.Like(
        operand, pattern, operands.size() > 2 ? escape(operands.get(2)) : -1);
  }

  private static int escape(Expression operand) {
    if (operand instanceof Expression.Literal literal
        && literal.value() instanceof String text
        && text.codePointCount(0, text.length()) == 1) {
      return text.codePointAt(0);
    }
    throw SqlException.of(ErrorCode.INVALID_DATA, "ESCAPE needs one character");
  }

  private Expression extract(RexCall call) {
    String unit = ((RexLiteral) call.getOperands().getFirst()).getValue() + "";
    List<Expression> argument = List.of(translate(call.getOperands().get(1)));
    return switch (unit) {
      case "YEAR" -> TypedFunctions.call(ScalarFunction.YEAR, argument);
      case "MONTH" -> TypedFunctions.call(ScalarFunction.MONTH, argument);
      case "DAY" -> TypedFunctions.call(ScalarFunction.DAY, argument);
      default -> throw SqlException.unsupported("EXTRACT(" + unit + ")");
    };
  }

  private Expression trim(RexCall call) {
    String flag = ((RexLiteral) call.getOperands().getFirst()).getValue() + "";
    boolean spaces =
        translate(call.getOperands().get(1)) instanceof Expression.Literal literal
            && " ".equals(literal.value());
    if (!flag.equals("BOTH") || !spaces) {
      throw SqlException.unsupported("TRIM of one side or of other characters than spaces");
    }
    return TypedFunctions.call(ScalarFunction.TRIM, List.of(translate(call.getOperands().get(2))));
  }

  private Expression function(RexCall call) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    return switch (name) {
      case "SUBSTRING" -> TypedFunctions.call(ScalarFunction.SUBSTRING, operands(call));
      case "UPPER" -> TypedFunctions.call(ScalarFunction.UPPER, operands(call));
      case "LOWER" -> TypedFunctions.call(ScalarFunction.LOWER, operands(call));
      case "LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH" ->
          TypedFunctions.call(ScalarFunction.LENGTH, operands(call));
      case "||" -> TypedFunctions.call(ScalarFunction.CONCAT, operands(call));
      case "ABS" -> TypedFunctions.call(ScalarFunction.ABS, operands(call));
      case "NULLIF" -> TypedFunctions.call(ScalarFunction.NULLIF, operands(call));
      default -> throw SqlException.unsupported("function " + name.toLowerCase(Locale.ROOT));
    };
  }

  private Expression subquery(RexSubQuery subquery) {
    RelTranslator.Relation relation = relations.translate(subquery.rel);
    return switch (subquery.getKind()) {
      case EXISTS -> new SubqueryExpression.Exists(relation.plan());
      case SCALAR_QUERY ->
          new SubqueryExpression.Scalar(relation.plan(), relation.row().getFirst());
      case IN -> in(subquery, relation);
      case SOME -> {
        if (!subquery.getOperator().getName().startsWith("=")) {
          throw SqlException.unsupported("comparison with ANY, SOME or ALL other than = ANY");
        }
        yield in(subquery, relation);
      }
      default -> throw SqlException.unsupported("subquery " + subquery.getKind());
    };
  }

  private Expression in(RexSubQuery subquery, RelTranslator.Relation relation) {
    List<Expression> operands = operands(subquery);
    List<Expression> matches = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      matches.add(
          TypedExpressions.comparison(
              ComparisonOperator.EQUAL, operands.get(i), relation.row().get(i)));
    }
    return new SubqueryExpression.In(operands, matches, relation.plan());
  }
}
