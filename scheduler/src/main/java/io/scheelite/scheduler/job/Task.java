package io.scheelite.scheduler.job;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task through all its attempts. At most one attempt counts at a time. */
final class Task {
  /** Where a task is. */
  enum State {
    PENDING,
    RUNNING,
    DONE
  }

  private final int index;
  private final Set<String> failedOn = new HashSet<>();
  private State state = State.PENDING;
  private int numAttempts;
  private int attemptsSinceDone;
  private int failures;
  private int resourceFailures;
  private @Nullable Attempt current;

  Task(int index) {
    this.index = index;
  }

  int index() {
    return index;
  }

  State state() {
    return state;
  }

  /** Number of the next attempt: how many there were. */
  int numAttempts() {
    return numAttempts;
  }

  /** Attempts since the task was last done, but for those that were forgiven. */
  int attemptsSinceDone() {
    return attemptsSinceDone;
  }

  /** Own failures. */
  int failures() {
    return failures;
  }

  /** Own failures for want of memory, disk or files. */
  int resourceFailures() {
    return resourceFailures;
  }

  /** Executors on which it failed. */
  Set<String> failedOn() {
    return failedOn;
  }

  /** The attempt whose result will count, if one runs. */
  @Nullable Attempt current() {
    return current;
  }

  void launched(Attempt attempt) {
    state = State.RUNNING;
    current = attempt;
    numAttempts++;
    attemptsSinceDone++;
  }

  void done() {
    state = State.DONE;
    current = null;
    attemptsSinceDone = 0;
  }

  /** The attempt that has just ended does not count among those since the task was last done. */
  void forgive() {
    attemptsSinceDone--;
  }

  /** The task must run (again); what a running attempt comes to counts no more. */
  void pending() {
    state = State.PENDING;
    current = null;
  }

  void failed(String executor, boolean forWantOfResources) {
    failures++;
    if (forWantOfResources) {
      resourceFailures++;
    }
    failedOn.add(executor);
  }
}
