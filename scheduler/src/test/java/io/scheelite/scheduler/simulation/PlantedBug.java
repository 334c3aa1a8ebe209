package io.scheelite.scheduler.simulation;

/** Mistakes that can be put into the simulated processes, to show that they are found. */
enum PlantedBug {
  NONE,
  /** The driver forgets to tell the scheduler of fetch failures. */
  FETCH_FAILURES_IGNORED,
  /** A reader takes an output that it cannot have for an empty one. */
  LOST_OUTPUT_READ_AS_EMPTY,
  /** A reader reads the inputs of a repeated attempt twice. */
  REPEATED_ATTEMPT_READS_TWICE,
  /** The scheduler gives a task up too early. */
  FAILURES_COUNTED_TOO_HIGH,
  /** Executors that were lost are not taken from the scheduler. */
  LOST_EXECUTORS_KEPT,
  /** An application that has lost its connection to the master does not come back. */
  APPLICATION_STAYS_AWAY
}
