package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns expressions into evaluators, once per driver. Equal expressions over the same rows share
 * one evaluator.
 */
final class ExpressionCompiler {
  // evaluators over a dictionary's values work in steps of so many, in batches of one row too
  private static final int SMALLEST_CAPACITY = 256;

  private final Schema input;
  private final EvaluationMemory memory;
  private final int capacity;
  private boolean insideDictionary;

  ExpressionCompiler(Schema input, int batchSize, EvaluationMemory memory) {
    this.input = input;
    this.memory = memory;
    this.capacity = (Math.max(SMALLEST_CAPACITY, batchSize) + Long.SIZE - 1) & -Long.SIZE;
  }

  /** A scope for the alive rows of batches. */
  RowScope newScope() {
    return new RowScope(input, capacity, true, memory);
  }

  /** An evaluator of the expression over the scope's rows. */
  Evaluator compile(Expression node, RowScope scope) {
    Evaluator known = scope.evaluators().get(node);
    if (known == null) {
      int column = insideDictionary ? -1 : ExpressionTraits.dictionaryColumn(node);
      known = column < 0 ? plain(node, scope) : overDictionary(node, column, scope);
      scope.evaluators().put(node, known);
    }
    return known;
  }

  /**
   * As {@link #compile}, for a filter: rows for which an operand of AND is null drop out at once.
   */
  Evaluator compileFilter(Expression node, RowScope scope) {
    return node instanceof Expression.And and && !isDictionaryWork(node)
        ? junction(flatten(and, new ArrayList<>()), true, true, scope)
        : compile(node, scope);
  }

  private static boolean isDictionaryWork(Expression node) {
    return ExpressionTraits.dictionaryColumn(node) >= 0;
  }

  private static List<Expression> flatten(Expression.And and, List<Expression> operands) {
    for (Expression operand : and.operands()) {
      if (operand instanceof Expression.And inner) {
        flatten(inner, operands);
      } else {
        operands.add(operand);
      }
    }
    return operands;
  }

  private Evaluator overDictionary(Expression node, int column, RowScope scope) {
    insideDictionary = true;
    try {
      RowScope values = new RowScope(input, capacity, false, memory);
      Evaluator perValue = compile(node, values);
      Evaluator plain = plain(node, scope);
      scope.use(column);
      return new DictionaryEvaluator(
          node.type(), column, input.size(), plain, values, perValue, memory);
    } finally {
      insideDictionary = false;
    }
  }

  private Evaluator plain(Expression node, RowScope scope) {
    return switch (node) {
      case Expression.ColumnRef column -> new ColumnEvaluator(scope, column.index());
      case Expression.Literal literal -> new LiteralEvaluator(scope, literal, memory);
      case Expression.Arithmetic arithmetic -> arithmetic(arithmetic, scope);
      case Expression.Comparison c ->
          new ComparisonEvaluator(
              scope, c.operator(), compile(c.left(), scope), compile(c.right(), scope), memory);
      case Expression.And and -> junction(and.operands(), true, false, scope);
      case Expression.Or or -> junction(or.operands(), false, false, scope);
      case Expression.Not not -> new NotEvaluator(scope, compile(not.operand(), scope), memory);
      case Expression.IsNull isNull ->
          new IsNullEvaluator(scope, compile(isNull.operand(), scope), memory);
      case Expression.CaseWhen caseWhen -> caseWhen(caseWhen, scope);
      case Expression.Cast cast ->
          CastCompiler.compile(cast, compile(cast.operand(), scope), memory);
      case Expression.Like like ->
          new LikeEvaluator(scope, like, compile(like.operand(), scope), memory);
      case Expression.InList in -> inList(in, scope);
      case Expression.FunctionCall call -> function(call, scope);
      case Expression.PlannerExpression other ->
          throw new IllegalStateException("no evaluator for a planner's expression: " + other);
    };
  }

  private Evaluator arithmetic(Expression.Arithmetic node, RowScope scope) {
    Evaluator left = compile(node.left(), scope);
    Evaluator right = compile(node.right(), scope);
    return node.type() instanceof DataType.Float32 || node.type() instanceof DataType.Float64
        ? new FloatArithmetic(scope, node, left, right, memory)
        : new IntegerArithmetic(scope, node, left, right, memory);
  }

  private Evaluator junction(
      List<Expression> operands, boolean conjunction, boolean nullsFail, RowScope scope) {
    List<Expression> ordered = inOrder(operands);
    ConditionOrder order = new ConditionOrder(ordered);
    List<Condition> conditions = new ArrayList<>();
    for (Expression operand : ordered) {
      conditions.add(condition(operand, conditions.isEmpty() && order.isFixed(), scope));
    }
    return new JunctionEvaluator(scope, conjunction, nullsFail, conditions, order, memory);
  }

  /**
   * Cheap operands before expensive ones, but none moves across one that may raise an error: which
   * rows that one sees is part of the meaning.
   */
  private static List<Expression> inOrder(List<Expression> operands) {
    List<Expression> ordered = new ArrayList<>();
    List<Expression> expensive = new ArrayList<>();
    for (Expression operand : operands) {
      if (ExpressionTraits.mayRaise(operand)) {
        ordered.addAll(expensive);
        expensive.clear();
        ordered.add(operand);
      } else if (ExpressionTraits.isCheap(operand)) {
        ordered.add(operand);
      } else {
        expensive.add(operand);
      }
    }
    ordered.addAll(expensive);
    return ordered;
  }

  private Condition condition(Expression node, boolean seesAll, RowScope scope) {
    boolean everywhere =
        seesAll || (ExpressionTraits.isCheap(node) && !ExpressionTraits.mayRaise(node));
    RowScope subset = everywhere ? null : scope.newSubset();
    Evaluator evaluator = compile(node, subset == null ? scope : subset);
    return new Condition(evaluator, subset, capacity, memory);
  }

  private Evaluator caseWhen(Expression.CaseWhen node, RowScope scope) {
    List<CaseEvaluator.Branch> branches = new ArrayList<>();
    for (int i = 0; i < node.conditions().size(); i++) {
      Condition condition = condition(node.conditions().get(i), i == 0, scope);
      branches.add(branch(condition, node.results().get(i), scope));
    }
    branches.add(branch(null, node.otherwise(), scope));
    return new CaseEvaluator(scope, node.type(), branches, memory);
  }

  private CaseEvaluator.Branch branch(
      @Nullable Condition condition, Expression result, RowScope scope) {
    if (result instanceof Expression.Literal literal) {
      return new CaseEvaluator.Branch(
          condition, compile(result, scope), null, literal.value() == null);
    }
    RowScope rows = scope.newSubset();
    return new CaseEvaluator.Branch(condition, compile(result, rows), rows, false);
  }

  private Evaluator inList(Expression.InList in, RowScope scope) {
    if (!InEvaluator.isCompared(in)) {
      return new InEvaluator(scope, in, compile(in.operand(), scope), memory);
    }
    List<Expression> comparisons = new ArrayList<>();
    List<Condition> conditions = new ArrayList<>();
    for (Expression.Literal value : in.values()) {
      Expression comparison =
          new Expression.Comparison(ComparisonOperator.EQUAL, in.operand(), value);
      comparisons.add(comparison);
      conditions.add(new Condition(compile(comparison, scope), null, capacity, memory));
    }
    return conditions.size() == 1
        ? compile(comparisons.getFirst(), scope)
        : new JunctionEvaluator(
            scope, false, false, conditions, ConditionOrder.asGiven(conditions.size()), memory);
  }

  @SuppressWarnings("checkstyle:MethodLength") // one case for each function
  private Evaluator function(Expression.FunctionCall call, RowScope scope) {
    if (call.arguments().isEmpty()) {
      return new NestedMakerEvaluator(scope, call, List.of(), memory); // the empty list
    }
    Expression first = call.arguments().getFirst();
    return switch (call.function()) {
      case COALESCE -> compile(FunctionRewrites.coalesce(call), scope);
      case NULLIF -> compile(FunctionRewrites.nullIf(call), scope);
      case NEGATE -> compile(FunctionRewrites.negate(first), scope);
      case ABS ->
          ExpressionTraits.isFloat(call.type())
              ? new AbsoluteFloatEvaluator(scope, call.type(), compile(first, scope), memory)
              : compile(FunctionRewrites.absolute(first), scope);
      case SUBSTRING -> new SubstringEvaluator(scope, arguments(call, scope), memory);
      case UPPER, LOWER, TRIM ->
          new TextFunctionEvaluator(scope, call.function(), compile(first, scope), memory);
      case LENGTH, OCTET_LENGTH, UNICODE ->
          new TextLengthEvaluator(scope, call.function(), compile(first, scope), memory);
      case CONCAT, CONCAT_WS -> new ConcatEvaluator(scope, call, arguments(call, scope), memory);
      case LEFT, RIGHT, SPLIT_PART, TRIM_BOTH, TRIM_LEADING, TRIM_TRAILING ->
          new TextSliceEvaluator(scope, call.function(), arguments(call, scope), memory);
      case REPLACE, REVERSE, REPEAT, LPAD, RPAD ->
          new TextBuilderEvaluator(scope, call, arguments(call, scope), memory);
      case POSITION, STARTS_WITH, ENDS_WITH, CONTAINS ->
          new TextSearchEvaluator(
              scope,
              call.function(),
              compile(first, scope),
              compile(call.arguments().get(1), scope),
              memory);
      case LIKE_PATTERN -> new PatternEvaluator(scope, call, arguments(call, scope), memory);
      case REGEX_FIND, REGEX_MATCH, REGEX_COUNT, REGEX_EXTRACT, REGEX_REPLACE ->
          new RegexEvaluator(scope, call, arguments(call, scope), memory);
      case INITCAP, TRANSLATE, CHR, HEX, HEX_TEXT, BINARY, MD5, SHA256, TIME_TEXT ->
          new TextMakerEvaluator(scope, call, arguments(call, scope), memory);
      case BITS_AND, BITS_OR, BITS_XOR, SHIFT_LEFT, SHIFT_RIGHT, BIT_COUNT, GCD, LCM, FACTORIAL ->
          new BitwiseEvaluator(scope, call, arguments(call, scope), memory);
      case YEAR, MONTH, DAY -> new DatePartEvaluator(scope, call, compile(first, scope), memory);
      case DATE_FIELD -> new DateFieldEvaluator(scope, call, compile(first, scope), memory);
      case EPOCH -> new EpochEvaluator(scope, first.type(), compile(first, scope), memory);
      case DATE_TRUNC -> new DateTruncEvaluator(scope, call, compile(first, scope), memory);
      case DATE_DIFF ->
          new DateDiffEvaluator(
              scope, call, compile(first, scope), compile(call.arguments().get(1), scope), memory);
      case MAKE_TIMESTAMP ->
          new MakeTimestampEvaluator(scope, call, arguments(call, scope), memory);
      case PARSE_TIME -> new ParseTimeEvaluator(scope, call, arguments(call, scope), memory);
      case MAKE_DATE -> new MakeDateEvaluator(scope, call, arguments(call, scope), memory);
      case LAST_DAY -> compile(FunctionRewrites.lastDay(first), scope);
      case ADD_MONTHS, ADD_DAYS, ADD_MICROS ->
          shift(call, compile(first, scope), compile(call.arguments().get(1), scope), scope);
      case SIGN -> compile(FunctionRewrites.sign(first), scope);
      case ROUND, TRUNCATE, FLOOR, CEILING -> rounding(call, compile(first, scope), scope);
      case SQRT,
          CBRT,
          EXP,
          LN,
          LOG2,
          LOG10,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          POWER,
          ATAN2,
          SINH,
          COSH,
          TANH,
          ASINH,
          ACOSH,
          ATANH,
          FLOOR_REST,
          NEXT_AFTER ->
          new MathEvaluator(
              scope,
              call,
              compile(first, scope),
              compile(call.arguments().getLast(), scope),
              memory);
      case LIST_ELEMENT, STRUCT_FIELD, MAP_VALUE ->
          new NestedPartEvaluator(scope, call, arguments(call, scope), memory);
      case LIST_LENGTH, LIST_POSITION ->
          new NestedSearchEvaluator(scope, call, arguments(call, scope), memory);
      case LIST_VALUE, STRUCT_VALUE ->
          new NestedMakerEvaluator(scope, call, arguments(call, scope), memory);
      case MAP_KEYS, MAP_VALUES ->
          new MapPartsEvaluator(scope, call, compile(first, scope), memory);
      case GREATEST, LEAST -> new ExtremeEvaluator(scope, call, arguments(call, scope), memory);
      case MEAN ->
          new MeanEvaluator(
              scope, call, compile(first, scope), compile(call.arguments().get(1), scope), memory);
    };
  }

  private Evaluator shift(
      Expression.FunctionCall call, Evaluator time, Evaluator amount, RowScope scope) {
    return call.type() instanceof DataType.Timestamp
        ? new TimestampShiftEvaluator(scope, call, time, amount, memory)
        : new DateShiftEvaluator(scope, call, time, amount, memory);
  }

  private Evaluator rounding(Expression.FunctionCall call, Evaluator operand, RowScope scope) {
    boolean toDigits = call.arguments().size() > 1;
    if (ExpressionTraits.isFloat(call.type())) {
      Evaluator digits = toDigits ? compile(call.arguments().get(1), scope) : null;
      return new FloatRoundingEvaluator(scope, call.function(), operand, digits, memory);
    }
    long digits = toDigits ? ConstantArguments.number(call, 1) : 0;
    return new ExactRoundingEvaluator(scope, call, operand, digits, memory);
  }

  private List<Evaluator> arguments(Expression.FunctionCall call, RowScope scope) {
    List<Evaluator> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(compile(argument, scope));
    }
    return arguments;
  }
}
