package io.scheelite.scheduler.plan;

import io.scheelite.operators.distributed.SplitSelection;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireValues;

/** Which splits of a table are meant. */
public final class SplitCodec {
  private SplitCodec() {}

  /** As a message of the wire. */
  public static PlanWire.SplitSelection encode(SplitSelection selection) {
    return PlanWire.SplitSelection.newBuilder()
        .addAllSplits(selection.splits())
        .setNumSplits(selection.numSplits())
        .build();
  }

  /** Reverses {@link #encode}. */
  public static SplitSelection decode(PlanWire.SplitSelection wire) {
    return new SplitSelection(
        WireValues.numbers(wire.getSplitsList(), "split"),
        WireValues.number(wire.getNumSplits(), "splits"));
  }
}
