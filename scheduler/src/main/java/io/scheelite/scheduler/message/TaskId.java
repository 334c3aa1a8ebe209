package io.scheelite.scheduler.message;

/**
 * Names one attempt of a task; never used twice.
 *
 * @param application its id at the master
 * @param attempt from 0
 */
public record TaskId(String application, int job, int stage, int task, int attempt) {
  @Override
  public String toString() {
    return application + "/job-" + job + "/stage-" + stage + "/task-" + task + "." + attempt;
  }
}
