package io.scheelite.operators.runtime;

/**
 * A factory of operators in its place in a pipeline, with the counters its operators share.
 *
 * @param <F> {@link SourceFactory}, {@link TransformFactory} or {@link SinkFactory}
 */
public record Operator<F>(F factory, OperatorStats stats) {}
