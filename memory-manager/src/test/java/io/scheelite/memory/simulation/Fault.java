package io.scheelite.memory.simulation;

/** What is broken on purpose, to show that the simulator would find it. */
enum Fault {
  /** Nothing. */
  NONE(Integer.MAX_VALUE),
  /** A release wakes nobody. */
  MISSED_NOTIFY(25),
  /** Nobody is told that a stored block can be evicted. */
  MISSED_READER(1),
  /** A manager keeps for itself what others of its budget wait for. */
  MISSED_GIVE_BACK(2),
  /** The ledger books one release twice. */
  DOUBLE_RELEASE(25),
  /** The reclaim of a driver that does not run is never run. */
  LOST_ORDER(25),
  /** The reclaim of a driver runs a second time, perhaps when the driver runs again. */
  REPEATED_ORDER(25),
  /** Others get a part of a query's floor. */
  FLOOR_GIVEN_AWAY(25),
  /** A task that shares the region is not counted. */
  UNCOUNTED_TASK(25),
  /** A task gets more than its share. */
  SHARE_EXCEEDED(25),
  /** A driver leaves its gate before it has used what it reserved. */
  EARLY_EXIT(25),
  /** The end of a wait never comes. */
  LOST_TIMER(25),
  /** A consumer is not closed at the end of its task. */
  FORGOTTEN_CONSUMER(25),
  /** The store forgets to give back a block it has dropped. */
  FORGOTTEN_BLOCK(25);

  private final int oneIn;

  Fault(int oneIn) {
    this.oneIn = oneIn;
  }

  /** In how many of the occasions it strikes once. */
  int oneIn() {
    return oneIn;
  }
}
