package io.scheelite.sql.physical;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes expressions over a schema as SQL-like text, for EXPLAIN. */
final class ExpressionText {
  private final Schema schema;

  ExpressionText(Schema schema) {
    this.schema = schema;
  }

  String of(Expression node) {
    return switch (node) {
      case Expression.ColumnRef column -> schema.field(column.index()).name();
      case Literal literal -> literal(literal);
      case Expression.Arithmetic a -> binary(a.left(), a.operator().symbol(), a.right());
      case Expression.Comparison c -> binary(c.left(), c.operator().symbol(), c.right());
      case Expression.And and -> joined(and.operands(), " AND ");
      case Expression.Or or -> joined(or.operands(), " OR ");
      case Expression.Not not -> "NOT " + nested(not.operand());
      case Expression.IsNull isNull -> nested(isNull.operand()) + " IS NULL";
      case Expression.CaseWhen c -> caseWhen(c);
      case Expression.Cast c ->
          (c.nullOnFailure() ? "TRY_CAST(" : "CAST(")
              + of(c.operand())
              + " AS "
              + c.type().sqlName()
              + ")";
      case Expression.Like like -> nested(like.operand()) + " LIKE '" + like.pattern() + "'";
      case Expression.InList in ->
          nested(in.operand())
              + in.values().stream().map(this::of).collect(Collectors.joining(", ", " IN (", ")"));
      case Expression.FunctionCall call ->
          call.function().name().toLowerCase(Locale.ROOT)
              + call.arguments().stream().map(this::of).collect(Collectors.joining(", ", "(", ")"));
      case Expression.PlannerExpression other -> other.toString();
    };
  }

  private String binary(Expression left, String operator, Expression right) {
    return nested(left) + " " + operator + " " + nested(right);
  }

  private String joined(List<Expression> operands, String separator) {
    return operands.stream().map(this::nested).collect(Collectors.joining(separator));
  }

  private String nested(Expression node) {
    return switch (node) {
      case Expression.Arithmetic _,
          Expression.Comparison _,
          Expression.And _,
          Expression.Or _,
          Expression.Not _,
          Expression.IsNull _,
          Expression.Like _,
          Expression.InList _ ->
          "(" + of(node) + ")";
      case Expression.ColumnRef _,
          Literal _,
          Expression.CaseWhen _,
          Expression.Cast _,
          Expression.FunctionCall _,
          Expression.PlannerExpression _ ->
          of(node);
    };
  }

  private String caseWhen(Expression.CaseWhen node) {
    StringBuilder text = new StringBuilder("CASE");
    for (int i = 0; i < node.conditions().size(); i++) {
      text.append(" WHEN ")
          .append(of(node.conditions().get(i)))
          .append(" THEN ")
          .append(of(node.results().get(i)));
    }
    return text.append(" ELSE ").append(of(node.otherwise())).append(" END").toString();
  }

  private static String literal(Literal literal) {
    return switch (literal.value()) {
      case null -> "NULL";
      case String text -> "'" + text.replace("'", "''") + "'";
      case Long days when literal.type() instanceof DataType.Date ->
          "DATE '" + LocalDate.ofEpochDay(days) + "'";
      case BigInteger unscaled when literal.type() instanceof DataType.Decimal decimal ->
          new BigDecimal(unscaled, decimal.scale()).toPlainString();
      default -> literal.value().toString();
    };
  }
}
