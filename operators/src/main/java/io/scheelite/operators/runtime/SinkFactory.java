package io.scheelite.operators.runtime;

import java.util.List;

/**
 * Makes the sinks of one pipeline, one per driver, and owns the state they build together, which a
 * later pipeline reads. Thread-safe.
 */
public interface SinkFactory extends AutoCloseable {
  /** A sink for one driver; opens its consumers with their floors. */
  Sink create(DriverContext context);

  /**
   * Work left when all sinks have finished, cut into pieces that may run at the same time (one per
   * partition, say). Asked once, after the last {@link Sink#finish}.
   */
  default List<FinishTask> finishTasks() {
    return List.of();
  }

  /** Upper bound of the floors, in bytes, of all consumers that one {@link #create} opens. */
  long floorBytes();

  /**
   * Upper bound of the floors that one finish task opens; at most as many run at once as there were
   * sinks.
   */
  default long finishFloorBytes() {
    return 0;
  }

  /** Upper bound of the floors of consumers that belong to all sinks together. */
  default long sharedFloorBytes() {
    return 0;
  }

  /**
   * Gives back the shared state. Called once, when every pipeline that reads it is closed, also
   * after a failure at any point; must not throw.
   */
  @Override
  void close();
}
