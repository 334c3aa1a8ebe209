package io.scheelite.operators.runtime;

import io.scheelite.memory.ReclaimGate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * One pipeline while it runs: its drivers, then its sink's finish tasks. Thread-safe; what it
 * launches ends on any thread of the pool.
 */
final class PipelineRun {
  enum Phase {
    WAITING,
    RUNNING,
    FINISHED
  }

  private final Pipeline pipeline;
  private final ExecutionGraph execution;

  // Guarded by this.
  private int running;
  private int numDrivers;
  private boolean finished;
  private final Queue<FinishTask> finishTasks = new ArrayDeque<>();

  private volatile boolean finishing;

  /** Guarded by the execution. */
  private Phase phase = Phase.WAITING;

  PipelineRun(Pipeline pipeline, ExecutionGraph execution) {
    this.pipeline = pipeline;
    this.execution = execution;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Phase phase() {
    return phase;
  }

  void phase(Phase next) {
    phase = next;
  }

  /** Launches the drivers. */
  void start(int mostDrivers) {
    int wanted = Math.max(1, pipeline.source().factory().maxDrivers());
    List<GatedWork> drivers = new ArrayList<>();
    int count = Math.min(mostDrivers, wanted);
    for (int i = 0; i < count; i++) {
      ReclaimGate gate = execution.context().memory().newGate(pipeline.name() + "-driver-" + i);
      DriverContext context =
          new DriverContext(execution.context(), gate, i, count, pipeline.source().stats());
      drivers.add(new Driver(pipeline, execution.context(), context));
    }
    synchronized (this) {
      numDrivers = count;
      running = count;
    }
    drivers.forEach(driver -> execution.launch(driver, this));
  }

  /**
   * Goes on after a piece of work has ended well.
   *
   * @return true once: when the pipeline is finished by it
   */
  boolean workEnded() {
    synchronized (this) {
      running--;
      if (!finishing && running > 0) {
        return false;
      }
    }
    if (!finishing) {
      beginFinish(); // only the last driver gets here
    }
    return launchFinishTasks();
  }

  private void beginFinish() {
    List<FinishTask> tasks = pipeline.sink().factory().finishTasks();
    synchronized (this) {
      finishing = true;
      finishTasks.addAll(tasks);
    }
  }

  /** Keeps as many tasks running as there were drivers. */
  private boolean launchFinishTasks() {
    List<GatedWork> launched = new ArrayList<>();
    synchronized (this) {
      while (running < numDrivers && !finishTasks.isEmpty()) {
        launched.add(finishWork(finishTasks.remove(), running));
        running++;
      }
      if (running == 0 && !finished) {
        finished = true;
        return true;
      }
    }
    launched.forEach(work -> execution.launch(work, this));
    return false;
  }

  private FinishWork finishWork(FinishTask task, int index) {
    ExecutionContext context = execution.context();
    ReclaimGate gate = context.memory().newGate(pipeline.name() + "-finish");
    return new FinishWork(
        task,
        context,
        new DriverContext(context, gate, index, numDrivers, pipeline.sink().stats()));
  }

  /** Closes finish tasks that never ran. After all work has ended. */
  synchronized void closeUnstarted() {
    finishTasks.forEach(FinishTask::close);
    finishTasks.clear();
  }
}
