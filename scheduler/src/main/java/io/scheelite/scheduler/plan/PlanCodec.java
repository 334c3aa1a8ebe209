package io.scheelite.scheduler.plan;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.Protocol;
import io.scheelite.scheduler.wire.WireException;

/** Turns plans into bytes and back. Thread-safe. */
public final class PlanCodec {
  /** What walks a plan recurses; no plan that a planner makes comes near. */
  static final int MAX_DEPTH = 1000;

  private final TableCodecs tables;

  /**
   * A codec.
   *
   * @param tables knows the tables that plans scan
   */
  public PlanCodec(TableCodecs tables) {
    this.tables = tables;
  }

  /**
   * The plan as bytes.
   *
   * @throws io.scheelite.memory.ScheeliteException if it scans a table that other processes cannot
   *     open, or is no plan that could run
   */
  public byte[] encode(PlanNode plan) {
    return PlanWire.Plan.newBuilder()
        .setVersion(Protocol.VERSION)
        .addAllNodes(new PlanEncoder(tables).encode(plan))
        .build()
        .toByteArray();
  }

  /**
   * Reverses {@link #encode}. Opens tables, unless they are open already: may block.
   *
   * @throws io.scheelite.memory.ScheeliteException if the bytes make no sense or are of another
   *     version, or a table is not there any more or has changed
   */
  public PlanNode decode(byte[] encoded) {
    try {
      // not from the array: that reader trusts lengths and ends in errors of any kind
      PlanWire.Plan plan = PlanWire.Plan.parseFrom(UnsafeByteOperations.unsafeWrap(encoded));
      Protocol.requireVersion(plan.getVersion());
      return new PlanDecoder(tables).decode(plan);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw WireException.malformed("not a plan: bytes=" + encoded.length, e);
    }
  }
}
