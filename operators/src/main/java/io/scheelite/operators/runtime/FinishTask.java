package io.scheelite.operators.runtime;

/**
 * A piece of work on the state that all sinks of a pipeline have built. Runs like a driver: with a
 * gate of its own, one thread at a time, resumable.
 */
public interface FinishTask extends AutoCloseable {
  /** Opens consumers with their floors. Called once, before the first {@link #advance}. */
  void open(DriverContext context);

  /**
   * Does a bounded piece of work (about a millisecond, at most ten).
   *
   * @return {@link Progress#YIELD} = call again, BLOCKED = call again when the future is complete,
   *     or DONE
   */
  Progress advance();

  /**
   * Gives back what was not handed to the shared state. Called once, also without {@link #open};
   * must not throw.
   */
  @Override
  void close();
}
