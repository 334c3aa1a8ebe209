package io.scheelite.operators.runtime;

/**
 * Makes the transforms of one step of a pipeline, one per driver, and holds what they share.
 * Thread-safe.
 */
public interface TransformFactory extends AutoCloseable {
  /** A transform for one driver; opens its consumers with their floors. */
  Transform create(DriverContext context);

  /** Upper bound of the floors, in bytes, of all consumers that one {@link #create} opens. */
  long floorBytes();

  /**
   * Gives back what the transforms share. Called once, when all drivers are closed; must not throw.
   */
  @Override
  default void close() {}
}
