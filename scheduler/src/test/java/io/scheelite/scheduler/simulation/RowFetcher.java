package io.scheelite.scheduler.simulation;

import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.List;
import java.util.function.Consumer;

/** Reads rows of map outputs for one process of the simulator. */
interface RowFetcher {
  /** Why rows could not be had. */
  record Failure(
      MapOutputId output, ServiceAddress service, ShuffleFetchException.Kind kind, String reason) {}

  /** What is to be read: all of the partitions of all locations. */
  record Wanted(List<MapOutputLocation> locations, List<Integer> partitions) {}

  /**
   * Reads; returns at once.
   *
   * @return stops it: no callback comes afterwards
   */
  Runnable fetch(List<Wanted> wanted, Consumer<List<Long>> done, Consumer<Failure> failed);
}
