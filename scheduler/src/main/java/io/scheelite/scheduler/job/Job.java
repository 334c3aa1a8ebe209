package io.scheelite.scheduler.job;

import io.scheelite.scheduler.message.TaskId;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A job while it runs and until its last attempt has stopped. */
final class Job {
  private final int number;
  private final JobSpec spec;
  private final RootLauncher root;
  private final JobObserver observer;
  private final JobReporter reporter;
  private final Map<Integer, TaskSet> sets = new TreeMap<>();
  private final Set<ServiceAddress> services = new LinkedHashSet<>();
  private final Map<ServiceAddress, Integer> unreachable = new HashMap<>();
  private int liveAttempts;
  private boolean ended;
  private @Nullable Runnable starvationTimer;

  Job(int number, JobSpec spec, RootLauncher root, JobObserver observer, JobReporter reporter) {
    this.number = number;
    this.spec = spec;
    this.root = root;
    this.observer = observer;
    this.reporter = reporter;
    for (StageSpec stage : spec.stages()) {
      boolean isRoot = stage == spec.root();
      sets.put(
          stage.stage(), new TaskSet(stage, JobScheduler.shuffleOf(number, stage.stage()), isRoot));
    }
  }

  int number() {
    return number;
  }

  String name() {
    return spec.name();
  }

  RootLauncher root() {
    return root;
  }

  JobObserver observer() {
    return observer;
  }

  JobReporter reporter() {
    return reporter;
  }

  TaskSet set(int stage) {
    TaskSet set = sets.get(stage);
    if (set == null) {
      throw new IllegalArgumentException("no such stage: job=" + number + " stage=" + stage);
    }
    return set;
  }

  /** All stages, those that are read before their readers. */
  Iterable<TaskSet> sets() {
    return sets.values();
  }

  /** The stage that writes an exchange, or null if it is none of this job. */
  @Nullable TaskSet writerOf(int shuffle) {
    for (TaskSet set : sets.values()) {
      if (set.shuffle() == shuffle && !set.isRoot()) {
        return set;
      }
    }
    return null;
  }

  /** The stages that read a stage. */
  List<TaskSet> readersOf(int stage) {
    List<TaskSet> readers = new ArrayList<>();
    for (TaskSet set : sets.values()) {
      if (set.spec().inputs().contains(stage)) {
        readers.add(set);
      }
    }
    return readers;
  }

  /**
   * Stages whose outputs somebody still needs and that are not complete, in order: the root, and
   * what an incomplete needed stage reads. An output that is lost when all its readers are done is
   * not made again.
   */
  List<TaskSet> neededSets() {
    Set<Integer> needed = new HashSet<>();
    needed.add(spec.root().stage());
    List<TaskSet> found = new ArrayList<>();
    for (StageSpec stage : spec.stages().reversed()) {
      TaskSet set = set(stage.stage());
      if (needed.contains(stage.stage()) && !set.isComplete()) {
        needed.addAll(stage.inputs());
        found.addFirst(set);
      }
    }
    return found;
  }

  /** Whether it cannot go on without executors. */
  boolean needsExecutors() {
    return neededSets().stream().anyMatch(set -> !set.isRoot());
  }

  boolean isEnded() {
    return ended;
  }

  void end() {
    ended = true;
    stopStarvationTimer();
  }

  void attemptBegan(Attempt attempt) {
    liveAttempts++;
    if (attempt.slot() != null) {
      services.add(attempt.slot().handle().shuffleService());
    }
  }

  void attemptStopped() {
    liveAttempts--;
  }

  boolean hasLiveAttempts() {
    return liveAttempts > 0;
  }

  /** Where outputs of this job may lie. */
  Set<ServiceAddress> services() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(services));
  }

  Set<Integer> shuffles() {
    Set<Integer> shuffles = new LinkedHashSet<>();
    for (TaskSet set : sets.values()) {
      if (!set.isRoot()) {
        shuffles.add(set.shuffle());
      }
    }
    return shuffles;
  }

  /** Counts a loss because a service did not answer; how many there were since it last did. */
  int countUnreachable(ServiceAddress service) {
    return unreachable.merge(service, 1, Integer::sum);
  }

  /** Somebody has read an output there. */
  void reached(ServiceAddress service) {
    unreachable.remove(service);
  }

  boolean isStarving() {
    return starvationTimer != null;
  }

  void startStarvationTimer(Runnable canceller) {
    starvationTimer = canceller;
  }

  void stopStarvationTimer() {
    if (starvationTimer != null) {
      starvationTimer.run();
      starvationTimer = null;
    }
  }

  /** The newest attempt of a task, for reports. */
  TaskId lastAttempt(String application, TaskSet set, Task task) {
    return new TaskId(
        application, number, set.stage(), task.index(), Math.max(0, task.numAttempts() - 1));
  }
}
