package io.scheelite.scheduler.simulation;

import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.TestMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs one schedule and checks it. */
final class Simulation {
  /** Runs the one schedule of this seed. */
  static final String SEED_PROPERTY = "tests.schedule";

  private static final Duration DEADLINE = Duration.ofMinutes(20);
  private static final Duration DRAIN = Duration.ofMinutes(2);

  /** For the fetches of all processes. */
  private static final MemoryConfig MEMORY =
      TestMemory.config(256L << 20).withTrackAllocationSites(false);

  /**
   * What a schedule showed.
   *
   * @param failed jobs that ended in a failure that the rules allow
   */
  record Outcome(
      long traceHash,
      long events,
      int jobs,
      int failed,
      int losses,
      int recomputed,
      Map<FaultMaker.Kind, Integer> faults) {}

  private Simulation() {}

  /** Runs the schedule of a seed; fails with its last events if a rule is broken. */
  static Outcome run(long seed, PlantedBug bug) {
    try (TestMemory memory = TestMemory.create(MEMORY)) {
      return run(new SimulationWorld(seed, bug, memory));
    }
  }

  private static Outcome run(SimulationWorld world) {
    try {
      runJobs(world);
      int failed = judge(world);
      drain(world);
      return new Outcome(
          world.queue().traceHash(),
          world.queue().executed(),
          world.application().results().size(),
          failed,
          world.truth().numLosses(),
          world.truth().numRecomputed(),
          world.faults().fired());
    } catch (AssertionError | RuntimeException broken) {
      throw new AssertionError(
          "schedule broke a rule: "
              + broken
              + "\nreproduce with: mvn -Pfast -pl scheduler -am test -Dtest=SchedulerSimulationTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -D"
              + SEED_PROPERTY
              + "="
              + world.seed()
              + "\n"
              + world
              + "\n  "
              + String.join("\n  ", world.queue().lines()),
          broken);
    }
  }

  private static void runJobs(SimulationWorld world) {
    long deadline = DEADLINE.toNanos();
    while (!isOver(world)) {
      world.check(world.queue().step(deadline), "job hangs: nothing happens any more");
      world.eventPassed();
    }
  }

  private static boolean isOver(SimulationWorld world) {
    List<SimulatedApplication.Result> results = world.application().results();
    return results.size() == world.options().numJobs()
        && results.stream().allMatch(SimulatedApplication.Result::isOver);
  }

  private static int judge(SimulationWorld world) {
    int failures = 0;
    for (SimulatedApplication.Result result : world.application().results()) {
      ScheeliteException failure = result.failure;
      if (failure != null) {
        failures++;
        world.truth().judge(result.number, failure);
      } else {
        world.check(isRight(world, result), "answer is wrong: job=" + result.number);
      }
    }
    return failures;
  }

  /** Whether the answer is the right one; for an unstable stage, for one choice of attempts. */
  private static boolean isRight(SimulationWorld world, SimulatedApplication.Result result) {
    List<Long> answer = result.answer;
    if (answer == null) {
      return false;
    }
    SimulatedJob job = result.job;
    if (job.unstableStage() < 0) {
      return answer.equals(job.answer(List.of()));
    }
    int tasks = job.stage(job.unstableStage()).numTasks();
    List<Integer> attempts = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      attempts.add(0);
    }
    return anyChoice(result, answer, attempts, 0, world.truth());
  }

  private static boolean anyChoice(
      SimulatedApplication.Result result,
      List<Long> answer,
      List<Integer> attempts,
      int task,
      Truth truth) {
    SimulatedJob job = result.job;
    if (task == attempts.size()) {
      return answer.equals(job.answer(attempts));
    }
    int most = truth.attempts(result.number, job.unstableStage(), task);
    for (int attempt = 0; attempt < most; attempt++) {
      attempts.set(task, attempt);
      if (anyChoice(result, answer, attempts, task + 1, truth)) {
        return true;
      }
    }
    return false;
  }

  /** Nothing may be left running, and whoever holds outputs was told to drop them. */
  private static void drain(SimulationWorld world) {
    world.queue().run(DRAIN);
    world.check(
        world.application().scheduler().liveAttempts() == 0, "attempts are left in the scheduler");
    world.check(world.application().runningRoots() == 0, "root stages are left running");
    world.check(world.cluster().numRunningTasks() == 0, "tasks are left running");
    for (SimulatedApplication.Result result : world.application().results()) {
      world.check(result.unused, "outputs were never dropped: job=" + result.number);
    }
    world.application().end();
    world.queue().run(DRAIN);
    for (SimulatedDisk disk : world.cluster().disks()) {
      world.check(
          disk.ids().isEmpty() || !world.cluster().masterLives(),
          "outputs are left: " + disk.ids());
    }
  }
}
