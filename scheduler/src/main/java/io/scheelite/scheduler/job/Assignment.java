package io.scheelite.scheduler.job;

import io.scheelite.scheduler.message.TaskId;
import io.scheelite.shuffle.client.MapOutputLocation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives the pending tasks of stages that may run to executors with free cores. Part of {@link
 * JobScheduler}, on its loop.
 */
final class Assignment {
  private final String application;
  private final MapOutputTracker tracker;
  private final ExecutorPool executors;
  private final JobScheduler scheduler;

  Assignment(
      String application,
      MapOutputTracker tracker,
      ExecutorPool executors,
      JobScheduler scheduler) {
    this.application = application;
    this.tracker = tracker;
    this.executors = executors;
    this.scheduler = scheduler;
  }

  /** Launches what of a job can be launched now. */
  void assign(Job job) {
    for (TaskSet set : job.neededSets()) {
      if (!job.isEnded() && inputsComplete(job, set)) {
        launchPending(job, set);
      }
    }
  }

  private boolean inputsComplete(Job job, TaskSet set) {
    for (int input : set.spec().inputs()) {
      if (!tracker.isComplete(job.set(input).shuffle())) {
        return false;
      }
    }
    return true;
  }

  private void launchPending(Job job, TaskSet set) {
    for (Task task : set.pending()) {
      if (job.isEnded() || (!set.isRoot() && !executors.anyFits())) {
        return;
      }
      ExecutorSlot slot = set.isRoot() ? null : executors.pick(task.failedOn());
      if (slot != null || set.isRoot()) {
        launch(job, set, task, slot);
      }
    }
  }

  @SuppressWarnings("IllegalCatch") // whatever goes wrong ends the job
  private void launch(Job job, TaskSet set, Task task, @Nullable ExecutorSlot slot) {
    byte[] bounds = bounds(job, set);
    if (set.beginAttempt()) {
      scheduler.emit(
          job, new SchedulerEvent.StageStarted(job.number(), set.stage(), set.attempt()));
    }
    Map<Integer, List<MapOutputLocation>> inputs = new TreeMap<>();
    for (int input : set.spec().inputs()) {
      inputs.put(input, tracker.read(job.set(input).shuffle()));
    }
    TaskId id =
        new TaskId(application, job.number(), set.stage(), task.index(), task.numAttempts());
    Attempt attempt =
        new Attempt(
            id, job, set, task, set.attempt(), slot, Attempt.servicesToRead(inputs.values()));
    int generation = set.isRoot() ? 0 : tracker.generation(set.shuffle(), task.index());
    int cores = slot == null ? 0 : slot.coresPerTask();
    if (slot != null) {
      slot.take();
    }
    task.launched(attempt);
    scheduler.launching(attempt);
    scheduler.emit(job, new SchedulerEvent.TaskLaunched(id, generation, attempt.executor()));
    TaskLaunch launch =
        new TaskLaunch(
            id, set.shuffle(), generation, Collections.unmodifiableMap(inputs), bounds, cores);
    try {
      attempt.launcher().launch(launch);
    } catch (RuntimeException failure) {
      scheduler.launchFailed(attempt, failure);
    }
  }

  /** The bounds of a stage that divides by range; found once, so that all attempts agree. */
  private static byte @Nullable [] bounds(Job job, TaskSet set) {
    StageSpec.RangeBoundsSource source = set.spec().bounds();
    if (source == null) {
      return null;
    }
    byte[] bounds = set.bounds();
    if (bounds == null) {
      bounds = source.maker().bounds(job.set(source.stage()).samples());
      set.fixBounds(bounds);
    }
    return bounds;
  }
}
