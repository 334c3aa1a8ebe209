package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.calcite.RelTranslator.Relation;
import io.scheelite.sql.expression.SameValue;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.RecursiveTable;
import io.scheelite.sql.logical.TableScans;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.TableScan;

/** Translates WITH RECURSIVE: a seed and a step, which are queries of their own. */
final class Recursions {
  private final RelTranslator relations;
  private final ColumnFactory columns;
  private final Deque<RecursiveTable.Rows> open = new ArrayDeque<>();
  private final Deque<String> names = new ArrayDeque<>();

  Recursions(RelTranslator relations, ColumnFactory columns) {
    this.relations = relations;
    this.columns = columns;
  }

  /** Refuses a recursion that reads columns of an outer query. */
  Relation translate(RepeatUnion union) {
    Set<CorrelationId> before = relations.outerRows().hide();
    try {
      return recursion(union);
    } finally {
      relations.outerRows().show(before);
    }
  }

  private Relation recursion(RepeatUnion union) {
    String name = union.getTransientTable().getQualifiedName().getLast();
    Relation first =
        translate(union.getSeedRel(), name, new RecursiveTable.Rows(name, Schema.of()));
    List<Field> fields = new ArrayList<>();
    List<DataType> types = new ArrayList<>();
    for (int i = 0; i < first.row().size(); i++) {
      String column = union.getRowType().getFieldNames().get(i);
      fields.add(new Field(column, first.row().get(i).type(), true));
      types.add(first.row().get(i).type());
    }
    Schema schema = new Schema(fields);
    RecursiveTable.Rows last = new RecursiveTable.Rows(name, schema);
    RecursiveTable.Rows all = new RecursiveTable.Rows(name, schema);
    Relation next = relations.withTypes(translate(union.getIterativeRel(), name, last), types);
    if (!union.all) {
      first = distinct(first);
      next = distinct(without(next, all));
    }
    RecursiveTable table =
        new RecursiveTable(name, query(first, schema), query(next, schema), last, all);
    LogicalPlan scan = TableScans.scan(table, name, columns).plan();
    return new Relation(scan, scan.columns());
  }

  private Relation translate(RelNode node, String name, RecursiveTable.Rows rows) {
    open.push(rows);
    names.push(name);
    try {
      return relations.translate(node instanceof Spool spool ? spool.getInput() : node);
    } finally {
      open.pop();
      names.pop();
    }
  }

  /** The rows that a step finds under the name of its recursion. */
  Relation rows(TableScan scan) {
    String name = scan.getTable().getQualifiedName().getLast();
    RecursiveTable.Rows inner = open.peek();
    if (inner == null || !name.equals(names.peek())) {
      throw SqlException.unsupported("a recursive query inside of another that reads its rows");
    }
    LogicalPlan plan = TableScans.scan(inner, name, columns).plan();
    return new Relation(plan, plan.columns());
  }

  private static Relation distinct(Relation relation) {
    List<PlanColumn> keys = relation.row().stream().distinct().toList();
    return new Relation(
        new LogicalPlan.Aggregate(relation.plan(), keys, List.of()), relation.row());
  }

  private Relation without(Relation relation, RecursiveTable.Rows all) {
    LogicalPlan before = TableScans.scan(all, "all", columns).plan();
    List<Expression> same = new ArrayList<>();
    for (int i = 0; i < relation.row().size(); i++) {
      same.add(SameValue.of(relation.row().get(i), before.columns().get(i)));
    }
    return new Relation(
        new LogicalPlan.Join(relation.plan(), before, JoinKind.ANTI, same), relation.row());
  }

  private static LogicalQuery query(Relation relation, Schema schema) {
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      outputs.add(new Output(schema.fields().get(i).name(), relation.row().get(i)));
    }
    return new LogicalQuery(relation.plan(), outputs);
  }
}
