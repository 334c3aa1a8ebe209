package io.scheelite.operators.plan;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A physical plan: what to execute, with every choice made. Immutable.
 *
 * <p>Whoever embeds the operators builds these records directly; the SQL planner does the same.
 */
public sealed interface PlanNode {
  /** Columns of the output. */
  Schema schema();

  /** Inputs in order: for joins probe, then build. */
  List<PlanNode> inputs();

  /**
   * What the planner expects; −1 when it does not know. For EXPLAIN and for sizing, never for
   * correctness.
   */
  double estimatedRows();

  /**
   * Reads a table.
   *
   * @param columns positions in the table's schema that are output, in order
   * @param filters conjuncts over the output columns; applied exactly, and used by the source to
   *     skip data
   */
  record Scan(
      TableSource table, List<Integer> columns, List<Expression> filters, double estimatedRows)
      implements PlanNode {
    /** Copies the lists. */
    public Scan {
      columns = List.copyOf(columns);
      filters = List.copyOf(filters);
    }

    @Override
    public Schema schema() {
      return table.schema().select(columns);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }
  }

  /** Literal rows; every row has one literal per column. */
  record Values(Schema schema, List<List<Expression.Literal>> rows) implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }

    @Override
    public double estimatedRows() {
      return rows.size();
    }
  }

  /** Keeps the rows on which the predicate is true. */
  record Filter(PlanNode input, Expression predicate, double estimatedRows) implements PlanNode {
    @Override
    public Schema schema() {
      return input.schema();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }
  }

  /** Computes one expression per output column. */
  record Project(PlanNode input, List<Expression> expressions, List<String> names)
      implements PlanNode {
    /** Copies the lists. */
    public Project {
      expressions = List.copyOf(expressions);
      names = List.copyOf(names);
    }

    @Override
    public Schema schema() {
      List<Field> fields = new ArrayList<>();
      for (int i = 0; i < expressions.size(); i++) {
        fields.add(
            new Field(names.get(i), expressions.get(i).type(), expressions.get(i).nullable()));
      }
      return new Schema(fields);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public double estimatedRows() {
      return input.estimatedRows();
    }
  }

  /**
   * Groups by key columns and aggregates: output is the keys, then the aggregates. Nulls form one
   * group. Without keys there is exactly one output row, even for no input.
   *
   * @param keys positions in the input's schema
   */
  record Aggregate(
      PlanNode input, List<Integer> keys, List<AggregateCall> aggregates, double estimatedRows)
      implements PlanNode {
    /** Copies the lists. */
    public Aggregate {
      keys = List.copyOf(keys);
      aggregates = List.copyOf(aggregates);
    }

    @Override
    public Schema schema() {
      List<Field> fields = new ArrayList<>(input.schema().select(keys).fields());
      aggregates.forEach(a -> fields.add(new Field(a.name(), a.type(), a.nullable())));
      return new Schema(fields);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }
  }

  /**
   * Equi-join by hashing: {@code build} is collected, {@code probe} is streamed. Without keys every
   * pair is a candidate (cross or nested-loop join).
   *
   * @param probeKeys positions in the probe's schema; {@code buildKeys} has as many of the same
   *     types
   * @param residual further condition over probe columns followed by build columns, or null
   */
  record HashJoin(
      PlanNode probe,
      PlanNode build,
      JoinType joinType,
      List<Integer> probeKeys,
      List<Integer> buildKeys,
      @Nullable Expression residual,
      double estimatedRows)
      implements PlanNode {
    /** Copies the lists; refuses keys of different types, whose hashes have nothing in common. */
    public HashJoin {
      probeKeys = List.copyOf(probeKeys);
      buildKeys = List.copyOf(buildKeys);
      List<DataType> probeTypes = probeKeys.stream().map(probe.schema()::type).toList();
      List<DataType> buildTypes = buildKeys.stream().map(build.schema()::type).toList();
      if (!probeTypes.equals(buildTypes)) {
        throw new IllegalArgumentException(
            "join keys must have the same types on both sides: probe="
                + probeTypes
                + " build="
                + buildTypes);
      }
      if (joinType.isNullAware() && (probeKeys.size() != 1 || residual != null)) {
        throw new IllegalArgumentException("a null-aware join has one key and no residual");
      }
    }

    @Override
    public Schema schema() {
      return switch (joinType) {
        case INNER -> probe.schema().concat(build.schema());
        case LEFT, SINGLE -> probe.schema().concat(nullable(build.schema()));
        case RIGHT -> nullable(probe.schema()).concat(build.schema());
        case FULL -> nullable(probe.schema()).concat(nullable(build.schema()));
        case SEMI, ANTI, NULL_AWARE_ANTI -> probe.schema();
        case MARK, NULL_AWARE_MARK ->
            probe
                .schema()
                .concat(Schema.of(new Field("mark", DataType.BOOLEAN, joinType.isNullAware())));
        case RIGHT_SEMI, RIGHT_ANTI -> build.schema();
      };
    }

    private static Schema nullable(Schema schema) {
      return new Schema(schema.fields().stream().map(f -> f.withNullable(true)).toList());
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(probe, build);
    }
  }

  /**
   * The single row of the input: a row of nulls if it has none, an error if it has more (scalar
   * subquery).
   */
  record SingleRow(PlanNode input) implements PlanNode {
    @Override
    public Schema schema() {
      return new Schema(input.schema().fields().stream().map(f -> f.withNullable(true)).toList());
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public double estimatedRows() {
      return 1;
    }
  }

  /**
   * Rows that several places of a plan read and that are computed once: wherever {@code id} is the
   * same, so is {@code input}. Their order is lost.
   */
  record Shared(int id, PlanNode input) implements PlanNode {
    @Override
    public Schema schema() {
      return input.schema();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public double estimatedRows() {
      return input.estimatedRows();
    }
  }

  /** All rows in order. */
  record Sort(PlanNode input, List<SortKey> keys) implements PlanNode {
    @Override
    public Schema schema() {
      return input.schema();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public double estimatedRows() {
      return input.estimatedRows();
    }
  }

  /** The rows {@code offset} to {@code offset + limit} of the sorted input. */
  record TopN(PlanNode input, List<SortKey> keys, long limit, long offset) implements PlanNode {
    @Override
    public Schema schema() {
      return input.schema();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public double estimatedRows() {
      return limit;
    }
  }

  /** Any {@code limit} rows after skipping {@code offset}; in order where the input is sorted. */
  record Limit(PlanNode input, long limit, long offset) implements PlanNode {
    @Override
    public Schema schema() {
      return input.schema();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public double estimatedRows() {
      return limit;
    }
  }

  /** All rows of all inputs, which have the same column types. */
  record UnionAll(List<PlanNode> inputs, Schema schema) implements PlanNode {
    /** Copies the list. */
    public UnionAll {
      inputs = List.copyOf(inputs);
    }

    @Override
    public double estimatedRows() {
      return inputs.stream().mapToDouble(PlanNode::estimatedRows).sum();
    }
  }

  /**
   * Adds the values of window functions to each row: output is the input's columns, then one per
   * call. Rows of equal partition keys come one after another, in the order asked for.
   *
   * @param partitionKeys positions in the input's schema; none puts all rows into one partition
   * @param orderKeys order within a partition; without any, all its rows are peers
   */
  record Window(
      PlanNode input, List<Integer> partitionKeys, List<SortKey> orderKeys, List<WindowCall> calls)
      implements PlanNode {
    /** Copies the lists. */
    public Window {
      partitionKeys = List.copyOf(partitionKeys);
      orderKeys = List.copyOf(orderKeys);
      calls = List.copyOf(calls);
    }

    @Override
    public Schema schema() {
      List<Field> fields = new ArrayList<>(input.schema().fields());
      calls.forEach(call -> fields.add(new Field(call.name(), call.type(), call.nullable())));
      return new Schema(fields);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public double estimatedRows() {
      return input.estimatedRows();
    }

    /** The order in which rows are looked at: partition keys first. */
    public List<SortKey> sortKeys() {
      List<SortKey> keys = new ArrayList<>();
      partitionKeys.forEach(column -> keys.add(new SortKey(column, true, false)));
      orderKeys.stream()
          .filter(key -> keys.stream().noneMatch(other -> other.column() == key.column()))
          .forEach(keys::add);
      return keys;
    }
  }

  /**
   * Repeats each row for each of several sets of keys: output is the input's columns, then the
   * keys, null where a set lacks them, then the number of the set. A grouping by what was added
   * groups by each of the sets.
   *
   * @param keys positions in the input's schema
   * @param sets for each set, which of {@code keys} it has
   * @param emptyGroups whether for each set without keys there is one more row, in which all else
   *     is null: for groups that exist without rows
   */
  record Expand(PlanNode input, List<Integer> keys, List<List<Integer>> sets, boolean emptyGroups)
      implements PlanNode {
    /** Copies the lists. */
    public Expand {
      keys = List.copyOf(keys);
      sets = sets.stream().map(List::copyOf).toList();
    }

    @Override
    public Schema schema() {
      List<Field> fields = new ArrayList<>();
      for (Field field : input.schema().fields()) {
        fields.add(emptyGroups ? field.withNullable(true) : field);
      }
      keys.forEach(key -> fields.add(input.schema().field(key).withNullable(true)));
      fields.add(new Field("set", DataType.INT32, false));
      return new Schema(fields);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public double estimatedRows() {
      return input.estimatedRows() < 0 ? -1 : input.estimatedRows() * sets.size();
    }
  }

  /**
   * Where rows change hands between tasks: the output of the tasks below goes to the tasks above
   * that {@code distribution} names. Between tasks no order is kept. Within one process, where no
   * tasks are told apart, it changes nothing.
   */
  record Exchange(PlanNode input, Distribution distribution, double estimatedRows)
      implements PlanNode {
    @Override
    public Schema schema() {
      return input.schema();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }
  }

  /**
   * The upper half of an exchange, in a plan that was cut into stages: reads what the tasks of
   * another stage have written for this one.
   *
   * @param stage number of the stage whose output is read
   * @param distribution how that stage's output is distributed over the tasks of this one
   * @param ordered whether rows come in the order of partition, then writing task, each in the
   *     order in which it was written: then one driver reads all
   */
  record ExchangeRead(
      int stage, Schema schema, Distribution distribution, boolean ordered, double estimatedRows)
      implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }
  }
}
