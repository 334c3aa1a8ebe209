package io.scheelite.scheduler.job;

/** An executor and how many of its cores are free. */
final class ExecutorSlot {
  private final ExecutorHandle handle;
  private final int coresPerTask;
  private int free;

  /**
   * @param taskCores as in {@link SchedulerConfig}
   */
  ExecutorSlot(ExecutorHandle handle, int taskCores) {
    this.handle = handle;
    this.coresPerTask = taskCores == 0 ? handle.cores() : Math.min(taskCores, handle.cores());
    this.free = handle.cores();
  }

  ExecutorHandle handle() {
    return handle;
  }

  String id() {
    return handle.id();
  }

  int free() {
    return free;
  }

  /** What one task takes here. */
  int coresPerTask() {
    return coresPerTask;
  }

  boolean fits() {
    return free >= coresPerTask;
  }

  void take() {
    assert fits() : "no free cores: executor=" + id();
    free -= coresPerTask;
  }

  void giveBack() {
    free += coresPerTask;
    assert free <= handle.cores() : "cores given back twice: executor=" + id();
  }
}
