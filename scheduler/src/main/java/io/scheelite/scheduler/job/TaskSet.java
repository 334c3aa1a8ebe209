package io.scheelite.scheduler.job;

import io.scheelite.shuffle.MapOutputId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tasks of one stage of one job, and the attempts of the stage as a whole. */
final class TaskSet {
  private final StageSpec spec;
  private final int shuffle;
  private final boolean root;
  private final List<Task> tasks = new ArrayList<>();
  private final Map<Integer, byte[]> samples = new TreeMap<>();
  private final Set<Lost> lost = new HashSet<>();
  private int attempt = -1;
  private boolean attemptOver = true;
  private int lastCounted = -1;
  private int countedInARow;
  private byte @Nullable [] bounds;

  /** An output that tasks of this stage have met lost, whatever its generation. */
  private record Lost(int shuffle, int map) {}

  TaskSet(StageSpec spec, int shuffle, boolean root) {
    this.spec = spec;
    this.shuffle = shuffle;
    this.root = root;
    for (int i = 0; i < spec.numTasks(); i++) {
      tasks.add(new Task(i));
    }
  }

  StageSpec spec() {
    return spec;
  }

  int stage() {
    return spec.stage();
  }

  /** Number of the exchange that its tasks write. */
  int shuffle() {
    return shuffle;
  }

  boolean isRoot() {
    return root;
  }

  List<Task> tasks() {
    return tasks;
  }

  Task task(int index) {
    return tasks.get(index);
  }

  boolean isComplete() {
    return tasks.stream().allMatch(task -> task.state() == Task.State.DONE);
  }

  /** Whether any attempt was ever started. */
  boolean wasLaunched() {
    return attempt >= 0;
  }

  List<Task> pending() {
    return tasks.stream().filter(task -> task.state() == Task.State.PENDING).toList();
  }

  /** The running attempt of the stage, from 0. */
  int attempt() {
    return attempt;
  }

  /**
   * Called before a task is launched.
   *
   * @return whether this begins a new attempt of the stage
   */
  boolean beginAttempt() {
    if (!attemptOver) {
      return false;
    }
    attempt++;
    attemptOver = false;
    return true;
  }

  /**
   * A task that began in an attempt of the stage has met a lost input: the attempt is over, further
   * tasks belong to the next one. It counts if the output was not the first of its kind: of outputs
   * that are lost one by one, each may be lost once, and there are only so many.
   *
   * @return whether the output was lost to this stage before
   */
  boolean attemptFailed(int inAttempt, MapOutputId output) {
    if (inAttempt == attempt) {
      attemptOver = true;
    }
    boolean again = !lost.add(new Lost(output.shuffle(), output.map()));
    if (again && inAttempt > lastCounted) {
      lastCounted = inAttempt;
      countedInARow++;
    }
    return again;
  }

  /** Attempts since the stage was last complete that have lost an output once more. */
  int countedInARow() {
    return countedInARow;
  }

  /** All tasks are done. */
  void completed() {
    attemptOver = true;
    countedInARow = 0;
    lost.clear();
  }

  void keepSample(int task, byte[] sample) {
    samples.putIfAbsent(task, sample);
  }

  /** Samples of the tasks that reported one, in the order of tasks. */
  List<byte[]> samples() {
    return List.copyOf(samples.values());
  }

  byte @Nullable [] bounds() {
    return bounds;
  }

  void fixBounds(byte[] encoded) {
    bounds = encoded;
  }
}
