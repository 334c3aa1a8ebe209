package io.scheelite.scheduler.launch;

/** A child process that was started. Its methods return at once; ended children ignore them. */
public interface ChildProcess {
  /** Its process id. */
  long pid();

  /** Tells it to end as soon as nobody uses it, and not to mind that its parent goes. */
  void drain();

  /** Tells it to end now, in order. */
  void stop();

  /** Ends it without asking. */
  void kill();
}
