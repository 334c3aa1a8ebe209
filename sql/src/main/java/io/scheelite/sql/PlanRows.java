package io.scheelite.sql;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.plan.PlanNode;
import java.util.List;

/** The text of EXPLAIN as a result: a row per line. */
final class PlanRows {
  /** One column of text. */
  static final Schema SCHEMA = Schema.of(new Field("plan", DataType.UTF8, false));

  private PlanRows() {}

  static PlanNode of(String text) {
    return new PlanNode.Values(
        SCHEMA, text.lines().map(line -> List.of(new Literal(line, DataType.UTF8))).toList());
  }
}
