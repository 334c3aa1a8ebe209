package io.scheelite.memory.simulation;

import io.scheelite.memory.MemoryBudget;
import io.scheelite.memory.MemoryManager;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One random schedule against a real manager, or several on one budget: queries, stored blocks,
 * cancellations and resizes in the order that one seed says, on one thread. Everything that is due
 * is one action; the invariants are checked after each.
 */
final class Simulation {
  private static final int MOST_STEPS = 200_000;
  private static final int BUDGET_ONE_IN = 3;
  // Cancelled queries leave things behind by design; held here, since log managers hold weakly.
  private static final Logger LEAK_LOG = Logger.getLogger(MemoryManager.class.getName());

  static {
    LEAK_LOG.setLevel(Level.OFF);
  }

  /** What happened, so that tests can assert that it did. */
  static final class Counters {
    long steps;
    long waits;
    long timeouts;
    long refusals;
    long reclaims;
    long evictions;
    long evictedBytes;
    long cancellations;
    long resizes;
    long budgets;
    long finishedQueries;
    long longestWaitNanos;
  }

  final Counters counters;
  final RandomGenerator random;
  final VirtualClock clock;
  final List<SimulatedEngine> engines = new ArrayList<>();
  final List<SimulatedQuery> queries = new ArrayList<>();
  final Set<SimulatedDriver> drivers = new LinkedHashSet<>();
  final @Nullable MemoryBudget budget;
  private final Fault fault;
  private final List<Runnable> due = new ArrayList<>();
  private final List<CompletableFuture<Void>> resizes = new ArrayList<>();
  private boolean sharesExempt;

  private Simulation(long seed, Fault fault, Counters counters) {
    this.counters = counters;
    this.fault = fault;
    random = new SplittableRandom(seed);
    clock = new VirtualClock(() -> strikes(Fault.LOST_TIMER));
    boolean together = drawsBudget(random);
    budget = together ? MemoryBudget.of(SimulatedEngine.drawBytes(random)) : null;
    for (int i = together ? random.nextInt(2, 4) : 1; i > 0; i--) {
      engines.add(new SimulatedEngine(this, budget));
    }
    counters.budgets += together ? 1 : 0;
    for (SimulatedEngine engine : engines) {
      if (fault == Fault.MISSED_NOTIFY) {
        engine.probe.loseWakeUps(() -> strikes(Fault.MISSED_NOTIFY));
      } else if (fault == Fault.MISSED_GIVE_BACK) {
        engine.probe.loseGiveBacks(() -> strikes(Fault.MISSED_GIVE_BACK));
      }
    }
  }

  /** Whether the schedule of a seed has several managers on a budget. */
  static boolean hasBudget(long seed) {
    return drawsBudget(new SplittableRandom(seed));
  }

  private static boolean drawsBudget(RandomGenerator random) {
    return random.nextInt(BUDGET_ONE_IN) == 0;
  }

  /**
   * Runs the schedule of a seed.
   *
   * @throws AssertionError naming the seed, if anything is not as it must be
   */
  static void run(long seed, Fault fault, Counters counters) {
    try {
      new Simulation(seed, fault, counters).run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("schedule of seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private void run() {
    engines.forEach(SimulatedEngine::start);
    int count = random.nextInt(1, 6);
    for (int i = 0; i < count; i++) {
      SimulatedQuery query = new SimulatedQuery(drawEngine(), "query" + i);
      queries.add(query);
      later(query::start);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      later(() -> hesitate(random.nextInt(60), this::cancelOne));
    }
    for (int i = random.nextInt(-2, 4); i > 0; i--) {
      later(() -> hesitate(random.nextInt(60), this::resize));
    }
    runAll();
    checkEnd();
  }

  private void runAll() {
    Invariants invariants = new Invariants(this);
    for (int step = 0; step < MOST_STEPS; step++) {
      sharesExempt = false;
      if (due.isEmpty()) {
        invariants.checkQuiet();
        if (allOver() || !clock.advance()) {
          return;
        }
      } else {
        int last = due.size() - 1;
        int chosen = random.nextInt(due.size());
        Runnable next = due.set(chosen, due.get(last));
        due.remove(last);
        next.run();
      }
      counters.steps++;
      invariants.check();
    }
    throw new AssertionError("no end in sight: steps=" + MOST_STEPS);
  }

  /** Then what timers are left are the manager's own housekeeping. */
  private boolean allOver() {
    return drivers.isEmpty()
        && queries.stream().allMatch(SimulatedQuery::isOver)
        && resizes.stream().allMatch(CompletableFuture::isDone);
  }

  /** Lets a number of its turns pass. */
  private void hesitate(int turns, Runnable action) {
    later(turns == 0 ? action : () -> hesitate(turns - 1, action));
  }

  private void cancelOne() {
    queries.get(random.nextInt(queries.size())).cancel();
  }

  private void resize() {
    SimulatedEngine engine = drawEngine();
    counters.resizes++;
    resizes.add(engine.manager.resize(engine.drawLimit()));
  }

  private SimulatedEngine drawEngine() {
    return engines.get(random.nextInt(engines.size()));
  }

  /** One more action that may run at any time from now on. */
  void later(Runnable action) {
    due.add(action);
  }

  /** The executor of the managers. */
  void reclaimLater(Runnable action) {
    if (!strikes(Fault.LOST_ORDER)) {
      due.add(action);
    }
    if (strikes(Fault.REPEATED_ORDER)) {
      due.add(action);
    }
  }

  /** Whether the fault happens here and now. */
  boolean strikes(Fault candidate) {
    return fault == candidate && random.nextInt(candidate.oneIn()) == 0;
  }

  /** This step opens floors or hands over, which no share limits. */
  void exemptFromShares() {
    sharesExempt = true;
  }

  boolean sharesExempt() {
    return sharesExempt;
  }

  private void checkEnd() {
    require(queries.stream().allMatch(SimulatedQuery::isOver), "a query never ended");
    require(drivers.isEmpty(), "driver never ended: " + drivers.size());
    require(resizes.stream().allMatch(CompletableFuture::isDone), "a resize never ended");
    require(
        clock.nanoTime() < SimulatedEngine.WAIT_TIMEOUT.multipliedBy(200).toNanos(),
        "waits are not bounded");
    engines.forEach(this::checkEnd);
    require(clock.pendingTimers() == 0, "a timer was left behind");
    require(budget == null || budget.heldBytes() == 0, "not everything went back to the budget");
  }

  private void checkEnd(SimulatedEngine engine) {
    for (SimulatedQuery query : queries) {
      boolean leaked =
          engine.manager.leaks().stream()
              .anyMatch(leak -> leak.owner().contains("/" + query.name + "/"));
      require(
          !leaked || query.isCancelled(), "leak of a query that ended: " + engine.manager.leaks());
    }
    require(engine.manager.outstandingBytes() == 0, "not everything came back");
    require(engine.probe.openWaits() == 0, "a wait never ended");
    engine.manager.close();
    require(engine.manager.mappedBytes() == 0, "mapped memory was not given back");
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      StringBuilder trees = new StringBuilder(what);
      engines.forEach(engine -> trees.append('\n').append(engine.manager.rootPool().describe()));
      throw new AssertionError(trees.toString());
    }
  }
}
