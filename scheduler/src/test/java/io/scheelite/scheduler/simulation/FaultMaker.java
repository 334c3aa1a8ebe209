package io.scheelite.scheduler.simulation;

import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.shuffle.MapOutputId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Breaks things, each at a given number of events: between any two steps of any process. */
final class FaultMaker {
  private static final long STANDSTILL = 20_000_000_000L;
  private static final long LONG_STANDSTILL = 60_000_000_000L;

  /** What can happen. */
  enum Kind {
    KILL_EXECUTOR,
    KILL_SERVICE,
    KILL_WORKER,
    KILL_MASTER,
    FREEZE_PROCESS,
    FREEZE_MASTER,
    FREEZE_APPLICATION,
    CUT_CONNECTION,
    CUT_APPLICATION_FROM_MASTER,
    LOSE_OUTPUT,
    CORRUPT_OUTPUT,
    CANCEL_JOB
  }

  private final SimulationWorld world;
  private final RandomGenerator random;
  private final TreeMap<Long, Kind> planned = new TreeMap<>();
  private final Map<Kind, Integer> fired = new EnumMap<>(Kind.class);

  FaultMaker(SimulationWorld world, WorldOptions options) {
    this.world = world;
    this.random = world.random();
    for (int i = 0; i < options.numFaults(); i++) {
      planned.put(random.nextLong(100, 1L << random.nextInt(7, 13)), kind());
    }
  }

  private Kind kind() {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    return switch (kind) {
      // what ends jobs, or help for the dead, is rarer
      case CANCEL_JOB, KILL_MASTER -> random.nextInt(4) == 0 ? kind : Kind.LOSE_OUTPUT;
      case KILL_WORKER -> random.nextInt(2) == 0 ? kind : Kind.CORRUPT_OUTPUT;
      case KILL_EXECUTOR,
          KILL_SERVICE,
          FREEZE_PROCESS,
          FREEZE_MASTER,
          FREEZE_APPLICATION,
          CUT_CONNECTION,
          CUT_APPLICATION_FROM_MASTER,
          LOSE_OUTPUT,
          CORRUPT_OUTPUT ->
          kind;
    };
  }

  /** Faults that had an effect, by kind. */
  Map<Kind, Integer> fired() {
    return fired;
  }

  /** Called after each event. */
  void eventsPassed(long executed) {
    while (!planned.isEmpty() && planned.firstKey() <= executed) {
      Kind kind = planned.pollFirstEntry().getValue();
      if (fire(kind)) {
        fired.merge(kind, 1, Integer::sum);
      }
    }
  }

  private boolean fire(Kind kind) {
    world.trace("fault " + kind);
    return switch (kind) {
      case KILL_EXECUTOR -> kill(ProcessRole.EXECUTOR);
      case KILL_SERVICE -> kill(ProcessRole.SHUFFLE);
      case KILL_WORKER -> kill(ProcessRole.WORKER);
      case KILL_MASTER -> killMaster();
      case FREEZE_PROCESS -> freeze();
      case FREEZE_MASTER -> freeze(world.cluster().masterProcess());
      case FREEZE_APPLICATION -> freeze(world.application().process());
      case CUT_CONNECTION -> cut(world.network().sides());
      case CUT_APPLICATION_FROM_MASTER ->
          cut(world.network().sides().stream().filter(world::isLifeline).toList());
      case LOSE_OUTPUT -> harmOutput(false);
      case CORRUPT_OUTPUT -> harmOutput(true);
      case CANCEL_JOB -> cancel();
    };
  }

  private boolean kill(ProcessRole role) {
    List<SimulatedCluster.Child> living = world.cluster().living(role);
    if (living.isEmpty()) {
      return false;
    }
    any(living).kill();
    return true;
  }

  private boolean freeze() {
    List<SimulatedCluster.Child> living = new ArrayList<>();
    for (ProcessRole role : ProcessRole.values()) {
      living.addAll(world.cluster().living(role));
    }
    if (living.isEmpty()) {
      return false;
    }
    return freeze(any(living).process());
  }

  private boolean freeze(SimulatedProcess process) {
    long most = random.nextInt(4) == 0 ? LONG_STANDSTILL : STANDSTILL;
    long nanos = random.nextLong(most);
    world.connectionTroubled(nanos);
    return process.isAlive() && process.freeze(nanos);
  }

  private boolean killMaster() {
    if (!world.cluster().masterLives() || world.application().results().isEmpty()) {
      return false; // an application that is not registered yet would not begin
    }
    world.cluster().killMaster();
    return true;
  }

  private boolean cut(List<SimulatedNetwork.Side> standing) {
    // who cannot register says so to his user and ends
    boolean begun = !world.application().results().isEmpty();
    List<SimulatedNetwork.Side> sides =
        standing.stream().filter(side -> begun || !world.isLifeline(side)).toList();
    if (sides.isEmpty()) {
      return false;
    }
    world.connectionTroubled(0);
    world.network().cut(any(sides));
    return true;
  }

  private boolean harmOutput(boolean corrupt) {
    Map<MapOutputId, SimulatedDisk> outputs = new LinkedHashMap<>();
    for (SimulatedDisk disk : world.cluster().disks()) {
      disk.ids().forEach(id -> outputs.put(id, disk));
    }
    if (outputs.isEmpty()) {
      return false;
    }
    MapOutputId id = any(new ArrayList<>(outputs.keySet()));
    world.trace("output " + id);
    SimulatedDisk disk = outputs.get(id);
    if (corrupt) {
      return disk.corrupt(id, random.nextInt(1 << 20));
    }
    disk.delete(id);
    return true;
  }

  private boolean cancel() {
    List<SimulatedApplication.Result> running =
        world.application().results().stream().filter(result -> !result.isOver()).toList();
    if (running.isEmpty()) {
      return false;
    }
    int job = any(running).number;
    world.cancelled(job);
    world.application().scheduler().cancel(job, "simulated user");
    return true;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
