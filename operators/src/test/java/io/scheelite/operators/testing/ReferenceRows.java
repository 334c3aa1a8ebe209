package io.scheelite.operators.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a random plan by a naive executor, to compare with those of another one. */
public final class ReferenceRows {
  private static final ReferenceExecutor REFERENCE = new ReferenceExecutor(new NaiveConditions());

  private ReferenceRows() {}

  /** The rows of a plan; null if there are more, or far too many on the way, to be worth it. */
  public static @Nullable List<List<@Nullable Object>> of(PlanNode plan, int mostRows) {
    try {
      List<List<@Nullable Object>> rows = REFERENCE.execute(plan);
      return rows.size() > mostRows ? null : rows;
    } catch (ReferenceExecutor.TooManyRowsException e) {
      return null; // joins of joins without keys
    }
  }

  /** Checks rows against those of the plan; their order as well, where it has one. */
  public static void assertSame(
      PlanNode plan,
      List<List<@Nullable Object>> expected,
      List<List<@Nullable Object>> actual,
      String what) {
    if (plan instanceof PlanNode.Sort || plan instanceof PlanNode.TopN) {
      assertThat(withOneZero(actual)).as(what).isEqualTo(withOneZero(expected));
    } else {
      assertThat(counted(actual)).as(what).isEqualTo(counted(expected));
    }
  }

  /** How often there is each row: compares thousands of rows without looking at all pairs. */
  private static Map<List<@Nullable Object>, Integer> counted(List<List<@Nullable Object>> rows) {
    Map<List<@Nullable Object>, Integer> result = new HashMap<>();
    withOneZero(rows).forEach(row -> result.merge(row, 1, Integer::sum));
    return result;
  }

  /** 0 and −0 are equal, so a group may show either. */
  private static List<List<@Nullable Object>> withOneZero(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> result = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>(row);
      values.replaceAll(value -> value instanceof Double number ? (Object) (number + 0.0) : value);
      result.add(values);
    }
    return result;
  }
}
