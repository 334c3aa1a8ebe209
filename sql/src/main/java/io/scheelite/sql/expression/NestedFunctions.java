package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.FunctionCall;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;

/** Functions of lists, structs and maps. */
public final class NestedFunctions {
  private static final int MANY = 1000;

  private NestedFunctions() {}

  static void register(NamedFunction.Registry registry) {
    registry.add("list_value list_pack array_value", 0, MANY, a -> list(a.all()));
    registry.add(
        "list_extract list_element array_extract element_at struct_extract map_extract_value",
        2,
        2,
        a -> part(a.get(0), a.get(1)));
    registry.add("array_length list_length cardinality", 1, 1, NestedFunctions::length);
    registry.add(
        "list_position list_indexof array_position array_indexof",
        2,
        2,
        a ->
            TypedFunctions.call(
                ScalarFunction.NULLIF, List.of(position(a), Arguments.constant(0))));
    registry.add(
        "list_contains list_has array_contains array_has",
        2,
        2,
        a ->
            TypedExpressions.comparison(
                ComparisonOperator.GREATER, position(a), Arguments.constant(0)));
    registry.add("to_json", 1, 1, NestedFunctions::json);
    registry.add("map_keys", 1, 1, a -> mapPart(ScalarFunction.MAP_KEYS, a));
    registry.add("map_values", 1, 1, a -> mapPart(ScalarFunction.MAP_VALUES, a));
  }

  /** A list of values, brought to one type. */
  public static Expression list(List<Expression> values) {
    return list(values, TypedExpressions.commonType("a list", values));
  }

  /** A list of values of a type. */
  static Expression list(List<Expression> values, DataType element) {
    List<Expression> typed =
        values.stream().map(value -> TypedExpressions.cast(value, element)).toList();
    return new FunctionCall(ScalarFunction.LIST_VALUE, typed, new DataType.List(element), false);
  }

  /** A struct of values. */
  public static Expression struct(List<String> names, List<Expression> values) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(new Field(names.get(i), values.get(i).type(), true));
    }
    return new FunctionCall(
        ScalarFunction.STRUCT_VALUE, values, new DataType.Struct(fields), false);
  }

  /** A struct as another one with as many fields, by their places. */
  static Expression cast(Expression operand, DataType.Struct type) {
    List<Expression> parts = new ArrayList<>();
    for (int i = 0; i < type.fields().size(); i++) {
      boolean made =
          operand instanceof FunctionCall call && call.function() == ScalarFunction.STRUCT_VALUE;
      Expression part = made ? operand.children().get(i) : field(operand, i);
      parts.add(TypedExpressions.cast(part, type.fields().get(i).type()));
    }
    Expression result = struct(type.fields().stream().map(Field::name).toList(), parts);
    return operand.nullable()
        ? TypedExpressions.caseWhen(
            List.of(new Expression.IsNull(operand)), List.of(new Literal(null, type)), result)
        : result;
  }

  /** An element of a list, a field of a struct, or the value of a key of a map. */
  public static Expression part(Expression nested, Expression choice) {
    return switch (nested.type()) {
      case DataType.List list
          when NumericTypes.isInteger(choice.type()) || choice.type() instanceof DataType.Null ->
          new FunctionCall(
              ScalarFunction.LIST_ELEMENT,
              List.of(nested, TypedExpressions.cast(choice, DataType.INT64)),
              list.element(),
              true);
      case DataType.Struct struct when choice instanceof Literal literal -> {
        int index =
            switch (literal.value()) {
              case String name -> struct.indexOf(name);
              case Long position -> (int) Math.min(position, struct.fields().size() + 1L) - 1;
              case null, default -> -1;
            };
        if (index < 0 || index >= struct.fields().size()) {
          throw SqlException.of(
              ErrorCode.UNKNOWN_COLUMN,
              "struct has no such field: field=" + literal.value() + " type=" + struct.sqlName());
        }
        yield field(nested, index);
      }
      case DataType.Map map ->
          new FunctionCall(
              ScalarFunction.MAP_VALUE,
              List.of(nested, TypedExpressions.cast(choice, map.key())),
              map.value(),
              true);
      default -> throw noPart(nested, choice);
    };
  }

  /** The field of a struct with that number, from 0. */
  public static Expression field(Expression struct, int index) {
    DataType.Struct type = (DataType.Struct) struct.type();
    return new FunctionCall(
        ScalarFunction.STRUCT_FIELD,
        List.of(struct, Arguments.constant(index)),
        type.fields().get(index).type(),
        true);
  }

  private static SqlException noPart(Expression nested, Expression choice) {
    return SqlException.of(
        ErrorCode.TYPE_MISMATCH,
        "no part of a value can be chosen so: type="
            + nested.type().sqlName()
            + " choice="
            + choice.type().sqlName());
  }

  /** The number of elements. */
  static Expression length(Arguments arguments) {
    DataType type = arguments.type(0);
    arguments.check(type instanceof DataType.List || type instanceof DataType.Map);
    return Arguments.strict(ScalarFunction.LIST_LENGTH, DataType.INT64, arguments.get(0));
  }

  /** The text of a nested value, which is JSON. */
  private static Expression json(Arguments arguments) {
    arguments.check(DataType.isNested(arguments.type(0)));
    return arguments.asText(0);
  }

  /** Where a value is first found, from 1; 0 where it is not. */
  private static Expression position(Arguments arguments) {
    arguments.check(arguments.type(0) instanceof DataType.List);
    DataType element = ((DataType.List) arguments.type(0)).element();
    Expression list = arguments.get(0);
    if (element instanceof DataType.Null) {
      element = arguments.type(1);
      list = TypedExpressions.cast(list, new DataType.List(element));
    }
    Expression value = TypedExpressions.cast(arguments.get(1), element);
    return Arguments.strict(ScalarFunction.LIST_POSITION, DataType.INT64, list, value);
  }

  private static Expression mapPart(ScalarFunction function, Arguments arguments) {
    arguments.check(arguments.type(0) instanceof DataType.Map);
    DataType.Map map = (DataType.Map) arguments.type(0);
    DataType element = function == ScalarFunction.MAP_KEYS ? map.key() : map.value();
    return Arguments.strict(function, new DataType.List(element), arguments.get(0));
  }
}
