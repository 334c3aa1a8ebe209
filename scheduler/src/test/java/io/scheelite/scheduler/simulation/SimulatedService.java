package io.scheelite.scheduler.simulation;

import io.scheelite.shuffle.MapOutputId;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A shuffle service: serves what lies on its worker's disk, as long as its process lives. */
final class SimulatedService implements SimulatedNetwork.Handler {
  /** Asks for bytes of an output, counted from the beginning of a partition. */
  record Ask(long number, MapOutputId output, int partition, long offset, int length) {}

  /**
   * Answers an {@link Ask}.
   *
   * @param bytes null: there is no such output
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(long number, byte @Nullable [] bytes) {}

  /** Tells the service to forget exchanges. */
  record Drop(Set<Integer> shuffles) {}

  private final SimulatedDisk disk;

  SimulatedService(SimulatedDisk disk) {
    this.disk = disk;
  }

  @Override
  public void opened(SimulatedNetwork.Side side) {}

  @Override
  public void received(SimulatedNetwork.Side side, Object message) {
    switch (message) {
      case Ask ask -> side.send(new Answer(ask.number(), read(ask)));
      case Drop drop -> disk.deleteShuffles(drop.shuffles());
      default -> throw new AssertionError("unexpected message: " + message);
    }
  }

  private byte @Nullable [] read(Ask ask) {
    SimulatedDisk.Stored stored = disk.find(ask.output());
    if (stored == null) {
      return null;
    }
    int from = stored.offset(ask.partition()) + Math.toIntExact(ask.offset());
    return Arrays.copyOfRange(stored.data, from, from + ask.length());
  }

  @Override
  public void closed(SimulatedNetwork.Side side, String reason) {}

  @Override
  public void failed(String reason) {}
}
