package io.scheelite.operators.plan;

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
    /** Copies the lists. */
    public HashJoin {
      probeKeys = List.copyOf(probeKeys);
      buildKeys = List.copyOf(buildKeys);
    }

    @Override
    public Schema schema() {
      return switch (joinType) {
        case INNER -> probe.schema().concat(build.schema());
        case LEFT ->
            probe
                .schema()
                .concat(
                    new Schema(
                        build.schema().fields().stream().map(f -> f.withNullable(true)).toList()));
        case SEMI, ANTI -> probe.schema();
        case RIGHT_SEMI, RIGHT_ANTI -> build.schema();
      };
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
}
