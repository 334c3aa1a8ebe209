package io.scheelite.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A consumer spilled, for itself or for somebody else. */
@Name("io.scheelite.MemoryReclaim")
@Label("Memory Reclaim")
@Category({"Scheelite", "Memory"})
@Description("A consumer gave memory back by spilling")
@StackTrace(false)
final class ReclaimEvent extends Event {
  @Label("Consumer")
  @Nullable String consumer;

  @Label("Reason")
  @Nullable String reason;

  @Label("Target")
  @DataAmount
  long targetBytes;

  @Label("Freed")
  @DataAmount
  long freedBytes;

  void finish(String consumerPath, String why, long target, long freed) {
    if (shouldCommit()) {
      consumer = consumerPath;
      reason = why;
      targetBytes = target;
      freedBytes = freed;
      commit();
    }
  }
}
