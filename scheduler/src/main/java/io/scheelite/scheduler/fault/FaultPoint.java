package io.scheelite.scheduler.fault;

import java.util.EnumSet;
import java.util.Set;

/** Where a fault can fire. */
public enum FaultPoint {
  /** An executor is about to run an attempt of a task. */
  TASK(EnumSet.of(FaultKey.JOB, FaultKey.STAGE, FaultKey.TASK, FaultKey.ATTEMPT)),
  /** An executor is about to run an attempt of a task that reads map outputs. */
  REDUCE(EnumSet.of(FaultKey.JOB, FaultKey.STAGE, FaultKey.TASK, FaultKey.ATTEMPT)),
  /** An attempt has committed its map output, of which nobody has heard yet. */
  COMMIT(EnumSet.of(FaultKey.JOB, FaultKey.STAGE, FaultKey.TASK, FaultKey.ATTEMPT)),
  /**
   * Part of a map output is about to be asked for (executor, driver) or to be served (shuffle
   * service). Stage and task are those that wrote the output, the attempt is its generation.
   */
  FETCH(EnumSet.of(FaultKey.JOB, FaultKey.STAGE, FaultKey.TASK, FaultKey.ATTEMPT)),
  /** A heartbeat is about to be sent, or at the master to be taken in. */
  HEARTBEAT(EnumSet.noneOf(FaultKey.class)),
  /** The driver has seen the last task of a stage end. */
  STAGE(EnumSet.of(FaultKey.JOB, FaultKey.STAGE));

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final Set<FaultKey> keys;

  FaultPoint(Set<FaultKey> keys) {
    this.keys = keys;
  }

  /** What is known there, beside the process and how often it came there. */
  Set<FaultKey> keys() {
    return keys;
  }
}
