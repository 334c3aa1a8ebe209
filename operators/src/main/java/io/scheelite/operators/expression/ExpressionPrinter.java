package io.scheelite.operators.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes expressions as text close to SQL, for EXPLAIN and for messages. */
public final class ExpressionPrinter {
  private final @Nullable Schema schema;

  private ExpressionPrinter(@Nullable Schema schema) {
    this.schema = schema;
  }

  /** With columns as {@code #0}, {@code #1} …. */
  public static String print(Expression expression) {
    return new ExpressionPrinter(null).text(expression);
  }

  /** With columns by their names in {@code schema}. */
  public static String print(Expression expression, Schema schema) {
    return new ExpressionPrinter(schema).text(expression);
  }

  private String text(Expression node) {
    return switch (node) {
      case Expression.ColumnRef column ->
          schema == null ? "#" + column.index() : schema.field(column.index()).name();
      case Expression.Literal literal -> literal(literal);
      case Expression.Arithmetic a -> binary(a.left(), a.operator().symbol(), a.right());
      case Expression.Comparison c -> binary(c.left(), c.operator().symbol(), c.right());
      case Expression.And and -> joined(and.operands(), " AND ");
      case Expression.Or or -> joined(or.operands(), " OR ");
      case Expression.Not(Expression.IsNull isNull) -> nested(isNull.operand()) + " IS NOT NULL";
      case Expression.Not not -> "NOT " + nested(not.operand());
      case Expression.IsNull isNull -> nested(isNull.operand()) + " IS NULL";
      case Expression.CaseWhen caseWhen -> caseWhen(caseWhen);
      case Expression.Cast cast ->
          (cast.nullOnFailure() ? "TRY_CAST(" : "CAST(")
              + text(cast.operand())
              + " AS "
              + cast.type().sqlName()
              + ")";
      case Expression.Like like -> like(like);
      case Expression.InList in -> nested(in.operand()) + " IN (" + list(in.values()) + ")";
      case Expression.FunctionCall call ->
          call.function().name().toLowerCase(Locale.ROOT) + "(" + list(call.arguments()) + ")";
      case Expression.PlannerExpression other -> other.toString();
    };
  }

  private String binary(Expression left, String operator, Expression right) {
    return nested(left) + " " + operator + " " + nested(right);
  }

  private String joined(List<Expression> operands, String separator) {
    return operands.stream().map(this::nested).collect(Collectors.joining(separator));
  }

  private String list(List<? extends Expression> expressions) {
    return expressions.stream().map(this::text).collect(Collectors.joining(", "));
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
          "(" + text(node) + ")";
      case Expression.ColumnRef _,
          Expression.Literal _,
          Expression.CaseWhen _,
          Expression.Cast _,
          Expression.FunctionCall _,
          Expression.PlannerExpression _ ->
          text(node);
    };
  }

  private String caseWhen(Expression.CaseWhen node) {
    StringBuilder text = new StringBuilder("CASE");
    for (int i = 0; i < node.conditions().size(); i++) {
      text.append(" WHEN ").append(text(node.conditions().get(i)));
      text.append(" THEN ").append(text(node.results().get(i)));
    }
    return text.append(" ELSE ").append(text(node.otherwise())).append(" END").toString();
  }

  private String like(Expression.Like like) {
    String escape = like.escape() < 0 ? "" : " ESCAPE " + quoted(Character.toString(like.escape()));
    return nested(like.operand()) + " LIKE " + quoted(like.pattern()) + escape;
  }

  private static String literal(Expression.Literal literal) {
    return switch (literal.value()) {
      case null -> "NULL";
      case String text -> quoted(text);
      case Long days when literal.type() instanceof DataType.Date ->
          "DATE '" + LocalDate.ofEpochDay(days) + "'";
      case Long micros when literal.type() instanceof DataType.Timestamp ->
          "TIMESTAMP '" + timestamp(micros) + "'";
      case BigInteger unscaled when literal.type() instanceof DataType.Decimal(int _, int scale) ->
          new BigDecimal(unscaled, scale).toPlainString();
      default -> literal.value().toString();
    };
  }

  private static String timestamp(long micros) {
    long seconds = Math.floorDiv(micros, 1_000_000L);
    int nanos = (int) Math.floorMod(micros, 1_000_000L) * 1000;
    return LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC).toString().replace('T', ' ');
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
