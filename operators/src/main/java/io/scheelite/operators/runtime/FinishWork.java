package io.scheelite.operators.runtime;

/** Runs one {@link FinishTask} of a sink. */
final class FinishWork extends GatedWork {
  private final FinishTask task;
  private final DriverContext context;
  private final OperatorStats stats;
  private final ExecutionContext execution;

  FinishWork(FinishTask task, ExecutionContext execution, DriverContext context) {
    super(execution, context);
    this.task = task;
    this.execution = execution;
    this.context = context;
    this.stats = context.stats();
  }

  @Override
  void open() {
    task.open(context);
  }

  @Override
  Progress step() {
    long start = execution.clock().nanoTime();
    Progress progress = task.advance();
    stats.addNanos(execution.clock().nanoTime() - start);
    return progress;
  }

  @Override
  void closeParts() {
    task.close();
  }
}
