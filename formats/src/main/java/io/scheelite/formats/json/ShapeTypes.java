package io.scheelite.formats.json;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The types of what was seen, by the rules of DuckDB's {@code read_json}
 * (extension/json/json_functions/json_structure.cpp). Stateless.
 */
final class ShapeTypes {
  /** What is deeper is VARCHAR: types that are nested further are of use to nobody. */
  private static final int MOST_DEPTH = 100;

  /** Stands for values of any kind until {@link #known} makes texts of them. */
  private static final DataType ANY = DataType.BINARY;

  /** Maps are made of fields whose types are as similar, on average. */
  private static final double MAP_SIMILARITY = 0.8;

  private final NestedInference inference;
  private final int mostDepth;

  ShapeTypes(NestedInference inference) {
    this.inference = inference;
    this.mostDepth =
        inference.mostDepth() < 0 ? MOST_DEPTH : Math.min(MOST_DEPTH, inference.mostDepth());
  }

  /** The type of a column. */
  DataType column(ValueShape shape) {
    return known(type(shape, 1, ANY)); // the object that is the row has depth 0
  }

  private static DataType known(DataType type) {
    return switch (type) {
      case DataType.Binary _ -> DataType.UTF8;
      case DataType.List(DataType element) -> new DataType.List(known(element));
      case DataType.Map(DataType key, DataType value) -> new DataType.Map(key, known(value));
      case DataType.Struct(List<Field> fields) ->
          new DataType.Struct(
              fields.stream()
                  .map(field -> new Field(field.name(), known(field.type()), true))
                  .toList());
      default -> type;
    };
  }

  /**
   * @param unknown the type where nothing is known
   */
  private DataType type(ValueShape shape, int depth, DataType unknown) {
    if (depth >= mostDepth || shape.isMixed()) {
      return ANY;
    }
    if (shape.isUnknown()) {
      return unknown;
    }
    if (shape.elements() != null) {
      return new DataType.List(type(shape.elements(), depth + 1, unknown));
    }
    if (shape.fields() != null) {
      return object(shape, shape.fields(), depth, unknown);
    }
    DataType scalar = shape.scalarType();
    return scalar == null ? ANY : scalar;
  }

  private DataType object(
      ValueShape shape, Map<String, ValueShape> shapes, int depth, DataType unknown) {
    boolean mapped = inference.mapFields() >= 0;
    if (shapes.isEmpty()) {
      return mapped ? new DataType.Map(DataType.UTF8, unknown) : ANY;
    }
    if (mapped && share(shape, shapes) < inference.fieldShare()) {
      return new DataType.Map(DataType.UTF8, merged(shapes, depth + 1, unknown));
    }
    List<Field> fields = new ArrayList<>();
    shapes.forEach(
        (name, field) -> fields.add(new Field(name, type(field, depth + 1, unknown), true)));
    if (mapped && shapes.size() >= inference.mapFields()) {
      DataType value = merged(shapes, depth + 1, DataType.NULL);
      if (similarity(value, fields, depth) >= MAP_SIMILARITY) {
        return new DataType.Map(DataType.UTF8, merged(shapes, depth + 1, unknown));
      }
    }
    return new DataType.Struct(fields);
  }

  /** In how many of the objects a field stands, on average. */
  private static double share(ValueShape shape, Map<String, ValueShape> shapes) {
    double sum = 0;
    for (ValueShape field : shapes.values()) {
      sum += (double) field.numValues() / (shape.numValues() - shape.numNulls());
    }
    return sum / shapes.size();
  }

  /** The type of values of all fields. */
  private DataType merged(Map<String, ValueShape> shapes, int depth, DataType unknown) {
    ValueShape all = new ValueShape();
    shapes.values().forEach(all::merge);
    return type(all, depth + 1, unknown);
  }

  /** Of fields that were merged, and the values of a map: {@code {}} is one, whatever they are. */
  private double similarity(List<Field> merged, DataType value, int depth) {
    double sum = 0;
    for (Field field : merged) {
      double one = similarity(field.type(), value, depth + 1);
      if (one < 0) {
        return one;
      }
      sum += one;
    }
    return sum / merged.size();
  }

  private double similarity(DataType value, List<Field> fields, int depth) {
    double sum = 0;
    for (Field field : fields) {
      double one = similarity(value, field.type(), depth + 1);
      if (one < 0) {
        return one;
      }
      sum += one;
    }
    return sum / fields.size();
  }

  /** How much of a type there is in another one; negative if it does not fit into it. */
  private double similarity(DataType merged, DataType type, int depth) {
    if (depth >= mostDepth || isNull(merged) || isNull(type)) {
      return 1;
    }
    if (merged.equals(ANY)) {
      return -1;
    }
    if (type.equals(ANY) || merged.equals(type)) {
      return 1;
    }
    return switch (merged) {
      case DataType.Struct whole when type instanceof DataType.Struct part ->
          similarity(whole, part, depth);
      case DataType.Struct(List<Field> fields) when type instanceof DataType.Map map ->
          similarity(fields, map.value(), depth);
      case DataType.Map whole when type instanceof DataType.Map map ->
          similarity(whole.value(), map.value(), depth + 1);
      case DataType.Map whole when type instanceof DataType.Struct(List<Field> fields) ->
          similarity(whole.value(), fields, depth);
      case DataType.List(DataType whole) when type instanceof DataType.List(DataType part) ->
          similarity(whole, part, depth + 1);
      case DataType.Struct _, DataType.Map _, DataType.List _ -> -1;
      default -> 1; // numbers of two kinds, texts that are dates
    };
  }

  private double similarity(DataType.Struct whole, DataType.Struct part, int depth) {
    double sum = 0;
    for (Field field : part.fields()) {
      DataType other = null;
      for (Field candidate : whole.fields()) {
        if (candidate.name().equals(field.name())) {
          other = candidate.type();
        }
      }
      double one = other == null ? -1 : similarity(other, field.type(), depth + 1);
      if (one < 0) {
        return one;
      }
      sum += one;
    }
    return sum / whole.fields().size();
  }

  private static boolean isNull(DataType type) {
    return type instanceof DataType.Null;
  }
}
