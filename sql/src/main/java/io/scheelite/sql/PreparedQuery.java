package io.scheelite.sql;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.List;

/**
 * A query after optimization, with what was estimated on the way: all that does not depend on when
 * it runs. Immutable; any number of runs may begin with it at the same time.
 */
final class PreparedQuery {
  private static final int BYTES_PER_NODE = 512;
  private static final int BYTES_PER_COLUMN = 96;
  private static final int BYTES_PER_EXPRESSION = 320;

  private final LogicalQuery query;
  private final Estimator estimator;
  private final List<TableSource> tables;
  private final long heapBytes;

  /**
   * Takes over {@code estimator}. Needs a deep stack for deep plans.
   *
   * @param query optimized
   */
  PreparedQuery(LogicalQuery query, Estimator estimator) {
    this.query = query;
    this.estimator = estimator;
    List<TableSource> scanned = new ArrayList<>();
    long bytes = measure(query.plan(), scanned);
    for (LogicalQuery.SharedPlan part : query.shared()) {
      bytes += measure(part.plan(), scanned);
    }
    this.tables = List.copyOf(scanned);
    this.heapBytes = bytes;
  }

  /** Adds the tables that are not known yet; returns roughly how many bytes the plan takes. */
  private static long measure(LogicalPlan plan, List<TableSource> tables) {
    if (plan instanceof LogicalPlan.Scan scan
        && tables.stream().noneMatch(known -> known == scan.table())) {
      tables.add(scan.table());
    }
    long bytes =
        BYTES_PER_NODE
            + (long) BYTES_PER_COLUMN * plan.columns().size()
            + (long) BYTES_PER_EXPRESSION * PlanTrees.expressions(plan).size();
    for (Expression expression : PlanTrees.expressions(plan)) {
      bytes += textBytes(expression);
    }
    if (plan instanceof LogicalPlan.Values values) {
      for (List<Literal> row : values.rows()) {
        bytes += textBytes(row);
      }
      bytes += (long) BYTES_PER_COLUMN * values.rows().size() * Math.max(1, plan.columns().size());
    }
    for (LogicalPlan input : plan.inputs()) {
      bytes += measure(input, tables);
    }
    return bytes;
  }

  /** Of all constants inside. */
  private static long textBytes(Expression expression) {
    return switch (expression) {
      case Literal literal -> PlanCache.textBytes(literal.value());
      case Expression.Like like -> PlanCache.textBytes(like.pattern()) + textBytes(like.children());
      case Expression.InList in -> textBytes(in.operand()) + textBytes(in.values());
      case Expression other -> textBytes(other.children());
    };
  }

  private static long textBytes(List<? extends Expression> expressions) {
    long bytes = 0;
    for (Expression expression : expressions) {
      bytes += textBytes(expression);
    }
    return bytes;
  }

  LogicalQuery query() {
    return query;
  }

  /** The estimates, for one run. */
  Estimator estimator() {
    return estimator.copy();
  }

  /** What it scans, each once. */
  List<TableSource> tables() {
    return tables;
  }

  /** Roughly what it takes of the heap, without its tables. */
  long heapBytes() {
    return heapBytes;
  }
}
