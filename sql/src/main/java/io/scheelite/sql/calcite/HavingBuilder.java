package io.scheelite.sql.calcite;

import java.util.function.UnaryOperator;
import org.apache.calcite.plan.Context;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptSchema;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Builds a projection above HAVING with subqueries even where it changes nothing: Calcite's
 * converter looks for one there, and fails where it finds the filter itself.
 */
final class HavingBuilder extends RelBuilder {
  static final RelBuilderFactory FACTORY =
      (cluster, schema) -> new HavingBuilder(Contexts.empty(), cluster, schema);

  private HavingBuilder(Context context, RelOptCluster cluster, @Nullable RelOptSchema schema) {
    super(context, cluster, schema);
  }

  @Override
  public RelBuilder transform(UnaryOperator<Config> change) {
    return new HavingBuilder(Contexts.of(change.apply(Config.DEFAULT)), cluster, relOptSchema);
  }

  @Override
  public RelBuilder project(
      Iterable<? extends RexNode> nodes, Iterable<? extends @Nullable String> names) {
    boolean force =
        size() > 0
            && peek() instanceof Filter filter
            && HavingReferences.groups(filter) != null
            && RexUtil.SubQueryFinder.find(filter.getCondition()) != null;
    return project(nodes, names, force);
  }
}
