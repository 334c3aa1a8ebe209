package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Well-typed random expressions over a schema, nested to a given depth. */
final class RandomExpressions {
  private static final List<DataType> INTEGERS =
      List.of(DataType.INT8, DataType.INT16, DataType.INT32, DataType.INT64);

  private static final String[] PATTERNS = {
    "%", "", "%a%", "a%", "%a", "a", "%a%b%", "_a%", "%é_", "a%b", "%ab%ab%", "\\%%", "ab%ab", "__"
  };

  private final RandomGenerator random;
  private final Schema schema;
  private final RandomValues values;

  RandomExpressions(RandomGenerator random, Schema schema, RandomValues values) {
    this.random = random;
    this.schema = schema;
    this.values = values;
  }

  /** An expression of any type of the schema's columns. */
  Expression any(int depth) {
    return of(schema.type(random.nextInt(schema.size())), depth);
  }

  /** An expression of the type. */
  Expression of(DataType type, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(type);
    }
    if (random.nextInt(6) == 0) {
      return choice(type, depth - 1);
    }
    return switch (type) {
      case DataType.Bool _ -> condition(depth);
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ ->
          integer(type, depth - 1);
      case Decimal decimal -> decimal(decimal, depth - 1);
      case DataType.Float32 _, DataType.Float64 _ -> floating(type, depth - 1);
      case DataType.Date _ -> date(depth - 1);
      case DataType.Timestamp _ -> cast(of(DataType.DATE, depth - 1), type);
      case DataType.Utf8 _ -> text(depth - 1);
      case DataType.Null _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          leaf(type);
    };
  }

  private Expression leaf(DataType type) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      if (schema.type(i).equals(type)) {
        columns.add(i);
      }
    }
    if (columns.isEmpty() || random.nextInt(3) == 0) {
      return literal(type, random.nextInt(10) == 0);
    }
    int index = columns.get(random.nextInt(columns.size()));
    return new Expression.ColumnRef(index, type, schema.field(index).nullable());
  }

  private Literal literal(DataType type, boolean isNull) {
    return new Literal(isNull ? null : values.value(type), type);
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Expression choice(DataType type, int depth) {
    return switch (random.nextInt(3)) {
      case 0 -> call(ScalarFunction.COALESCE, type, of(type, depth), of(type, depth));
      case 1 -> call(ScalarFunction.NULLIF, type, of(type, depth), of(type, depth));
      default -> {
        List<Expression> conditions = new ArrayList<>();
        List<Expression> results = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
          conditions.add(of(DataType.BOOLEAN, depth));
          results.add(of(type, depth));
        }
        yield new Expression.CaseWhen(conditions, results, of(type, depth), type);
      }
    };
  }

  /** A truth value. */
  Expression condition(int depth) {
    int below = depth - 1;
    return switch (random.nextInt(9)) {
      case 0 -> new Expression.And(several(below));
      case 1 -> new Expression.Or(several(below));
      case 2 -> new Expression.Not(of(DataType.BOOLEAN, below));
      case 3 -> new Expression.IsNull(any(below));
      case 4 ->
          new Expression.Like(
              of(DataType.UTF8, below), PATTERNS[random.nextInt(PATTERNS.length)], '\\');
      case 5 -> in(schema.type(random.nextInt(schema.size())), below);
      default -> {
        DataType type = schema.type(random.nextInt(schema.size()));
        ComparisonOperator[] operators = ComparisonOperator.values();
        yield new Expression.Comparison(
            operators[random.nextInt(operators.length)], of(type, below), of(type, below));
      }
    };
  }

  private List<Expression> several(int depth) {
    List<Expression> operands = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i >= 0; i--) {
      operands.add(of(DataType.BOOLEAN, depth));
    }
    return operands;
  }

  private Expression in(DataType type, int depth) {
    List<Literal> constants = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      constants.add(literal(type, false));
    }
    return new Expression.InList(of(type, depth), constants);
  }

  private static Expression call(ScalarFunction function, DataType type, Expression... arguments) {
    return new Expression.FunctionCall(function, List.of(arguments), type, true);
  }

  private Expression cast(Expression operand, DataType type) {
    return new Expression.Cast(operand, type, random.nextInt(4) == 0);
  }

  private ArithmeticOperator operator() {
    ArithmeticOperator[] operators = ArithmeticOperator.values();
    return operators[random.nextInt(operators.length)];
  }

  private Expression integer(DataType type, int depth) {
    boolean wide = type.equals(DataType.INT64);
    return switch (random.nextInt(wide ? 9 : 6)) {
      case 0 -> call(ScalarFunction.ABS, type, of(type, depth));
      case 1 -> call(ScalarFunction.NEGATE, type, of(type, depth));
      case 2 -> cast(number(depth), type);
      case 6 -> call(ScalarFunction.LENGTH, type, of(DataType.UTF8, depth));
      case 7, 8 -> call(datePart(), type, random.nextBoolean() ? date(depth) : timestamp(depth));
      default -> new Expression.Arithmetic(operator(), of(type, depth), of(type, depth), type);
    };
  }

  private ScalarFunction datePart() {
    return oneOf(List.of(ScalarFunction.YEAR, ScalarFunction.MONTH, ScalarFunction.DAY));
  }

  private Expression timestamp(int depth) {
    return of(DataType.TIMESTAMP, depth);
  }

  private Expression number(int depth) {
    DataType type =
        switch (random.nextInt(5)) {
          case 0 -> DataType.BOOLEAN;
          case 1 -> DataType.FLOAT64;
          case 3 -> DataType.UTF8;
          case 2 -> oneOf(INTEGERS);
          default -> decimalType();
        };
    return of(type, depth);
  }

  private Decimal decimalType() {
    List<Decimal> decimals = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      if (schema.type(i) instanceof Decimal decimal) {
        decimals.add(decimal);
      }
    }
    return decimals.isEmpty() ? new Decimal(7, 3) : oneOf(decimals);
  }

  private Expression decimal(Decimal type, int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> call(ScalarFunction.ABS, type, of(type, depth));
      case 1 -> call(ScalarFunction.NEGATE, type, of(type, depth));
      case 2 -> cast(number(depth), type);
      case 3 -> cast(arithmetic(of(type, depth), of(decimalType(), depth)), type);
      default -> {
        Expression left = of(decimalType(), depth);
        Expression right = of(decimalType(), depth);
        yield cast(arithmetic(left, right), type);
      }
    };
  }

  /** With a result type by the standard's rules. */
  private Expression arithmetic(Expression left, Expression right) {
    Decimal a = (Decimal) left.type();
    Decimal b = (Decimal) right.type();
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
    ArithmeticOperator operator = operator();
    Decimal type =
        switch (operator) {
          case ADD, SUBTRACT, DIVIDE -> capped(whole + scale + 1, scale);
          case MULTIPLY -> capped(a.precision() + b.precision(), a.scale() + b.scale());
          case MODULO -> capped(whole + scale, scale);
        };
    ArithmeticOperator used =
        operator == ArithmeticOperator.DIVIDE ? ArithmeticOperator.ADD : operator;
    return new Expression.Arithmetic(used, left, right, type);
  }

  private static Decimal capped(int precision, int scale) {
    int digits = Math.min(Decimal.MAX_PRECISION, precision);
    return new Decimal(digits, Math.min(scale, digits));
  }

  private Expression floating(DataType type, int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> call(ScalarFunction.ABS, type, of(type, depth));
      case 1 -> call(ScalarFunction.NEGATE, type, of(type, depth));
      case 2 -> cast(number(depth), type);
      case 3 ->
          type.equals(DataType.FLOAT64)
              ? call(ScalarFunction.MEAN, type, summed(depth), of(DataType.INT64, depth))
              : cast(number(depth), type);
      default -> new Expression.Arithmetic(operator(), of(type, depth), of(type, depth), type);
    };
  }

  private Expression summed(int depth) {
    return of(oneOf(List.of(DataType.INT64, DataType.FLOAT64, decimalType())), depth);
  }

  private Expression date(int depth) {
    return switch (random.nextInt(3)) {
      case 0 -> cast(of(DataType.TIMESTAMP, depth), DataType.DATE);
      case 1 -> call(ScalarFunction.ADD_DAYS, DataType.DATE, of(DataType.DATE, depth), amount());
      default -> call(ScalarFunction.ADD_MONTHS, DataType.DATE, of(DataType.DATE, depth), amount());
    };
  }

  private Expression amount() {
    return new Literal((long) random.nextInt(-200, 200), DataType.INT64);
  }

  private Expression text(int depth) {
    Expression text = of(DataType.UTF8, depth);
    return switch (random.nextInt(7)) {
      case 0 -> call(ScalarFunction.UPPER, DataType.UTF8, text);
      case 1 -> call(ScalarFunction.LOWER, DataType.UTF8, text);
      case 2 -> call(ScalarFunction.TRIM, DataType.UTF8, text);
      case 3 -> call(ScalarFunction.CONCAT, DataType.UTF8, text, of(DataType.UTF8, depth));
      case 4 -> cast(printable(depth), DataType.UTF8);
      default -> substring(text, depth);
    };
  }

  private Expression substring(Expression text, int depth) {
    Expression start = random.nextBoolean() ? position() : of(DataType.INT64, depth);
    @Nullable Expression length = random.nextInt(4) == 0 ? null : position();
    return length == null
        ? call(ScalarFunction.SUBSTRING, DataType.UTF8, text, start)
        : call(ScalarFunction.SUBSTRING, DataType.UTF8, text, start, length);
  }

  private Expression position() {
    return new Literal((long) random.nextInt(-3, 20), DataType.INT64);
  }

  /** A value of a type whose text is specified by the reference. */
  private Expression printable(int depth) {
    List<DataType> types =
        List.of(
            DataType.BOOLEAN, DataType.INT16, DataType.INT64, DataType.DATE, DataType.TIMESTAMP);
    return random.nextInt(4) == 0 ? of(decimalType(), depth) : of(oneOf(types), depth);
  }
}
