package io.scheelite.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A consumer waited for memory, a query for admission, or a smaller limit for what is held. */
@Name("io.scheelite.MemoryWait")
@Label("Memory Wait")
@Category({"Scheelite", "Memory"})
@Description(
    "A consumer waited for memory, a query for admission, or a smaller limit for what is held")
@StackTrace(false)
final class WaitEvent extends Event {
  @Label("Waiter")
  @Nullable String waiter;

  @Label("Reason")
  @Nullable String reason;

  @Label("Holder")
  @Nullable String holder;

  @Label("Missing")
  @DataAmount
  long missingBytes;

  @Label("Timed Out")
  boolean timedOut;

  void finish(String who, String why, String whoHolds, long missing, boolean gaveUp) {
    if (shouldCommit()) {
      waiter = who;
      reason = why;
      holder = whoHolds;
      missingBytes = missing;
      timedOut = gaveUp;
      commit();
    }
  }
}
