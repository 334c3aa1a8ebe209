package io.scheelite.operators.runtime;

/** Makes the sources of one pipeline, one per driver, and holds what they share. Thread-safe. */
public interface SourceFactory extends AutoCloseable {
  /** A source for one driver; opens its consumers with their floors. */
  Source create(DriverContext context);

  /**
   * How many drivers are useful. Asked when the pipelines this one depends on are finished; at
   * least 1.
   */
  int maxDrivers();

  /** Upper bound of {@link #maxDrivers()} that is known before anything has run. */
  default int driverBound() {
    return Integer.MAX_VALUE;
  }

  /** Upper bound of the floors, in bytes, of all consumers that one {@link #create} opens. */
  long floorBytes();

  /**
   * Gives back what the sources share. Called once, when all drivers are closed; must not throw.
   */
  @Override
  default void close() {}
}
