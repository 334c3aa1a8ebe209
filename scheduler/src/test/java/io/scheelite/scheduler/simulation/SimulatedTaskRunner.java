package io.scheelite.scheduler.simulation;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.executor.TaskRunner;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.message.TaskProgress;
import io.scheelite.scheduler.message.WireFailure;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs tasks of simulated jobs in an executor: fetches, computes for a while, commits. */
final class SimulatedTaskRunner implements TaskRunner {
  private final SimulationWorld world;
  private final EventLoop loop;
  private final SimulatedDisk disk;
  private final ServiceAddress service;
  private final RowFetcher fetcher;
  private int running;

  SimulatedTaskRunner(
      SimulationWorld world,
      EventLoop loop,
      SimulatedDisk disk,
      ServiceAddress service,
      RowFetcher fetcher) {
    this.world = world;
    this.loop = loop;
    this.disk = disk;
    this.service = service;
    this.fetcher = fetcher;
  }

  /** Attempts that have not ended. */
  int numRunning() {
    return running;
  }

  @Override
  public RunningTask start(TaskDescription task) {
    Work work = new Work(task);
    running++;
    work.stop =
        fetcher.fetch(
            work.job.wanted(task.id(), task.inputs(), world.options().bug()),
            work::compute,
            failure ->
                work.end(
                    new TaskOutcome.FetchFailed(
                        failure.output(), failure.service(), failure.kind(), failure.reason())));
    return work;
  }

  private final class Work implements RunningTask {
    final TaskDescription task;
    final SimulatedJob job;
    final CompletableFuture<TaskOutcome> ended = new CompletableFuture<>();
    Runnable stop = () -> {};

    Work(TaskDescription task) {
      this.task = task;
      this.job = world.job(task.id().job());
    }

    @Override
    public CompletableFuture<TaskOutcome> ended() {
      return ended;
    }

    @Override
    public TaskProgress progress() {
      return new TaskProgress(task.id(), 1, 1, 0);
    }

    @Override
    public void cancel() {
      if (!ended.isDone()) {
        stop.run();
        end(new TaskOutcome.Cancelled());
      }
    }

    void compute(List<Long> read) {
      Duration time = Duration.ofMillis(1 + loop.random().nextInt(100));
      stop = loop.schedule(time, () -> finish(read));
    }

    void finish(List<Long> read) {
      TaskId id = task.id();
      if (world.taskFails(id)) {
        end(
            new TaskOutcome.Failed(
                new WireFailure(ErrorCode.IO_ERROR, "simulated failure", "somewhere")));
        return;
      }
      List<Long> rows = job.compute(id.stage(), id.task(), id.attempt(), read);
      MapOutput committed =
          disk.commit(StoredRows.encode(task.output().id(), rows, task.output().numPartitions()));
      TaskMetrics metrics = new TaskMetrics(1, 1, 0, rows.size(), 8L * rows.size(), 0, 0);
      end(new TaskOutcome.Succeeded(committed, service, metrics, null));
    }

    void end(TaskOutcome outcome) {
      running--;
      ended.complete(outcome);
    }
  }
}
