package io.scheelite.scheduler.fault;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a process is.
 *
 * @param job of its application, -1 where there is none; so are the next three
 * @param stage of the job
 * @param task of the stage
 * @param attempt at the task; of a map output its generation
 * @param files of the map output that is at hand, the one with the rows first; may be empty
 */
public record FaultSite(
    FaultPoint point, int job, int stage, int task, int attempt, List<Path> files) {
  private static final int NONE = -1;

  /** Keeps the files in their order. */
  public FaultSite {
    files = List.copyOf(files);
  }

  /** Before a heartbeat. */
  public static FaultSite heartbeat() {
    return new FaultSite(FaultPoint.HEARTBEAT, NONE, NONE, NONE, NONE, List.of());
  }

  /** Behind a stage. */
  public static FaultSite stage(int job, int stage) {
    return new FaultSite(FaultPoint.STAGE, job, stage, NONE, NONE, List.of());
  }

  /** At a point of an attempt at a task, or of the map output it wrote. */
  public static FaultSite of(FaultPoint point, int job, int stage, int task, int attempt) {
    return new FaultSite(point, job, stage, task, attempt, List.of());
  }

  /** The same with the files of a map output at hand. */
  public FaultSite withFiles(List<Path> mapOutput) {
    return new FaultSite(point, job, stage, task, attempt, mapOutput);
  }

  int value(FaultKey key) {
    return switch (key) {
      case JOB -> job;
      case STAGE -> stage;
      case TASK -> task;
      case ATTEMPT -> attempt;
      case N, MILLIS -> NONE;
    };
  }
}
