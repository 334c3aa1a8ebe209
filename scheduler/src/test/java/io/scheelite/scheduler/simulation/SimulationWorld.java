package io.scheelite.scheduler.simulation;

import io.scheelite.memory.TestMemory;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The simulated cluster of one schedule, the application on it, and what is true of both. */
final class SimulationWorld {
  private static final long SECONDS = 1_000_000_000;

  /** Readers give a service up long before this. */
  private static final long LONGEST_FETCH = 60 * SECONDS;

  private final long seed;
  private final WorldOptions options;
  private final TestMemory memory;
  private final EventQueue queue;
  private final SimulatedNetwork network;
  private final Truth truth = new Truth(this);
  private final SimulatedCluster cluster;
  private final SimulatedApplication application;
  private final FaultMaker faults;
  private final Set<Integer> cancelled = new HashSet<>();
  private final Set<Integer> handedOn = new HashSet<>();
  private final Map<MapOutputId, ServiceAddress> locations = new HashMap<>();
  private long lastTrouble = -LONGEST_FETCH;
  private long lastExecutor;

  SimulationWorld(long seed, PlantedBug bug, TestMemory memory) {
    this.memory = memory;
    this.seed = seed;
    this.queue = new EventQueue(seed);
    this.options = WorldOptions.random(queue.random(), bug);
    this.network = new SimulatedNetwork(queue);
    this.faults = new FaultMaker(this, options);
    this.cluster = new SimulatedCluster(this);
    this.application = new SimulatedApplication(this, cluster.master());
  }

  long seed() {
    return seed;
  }

  EventQueue queue() {
    return queue;
  }

  SimulatedNetwork network() {
    return network;
  }

  RandomGenerator random() {
    return queue.random();
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  SimulatedApplication application() {
    return application;
  }

  Truth truth() {
    return truth;
  }

  WorldOptions options() {
    return options;
  }

  FaultMaker faults() {
    return faults;
  }

  SimulatedJob job(int number) {
    return application.results().get(number).job;
  }

  void trace(String line) {
    queue.trace(line);
  }

  void check(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }

  RowFetcher fetcher(SimulatedProcess process, SimulatedWire wire) {
    RowFetcher real = new ClientFetcher(process, wire, memory);
    if (options.bug() != PlantedBug.LOST_OUTPUT_READ_AS_EMPTY) {
      return real;
    }
    return (wanted, done, failed) ->
        real.fetch(wanted, done, failure -> done.accept(new ArrayList<>()));
  }

  boolean taskFails(TaskId id) {
    return id.task() == options.poisonedTask() || random().nextInt(100) < options.failurePercent();
  }

  // ------------------------------------------------------- what happens

  /** Called after each event. */
  void eventPassed() {
    if (!cluster.living(ProcessRole.EXECUTOR).isEmpty()) {
      lastExecutor = queue.nanoTime();
    }
    faults.eventsPassed(queue.executed());
  }

  /** A connection was cut, or somebody does not answer for a while. */
  void connectionTroubled(long nanos) {
    lastTrouble = Math.max(lastTrouble, queue.nanoTime() + nanos);
  }

  /** Whether a connection is that of the application to the master. */
  boolean isLifeline(SimulatedNetwork.Side side) {
    return side.connects(cluster.masterProcess(), application.process());
  }

  void cancelled(int job) {
    cancelled.add(job);
  }

  /** The root of a job says that it cannot take rows back. */
  void rowsHandedOn(int job) {
    handedOn.add(job);
  }

  /** A task says that its output lies there. */
  void located(MapOutputId output, ServiceAddress service) {
    locations.put(output, service);
  }

  // ------------------------------------------------------- truth

  boolean isUnstable() {
    return options.unstable();
  }

  boolean wereRowsHandedOn(int job) {
    return handedOn.contains(job);
  }

  boolean wasCancelled(int job) {
    return cancelled.contains(job);
  }

  /** Whether the application may have had no executor for the last half minute. */
  boolean hadNoExecutors() {
    // cut connections are opened again within seconds; new executors need a master to name them
    long since = queue.nanoTime() - 30 * SECONDS;
    return !cluster.masterLives()
        || cluster.masterProcess().frozenUntil() >= since
        || lastExecutor <= since + 10 * SECONDS;
  }

  /** Whether a reader may have found an output missing, damaged or out of reach. */
  boolean mayBeLost(MapOutputId output) {
    long since = queue.nanoTime() - LONGEST_FETCH;
    ServiceAddress service = locations.get(output);
    if (lastTrouble >= since || service == null || cluster.wasDownSince(service, since)) {
      return true;
    }
    SimulatedDisk.Stored stored = cluster.disk(service).find(output);
    return stored == null || stored.corrupt;
  }

  @Override
  public String toString() {
    return "seed=" + seed + " " + options;
  }
}
