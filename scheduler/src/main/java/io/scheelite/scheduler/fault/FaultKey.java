package io.scheelite.scheduler.fault;

/** What a specification may say about the moment, beside point and process; a number each. */
public enum FaultKey {
  JOB,
  STAGE,
  TASK,
  ATTEMPT,
  /** How often the process has been at such a point, from 1. */
  N,
  /** How long a delay takes. */
  MILLIS
}
