package io.scheelite.operators.runtime;

import java.util.List;

/**
 * A plan cut into pipelines.
 *
 * @param pipelines in an order in which they can run one after another; the last one yields the
 *     result
 * @param profile the counters of every operator, by plan node
 */
public record QueryPipelines(List<Pipeline> pipelines, ExecutionProfile profile) {
  /** Copies the list. */
  public QueryPipelines {
    pipelines = List.copyOf(pipelines);
  }

  /** The pipeline that ends in the result. */
  public Pipeline root() {
    return pipelines.getLast();
  }
}
