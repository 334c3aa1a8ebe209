package io.scheelite.scheduler.plan;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import java.math.BigInteger;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws expressions of every kind. They need not mean anything, only arrive as they were. */
final class RandomExpressions {
  static final List<DataType> TYPES =
      List.of(
          DataType.NULL,
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          new DataType.Decimal(7, 2),
          new DataType.Decimal(38, 0),
          DataType.DATE,
          DataType.TIMESTAMP,
          DataType.UTF8,
          DataType.BINARY,
          new DataType.List(new DataType.Map(DataType.UTF8, DataType.INT64)),
          new DataType.Struct(
              List.of(
                  new Field("a", DataType.DATE, true),
                  new Field("b", new DataType.List(new DataType.Decimal(9, 3)), true))));

  private final RandomGenerator random;

  RandomExpressions(RandomGenerator random) {
    this.random = random;
  }

  Expression any(Schema schema, int depth) {
    if (depth == 0) {
      return random.nextBoolean() ? column(schema) : literal(type());
    }
    return switch (random.nextInt(11)) {
      case 0 ->
          new Expression.Arithmetic(
              any(ArithmeticOperator.values()), next(schema, depth), next(schema, depth), type());
      case 1 ->
          new Expression.Comparison(
              any(ComparisonOperator.values()), next(schema, depth), next(schema, depth));
      case 2 -> new Expression.And(several(schema, depth, random.nextInt(4)));
      case 3 -> new Expression.Or(several(schema, depth, random.nextInt(4)));
      case 4 -> new Expression.Not(next(schema, depth));
      case 5 -> new Expression.IsNull(next(schema, depth));
      case 6 -> caseWhen(schema, depth);
      case 7 -> new Expression.Cast(next(schema, depth), type(), random.nextBoolean());
      case 8 -> new Expression.Like(next(schema, depth), "%a_", random.nextInt(3) - 1);
      case 9 -> inList(schema, depth);
      default ->
          new Expression.FunctionCall(
              any(ScalarFunction.values()),
              several(schema, depth, random.nextInt(4)),
              type(),
              random.nextBoolean());
    };
  }

  private Expression next(Schema schema, int depth) {
    return any(schema, random.nextInt(depth));
  }

  private List<Expression> several(Schema schema, int depth, int count) {
    return IntStream.range(0, count).mapToObj(i -> next(schema, depth)).toList();
  }

  private Expression caseWhen(Schema schema, int depth) {
    int branches = 1 + random.nextInt(3);
    return new Expression.CaseWhen(
        several(schema, depth, branches),
        several(schema, depth, branches),
        next(schema, depth),
        type());
  }

  private Expression inList(Schema schema, int depth) {
    DataType type = type();
    return new Expression.InList(
        next(schema, depth),
        IntStream.range(0, random.nextInt(5)).mapToObj(i -> literal(type)).toList());
  }

  private Expression column(Schema schema) {
    int index = random.nextInt(schema.size());
    return new Expression.ColumnRef(index, schema.type(index), random.nextBoolean());
  }

  private DataType type() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  Expression.Literal literal(DataType type) {
    return new Expression.Literal(random.nextInt(5) == 0 ? null : value(type), type);
  }

  private @Nullable Object value(DataType type) {
    return switch (type) {
      case DataType.Null _ -> null;
      case DataType.Bool _ -> random.nextBoolean();
      case DataType.Int8 _ -> (long) (byte) random.nextInt();
      case DataType.Int16 _ -> (long) (short) random.nextInt();
      case DataType.Int32 _, DataType.Date _ -> (long) random.nextInt();
      case DataType.Int64 _, DataType.Timestamp _ -> random.nextLong();
      case DataType.Float32 _, DataType.Float64 _ -> Double.longBitsToDouble(random.nextLong());
      case DataType.Decimal _ ->
          BigInteger.valueOf(random.nextLong()).shiftLeft(random.nextInt(60));
      case DataType.Utf8 _ -> random.nextBoolean() ? "" : "größer 😀 " + random.nextInt();
      case DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ -> "";
    };
  }
}
