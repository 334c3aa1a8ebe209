package io.scheelite.spill.block;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A stored block came, moved or went. */
@Name("io.scheelite.StoredBlock")
@Label("Stored Block")
@Category({"Scheelite", "Memory"})
@Description("A block of cached rows was stored, moved between memory and disk, or lost")
@StackTrace(false)
final class BlockEvent extends Event {
  @Label("Block")
  @Nullable String block;

  @Label("Action")
  @Nullable String action;

  @Label("Size")
  @DataAmount
  long contentBytes;

  void finish(BlockId id, BlockAction what, long bytes) {
    if (shouldCommit()) {
      block = id.toString();
      action = what.name();
      contentBytes = bytes;
      commit();
    }
  }
}
