package io.scheelite.operators.execution;

import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import java.util.Locale;

/** Says why a join collects the side that it collects. */
final class BuildSide {
  private BuildSide() {}

  static String reason(PlanNode.HashJoin join) {
    double build = join.build().estimatedRows();
    double probe = join.probe().estimatedRows();
    String sides = "builds " + rows(build) + " rows and probes with " + rows(probe);
    return sides + ": " + why(join.joinType(), build, probe);
  }

  private static String rows(double estimate) {
    return estimate < 0 ? "unknown" : String.format(Locale.ROOT, "~%.0f", estimate);
  }

  private static String why(JoinType type, double build, double probe) {
    boolean known = build >= 0 && probe >= 0;
    return switch (type) {
      case SINGLE, MARK, NULL_AWARE_ANTI, NULL_AWARE_MARK -> "the subquery's side";
      case LEFT -> known && build <= probe ? "the smaller side" : "the side that may lack rows";
      case SEMI, ANTI ->
          known && build <= probe ? "the smaller side" : "the side that is looked up";
      case RIGHT -> "far the smaller side";
      case INNER, FULL, RIGHT_SEMI, RIGHT_ANTI ->
          known && build <= probe ? "the smaller side" : "no estimate says otherwise";
    };
  }
}
