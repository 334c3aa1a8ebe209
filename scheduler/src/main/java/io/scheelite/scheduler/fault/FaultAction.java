package io.scheelite.scheduler.fault;

/** What a fault does. */
public enum FaultAction {
  /** The process ends at once, as by {@code kill -9}. */
  KILL,
  /** The files of a committed map output are deleted. */
  LOSE,
  /** One byte in the middle of a committed map output changes. */
  CORRUPT,
  /** The process goes on later. */
  DELAY
}
