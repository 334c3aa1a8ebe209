package io.scheelite.scheduler.simulation;

import java.util.random.RandomGenerator;

/**
 * What one schedule is like.
 *
 * @param failurePercent of attempts that fail by themselves
 * @param poisonedTask number of a task that fails each time, in every stage; or -1
 * @param unstable whether a stage yields other rows when it runs again
 * @param numFaults faults that happen
 */
record WorldOptions(
    PlantedBug bug,
    int numWorkers,
    int executorsPerWorker,
    int cores,
    int taskCores,
    int numJobs,
    int failurePercent,
    int poisonedTask,
    boolean unstable,
    int numFaults) {

  @SuppressWarnings("checkstyle:ParameterNumber") // one knob each
  WorldOptions {}

  static WorldOptions random(RandomGenerator random, PlantedBug bug) {
    return new WorldOptions(
        bug,
        1 + random.nextInt(3),
        1 + random.nextInt(2),
        1 + random.nextInt(3),
        random.nextInt(2),
        1 + random.nextInt(3),
        random.nextInt(3) == 0 ? 1 + random.nextInt(12) : 0,
        random.nextInt(25) == 0 ? random.nextInt(3) : -1,
        random.nextInt(8) == 0,
        random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(8));
  }
}
