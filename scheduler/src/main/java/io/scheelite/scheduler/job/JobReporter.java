package io.scheelite.scheduler.job;

import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskMetrics;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happens to one job. Used on the scheduler's loop. */
final class JobReporter implements SchedulerListener {
  /** Lines kept of what went wrong; more are only counted. */
  static final int MAX_LINES = 50;

  private static final class StageCounts {
    final int tasks;
    int stageAttempts;
    int taskAttempts;
    long rows;
    long writtenBytes;
    long fetchedBytes;
    long spilledBytes;
    long peakMemoryBytes;
    long nanos;
    int fetchRetries;

    StageCounts(int tasks) {
      this.tasks = tasks;
    }

    void add(TaskMetrics metrics) {
      rows += metrics.rowsWritten();
      writtenBytes += metrics.bytesWritten();
      fetchedBytes += metrics.bytesFetched();
      spilledBytes += metrics.spilledBytes();
      peakMemoryBytes = Math.max(peakMemoryBytes, metrics.peakMemoryBytes());
      nanos += metrics.nanos();
      fetchRetries += metrics.fetchRetries();
    }
  }

  private final Map<Integer, StageCounts> stages = new TreeMap<>();
  private final Map<RetryReason, Integer> retries = new EnumMap<>(RetryReason.class);
  private final List<String> lines = new ArrayList<>();
  private int attempts;
  private int recomputed;
  private int lostExecutors;
  private int ignored;
  private int leftOut;

  JobReporter(JobSpec spec) {
    for (StageSpec stage : spec.stages()) {
      stages.put(stage.stage(), new StageCounts(stage.numTasks()));
    }
  }

  @Override
  public void happened(SchedulerEvent event) {
    switch (event) {
      case SchedulerEvent.StageStarted started -> counts(started.stage()).stageAttempts++;
      case SchedulerEvent.TaskLaunched launched -> {
        attempts++;
        counts(launched.task().stage()).taskAttempts++;
      }
      case SchedulerEvent.TaskSucceeded succeeded ->
          counts(succeeded.task().stage()).add(succeeded.metrics());
      case SchedulerEvent.OutputRecomputed _ -> recomputed++;
      case SchedulerEvent.TaskRetried retried -> {
        retries.merge(retried.reason(), 1, Integer::sum);
        note(retried);
      }
      case SchedulerEvent.ExecutorLost lost -> {
        lostExecutors++;
        note("executor lost: executor=" + lost.executor() + " reason=" + lost.detail());
      }
      case SchedulerEvent.ResultIgnored _ -> ignored++;
      case SchedulerEvent.JobStarted _,
          SchedulerEvent.JobEnded _,
          SchedulerEvent.StageCompleted _,
          SchedulerEvent.OutputLost _,
          SchedulerEvent.ExecutorAdded _ -> {}
    }
  }

  JobReport report() {
    List<JobReport.StageReport> reports = new ArrayList<>();
    int tasks = 0;
    for (Map.Entry<Integer, StageCounts> entry : stages.entrySet()) {
      StageCounts counts = entry.getValue();
      tasks += counts.tasks;
      reports.add(
          new JobReport.StageReport(
              entry.getKey(),
              counts.tasks,
              counts.stageAttempts,
              counts.taskAttempts,
              counts.rows,
              counts.writtenBytes,
              counts.fetchedBytes,
              counts.spilledBytes,
              counts.peakMemoryBytes,
              counts.nanos,
              counts.fetchRetries));
    }
    List<String> events = new ArrayList<>(lines);
    if (leftOut > 0) {
      events.add("further events left out: number=" + leftOut);
    }
    return new JobReport(
        tasks,
        attempts,
        retries,
        recomputed,
        lostExecutors,
        ignored,
        new JobReport.Details(reports, events));
  }

  private StageCounts counts(int stage) {
    StageCounts counts = stages.get(stage);
    if (counts == null) {
      throw new IllegalArgumentException("event of another job's stage: stage=" + stage);
    }
    return counts;
  }

  private void note(SchedulerEvent.TaskRetried retried) {
    TaskId id = retried.attempt();
    note(
        "task runs again: stage="
            + id.stage()
            + " task="
            + id.task()
            + " attempt="
            + id.attempt()
            + " reason="
            + retried.reason()
            + " detail="
            + retried.detail());
  }

  private void note(String line) {
    if (lines.size() < MAX_LINES) {
      lines.add(line);
    } else {
      leftOut++;
    }
  }
}
