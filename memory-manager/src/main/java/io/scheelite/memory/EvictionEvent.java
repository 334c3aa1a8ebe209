package io.scheelite.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Stored blocks were evicted to make room. */
@Name("io.scheelite.StorageEviction")
@Label("Storage Eviction")
@Category({"Scheelite", "Memory"})
@Description("Stored blocks were evicted to make room")
@StackTrace(false)
final class EvictionEvent extends Event {
  @Label("Mode")
  @Nullable String mode;

  @Label("Reason")
  @Nullable String reason;

  @Label("Wanted")
  @DataAmount
  long wantedBytes;

  @Label("Evicted")
  @DataAmount
  long evictedBytes;

  void finish(MemoryMode memoryMode, String why, long wanted, long evicted) {
    if (shouldCommit()) {
      mode = memoryMode.name();
      reason = why;
      wantedBytes = wanted;
      evictedBytes = evicted;
      commit();
    }
  }
}
