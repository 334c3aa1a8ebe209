package io.scheelite.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A consumer was asked to give memory back, for itself or for somebody else. */
@Name("io.scheelite.MemoryReclaim")
@Label("Memory Reclaim")
@Category({"Scheelite", "Memory"})
@Description("A consumer was asked to give memory back: unused reservation first, then by spilling")
@StackTrace(false)
final class ReclaimEvent extends Event {
  @Label("Holder")
  @Description("The consumer that gave back")
  @Nullable String holder;

  @Label("Reason")
  @Description("Who needed it")
  @Nullable String reason;

  @Label("Scope")
  @Description("How far that is from the holder")
  @Nullable String scope;

  @Label("Target")
  @DataAmount
  long targetBytes;

  @Label("Spilled")
  @Description("What the holder spilled; what was only reserved is not among it")
  @DataAmount
  long spilledBytes;

  @Label("Freed")
  @Description("What came free for whom needed it")
  @DataAmount
  long freedBytes;

  void finish(
      String holderPath, String why, ReclaimScope whose, long target, long spilled, long freed) {
    if (shouldCommit()) {
      holder = holderPath;
      reason = why;
      scope = whose.name();
      targetBytes = target;
      spilledBytes = spilled;
      freedBytes = freed;
      commit();
    }
  }
}
