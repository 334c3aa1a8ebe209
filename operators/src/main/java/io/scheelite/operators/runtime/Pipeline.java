package io.scheelite.operators.runtime;

import java.util.List;

/**
 * What drivers run from end to end: a source, transforms, a sink.
 *
 * @param name for messages and gates
 * @param dependencies pipelines whose sinks' state this one reads: they finish before it starts,
 *     and their state is closed when every pipeline that depends on it has finished
 */
public record Pipeline(
    String name,
    Operator<SourceFactory> source,
    List<Operator<TransformFactory>> transforms,
    Operator<SinkFactory> sink,
    List<Pipeline> dependencies) {
  /** Copies the lists. */
  public Pipeline {
    transforms = List.copyOf(transforms);
    dependencies = List.copyOf(dependencies);
  }

  /** Identity: two pipelines are never the same because their parts are equal. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "pipeline " + name;
  }
}
