package io.scheelite.scheduler.job;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What it took to run a job.
 *
 * @param tasks tasks of all stages, each counted once
 * @param attempts attempts that were started
 * @param retries for each reason that occurred, how many attempts came to nothing, or outputs were
 *     lost ({@link RetryReason#OUTPUT_LOST})
 * @param recomputedOutputs map outputs that were written again after a loss
 * @param lostExecutors executors that went away while the job ran
 * @param ignoredResults results of attempts that counted no more
 * @param details what happened in each stage, and what went wrong
 */
public record JobReport(
    int tasks,
    int attempts,
    Map<RetryReason, Integer> retries,
    int recomputedOutputs,
    int lostExecutors,
    int ignoredResults,
    Details details) {
  /** Copies the map. */
  public JobReport {
    retries = Collections.unmodifiableMap(new TreeMap<>(retries));
  }

  /**
   * Per stage, and line by line.
   *
   * @param events what went wrong, one line each; of very many, the first ones
   */
  public record Details(List<StageReport> stages, List<String> events) {
    /** Copies the lists. */
    public Details {
      stages = List.copyOf(stages);
      events = List.copyOf(events);
    }
  }

  /**
   * One stage.
   *
   * @param stageAttempts attempts of the stage as a whole
   * @param taskAttempts attempts of its tasks
   * @param rows rows written by the attempts that counted
   * @param writtenBytes bytes of map outputs
   * @param fetchedBytes bytes of map outputs that were read
   * @param spilledBytes bytes spilled on the way
   * @param peakMemoryBytes of the attempt that took most
   * @param taskNanos sum of the times of attempts that counted
   * @param fetchRetries requests to shuffle services that had to be sent again
   */
  public record StageReport(
      int stage,
      int tasks,
      int stageAttempts,
      int taskAttempts,
      long rows,
      long writtenBytes,
      long fetchedBytes,
      long spilledBytes,
      long peakMemoryBytes,
      long taskNanos,
      int fetchRetries) {}

  /** How often attempts came to nothing for a reason. */
  public int retries(RetryReason reason) {
    return retries.getOrDefault(reason, 0);
  }

  /** Bytes of all map outputs. */
  public long shuffledBytes() {
    return details.stages().stream().mapToLong(StageReport::writtenBytes).sum();
  }

  /** Requests to shuffle services that had to be sent again. */
  public int fetchRetries() {
    return details.stages().stream().mapToInt(StageReport::fetchRetries).sum();
  }

  /** Whether anything had to be done twice. */
  public boolean hadTrouble() {
    return !retries.isEmpty() || lostExecutors > 0;
  }

  /** One line: {@code tasks=9 attempts=11 failed=1 output_lost=1 recomputed=1 …}. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append("tasks=").append(tasks).append(" attempts=").append(attempts);
    retries.forEach(
        (reason, count) -> text.append(' ').append(label(reason)).append('=').append(count));
    text.append(" recomputed_outputs=").append(recomputedOutputs);
    text.append(" lost_executors=").append(lostExecutors);
    return text.append(" ignored_results=").append(ignoredResults).toString();
  }

  /** The summary, a line per stage and a line per retry. */
  public String text() {
    StringBuilder text = new StringBuilder(summary()).append('\n');
    for (StageReport stage : details.stages()) {
      text.append("stage ").append(stage.stage());
      text.append(": tasks=").append(stage.tasks());
      text.append(" attempts=").append(stage.taskAttempts());
      text.append(" stage_attempts=").append(stage.stageAttempts());
      text.append(" rows=").append(stage.rows());
      text.append(" written_bytes=").append(stage.writtenBytes());
      text.append(" fetched_bytes=").append(stage.fetchedBytes());
      text.append(" spilled_bytes=").append(stage.spilledBytes());
      text.append(" peak_memory_bytes=").append(stage.peakMemoryBytes());
      text.append(" fetch_retries=").append(stage.fetchRetries());
      text.append(" task_millis=").append(stage.taskNanos() / 1_000_000).append('\n');
    }
    details.events().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String label(RetryReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
