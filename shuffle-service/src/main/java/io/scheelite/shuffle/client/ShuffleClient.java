package io.scheelite.shuffle.client;

import io.scheelite.memory.WaitClock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Fetches map outputs from shuffle services, for the tasks of a process.
 *
 * <p>Failures of the line are retried, with delays that grow, until a service has failed for as
 * long as the configuration says; a damaged block is fetched a second time; what a service refuses
 * is not asked for again. What cannot be had ends in a {@link
 * io.scheelite.shuffle.ShuffleFetchException}, whose kind says whether the output is LOST, CORRUPT
 * or UNREACHABLE. Thread-safe.
 */
public final class ShuffleClient {
  private final ShuffleTransport transport;
  private final Executor executor;
  private final WaitClock clock;
  private final RandomGenerator random;
  private final ShuffleClientConfig config;

  /**
   * Opens nothing.
   *
   * @param executor where decisions are made, in short steps; need not be single-threaded
   * @param random for jitter and for the order in which services are asked; used under a lock
   */
  public ShuffleClient(
      ShuffleTransport transport,
      Executor executor,
      WaitClock clock,
      RandomGenerator random,
      ShuffleClientConfig config) {
    this.transport = transport;
    this.executor = executor;
    this.clock = clock;
    this.random = random;
    this.config = config;
  }

  /**
   * Prepares to fetch partitions of outputs; requests are sent when the first reader is opened.
   *
   * @param locations outputs of one shuffle, one per map task
   * @param partitions which partitions of each
   * @param ordered whether blocks come partition after partition in the order given, and within one
   *     by number of the map task; otherwise as they arrive
   */
  public ShuffleFetch open(
      List<MapOutputLocation> locations, List<Integer> partitions, boolean ordered) {
    FetchPlan plan;
    synchronized (random) {
      plan = FetchPlan.of(locations, partitions, ordered, config, random);
    }
    return new SharedFetch(plan, config, transport, executor, clock, lockedRandom());
  }

  private RandomGenerator lockedRandom() {
    return () -> {
      synchronized (random) {
        return random.nextLong();
      }
    };
  }
}
