package io.scheelite.scheduler.launch;

/** Told what becomes of a child process, on the loop of whoever launched it. */
public interface ChildListener {
  /**
   * The child is ready to serve. At most once, before {@link #exited}.
   *
   * @param address where it listens, as {@code HOST:PORT}; empty if it does not listen
   */
  void ready(String address);

  /**
   * The child has ended. Once, last.
   *
   * @param status its exit status; of a process that was killed 128 and the signal
   */
  void exited(int status);
}
