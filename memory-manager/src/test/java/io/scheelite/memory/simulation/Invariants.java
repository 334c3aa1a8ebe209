package io.scheelite.memory.simulation;

import io.scheelite.memory.ManagerProbe;
import io.scheelite.memory.ManagerProbe.Pools;
import io.scheelite.memory.MemoryBudget;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.MemoryPool;
import io.scheelite.memory.QueryMemory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What must hold after each step; each check is computed from the actors' own notes. */
final class Invariants {
  private final Simulation world;

  Invariants(Simulation world) {
    this.world = world;
  }

  /** After each step. */
  void check() {
    world.engines.forEach(this::check);
    checkBudget();
    if (world.budget == null) {
      checkNobodyForgotten();
    }
  }

  /**
   * When nothing is due: then also what goes through the executors of several managers has
   * happened.
   */
  void checkQuiet() {
    checkNobodyForgotten();
    checkNobodyForgottenByOthers();
  }

  private void checkNobodyForgotten() {
    checkWaits();
    world.engines.forEach(this::checkAdmissions);
  }

  private void check(SimulatedEngine engine) {
    for (MemoryMode mode : MemoryMode.values()) {
      Pools pools = engine.probe.pools(mode);
      checkPools(engine, mode, pools);
      checkTasks(engine, mode, pools);
    }
    checkTree(engine.probe);
  }

  private void checkPools(SimulatedEngine engine, MemoryMode mode, Pools pools) {
    hold(
        pools.executionPoolBytes() + pools.storagePoolBytes() == pools.regionBytes(),
        "pools do not sum to the region",
        pools);
    hold(pools.executionUsed() >= 0 && pools.storageUsed() >= 0, "negative use", pools);
    hold(
        pools.executionUsed() <= pools.executionPoolBytes()
            && pools.storageUsed() <= pools.storagePoolBytes(),
        "more used than the pool has",
        pools);
    boolean over = pools.regionBytes() > pools.limitBytes();
    hold(!over || pools.freeBytes() == 0, "something is free above a lowered limit", pools);
    boolean borrows = world.budget != null && mode == MemoryMode.OFF_HEAP;
    hold(over || borrows || pools.regionBytes() == pools.limitBytes(), "region lost memory", pools);
    hold(
        pools.storageUsed() == engine.store(mode).storedBytes(),
        "storage is not what the store has",
        pools);
    if (mode == MemoryMode.OFF_HEAP) {
      long resident = engine.manager.residentBytes();
      hold(resident <= pools.regionBytes(), "resident beyond the limit: " + resident, pools);
    }
  }

  /** Shares: every task counted once, and none raised above the cap. */
  private void checkTasks(SimulatedEngine engine, MemoryMode mode, Pools pools) {
    int active = 0;
    for (SimulatedQuery query : queriesOf(engine)) {
      for (SimulatedQuery.Task task : query.tasks) {
        active += task.modes().contains(mode) && !task.memory().whenClosed().isDone() ? 1 : 0;
      }
    }
    hold(active == pools.activeTasks(), "active tasks counted wrong, right is " + active, pools);
    long cap = cap(engine, pools);
    for (SimulatedQuery query : queriesOf(engine)) {
      for (SimulatedQuery.Task task : query.tasks) {
        long held = task.memory().pool().currentBytes(mode);
        long before = task.lastHeldBytes().getOrDefault(mode, 0L);
        hold(
            held <= before || held <= cap || world.sharesExempt(),
            "task raised above its share: " + task.memory() + " cap=" + cap,
            pools);
        task.lastHeldBytes().put(mode, held);
      }
    }
  }

  private List<SimulatedQuery> queriesOf(SimulatedEngine engine) {
    return world.queries.stream().filter(query -> query.engine == engine).toList();
  }

  /** What no task may be raised above: (limit − storage that is safe) / N. */
  private static long cap(SimulatedEngine engine, Pools pools) {
    long safe = (long) (pools.limitBytes() * engine.storageFraction);
    long shared = pools.limitBytes() - Math.min(pools.storageUsed(), safe);
    return shared / Math.max(1, pools.activeTasks());
  }

  /** Bookings: each pool is the sum of those below it, floors included, down to the consumers. */
  private void checkTree(ManagerProbe probe) {
    Map<MemoryMode, Long> execution = new EnumMap<>(MemoryMode.class);
    for (QueryMemory query : probe.queries()) {
      long floors = 0;
      Map<MemoryMode, Long> held = new EnumMap<>(MemoryMode.class);
      for (MemoryConsumer consumer : probe.consumers(query)) {
        checkConsumer(consumer);
        held.merge(consumer.mode(), consumer.reservedBytes(), Long::sum);
        floors += consumer.floorBytes();
      }
      MemoryPool pool = query.pool();
      held.merge(MemoryMode.OFF_HEAP, Math.max(0, query.admittedFloorBytes() - floors), Long::sum);
      for (MemoryMode mode : MemoryMode.values()) {
        long booked = pool.currentBytes(mode);
        hold(booked == held.getOrDefault(mode, 0L), "query is not the sum below it", pool);
        execution.merge(mode, booked, Long::sum);
      }
      hold(
          pool.currentBytes(MemoryMode.OFF_HEAP) >= query.admittedFloorBytes(),
          "floor not kept",
          pool);
      hold(pool.currentBytes() <= pool.limitBytes(), "limit of the query not kept", pool);
    }
    for (MemoryMode mode : MemoryMode.values()) {
      long sum = execution.getOrDefault(mode, 0L);
      Pools pools = probe.pools(mode);
      hold(pools.executionUsed() == sum, "execution is not the sum of the queries: " + sum, pools);
    }
  }

  private void checkConsumer(MemoryConsumer consumer) {
    long reserved = consumer.reservedBytes();
    hold(
        reserved == consumer.pool().currentBytes()
            && reserved >= consumer.usedBytes()
            && reserved >= consumer.floorBytes(),
        "consumer's books do not agree: reserved=" + reserved,
        consumer);
  }

  /** No lost wake-up: whoever waits could not be served by what is free and can be evicted. */
  private void checkWaits() {
    for (SimulatedDriver driver : world.drivers) {
      MemoryConsumer waiter = driver.waiter();
      if (waiter != null && !waiter.isClosed()) {
        Pools pools = driver.engine().probe.pools(waiter.mode());
        long missing = missing(driver, waiter);
        long most = pools.freeForExecution() + evictable(driver.engine(), waiter, missing);
        boolean servable = missing <= most && isAllowed(driver.engine(), waiter, missing);
        hold(!servable, "lost wake-up: missing=" + missing + " " + pools, waiter);
      }
    }
  }

  private static long missing(SimulatedDriver driver, MemoryConsumer waiter) {
    return MemoryConsumer.roundUpToChunk(driver.waiterBytes()) - waiter.unusedBytes();
  }

  /** Whether neither its task's share nor its query's limit stands against a request. */
  private static boolean isAllowed(SimulatedEngine engine, MemoryConsumer waiter, long missing) {
    MemoryPool query = waiter.task().query().pool();
    long cap = cap(engine, engine.probe.pools(waiter.mode()));
    return waiter.task().pool().currentBytes(waiter.mode()) + missing <= cap
        && missing <= query.limitBytes() - query.currentBytes();
  }

  /** What eviction would bring for a request: all that it lacks, or nothing. */
  private static long evictable(SimulatedEngine engine, MemoryConsumer waiter, long bytes) {
    Pools pools = engine.probe.pools(waiter.mode());
    long over = Math.max(0, pools.regionBytes() - pools.limitBytes());
    long lacking = bytes + over - pools.freeForExecution();
    long safe = (long) (pools.limitBytes() * engine.storageFraction);
    boolean enough =
        lacking <= pools.storageUsed() - safe
            && lacking <= engine.store(waiter.mode()).evictableBytes();
    return enough ? lacking : 0;
  }

  private void checkAdmissions(SimulatedEngine engine) {
    for (SimulatedQuery query : engine.door) {
      if (query.waitsForAdmission()) {
        Pools pools = engine.probe.pools(MemoryMode.OFF_HEAP);
        hold(query.floorBytes > pools.freeBytes(), "first at the door could enter", pools);
        return;
      }
    }
  }

  /** Together they never hold more than the budget, neither on their ledgers nor resident. */
  private void checkBudget() {
    MemoryBudget budget = world.budget;
    if (budget != null) {
      long regions = 0;
      long resident = 0;
      for (SimulatedEngine engine : world.engines) {
        regions += engine.probe.pools(MemoryMode.OFF_HEAP).regionBytes();
        resident += engine.manager.residentBytes();
      }
      long held = budget.heldBytes();
      hold(held <= budget.bytes(), "more held than the budget: " + held, budget.bytes());
      hold(regions <= held, "more on the ledgers than taken: " + regions, held);
      hold(resident <= held, "more resident than taken: " + resident, held);
    }
  }

  /** Nobody waits for what the budget or another manager has free. */
  private void checkNobodyForgottenByOthers() {
    if (world.budget == null) {
      return;
    }
    List<SimulatedEngine> doors =
        world.engines.stream().filter(SimulatedEngine::somebodyAtTheDoor).toList();
    if (doors.isEmpty()) { // else what is free may be kept for a query
      world.drivers.forEach(this::checkServedByOthers);
      world.drivers.forEach(this::checkNothingKept);
    } else if (doors.size() == 1) {
      checkAdmittedByOthers(doors.getFirst());
    }
  }

  private void checkServedByOthers(SimulatedDriver driver) {
    MemoryConsumer waiter = driver.waiter();
    if (waiter != null && !waiter.isClosed() && waiter.mode() == MemoryMode.OFF_HEAP) {
      long missing = missing(driver, waiter);
      long lacking = missing - freeTogether(driver.engine());
      boolean servable =
          (lacking <= 0 || isEvictable(driver.engine(), lacking))
              && isAllowed(driver.engine(), waiter, missing);
      hold(!servable, "lost wake-up between managers: missing=" + missing, waiter);
    }
  }

  /** Whether one store, its own or another manager's, could make room for what is not free. */
  private boolean isEvictable(SimulatedEngine engine, long lacking) {
    Pools own = engine.probe.pools(MemoryMode.OFF_HEAP);
    if (own.regionBytes() > own.limitBytes()) {
      return false; // what comes free is lost to the lowered limit first
    }
    long share = Objects.requireNonNull(world.budget).bytes() / activeEngines(engine);
    for (SimulatedEngine other : world.engines) {
      Pools pools = other.probe.pools(MemoryMode.OFF_HEAP);
      boolean self = other == engine;
      long safe =
          (long)
              (Math.min(self ? Long.MAX_VALUE : share, pools.limitBytes()) * other.storageFraction);
      boolean entitled =
          self
              || (lacking <= share - used(own)
                  && lacking <= used(pools) - share
                  && lacking <= own.limitBytes() - own.regionBytes());
      if (entitled
          && lacking <= pools.storageUsed() - safe
          && lacking <= other.store(MemoryMode.OFF_HEAP).evictableBytes()) {
        return true;
      }
    }
    return false;
  }

  private static long used(Pools pools) {
    return pools.executionUsed() + pools.storageUsed();
  }

  /** Those who have queries or blocks, the one that asks included. */
  private int activeEngines(SimulatedEngine asking) {
    int active = 0;
    for (SimulatedEngine engine : world.engines) {
      boolean used = used(engine.probe.pools(MemoryMode.OFF_HEAP)) > 0;
      active += used || engine == asking || !engine.probe.queries().isEmpty() ? 1 : 0;
    }
    return active;
  }

  /** While somebody waits, no other manager keeps what it does not use. */
  private void checkNothingKept(SimulatedDriver driver) {
    MemoryConsumer waiter = driver.waiter();
    if (waiter != null && !waiter.isClosed() && waiter.mode() == MemoryMode.OFF_HEAP) {
      for (SimulatedEngine other : world.engines) {
        Pools pools = other.probe.pools(MemoryMode.OFF_HEAP);
        boolean keeps = other != driver.engine() && pools.freeBytes() > 0;
        hold(!keeps, "kept although another manager waits: " + pools, waiter);
      }
    }
  }

  private long freeOfBudget() {
    MemoryBudget budget = Objects.requireNonNull(world.budget);
    return budget.bytes() - budget.heldBytes();
  }

  private void checkAdmittedByOthers(SimulatedEngine engine) {
    for (SimulatedQuery query : engine.door) {
      if (query.waitsForAdmission()) {
        hold(
            query.floorBytes > freeTogether(engine),
            "first at the door could enter with what others have free",
            query.name);
        return;
      }
    }
  }

  /** What a manager could have without taking from anybody: own, of the budget, of the others. */
  private long freeTogether(SimulatedEngine engine) {
    Pools own = engine.probe.pools(MemoryMode.OFF_HEAP);
    long free = freeOfBudget();
    for (SimulatedEngine other : world.engines) {
      free += other == engine ? 0 : other.probe.pools(MemoryMode.OFF_HEAP).freeBytes();
    }
    return own.freeBytes() + Math.min(free, Math.max(0, own.limitBytes() - own.regionBytes()));
  }

  private void hold(boolean holds, String what, Object where) {
    if (!holds) {
      throw new AssertionError(what + ": " + where);
    }
  }
}
