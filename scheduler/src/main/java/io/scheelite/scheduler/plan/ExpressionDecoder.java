package io.scheelite.scheduler.plan;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.scheduler.wire.WireValues;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link ExpressionEncoder} wrote, and checks it against the columns it is for. */
final class ExpressionDecoder {
  private final Schema schema;
  private final List<Expression> done = new ArrayList<>();

  private ExpressionDecoder(Schema schema) {
    this.schema = schema;
  }

  /**
   * The expression.
   *
   * @param schema columns that it may refer to
   */
  static Expression decode(PlanWire.Expression wire, Schema schema) {
    ExpressionDecoder decoder = new ExpressionDecoder(schema);
    for (PlanWire.Term term : wire.getTermsList()) {
      decoder.done.add(decoder.term(term));
    }
    WireValues.require(decoder.done.size() == 1, "expression is not one tree");
    return decoder.done.getFirst();
  }

  static List<Expression> decode(List<PlanWire.Expression> wire, Schema schema) {
    return wire.stream().map(expression -> decode(expression, schema)).toList();
  }

  private Expression term(PlanWire.Term term) {
    return switch (term.getKindCase()) {
      case COLUMN -> column(term.getColumn());
      case LITERAL -> LiteralCodec.decode(term.getLiteral());
      case ARITHMETIC -> arithmetic(term.getArithmetic());
      case COMPARISON -> comparison(term.getComparison());
      case AND -> new Expression.And(pop(term.getAnd()));
      case OR -> new Expression.Or(pop(term.getOr()));
      case NOT -> new Expression.Not(pop());
      case IS_NULL -> new Expression.IsNull(pop());
      case CASE_WHEN -> caseWhen(term.getCaseWhen());
      case CAST -> cast(term.getCast());
      case LIKE -> like(term.getLike());
      case IN_LIST -> inList(term.getInList());
      case FUNCTION_CALL -> call(term.getFunctionCall());
      case KIND_NOT_SET -> throw WireException.malformed("unknown expression");
    };
  }

  private Expression column(PlanWire.ColumnRef wire) {
    int index = wire.getIndex();
    DataType type = SchemaCodec.decode(wire.getType());
    WireValues.require(
        index >= 0
            && index < schema.size()
            && schema.type(index).physicalType() == type.physicalType(),
        "expression needs another column than there is: index=" + Integer.toUnsignedString(index));
    return new Expression.ColumnRef(index, type, wire.getNullable());
  }

  private Expression arithmetic(PlanWire.Arithmetic wire) {
    Expression right = pop();
    Expression left = pop();
    return new Expression.Arithmetic(
        WireValues.constant(ArithmeticOperator.class, wire.getOperator()),
        left,
        right,
        SchemaCodec.decode(wire.getType()));
  }

  private Expression comparison(String operator) {
    Expression right = pop();
    Expression left = pop();
    return new Expression.Comparison(
        WireValues.constant(ComparisonOperator.class, operator), left, right);
  }

  private Expression caseWhen(PlanWire.CaseWhen wire) {
    Expression otherwise = pop();
    List<Expression> results = pop(wire.getNumBranches());
    List<Expression> conditions = pop(wire.getNumBranches());
    return new Expression.CaseWhen(
        conditions, results, otherwise, SchemaCodec.decode(wire.getType()));
  }

  private Expression cast(PlanWire.Cast wire) {
    return new Expression.Cast(pop(), SchemaCodec.decode(wire.getType()), wire.getNullOnFailure());
  }

  private Expression like(PlanWire.Like wire) {
    int escape = wire.hasEscape() ? WireValues.number(wire.getEscape(), "escape") : -1;
    return new Expression.Like(pop(), wire.getPattern(), escape);
  }

  private Expression inList(PlanWire.InList wire) {
    return new Expression.InList(
        pop(), wire.getValuesList().stream().map(LiteralCodec::decode).toList());
  }

  private Expression call(PlanWire.FunctionCall wire) {
    return new Expression.FunctionCall(
        WireValues.constant(ScalarFunction.class, wire.getFunction()),
        pop(wire.getNumArguments()),
        SchemaCodec.decode(wire.getType()),
        wire.getNullable());
  }

  private Expression pop() {
    WireValues.require(!done.isEmpty(), "expression lacks an operand");
    return done.removeLast();
  }

  /** The last ones, in order. */
  private List<Expression> pop(int count) {
    WireValues.require(count >= 0 && count <= done.size(), "expression lacks operands");
    List<Expression> last = done.subList(done.size() - count, done.size());
    List<Expression> operands = List.copyOf(last);
    last.clear();
    return operands;
  }
}
