package io.scheelite.operators.expression;

import io.scheelite.columnar.DataType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A typed scalar expression over the columns of one batch: the language in which plans say what to
 * compute per row.
 *
 * <p>Expressions are immutable trees of records, shared by logical plans, physical plans and
 * evaluators. They are fully typed: whoever builds one inserts the casts, so that both operands of
 * a comparison have one type, and both operands of {@link Arithmetic} are both integers of one
 * type, both doubles, or both decimals (of any precision and scale).
 */
public sealed interface Expression {
  /** The type of every value this yields. */
  DataType type();

  /** Whether a row may yield null. */
  boolean nullable();

  /** Operands in order. */
  List<Expression> children();

  /**
   * Column {@code index} of the input.
   *
   * @param index position in the input's schema, from 0
   */
  record ColumnRef(int index, DataType type, boolean nullable) implements Expression {
    @Override
    public List<Expression> children() {
      return List.of();
    }
  }

  /**
   * A constant.
   *
   * @param value null; Boolean; Long (integers, DATE in days, TIMESTAMP in microseconds);
   *     BigInteger (the unscaled value of a decimal of any precision); Double (both float types);
   *     String; the empty String of BLOB and nested types stands for some value that nobody reads
   */
  record Literal(@Nullable Object value, DataType type) implements Expression {
    @Override
    public boolean nullable() {
      return value == null;
    }

    @Override
    public List<Expression> children() {
      return List.of();
    }
  }

  /**
   * Arithmetic with ANSI semantics: overflow and division by zero are errors of the row that has
   * them.
   */
  record Arithmetic(ArithmeticOperator operator, Expression left, Expression right, DataType type)
      implements Expression {
    @Override
    public boolean nullable() {
      return left.nullable() || right.nullable();
    }

    @Override
    public List<Expression> children() {
      return List.of(left, right);
    }
  }

  /**
   * Compares two values of one type; null if either is null (except for the {@code DISTINCT}
   * operators).
   */
  record Comparison(ComparisonOperator operator, Expression left, Expression right)
      implements Expression {
    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return left.nullable() || right.nullable();
    }

    @Override
    public List<Expression> children() {
      return List.of(left, right);
    }
  }

  /**
   * Conjunction in three-valued logic; later operands only see rows on which earlier ones are not
   * false.
   */
  record And(List<Expression> operands) implements Expression {
    /** Copies the list. */
    public And {
      operands = List.copyOf(operands);
    }

    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return operands.stream().anyMatch(Expression::nullable);
    }

    @Override
    public List<Expression> children() {
      return operands;
    }
  }

  /**
   * Disjunction in three-valued logic; later operands only see rows on which earlier ones are not
   * true.
   */
  record Or(List<Expression> operands) implements Expression {
    /** Copies the list. */
    public Or {
      operands = List.copyOf(operands);
    }

    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return operands.stream().anyMatch(Expression::nullable);
    }

    @Override
    public List<Expression> children() {
      return operands;
    }
  }

  /** Negation in three-valued logic. */
  record Not(Expression operand) implements Expression {
    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return operand.nullable();
    }

    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  /** Whether the operand is null; never null itself. {@code IS NOT NULL} is {@code Not(IsNull)}. */
  record IsNull(Expression operand) implements Expression {
    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return false;
    }

    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  /**
   * {@code CASE WHEN condition THEN result … ELSE otherwise END}; a branch sees only the rows that
   * reach it.
   */
  record CaseWhen(
      List<Expression> conditions, List<Expression> results, Expression otherwise, DataType type)
      implements Expression {
    /** Copies the lists. */
    public CaseWhen {
      conditions = List.copyOf(conditions);
      results = List.copyOf(results);
      if (conditions.isEmpty() || conditions.size() != results.size()) {
        throw new IllegalArgumentException(
            "CASE needs as many results as conditions: conditions="
                + conditions.size()
                + " results="
                + results.size());
      }
    }

    @Override
    public boolean nullable() {
      return otherwise.nullable() || results.stream().anyMatch(Expression::nullable);
    }

    @Override
    public List<Expression> children() {
      return Stream.of(conditions, results, List.of(otherwise)).flatMap(List::stream).toList();
    }
  }

  /**
   * Converts to {@code type}; a value that does not fit is an error of its row.
   *
   * @param nullOnFailure {@code TRY_CAST}: such a value becomes null instead
   */
  record Cast(Expression operand, DataType type, boolean nullOnFailure) implements Expression {
    @Override
    public boolean nullable() {
      return nullOnFailure || operand.nullable();
    }

    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  /**
   * SQL {@code LIKE} with a constant pattern.
   *
   * @param escape escape character, or -1 for none
   */
  record Like(Expression operand, String pattern, int escape) implements Expression {
    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return operand.nullable();
    }

    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  /**
   * Whether the operand equals one of the non-null constants, all of the operand's type; null for a
   * null operand.
   */
  record InList(Expression operand, List<Literal> values) implements Expression {
    /** Copies the list. */
    public InList {
      values = List.copyOf(values);
    }

    @Override
    public DataType type() {
      return DataType.BOOLEAN;
    }

    @Override
    public boolean nullable() {
      return operand.nullable();
    }

    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  /** A built-in function; see {@link ScalarFunction} for signatures. */
  record FunctionCall(
      ScalarFunction function, List<Expression> arguments, DataType type, boolean nullable)
      implements Expression {
    /** Copies the list. */
    public FunctionCall {
      arguments = List.copyOf(arguments);
    }

    @Override
    public List<Expression> children() {
      return arguments;
    }
  }

  /**
   * An expression that only a planner knows (such as a reference to an outer query); no evaluator
   * exists for it.
   */
  non-sealed interface PlannerExpression extends Expression {}
}
