package io.scheelite.scheduler.job;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs of one application on executors: a state machine that takes events and launches
 * attempts. All methods are called on the loop's thread, and everybody is called back there.
 *
 * <p>A stage runs when all that it reads is complete; among stages, those of earlier jobs and then
 * those with lower numbers go first. An attempt takes cores of an executor from its launch until
 * its outcome is told or the executor is lost. Nothing is stored twice: whether a stage may run
 * follows from the states of tasks and map outputs alone, which is why any order of failures leads
 * to the same recovery: what is missing and still needed is made again.
 */
public final class JobScheduler implements AutoCloseable {
  /** In place of an executor's id, for the root stage. */
  public static final String DRIVER = "driver";

  private static final int STAGE_BITS = 10;

  private final EventLoop loop;
  private final SchedulerConfig config;
  private final SchedulerListener listener;
  private final ExecutorPool executors = new ExecutorPool();
  private final Map<Integer, Job> jobs = new TreeMap<>();
  private final Map<TaskId, Attempt> attempts = new LinkedHashMap<>();
  private final MapOutputTracker tracker = new MapOutputTracker();
  private final Recovery recovery;
  private final Assignment assignment;
  private int nextJob;
  private boolean assignQueued;

  /**
   * @param application its id at the master: part of all ids
   * @param listener told of everything that happens
   */
  public JobScheduler(
      EventLoop loop, String application, SchedulerConfig config, SchedulerListener listener) {
    this.loop = loop;
    this.config = config;
    this.listener = listener;
    this.recovery = new Recovery(application, tracker, executors, this);
    this.assignment = new Assignment(application, tracker, executors, this);
  }

  /** The number of the exchange that a stage of a job writes, unique in the application. */
  public static int shuffleOf(int job, int stage) {
    return job << STAGE_BITS | stage;
  }

  /** The job whose stage writes an exchange. */
  public static int jobOf(int shuffle) {
    return shuffle >>> STAGE_BITS;
  }

  /** The stage of its job that writes an exchange. */
  public static int stageOf(int shuffle) {
    return shuffle & ((1 << STAGE_BITS) - 1);
  }

  /**
   * Takes a job; returns at once.
   *
   * @param root runs the root stage, in this process; its attempts end by {@link #rootSucceeded},
   *     {@link #rootFailed} or, with a fetch failure, by {@link #taskEnded}
   * @return the job's number
   */
  public int submit(JobSpec spec, RootLauncher root, JobObserver observer) {
    if (spec.root().stage() >= 1 << STAGE_BITS) {
      throw new IllegalArgumentException("job has too many stages: job=" + spec.name());
    }
    Job job = new Job(nextJob++, spec, root, observer, new JobReporter(spec));
    for (TaskSet set : job.sets()) {
      if (!set.isRoot()) {
        tracker.register(set.shuffle(), set.tasks().size());
      }
    }
    jobs.put(job.number(), job);
    emit(job, new SchedulerEvent.JobStarted(job.number(), spec));
    requestAssign();
    return job.number();
  }

  /** Ends a job; its attempts are cancelled. Without effect on a job that is over. */
  public void cancel(int job, String reason) {
    fail(job, new JobFailedException(ErrorCode.CANCELLED, reason));
  }

  /** Ends a job with a failure that its owner met; its attempts are cancelled. */
  public void fail(int job, ScheeliteException failure) {
    Job running = jobs.get(job);
    if (running != null) {
      end(running, failure);
    }
  }

  /** Tasks may run on this executor from now on. */
  public void executorAdded(ExecutorHandle executor) {
    if (executors.contains(executor.id())) {
      executorLost(executor.id(), "it registered again");
    }
    executors.add(new ExecutorSlot(executor, config.taskCores()));
    listener.happened(new SchedulerEvent.ExecutorAdded(executor.id(), executor.cores()));
    requestAssign();
  }

  /**
   * An executor is gone, or cannot be reached any more: its attempts count no more. What its tasks
   * have committed stays with the shuffle service. Without effect on one that is not known.
   */
  public void executorLost(String executor, String reason) {
    if (executors.remove(executor) == null) {
      return;
    }
    SchedulerEvent.ExecutorLost event = new SchedulerEvent.ExecutorLost(executor, reason);
    listener.happened(event);
    jobs.values().forEach(job -> job.reporter().happened(event));
    for (Attempt attempt : List.copyOf(attempts.values())) {
      if (attempt.slot() != null && attempt.slot().id().equals(executor)) {
        stopped(attempt);
        if (attempt.isCurrent() && !attempt.job().isEnded()) {
          retry(attempt, RetryReason.EXECUTOR_LOST, "executor=" + executor + ": " + reason);
        }
      }
    }
    requestAssign();
  }

  /** A shuffle service is gone for good, with all that it served. */
  public void serviceLost(ServiceAddress service, String reason) {
    for (Job job : List.copyOf(jobs.values())) {
      recovery.loseAllAt(job, service, reason);
    }
    requestAssign();
  }

  /** All map outputs there are, of all jobs, are gone. */
  public void allOutputsLost(String reason) {
    for (Job job : List.copyOf(jobs.values())) {
      job.services().forEach(service -> recovery.loseAllAt(job, service, reason));
    }
    requestAssign();
  }

  /** What an attempt came to. Results of attempts that count no more are ignored. */
  public void taskEnded(TaskId id, TaskOutcome outcome) {
    Attempt attempt = stop(id);
    if (attempt == null) {
      return;
    }
    guarded(attempt.job(), () -> ended(attempt, outcome));
  }

  private void ended(Attempt attempt, TaskOutcome outcome) {
    switch (outcome) {
      case TaskOutcome.Succeeded succeeded -> succeeded(attempt, succeeded);
      case TaskOutcome.Failed failed -> failed(attempt, failed.failure().toException());
      case TaskOutcome.FetchFailed failed -> fetchFailed(attempt, failed);
      case TaskOutcome.Cancelled _ -> retry(attempt, RetryReason.CANCELLED, "not by the scheduler");
    }
  }

  /** Whatever goes wrong here ends the job: it is not to wait for what will not come. */
  @SuppressWarnings("IllegalCatch")
  private void guarded(Job job, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      end(job, JobFailures.typed(failure));
    }
  }

  /** The root stage has delivered all rows: the job is done. */
  public void rootSucceeded(TaskId id, TaskMetrics metrics) {
    Attempt attempt = stop(id);
    if (attempt != null) {
      attempt.task().done();
      emit(attempt.job(), new SchedulerEvent.TaskSucceeded(id, metrics));
      end(attempt.job(), null);
    }
  }

  /** The root stage has failed. It is not repeated: rows may have been delivered. */
  public void rootFailed(TaskId id, ScheeliteException failure) {
    Attempt attempt = stop(id);
    if (attempt != null) {
      end(attempt.job(), failure);
    }
  }

  /** What a running job came to up to now, or null for one that is over. */
  public @Nullable JobReport report(int job) {
    Job running = jobs.get(job);
    return running == null ? null : running.reporter().report();
  }

  /** Attempts that somebody may still be working on, those of ended jobs included. */
  public int liveAttempts() {
    return attempts.size();
  }

  /** Executors on which tasks may run. */
  public int numExecutors() {
    return executors.size();
  }

  /** Cancels all jobs. */
  @Override
  public void close() {
    for (int job : List.copyOf(jobs.keySet())) {
      cancel(job, "application ended");
    }
  }

  // ---------------------------------------------------------------- outcomes

  private void succeeded(Attempt attempt, TaskOutcome.Succeeded outcome) {
    Task task = attempt.task();
    TaskSet set = attempt.set();
    Job job = attempt.job();
    MapOutputId id = outcome.output().id();
    MapOutputId expected = recovery.expected(set, task);
    if (!id.equals(expected)) {
      String message = "task wrote another map output than asked: id=" + id + " asked=" + expected;
      failed(attempt, new JobFailedException(ErrorCode.INTERNAL, message));
      return;
    }
    task.done();
    attempt.read().forEach(job::reached);
    if (outcome.sample() != null) {
      set.keepSample(task.index(), outcome.sample());
    }
    emit(job, new SchedulerEvent.TaskSucceeded(attempt.id(), outcome.metrics()));
    if (id.generation() > 0) {
      emit(job, new SchedulerEvent.OutputRecomputed(id));
    }
    MapOutputLocation location = new MapOutputLocation(outcome.service(), outcome.output());
    if (tracker.complete(location) == MapOutputTracker.Completion.CHANGED
        && !recovery.rollBackReaders(job, set, id)) {
      end(job, JobFailures.notDeterministic(attempt));
      return;
    }
    if (set.isComplete()) {
      set.completed();
      emit(job, new SchedulerEvent.StageCompleted(job.number(), set.stage()));
    }
  }

  /** An attempt of the root counts no more, and runs no more: it waits for its next launch. */
  void rootRolledBack(Attempt attempt) {
    stopped(attempt);
    requestAssign();
  }

  private void failed(Attempt attempt, ScheeliteException failure) {
    if (failure.code() == ErrorCode.CANCELLED) {
      retry(attempt, RetryReason.CANCELLED, String.valueOf(failure.getMessage()));
      return;
    }
    if (attempt.set().isRoot() || failure.code().source() == ErrorCode.Source.USER) {
      // rows of the root may be delivered; and a mistake in query or data is there each time
      end(attempt.job(), failure);
      return;
    }
    Task task = attempt.task();
    task.failed(attempt.executor(), failure.code().source() == ErrorCode.Source.RESOURCE);
    retry(attempt, RetryReason.FAILED, String.valueOf(failure.getMessage()));
    if (task.failures() >= config.maxTaskFailures()
        || task.resourceFailures() >= config.maxResourceFailures()) {
      end(attempt.job(), JobFailures.failedTooOften(attempt, failure));
    }
  }

  private void fetchFailed(Attempt attempt, TaskOutcome.FetchFailed failure) {
    Job job = attempt.job();
    // else somebody reported this output before: it is missing or there again already
    boolean lost = recovery.inputLost(job, failure);
    if (lost && !attempt.set().attemptFailed(attempt.stageAttempt(), failure.output())) {
      attempt.task().forgive();
    }
    retry(attempt, RetryReason.FETCH_FAILED, failure.output() + ": " + failure.reason());
    int inARow = attempt.set().countedInARow();
    if (inARow >= config.maxStageAttempts()) {
      end(job, JobFailures.inputsLostTooOften(attempt, inARow, failure));
    }
  }

  /** Puts a task back; fails the job if it had its share of attempts. */
  private void retry(Attempt attempt, RetryReason reason, String detail) {
    Task task = attempt.task();
    task.pending();
    emit(attempt.job(), new SchedulerEvent.TaskRetried(attempt.id(), reason, detail));
    if (task.attemptsSinceDone() >= config.maxTaskAttempts()) {
      end(attempt.job(), JobFailures.startedTooOften(attempt, reason, detail));
    }
  }

  // ---------------------------------------------------------------- attempts and their end

  /** Takes note that an attempt has stopped; null if its result does not count. */
  private @Nullable Attempt stop(TaskId id) {
    Attempt attempt = attempts.get(id);
    if (attempt == null) {
      listener.happened(new SchedulerEvent.ResultIgnored(id));
      return null;
    }
    requestAssign();
    stopped(attempt);
    if (attempt.job().isEnded()) {
      return null;
    }
    if (!attempt.isCurrent()) {
      emit(attempt.job(), new SchedulerEvent.ResultIgnored(id));
      return null;
    }
    return attempt;
  }

  private void stopped(Attempt attempt) {
    attempts.remove(attempt.id());
    if (attempt.slot() != null) {
      attempt.slot().giveBack();
    }
    attempt.job().attemptStopped();
    forgetIfStopped(attempt.job());
  }

  private void end(Job job, @Nullable ScheeliteException failure) {
    if (job.isEnded()) {
      return;
    }
    job.end();
    jobs.remove(job.number());
    for (Attempt attempt : List.copyOf(attempts.values())) {
      if (attempt.job() == job) {
        attempt.launcher().cancel(attempt.id());
        if (attempt.set().isRoot()) {
          // it runs in this process, where whoever ended the job knows
          attempts.remove(attempt.id());
          job.attemptStopped();
        }
      }
    }
    emit(job, new SchedulerEvent.JobEnded(job.number(), failure));
    job.observer().jobEnded(job.number(), failure, job.reporter().report());
    job.shuffles().forEach(tracker::forget);
    forgetIfStopped(job);
    requestAssign();
  }

  private static void forgetIfStopped(Job job) {
    if (job.isEnded() && !job.hasLiveAttempts()) {
      job.observer().outputsUnused(job.number(), job.shuffles(), job.services());
    }
  }

  // ---------------------------------------------------------------- assignment

  /** Many events that come together are answered by one round of assignment. */
  private void requestAssign() {
    if (!assignQueued) {
      assignQueued = true;
      loop.execute(this::assign);
    }
  }

  private void assign() {
    assignQueued = false;
    for (Job job : List.copyOf(jobs.values())) {
      guarded(
          job,
          () -> {
            assignment.assign(job);
            watchStarvation(job);
          });
    }
  }

  /** An attempt is about to be launched. */
  void launching(Attempt attempt) {
    attempts.put(attempt.id(), attempt);
    attempt.job().attemptBegan(attempt);
  }

  /** An attempt could not be launched: so would none. */
  void launchFailed(Attempt attempt, RuntimeException failure) {
    stopped(attempt);
    end(attempt.job(), JobFailures.typed(failure));
  }

  private void watchStarvation(Job job) {
    boolean starving = executors.isEmpty() && !job.isEnded() && job.needsExecutors();
    if (!starving) {
      job.stopStarvationTimer();
    } else if (!job.isStarving()) {
      Duration timeout = config.noExecutorTimeout();
      job.startStarvationTimer(
          new Starvation(loop, timeout)
              .watch(() -> end(job, JobFailures.noExecutor(job, timeout))));
    }
  }

  void emit(Job job, SchedulerEvent event) {
    if (event instanceof SchedulerEvent.TaskRetried retried) {
      RetryEvent.record(retried);
    }
    job.reporter().happened(event);
    listener.happened(event);
  }
}
