package io.scheelite.scheduler.application;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.execution.ClusterReport;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.job.JobFailedException;
import io.scheelite.scheduler.job.JobObserver;
import io.scheelite.scheduler.job.JobReport;
import io.scheelite.scheduler.job.JobScheduler;
import io.scheelite.scheduler.job.RetryReason;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A query that runs on the cluster: joins the job of the scheduler with the execution of the last
 * stage in this process. Used on the loop.
 */
final class ClusterJob implements JobObserver {
  private static final System.Logger LOG = System.getLogger(ClusterJob.class.getName());

  /** Told on the loop. */
  interface Owner {
    /** The job is over. */
    void ended(ClusterJob job);

    /** Map outputs that nobody reads any more. */
    void unused(Set<Integer> shuffles, Set<ServiceAddress> services);
  }

  private final EventLoop loop;
  private final QueryStages stages;
  private final JobScheduler scheduler;
  private final RootTask root;
  private final QueryExecution execution;
  private final Owner owner;
  private final long startNanos;
  private int number = -1;
  private volatile @Nullable JobReport finalReport;

  ClusterJob(
      EventLoop loop,
      QueryStages stages,
      JobScheduler scheduler,
      Map<Integer, RootInput> inputs,
      QueryExecution execution,
      Owner owner) {
    this.loop = loop;
    this.stages = stages;
    this.scheduler = scheduler;
    this.root = new RootTask(loop, scheduler, inputs);
    this.execution = execution;
    this.owner = owner;
    this.startNanos = loop.nanoTime();
  }

  QueryStages stages() {
    return stages;
  }

  RootTask root() {
    return root;
  }

  /** Number of the job at the scheduler. */
  int number() {
    return number;
  }

  /** Hands the job to the scheduler. */
  void submit() {
    number = scheduler.submit(stages.job(), root, this);
  }

  /** The last stage has ended in this process, however. */
  void executionEnded(@Nullable Throwable thrown) {
    if (finalReport != null) {
      return;
    }
    if (thrown != null) {
      scheduler.fail(number, known(thrown));
    } else if (!root.succeeded(metrics())) {
      scheduler.cancel(number, "result was complete before all stages had run");
    }
  }

  private TaskMetrics metrics() {
    return new TaskMetrics(
        loop.nanoTime() - startNanos,
        execution.peakMemoryBytes(),
        execution.spilledBytes(),
        0,
        0,
        root.fetchedBytes(),
        root.fetchRetries());
  }

  private static ScheeliteException known(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return cause instanceof ScheeliteException known
        ? known
        : new JobFailedException(ErrorCode.INTERNAL, "last stage failed: " + cause, cause);
  }

  @Override
  public void jobEnded(int job, @Nullable ScheeliteException failure, JobReport report) {
    finalReport = report;
    if (failure != null) {
      root.failInputs(failure);
    }
    if (report.hadTrouble()) {
      LOG.log(Level.INFO, "query had trouble: {0} {1}", stages.options().name(), report.summary());
    }
    owner.ended(this);
  }

  @Override
  public void outputsUnused(int job, Set<Integer> shuffles, Set<ServiceAddress> services) {
    owner.unused(shuffles, services);
  }

  /** What the job came to so far, when the loop gets to it; at once if it is over. */
  ClusterReport report() {
    JobReport report = finalReport;
    if (report == null) {
      CompletableFuture<@Nullable JobReport> answer = new CompletableFuture<>();
      loop.execute(
          () -> answer.complete(finalReport != null ? finalReport : scheduler.report(number)));
      final long patienceSeconds = 5;
      report = answer.completeOnTimeout(null, patienceSeconds, TimeUnit.SECONDS).join();
    }
    return report == null ? ClusterReport.NONE : of(report);
  }

  private ClusterReport of(JobReport report) {
    int failed = 0;
    for (Map.Entry<RetryReason, Integer> retries : report.retries().entrySet()) {
      if (retries.getKey() != RetryReason.OUTPUT_LOST) {
        failed += retries.getValue();
      }
    }
    long spilled = 0;
    long peak = 0;
    int fetchRetries = root.fetchRetries(); // also of one that has not come to its end
    for (JobReport.StageReport stage : report.details().stages()) {
      if (stage.stage() != stages.root().id()) {
        spilled += stage.spilledBytes();
        peak = Math.max(peak, stage.peakMemoryBytes());
        fetchRetries += stage.fetchRetries();
      }
    }
    return new ClusterReport(
        stages.plan().stages().size() - 1,
        report.tasks() - 1,
        failed,
        report.recomputedOutputs(),
        report.lostExecutors(),
        fetchRetries,
        report.shuffledBytes(),
        spilled,
        peak);
  }
}
