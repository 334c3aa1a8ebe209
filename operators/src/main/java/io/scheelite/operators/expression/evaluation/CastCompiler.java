package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;

/** Chooses the evaluator of a cast by its two types. */
final class CastCompiler {
  private CastCompiler() {}

  static Evaluator compile(Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    DataType from = cast.operand().type();
    DataType to = cast.type();
    RowScope scope = operand.scope();
    if (from.equals(to)) {
      return operand;
    }
    return switch (from) {
      case DataType.Null _ -> new LiteralEvaluator(scope, new Literal(null, to), memory);
      case DataType.Bool _ -> fromBoolean(cast, operand, memory);
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Decimal _ ->
          fromInteger(cast, operand, memory);
      case DataType.Float32 _, DataType.Float64 _ -> fromFloat(cast, operand, memory);
      case DataType.Date _ -> fromDate(cast, operand, memory);
      case DataType.Timestamp _ -> fromTimestamp(cast, operand, memory);
      case DataType.Utf8 _ -> fromText(cast, operand, memory);
      case DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ -> {
        if (from instanceof DataType.List && to instanceof DataType.List) {
          yield new ListCastEvaluator(cast, operand, memory);
        }
        if (!(to instanceof DataType.Utf8)) {
          throw noCast(cast);
        }
        yield text(cast, operand, memory);
      }
    };
  }

  private static Evaluator fromText(
      Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    if (cast.type() instanceof DataType.Binary) {
      return new RowwiseCast(cast, operand, new BytesOfText(memory), memory);
    }
    if (DataType.isNested(cast.type())) {
      throw noCast(cast);
    }
    TextConversions conversions = new TextConversions(cast.type());
    return new RowwiseCast(cast, operand, conversions::parse, memory);
  }

  private static Evaluator fromBoolean(
      Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    if (cast.type() instanceof DataType.Utf8) {
      return text(cast, operand, memory);
    }
    return new RowwiseCast(cast, operand, new NumberConversions(cast)::fromBoolean, memory);
  }

  private static Evaluator fromInteger(
      Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    NumberConversions conversions = new NumberConversions(cast);
    return switch (cast.type()) {
      case DataType.Utf8 _ -> text(cast, operand, memory);
      case DataType.Bool _ -> new RowwiseCast(cast, operand, conversions::integerToBoolean, memory);
      case DataType.Float32 _, DataType.Float64 _ ->
          new IntegerToFloatCast(
              cast,
              operand,
              new RowwiseCast(cast, operand, conversions::integerToFloat, memory),
              memory);
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Decimal _ ->
          new IntegerCast(
              cast,
              operand,
              new RowwiseCast(cast, operand, conversions::integerToInteger, memory),
              memory);
      case DataType.Null _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          throw noCast(cast);
    };
  }

  private static Evaluator fromFloat(
      Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    NumberConversions conversions = new NumberConversions(cast);
    return switch (cast.type()) {
      case DataType.Utf8 _ -> text(cast, operand, memory);
      case DataType.Bool _ -> new RowwiseCast(cast, operand, conversions::floatToBoolean, memory);
      case DataType.Float32 _, DataType.Float64 _ ->
          new RowwiseCast(cast, operand, conversions::floatToFloat, memory);
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Decimal _ ->
          new RowwiseCast(cast, operand, conversions::floatToInteger, memory);
      case DataType.Null _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          throw noCast(cast);
    };
  }

  private static Evaluator fromDate(
      Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    return switch (cast.type()) {
      case DataType.Utf8 _ -> text(cast, operand, memory);
      case DataType.Timestamp _ ->
          new RowwiseCast(cast, operand, DateTimes::dateToTimestamp, memory);
      case DataType.Null _,
          DataType.Bool _,
          DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _,
          DataType.Date _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          throw noCast(cast);
    };
  }

  private static Evaluator fromTimestamp(
      Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    return switch (cast.type()) {
      case DataType.Utf8 _ -> text(cast, operand, memory);
      case DataType.Date _ -> new RowwiseCast(cast, operand, DateTimes::timestampToDate, memory);
      case DataType.Null _,
          DataType.Bool _,
          DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _,
          DataType.Timestamp _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          throw noCast(cast);
    };
  }

  private static Evaluator text(Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    return new TextCast(operand, cast.operand().type(), memory);
  }

  private static IllegalStateException noCast(Expression.Cast cast) {
    return new IllegalStateException(
        "no such cast: from=" + cast.operand().type().sqlName() + " to=" + cast.type().sqlName());
  }
}
