package io.scheelite.scheduler.executor;

import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.distributed.TaskPlan;
import io.scheelite.operators.exchange.ExchangeInput;
import io.scheelite.operators.exchange.KeySample;
import io.scheelite.operators.exchange.RangeBounds;
import io.scheelite.operators.exchange.StageBoundary;
import io.scheelite.operators.exchange.StageOutput;
import io.scheelite.operators.execution.StageExecution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryCancelledException;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.scheduler.exchange.FetchedInput;
import io.scheelite.scheduler.exchange.MapOutputTarget;
import io.scheelite.scheduler.fault.FaultPoint;
import io.scheelite.scheduler.fault.FaultSite;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskInput;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.message.TaskOutput;
import io.scheelite.scheduler.message.TaskProgress;
import io.scheelite.scheduler.message.WireFailure;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.client.ShuffleFetch;
import io.scheelite.shuffle.file.MapOutputFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a task on this executor: from its description to its outcome. Thread-safe; waits
 * for nothing.
 */
final class TaskAttempt implements TaskRunner.RunningTask {
  private final LocalTaskRunner services;
  private final TaskDescription task;
  private final MapOutputTarget target;
  private final List<ShuffleFetch> fetches = new ArrayList<>();
  private final CompletableFuture<TaskOutcome> ended = new CompletableFuture<>();
  private final long startNanos;
  private volatile Duration lateness = Duration.ZERO;

  // Guarded by this.
  private @Nullable StageExecution execution;
  private boolean cancelled;

  TaskAttempt(LocalTaskRunner services, TaskDescription task) {
    this.services = services;
    this.task = task;
    this.startNanos = services.clock().nanoTime();
    TaskOutput output = task.output();
    this.target =
        new MapOutputTarget(
            services.folder(), output.id(), output.numPartitions(), this::committed);
  }

  /** Begins when the executor's threads have time. */
  void start() {
    Duration delay = services.faults().fire(site(FaultPoint.TASK));
    if (!task.inputs().isEmpty()) {
      delay = delay.plus(services.faults().fire(site(FaultPoint.REDUCE)));
    }
    if (delay.isZero()) {
      services.executor().execute(this::run);
    } else {
      var _ = services.clock().after(delay.toNanos(), () -> services.executor().execute(this::run));
    }
  }

  private FaultSite site(FaultPoint point) {
    TaskId id = task.id();
    return FaultSite.of(point, id.job(), id.stage(), id.task(), id.attempt());
  }

  private void committed(MapOutput output) {
    if (services.faults().isEmpty()) {
      return;
    }
    FaultSite site =
        site(FaultPoint.COMMIT).withFiles(MapOutputFile.paths(services.folder(), output.id()));
    lateness = services.faults().fire(site);
  }

  @SuppressWarnings("IllegalCatch") // a thread root: whatever fails here fails the attempt
  private void run() {
    Map<Integer, ExchangeInput> inputs = new HashMap<>();
    try {
      if (isCancelled()) {
        ended.complete(new TaskOutcome.Cancelled());
        return;
      }
      PlanNode plan = TaskPlan.of(services.codec().decode(task.plan()), task.assignment());
      addInputs(plan, inputs);
      QueryOptions options =
          QueryOptions.defaults(task.query() + "/" + task.id().stage() + "." + task.id().task())
              .withBatchSize(task.resources().batchSize())
              .withMemoryLimitBytes(task.resources().memoryLimitBytes());
      StageBoundary boundary = new StageBoundary(inputs, output());
      inputs = Map.of(); // the execution closes them from here on
      begun(services.runtime().startStage(plan, boundary, options));
    } catch (Throwable thrown) {
      inputs.values().forEach(ExchangeInput::close);
      finish(thrown, null);
    }
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  private void addInputs(PlanNode plan, Map<Integer, ExchangeInput> inputs) {
    if (plan instanceof PlanNode.ExchangeRead read) {
      TaskInput input =
          task.inputs().stream()
              .filter(each -> each.stage() == read.stage())
              .findFirst()
              .orElseThrow(() -> missing(read.stage()));
      List<MapOutputLocation> outputs = input.outputs();
      int numPartitions = outputs.isEmpty() ? 1 : outputs.getFirst().output().numPartitions();
      ShuffleFetch fetch =
          services
              .client()
              .open(outputs, task.assignment().partitionsOf(read, numPartitions), read.ordered());
      fetches.add(fetch);
      inputs.put(read.stage(), new FetchedInput(fetch));
    }
    plan.inputs().forEach(input -> addInputs(input, inputs));
  }

  private ClusterException missing(int stage) {
    return new ClusterException(
        ErrorCode.INTERNAL, "task came without an input: task=" + task.id() + " stage=" + stage);
  }

  private StageOutput output() {
    TaskOutput output = task.output();
    byte[] bounds = output.bounds();
    return new StageOutput(
        output.distribution(),
        target,
        task.id().task(),
        bounds == null ? null : RangeBounds.decode(bounds),
        output.sampleRows() == 0
            ? StageOutput.Sampling.NONE
            : new StageOutput.Sampling(output.sampleKeys(), output.sampleRows()));
  }

  private void begun(StageExecution started) {
    boolean cancelNow;
    synchronized (this) {
      execution = started;
      cancelNow = cancelled;
    }
    if (cancelNow) {
      started.cancel();
    }
    var _ = started.ended().whenComplete((done, thrown) -> finish(thrown, started));
  }

  private void finish(@Nullable Throwable thrown, @Nullable StageExecution done) {
    TaskOutcome outcome = outcome(thrown, done);
    if (lateness.isZero()) {
      ended.complete(outcome);
    } else {
      var _ = services.clock().after(lateness.toNanos(), () -> ended.complete(outcome));
    }
  }

  private TaskOutcome outcome(@Nullable Throwable thrown, @Nullable StageExecution done) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    MapOutput output = target.committed();
    return switch (cause) {
      case null -> {
        if (output == null || done == null) {
          yield new TaskOutcome.Failed(WireFailure.of(notCommitted()));
        }
        KeySample sample = done.sample();
        yield new TaskOutcome.Succeeded(
            output,
            services.service(),
            metrics(done, output),
            sample == null ? null : sample.encoded());
      }
      case QueryCancelledException _ -> new TaskOutcome.Cancelled();
      case ShuffleFetchException failure -> fetchFailed(failure);
      default -> new TaskOutcome.Failed(WireFailure.of(cause));
    };
  }

  private ClusterException notCommitted() {
    return new ClusterException(
        ErrorCode.INTERNAL, "task ended without its output: task=" + task.id());
  }

  private TaskOutcome fetchFailed(ShuffleFetchException failure) {
    return task.inputs().stream()
        .flatMap(input -> input.outputs().stream())
        .filter(location -> location.output().id().equals(failure.output()))
        .findFirst()
        .<TaskOutcome>map(
            location ->
                new TaskOutcome.FetchFailed(
                    failure.output(),
                    location.service(),
                    failure.kind(),
                    String.valueOf(failure.getMessage())))
        .orElseGet(() -> new TaskOutcome.Failed(WireFailure.of(failure)));
  }

  private TaskMetrics metrics(StageExecution done, MapOutput output) {
    long fetched = 0;
    long retries = 0;
    for (ShuffleFetch fetch : fetches) {
      ShuffleFetch.Progress progress = fetch.progress();
      fetched += progress.fetchedBytes();
      retries += progress.retries();
    }
    return new TaskMetrics(
        services.clock().nanoTime() - startNanos,
        done.peakMemoryBytes(),
        done.spilledBytes(),
        output.totalRows(),
        output.totalBytes(),
        fetched,
        (int) Math.min(retries, Integer.MAX_VALUE));
  }

  @Override
  public CompletableFuture<TaskOutcome> ended() {
    return ended;
  }

  @Override
  public TaskProgress progress() {
    StageExecution running;
    synchronized (this) {
      running = execution;
    }
    return new TaskProgress(
        task.id(),
        services.clock().nanoTime() - startNanos,
        running == null ? 0 : running.peakMemoryBytes(),
        running == null ? 0 : running.numRows());
  }

  @Override
  public void cancel() {
    StageExecution running;
    synchronized (this) {
      cancelled = true;
      running = execution;
    }
    if (running != null) {
      running.cancel();
    }
  }
}
