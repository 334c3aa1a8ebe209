package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.ConstantFolder;
import io.scheelite.sql.expression.DateFunctions;
import io.scheelite.sql.expression.NamedFunction;
import io.scheelite.sql.expression.NestedFunctions;
import io.scheelite.sql.expression.PatternFunctions;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.expression.TypedFunctions;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Translates Calcite's row expressions over one input row, typing them by the dialect's rules. */
final class RexTranslator {
  private final RelTranslator relations;
  private final List<PlanColumn> row;
  private final @Nullable WindowCollector windows;

  RexTranslator(RelTranslator relations, List<PlanColumn> row) {
    this(relations, row, null);
  }

  /**
   * @param windows takes the window functions, where they are allowed
   */
  RexTranslator(RelTranslator relations, List<PlanColumn> row, @Nullable WindowCollector windows) {
    this.relations = relations;
    this.row = row;
    this.windows = windows;
  }

  Expression translate(RexNode node) {
    return switch (node) {
      case RexInputRef ref -> row.get(ref.getIndex());
      case RexLiteral literal -> RexLiterals.translate(literal);
      case RexFieldAccess access
          when access.getReferenceExpr() instanceof RexCorrelVariable variable ->
          relations.outerRows().column(access, variable);
      case RexFieldAccess access ->
          NestedFunctions.field(translate(access.getReferenceExpr()), access.getField().getIndex());
      case RexOver over -> windowed(over);
      case RexSubQuery subquery -> subquery(subquery);
      case RexCall call -> call(call);
      default -> throw SqlException.unsupported("expression " + node);
    };
  }

  private Expression windowed(RexOver over) {
    if (windows == null) {
      throw SqlException.unsupported("window functions in this place");
    }
    return windows.value(over, this);
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
      case LIKE, SIMILAR -> pattern(call, call.getOperator().getName().contains("ILIKE"));
      case MINUS_PREFIX -> TypedFunctions.call(ScalarFunction.NEGATE, operands(call));
      case PLUS_PREFIX -> translate(call.getOperands().getFirst());
      case EXTRACT -> extract(call);
      case TRIM -> trim(call);
      case COALESCE -> TypedFunctions.call(ScalarFunction.COALESCE, operands(call));
      case ITEM ->
          NestedFunctions.part(
              translate(call.getOperands().get(0)), translate(call.getOperands().get(1)));
      case ARRAY_VALUE_CONSTRUCTOR -> NestedFunctions.list(operands(call));
      case ROW -> NestedFunctions.struct(call.getType().getFieldNames(), operands(call));
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
    RexCall left = RowComparisons.row(call.getOperands().get(0));
    RexCall right = RowComparisons.row(call.getOperands().get(1));
    if (left != null && right != null) {
      return RowComparisons.compare(operator, operands(left), operands(right));
    }
    List<Expression> operands = operands(call);
    return TypedExpressions.comparison(operator, operands.get(0), operands.get(1));
  }

  private Expression plusOrMinus(RexCall call) {
    boolean plus = call.getKind() == SqlKind.PLUS;
    RexNode first = call.getOperands().get(0);
    RexNode second = call.getOperands().get(1);
    if (SqlTypeUtil.isInterval(second.getType())) {
      return Intervals.add(translate(first), second, plus, this);
    }
    if (SqlTypeUtil.isInterval(first.getType()) && plus) {
      return Intervals.add(translate(second), first, true, this);
    }
    if (SqlTypeUtil.isInterval(call.getType())) {
      throw SqlException.unsupported("differences of dates as intervals");
    }
    return arithmetic(plus ? ArithmeticOperator.ADD : ArithmeticOperator.SUBTRACT, call);
  }

  private Expression caseWhen(RexCall call) {
    RexOver sum = WindowCollector.guardedSum(call);
    if (sum != null) {
      return windowed(sum);
    }
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
    if (nullOnFailure && type instanceof DataType.List && !operand.type().equals(type)) {
      return new Expression.Cast(operand, type, true); // it is elements that become null
    }
    return nullOnFailure && result instanceof Expression.Cast cast
        ? new Expression.Cast(cast.operand(), type, true)
        : result;
  }

  private Expression pattern(RexCall call, boolean ignoresCase) {
    List<Expression> operands = operands(call);
    Expression escape = operands.size() > 2 ? operands.get(2) : null;
    if (call.getKind() == SqlKind.SIMILAR) {
      return PatternFunctions.similar(operands.get(0), operands.get(1), escape);
    }
    return ignoresCase
        ? PatternFunctions.likeIgnoringCase(operands.get(0), operands.get(1), escape)
        : PatternFunctions.like(operands.get(0), operands.get(1), escape);
  }

  private Expression find(RexCall call, boolean ignoresCase) {
    List<Expression> operands = operands(call);
    return PatternFunctions.find(operands.get(0), operands.get(1), ignoresCase);
  }

  private Expression extract(RexCall call) {
    String field = ((RexLiteral) call.getOperands().getFirst()).getValue() + "";
    return DateFunctions.field(field, translate(call.getOperands().get(1)));
  }

  private Expression trim(RexCall call) {
    String flag = ((RexLiteral) call.getOperands().getFirst()).getValue() + "";
    ScalarFunction function =
        switch (flag) {
          case "LEADING" -> ScalarFunction.TRIM_LEADING;
          case "TRAILING" -> ScalarFunction.TRIM_TRAILING;
          default -> ScalarFunction.TRIM_BOTH;
        };
    Expression characters = translate(call.getOperands().get(1));
    Expression text = translate(call.getOperands().get(2));
    boolean spaces =
        characters instanceof Expression.Literal literal && " ".equals(literal.value());
    return spaces && function == ScalarFunction.TRIM_BOTH
        ? TypedFunctions.call(ScalarFunction.TRIM, List.of(text))
        : TypedFunctions.call(function, List.of(text, characters));
  }

  private Expression function(RexCall call) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    boolean shift = name.equals("DATE_ADD") || name.equals("DATE_SUB");
    if (shift && SqlTypeUtil.isInterval(call.getOperands().get(1).getType())) {
      Expression time = translate(call.getOperands().getFirst());
      return Intervals.add(time, call.getOperands().get(1), name.equals("DATE_ADD"), this);
    }
    return switch (name) {
      case "SUBSTRING" -> TypedFunctions.call(ScalarFunction.SUBSTRING, operands(call));
      case "||" -> TypedFunctions.call(ScalarFunction.CONCAT, operands(call));
      case "POSITION" -> TypedFunctions.call(ScalarFunction.POSITION, operands(call).reversed());
      case "OVERLAY" -> Objects.requireNonNull(NamedFunction.find("overlay")).call(operands(call));
      case "POSIX REGEX CASE SENSITIVE", "POSIX REGEX CASE INSENSITIVE" ->
          find(call, name.endsWith("INSENSITIVE"));
      case "NEGATED POSIX REGEX CASE SENSITIVE", "NEGATED POSIX REGEX CASE INSENSITIVE" ->
          not(find(call, name.endsWith("INSENSITIVE")));
      case "NULLIF" -> TypedFunctions.call(ScalarFunction.NULLIF, operands(call));
      case "CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP" -> relations.now(name);
      default -> {
        NamedFunction function = NamedFunction.find(name);
        if (function == null) {
          throw SqlException.unsupported("function " + name.toLowerCase(Locale.ROOT));
        }
        yield function.call(operands(call));
      }
    };
  }

  private Expression subquery(RexSubQuery subquery) {
    RelTranslator.Relation relation = relations.translate(subquery.rel);
    return switch (subquery.getKind()) {
      case EXISTS -> new SubqueryExpression.Exists(relation.plan());
      case SCALAR_QUERY ->
          new SubqueryExpression.Scalar(relation.plan(), relation.row().getFirst());
      case IN -> in(subquery, relation, ComparisonOperator.EQUAL);
      case SOME ->
          in(
              subquery,
              relation,
              comparison(((SqlQuantifyOperator) subquery.getOperator()).comparisonKind));
      default -> throw SqlException.unsupported("subquery " + subquery.getKind());
    };
  }

  private static ComparisonOperator comparison(SqlKind kind) {
    return switch (kind) {
      case EQUALS -> ComparisonOperator.EQUAL;
      case NOT_EQUALS -> ComparisonOperator.NOT_EQUAL;
      case LESS_THAN -> ComparisonOperator.LESS;
      case LESS_THAN_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
      case GREATER_THAN -> ComparisonOperator.GREATER;
      case GREATER_THAN_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
      default -> throw SqlException.unsupported("comparison " + kind + " with ANY, SOME or ALL");
    };
  }

  private Expression in(
      RexSubQuery subquery, RelTranslator.Relation relation, ComparisonOperator operator) {
    List<Expression> operands = operands(subquery);
    List<Expression> matches = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      matches.add(TypedExpressions.comparison(operator, operands.get(i), relation.row().get(i)));
    }
    return new SubqueryExpression.In(operands, matches, relation.plan());
  }
}
