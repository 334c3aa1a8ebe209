package io.scheelite.memory.simulation;

import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.TaskMemory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A query of one to three tasks, from the door to its end; may be cancelled at any moment. */
final class SimulatedQuery {
  /** A task, the modes in which it counts as active, and what it held at the last check. */
  record Task(TaskMemory memory, Set<MemoryMode> modes, Map<MemoryMode, Long> lastHeldBytes) {}

  final String name;
  final long floorBytes;
  final List<Task> tasks = new ArrayList<>();
  final SimulatedEngine engine;
  private final Simulation world;
  private final int taskCount;
  private final int driversPerTask;
  private final int operators;
  private final int batches;
  private final boolean onHeap;
  private final boolean shares;
  private CompletableFuture<QueryMemory> admission = new CompletableFuture<>();
  private @Nullable QueryMemory memory;
  private @Nullable SimulatedState shared;
  private int driversLeft;
  private boolean cancelled;

  SimulatedQuery(SimulatedEngine engine, String name) {
    this.engine = engine;
    this.world = engine.world;
    RandomGenerator random = world.random;
    this.name = name;
    this.taskCount = random.nextInt(1, 4);
    this.driversPerTask = random.nextInt(1, 3);
    this.operators = random.nextInt(1, 4);
    this.batches = random.nextInt(1, 16);
    this.onHeap = random.nextInt(3) == 0;
    this.shares = random.nextInt(2) == 0;
    long states = (long) taskCount * driversPerTask * operators + (shares ? 1 : 0);
    long spare = random.nextInt(3) == 0 ? random.nextInt(3) : 0;
    this.floorBytes = (states * SimulatedDriver.FLOOR_CHUNKS + spare) * SimulatedState.CHUNK;
  }

  /** Goes to the door. */
  void start() {
    long limit =
        world.random.nextInt(4) == 0
            ? floorBytes + world.random.nextInt(10) * SimulatedState.CHUNK
            : Long.MAX_VALUE;
    if (cancelled) {
      admission.cancel(false);
      return;
    }
    engine.door.add(this);
    admission = engine.manager.admit(name, floorBytes, limit);
    var _ =
        admission.whenComplete(
            (admitted, error) -> {
              if (error == null) {
                memory = admitted;
                world.later(this::open);
              }
            });
  }

  /** Whether it still stands at the door. */
  boolean waitsForAdmission() {
    return !admission.isDone();
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Nullable QueryMemory memory() {
    return memory;
  }

  /** A place where all drivers of the query put something, or null. */
  @Nullable SimulatedState shared() {
    return shared;
  }

  /** Whether nothing more will come of it. */
  boolean isOver() {
    QueryMemory admitted = memory;
    return admitted == null ? admission.isCompletedExceptionally() : admitted.whenClosed().isDone();
  }

  private void open() {
    QueryMemory admitted = memory;
    if (admitted == null || cancelled) {
      return;
    }
    world.exemptFromShares();
    for (int t = 0; t < taskCount; t++) {
      TaskMemory taskMemory = admitted.newTask("task" + t);
      Task task =
          new Task(taskMemory, EnumSet.of(MemoryMode.OFF_HEAP), new EnumMap<>(MemoryMode.class));
      tasks.add(task);
      for (int d = 0; d < driversPerTask; d++) {
        SimulatedDriver driver = new SimulatedDriver(world, this, task, operators, batches, onHeap);
        driversLeft++;
        world.later(driver);
      }
    }
    if (shares) {
      ReclaimGate gate = tasks.getFirst().memory().newGate("shared");
      long floor = SimulatedDriver.FLOOR_CHUNKS * SimulatedState.CHUNK;
      shared =
          new SimulatedState(
              world, tasks.getFirst().memory(), gate, MemoryMode.OFF_HEAP, "shared", floor);
    }
  }

  void driverEnded() {
    driversLeft--;
    QueryMemory admitted = memory;
    if (driversLeft > 0 || cancelled || admitted == null) {
      return;
    }
    SimulatedState state = shared;
    if (state != null && !world.strikes(Fault.FORGOTTEN_CONSUMER)) {
      state.consumer().gate().whenFree(state::close);
    }
    world.counters.finishedQueries++;
    admitted.close();
  }

  /** Ends it wherever it is. */
  void cancel() {
    QueryMemory admitted = memory;
    if (admitted == null) {
      cancelled = true;
      admission.cancel(false);
    } else if (!isOver()) {
      cancelled = true;
      admitted.close();
    }
    world.counters.cancellations++;
  }
}
