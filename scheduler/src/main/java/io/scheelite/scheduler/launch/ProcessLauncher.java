package io.scheelite.scheduler.launch;

/** Starts child processes for the owner of one event loop. */
public interface ProcessLauncher {
  /**
   * Starts a process; returns before it is ready.
   *
   * @param listener told on the loop, after this call has returned
   * @throws io.scheelite.memory.ScheeliteException if the system does not start it
   */
  ChildProcess launch(ChildSpec spec, ChildListener listener);
}
