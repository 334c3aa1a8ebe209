package io.scheelite.sql;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as a result, such as the text of EXPLAIN: a row per line. */
final class PlanRows {
  /** One column of text. */
  static final Schema SCHEMA = Schema.of(new Field("plan", DataType.UTF8, false));

  private PlanRows() {}

  /** Rows of Boolean, Long, Double, String or null. */
  static PlanNode of(Schema schema, List<? extends List<? extends @Nullable Object>> rows) {
    List<List<Literal>> literals = new ArrayList<>();
    for (List<? extends @Nullable Object> row : rows) {
      List<Literal> line = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        line.add(new Literal(row.get(i), schema.fields().get(i).type()));
      }
      literals.add(line);
    }
    return new PlanNode.Values(schema, literals);
  }

  static PlanNode of(String text) {
    return new PlanNode.Values(
        SCHEMA, text.lines().map(line -> List.of(new Literal(line, DataType.UTF8))).toList());
  }
}
