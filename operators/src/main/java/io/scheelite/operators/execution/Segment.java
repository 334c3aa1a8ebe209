package io.scheelite.operators.execution;

import io.scheelite.operators.runtime.Operator;
import io.scheelite.operators.runtime.Pipeline;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.runtime.TransformFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The beginning of a pipeline whose end is not known yet. Immutable.
 *
 * @param dependencies pipelines that must have finished before it starts
 */
record Segment(
    Operator<SourceFactory> source,
    List<Operator<TransformFactory>> transforms,
    Set<Pipeline> dependencies) {
  static Segment from(Operator<SourceFactory> source, Pipeline... dependencies) {
    return new Segment(source, List.of(), Set.of(dependencies));
  }

  Segment then(Operator<TransformFactory> transform) {
    List<Operator<TransformFactory>> steps = new ArrayList<>(transforms);
    steps.add(transform);
    return new Segment(source, steps, dependencies);
  }

  Segment after(Pipeline dependency) {
    Set<Pipeline> all = new LinkedHashSet<>(dependencies);
    all.add(dependency);
    return new Segment(source, transforms, all);
  }

  /** The same with one driver. */
  Segment inOneDriver() {
    SourceFactory single = new SingleDriverSource(source.factory());
    return new Segment(new Operator<>(single, source.stats()), transforms, dependencies);
  }
}
