package io.scheelite.memory;

/** What a request does when everybody was asked and it is still not covered. */
enum Shortage {
  /** Waits for what others give back on their own. */
  WAITS,
  /** Fails. */
  FAILS,
  /** Makes do with what is there, unless the task is below its minimum share. */
  SETTLES
}
