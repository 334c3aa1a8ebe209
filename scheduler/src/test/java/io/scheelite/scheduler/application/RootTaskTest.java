package io.scheelite.scheduler.application;

import static io.scheelite.scheduler.application.ScriptedOutputs.BROKEN;
import static io.scheelite.scheduler.application.ScriptedOutputs.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.exchange.ExchangeReader;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.job.ExecutorHandle;
import io.scheelite.scheduler.job.JobObserver;
import io.scheelite.scheduler.job.JobReport;
import io.scheelite.scheduler.job.JobScheduler;
import io.scheelite.scheduler.job.JobSpec;
import io.scheelite.scheduler.job.RetryReason;
import io.scheelite.scheduler.job.RootLauncher;
import io.scheelite.scheduler.job.SchedulerConfig;
import io.scheelite.scheduler.job.SchedulerEvent;
import io.scheelite.scheduler.job.StageSpec;
import io.scheelite.scheduler.job.TaskLaunch;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.simulation.EventQueue;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The last stage between the scheduler and its readers. */
@ExtendWith(LedgerCheck.class)
class RootTaskTest implements JobObserver, ExecutorHandle {
  private final EventQueue queue = new EventQueue(1);
  private final EventLoop loop = queue.loop();
  private final JobScheduler scheduler =
      new JobScheduler(loop, "app", SchedulerConfig.defaults(), this::happened);
  private final ScriptedOutputs outputs = new ScriptedOutputs();
  private final List<String> within = new ArrayList<>();
  private boolean launching;
  private boolean unstable;
  private @Nullable RootTask task;
  private @Nullable JobReport report;
  private @Nullable ScheeliteException failure;

  @Test
  void lossesThatWaitAreToldAfterTheLaunchAndNotWithinIt() {
    outputs.put(output(0, 0), BROKEN);
    outputs.put(output(1, 0), BROKEN);
    outputs.put(output(0, 1), 3);
    outputs.put(output(1, 1), 4);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        RootInput input = input(2);
        ExchangeReader reader = input.open(consumer)) {
      RootTask root = start(input, 2);
      assertThat(reader.poll()).isNull(); // both are lost
      queue.settle();
      assertThat(rows(reader)).containsExactly(3, 4);
      assertThat(within).isEmpty();
      finish(root);
    }
    assertThat(failure).isNull();
    assertThat(report().recomputedOutputs()).isEqualTo(2);
  }

  @Test
  void outputThatComesAgainWithOtherRowsIsReadIfNoneOfTheOldWasHandedOn() {
    unstable = true;
    outputs.put(output(0, 0), 1);
    outputs.put(output(1, 0), BROKEN);
    outputs.put(output(1, 1), 4);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        RootInput input = input(2);
        ExchangeReader reader = input.open(consumer)) {
      RootTask root = start(input, 2);
      assertThat(rows(reader)).containsExactly(1); // which has not changed
      queue.settle();
      assertThat(rows(reader)).containsExactly(4);
      finish(root);
    }
    assertThat(failure).isNull();
    assertThat(report().retries(RetryReason.FETCH_FAILED)).isEqualTo(1);
  }

  @Test
  void outputThatComesAgainWithOtherRowsFailsTheJobIfSomeWereHandedOn() {
    unstable = true;
    outputs.put(output(0, 0), 1);
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("root");
        RootInput input = input(1);
        ExchangeReader reader = input.open(consumer)) {
      start(input, 1);
      assertThat(rows(reader)).containsExactly(1);
      scheduler.serviceLost(shuffleService(), "gone");
      queue.settle();
    }
    assertThat(failure).isNotNull();
    assertThat(failure).hasMessageStartingWith("stage is not deterministic");
  }

  private RootInput input(int numOutputs) {
    return new RootInput(
        new RootInput.Shape(numOutputs, List.of(0), false, 0),
        outputs,
        (location, reason) ->
            loop.execute(
                () -> {
                  if (task != null) {
                    task.inputLost(0, location, reason);
                  }
                }));
  }

  /** Runs a job of a stage whose tasks end at once, and of the root above it. */
  private RootTask start(RootInput input, int numOutputs) {
    RootTask root = new RootTask(loop, scheduler, Map.of(0, input));
    task = root;
    StageSpec writer = new StageSpec(0, numOutputs, List.of(), null);
    JobSpec job = new JobSpec("q", List.of(writer, new StageSpec(1, 1, List.of(0), null)));
    scheduler.executorAdded(this);
    scheduler.submit(job, watched(root), this);
    queue.settle();
    return root;
  }

  private RootLauncher watched(RootTask root) {
    return new RootLauncher() {
      @Override
      public void launch(TaskLaunch launch) {
        launching = true;
        root.launch(launch);
        launching = false;
      }

      @Override
      public void cancel(TaskId attempt) {
        root.cancel(attempt);
      }

      @Override
      public boolean rollBack(List<MapOutputId> stale) {
        return root.rollBack(stale);
      }
    };
  }

  private void happened(SchedulerEvent event) {
    if (launching) {
      within.add(event.toString());
    }
  }

  private static void finish(RootTask root) {
    assertThat(root.succeeded(TaskMetrics.NONE)).isTrue();
  }

  private JobReport report() {
    assertThat(report).isNotNull();
    return report;
  }

  private static List<Integer> rows(ExchangeReader reader) {
    List<Integer> rows = new ArrayList<>();
    for (ExchangeReader.Block block = reader.poll(); block != null; block = reader.poll()) {
      rows.add(block.numRows());
    }
    return rows;
  }

  @Override
  public String id() {
    return "executor";
  }

  @Override
  public int cores() {
    return 4;
  }

  @Override
  public ServiceAddress shuffleService() {
    return ServiceAddress.local(1);
  }

  @Override
  public void launch(TaskLaunch launch) {
    MapOutput output =
        new MapOutput(
            ScriptedOutputs.output(launch.id().task(), launch.generation()),
            new long[] {1},
            new long[] {1},
            unstable ? launch.generation() : 0,
            0);
    TaskOutcome outcome =
        new TaskOutcome.Succeeded(output, shuffleService(), TaskMetrics.NONE, null);
    loop.execute(() -> scheduler.taskEnded(launch.id(), outcome));
  }

  @Override
  public void cancel(TaskId attempt) {}

  @Override
  public void jobEnded(int job, @Nullable ScheeliteException why, JobReport what) {
    failure = why;
    report = what;
  }

  @Override
  public void outputsUnused(int job, Set<Integer> shuffles, Set<ServiceAddress> services) {}
}
