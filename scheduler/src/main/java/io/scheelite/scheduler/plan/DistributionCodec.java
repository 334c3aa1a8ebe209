package io.scheelite.scheduler.plan;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.scheduler.wire.WireValues;
import java.util.List;

/** Distributions and orders. */
public final class DistributionCodec {
  private static final PlanWire.Empty EMPTY = PlanWire.Empty.getDefaultInstance();

  private DistributionCodec() {}

  /** As a message of the wire. */
  public static PlanWire.Distribution encode(Distribution distribution) {
    PlanWire.Distribution.Builder wire = PlanWire.Distribution.newBuilder();
    return switch (distribution) {
      case Distribution.Hash hash ->
          wire.setHash(PlanWire.Distribution.Hash.newBuilder().addAllKeys(hash.keys())).build();
      case Distribution.Range range ->
          wire.setRange(PlanWire.Distribution.Range.newBuilder().addAllKeys(encode(range.keys())))
              .build();
      case Distribution.Broadcast _ -> wire.setBroadcast(EMPTY).build();
      case Distribution.Single _ -> wire.setSingle(EMPTY).build();
      case Distribution.ByTask _ -> wire.setByTask(EMPTY).build();
    };
  }

  /** Reverses {@link #encode(Distribution)}. */
  public static Distribution decode(PlanWire.Distribution wire) {
    return switch (wire.getKindCase()) {
      case HASH ->
          new Distribution.Hash(WireValues.numbers(wire.getHash().getKeysList(), "hash key"));
      case RANGE -> new Distribution.Range(decode(wire.getRange().getKeysList()));
      case BROADCAST -> new Distribution.Broadcast();
      case SINGLE -> new Distribution.Single();
      case BY_TASK -> new Distribution.ByTask();
      case KIND_NOT_SET -> throw WireException.malformed("unknown distribution");
    };
  }

  /** The order as messages of the wire. */
  public static List<PlanWire.SortKey> encode(List<SortKey> keys) {
    return keys.stream()
        .map(
            key ->
                PlanWire.SortKey.newBuilder()
                    .setColumn(key.column())
                    .setAscending(key.ascending())
                    .setNullsFirst(key.nullsFirst())
                    .build())
        .toList();
  }

  /** Reverses {@link #encode(List)}. */
  public static List<SortKey> decode(List<PlanWire.SortKey> wire) {
    return wire.stream()
        .map(
            key ->
                new SortKey(
                    WireValues.number(key.getColumn(), "sort key"),
                    key.getAscending(),
                    key.getNullsFirst()))
        .toList();
  }
}
