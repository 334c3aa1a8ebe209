package io.scheelite.scheduler.job;

import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows from the loss of a map output: which tasks have to run again. Part of {@link
 * JobScheduler}, on its loop.
 */
final class Recovery {
  /**
   * Losses with a service that does not answer, none of them followed by a sign of life, from which
   * on all outputs there are taken for lost: one by one they would cost an attempt of the stage
   * each.
   */
  private static final int UNREACHABLE_LIMIT = 2;

  private final String application;
  private final MapOutputTracker tracker;
  private final ExecutorPool executors;
  private final JobScheduler scheduler;

  Recovery(
      String application,
      MapOutputTracker tracker,
      ExecutorPool executors,
      JobScheduler scheduler) {
    this.application = application;
    this.tracker = tracker;
    this.executors = executors;
    this.scheduler = scheduler;
  }

  /** The map output that the running attempt of a task has to write. */
  MapOutputId expected(TaskSet set, Task task) {
    int generation = tracker.generation(set.shuffle(), task.index());
    return new MapOutputId(application, set.shuffle(), task.index(), generation);
  }

  /**
   * A reader could not read an output: it is lost, exactly this one of this generation.
   *
   * @return false if it was known to be lost, or was replaced since
   */
  boolean inputLost(Job job, TaskOutcome.FetchFailed failure) {
    String detail = failure.reason() + " service=" + failure.service();
    if (!lose(job, failure.output(), detail)) {
      return false;
    }
    if (failure.kind() == ShuffleFetchException.Kind.UNREACHABLE
        && isGone(job, failure.service())) {
      loseAllAt(job, failure.service(), "service does not answer");
    }
    return true;
  }

  /** Whether a service that does not answer is taken for lost: so often, or with its worker. */
  private boolean isGone(Job job, ServiceAddress service) {
    int losses = job.countUnreachable(service);
    return losses >= UNREACHABLE_LIMIT || !executors.anyAt(service);
  }

  /** All outputs of a job that lie with a service are lost. */
  void loseAllAt(Job job, ServiceAddress service, String reason) {
    for (MapOutputId id : tracker.at(service)) {
      lose(job, id, reason + " service=" + service);
    }
  }

  /**
   * A lost output of a stage came again with other rows: whoever has read the first ones runs
   * again, and so on upwards.
   *
   * @param again what came again; earlier generations count no more
   * @return false if rows computed from the first ones have left the job
   */
  boolean rollBackReaders(Job job, TaskSet changed, MapOutputId again) {
    MapOutputId before =
        new MapOutputId(again.application(), again.shuffle(), again.map(), again.generation() - 1);
    return rollBackReaders(job, changed, List.of(before));
  }

  private boolean rollBackReaders(Job job, TaskSet changed, List<MapOutputId> stale) {
    for (TaskSet reader : job.readersOf(changed.stage())) {
      if (!reader.wasLaunched()) {
        continue;
      }
      boolean done =
          reader.isRoot()
              ? rollBackRoot(job, reader, stale)
              : rollBackReaders(job, reader, rollBack(job, reader));
      if (!done) {
        return false;
      }
    }
    return true;
  }

  private boolean rollBackRoot(Job job, TaskSet root, List<MapOutputId> stale) {
    if (!job.root().rollBack(stale)) {
      return false;
    }
    Attempt current = root.task(0).current();
    if (current != null) {
      current.task().pending();
      emitChanged(job, current);
      scheduler.rootRolledBack(current);
    }
    return true;
  }

  private List<MapOutputId> rollBack(Job job, TaskSet set) {
    List<MapOutputId> stale = new ArrayList<>();
    for (Task task : set.tasks()) {
      Attempt current = task.current();
      if (current != null) {
        current.launcher().cancel(current.id());
        emitChanged(job, current);
      }
      if (task.numAttempts() > 0) {
        // also when nothing is there: an attempt that does not count any more may still commit
        MapOutputId old = expected(set, task);
        stale.add(old);
        tracker.abandon(set.shuffle(), task.index());
        outputLost(job, set, task, old, "its input changed");
      }
    }
    return stale;
  }

  private void emitChanged(Job job, Attempt attempt) {
    scheduler.emit(
        job,
        new SchedulerEvent.TaskRetried(attempt.id(), RetryReason.INPUT_CHANGED, "it was reading"));
  }

  private boolean lose(Job job, MapOutputId id, String detail) {
    TaskSet writer = id.application().equals(application) ? job.writerOf(id.shuffle()) : null;
    if (writer == null || !tracker.lose(id)) {
      return false;
    }
    outputLost(job, writer, writer.task(id.map()), id, detail);
    return true;
  }

  private void outputLost(Job job, TaskSet writer, Task task, MapOutputId id, String detail) {
    boolean wasDone = task.state() == Task.State.DONE;
    task.pending();
    scheduler.emit(job, new SchedulerEvent.OutputLost(id, detail));
    if (wasDone) {
      scheduler.emit(
          job,
          new SchedulerEvent.TaskRetried(
              job.lastAttempt(application, writer, task), RetryReason.OUTPUT_LOST, detail));
    }
  }
}
