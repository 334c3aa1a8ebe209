package io.scheelite.sql;

import java.util.List;

/** The groups of a {@link DataFrame}, waiting to hear what to compute of them. Immutable. */
public final class GroupedDataFrame {
  private final DataFrame input;
  private final List<Column> keys;

  GroupedDataFrame(DataFrame input, List<Column> keys) {
    this.input = input;
    this.keys = keys;
  }

  /** One row per group: the keys, then these values, made of aggregates and keys. */
  public DataFrame agg(Column... values) {
    return input.aggregate(keys, List.of(values));
  }

  /** One row per group with its number of rows, labelled {@code count}. */
  public DataFrame count() {
    return agg(Functions.count().as("count"));
  }
}
