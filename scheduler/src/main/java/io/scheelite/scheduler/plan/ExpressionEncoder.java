package io.scheelite.scheduler.plan;

import io.scheelite.operators.expression.Expression;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Writes expressions in postfix order, without recursion. */
final class ExpressionEncoder {
  /** A larger one would not run either. */
  private static final int MAX_TERMS = 1 << 20;

  private static final PlanWire.Empty EMPTY = PlanWire.Empty.getDefaultInstance();

  private ExpressionEncoder() {}

  static PlanWire.Expression encode(Expression expression) {
    // each node before its operands, the last operand first: postfix order reversed
    List<PlanWire.Term> reversed = new ArrayList<>();
    Deque<Expression> open = new ArrayDeque<>();
    open.push(expression);
    while (!open.isEmpty()) {
      Expression next = open.pop();
      reversed.add(term(next));
      next.children().forEach(open::push);
      if (reversed.size() > MAX_TERMS) {
        throw WireException.unsupported(
            "expression is too large for other processes: maxTerms=" + MAX_TERMS);
      }
    }
    Collections.reverse(reversed);
    return PlanWire.Expression.newBuilder().addAllTerms(reversed).build();
  }

  private static PlanWire.Term term(Expression expression) {
    PlanWire.Term.Builder wire = PlanWire.Term.newBuilder();
    switch (expression) {
      case Expression.ColumnRef it -> wire.setColumn(column(it));
      case Expression.Literal it -> wire.setLiteral(LiteralCodec.encode(it));
      case Expression.Arithmetic it -> wire.setArithmetic(arithmetic(it));
      case Expression.Comparison it -> wire.setComparison(it.operator().name());
      case Expression.And it -> wire.setAnd(it.operands().size());
      case Expression.Or it -> wire.setOr(it.operands().size());
      case Expression.Not _ -> wire.setNot(EMPTY);
      case Expression.IsNull _ -> wire.setIsNull(EMPTY);
      case Expression.CaseWhen it -> wire.setCaseWhen(caseWhen(it));
      case Expression.Cast it -> wire.setCast(cast(it));
      case Expression.Like it -> wire.setLike(like(it));
      case Expression.InList it -> wire.setInList(inList(it));
      case Expression.FunctionCall it -> wire.setFunctionCall(call(it));
      case Expression.PlannerExpression it ->
          throw WireException.unsupported(
              "expression of a planner is in a plan to be run: class=" + it.getClass().getName());
    }
    return wire.build();
  }

  private static PlanWire.ColumnRef column(Expression.ColumnRef column) {
    return PlanWire.ColumnRef.newBuilder()
        .setIndex(column.index())
        .setType(SchemaCodec.encode(column.type()))
        .setNullable(column.nullable())
        .build();
  }

  private static PlanWire.Arithmetic arithmetic(Expression.Arithmetic arithmetic) {
    return PlanWire.Arithmetic.newBuilder()
        .setOperator(arithmetic.operator().name())
        .setType(SchemaCodec.encode(arithmetic.type()))
        .build();
  }

  private static PlanWire.CaseWhen caseWhen(Expression.CaseWhen caseWhen) {
    return PlanWire.CaseWhen.newBuilder()
        .setNumBranches(caseWhen.conditions().size())
        .setType(SchemaCodec.encode(caseWhen.type()))
        .build();
  }

  private static PlanWire.Cast cast(Expression.Cast cast) {
    return PlanWire.Cast.newBuilder()
        .setType(SchemaCodec.encode(cast.type()))
        .setNullOnFailure(cast.nullOnFailure())
        .build();
  }

  private static PlanWire.Like like(Expression.Like like) {
    PlanWire.Like.Builder wire = PlanWire.Like.newBuilder().setPattern(like.pattern());
    if (like.escape() >= 0) {
      wire.setEscape(like.escape());
    }
    return wire.build();
  }

  private static PlanWire.InList inList(Expression.InList inList) {
    return PlanWire.InList.newBuilder()
        .addAllValues(inList.values().stream().map(LiteralCodec::encode).toList())
        .build();
  }

  private static PlanWire.FunctionCall call(Expression.FunctionCall call) {
    return PlanWire.FunctionCall.newBuilder()
        .setFunction(call.function().name())
        .setNumArguments(call.arguments().size())
        .setType(SchemaCodec.encode(call.type()))
        .setNullable(call.nullable())
        .build();
  }
}
