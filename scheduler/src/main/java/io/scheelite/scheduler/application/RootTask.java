package io.scheelite.scheduler.application;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.job.JobScheduler;
import io.scheelite.scheduler.job.RootLauncher;
import io.scheelite.scheduler.job.TaskLaunch;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.client.MapOutputLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last stage of a query as the scheduler sees it: attempts of one task. In truth there is one
 * execution from the beginning, which waits for its inputs; an attempt tells it where they are, and
 * ends when one of them is lost. Used on the loop.
 */
final class RootTask implements RootLauncher {
  private final EventLoop loop;
  private final JobScheduler scheduler;
  private final Map<Integer, RootInput> inputs;
  private final List<Lost> lost = new ArrayList<>();
  private @Nullable TaskId attempt;

  /** An output that could not be read, of which no row was handed on. */
  private record Lost(RootInput input, MapOutputLocation location, ShuffleFetchException reason) {}

  /**
   * @param inputs by stage
   */
  RootTask(EventLoop loop, JobScheduler scheduler, Map<Integer, RootInput> inputs) {
    this.loop = loop;
    this.scheduler = scheduler;
    this.inputs = inputs;
  }

  @Override
  public void launch(TaskLaunch launch) {
    attempt = launch.id();
    inputs.forEach((stage, input) -> input.locate(launch.inputs().getOrDefault(stage, List.of())));
    List<Lost> still =
        lost.stream().filter(each -> each.input().isMissing(each.location())).toList();
    lost.clear();
    lost.addAll(still);
    loop.execute(this::reportNext); // the scheduler is in the middle of this launch
  }

  @Override
  public void cancel(TaskId cancelled) {
    // the job has ended: whoever ended it has told the execution
  }

  @Override
  public boolean rollBack(List<MapOutputId> stale) {
    attempt = null;
    for (MapOutputId output : stale) {
      RootInput input = inputs.get(JobScheduler.stageOf(output.shuffle()));
      if (input != null && !input.rollBack(output.map(), output.generation())) {
        return false;
      }
    }
    return true;
  }

  /** A reader has met a lost output. */
  void inputLost(int stage, MapOutputLocation location, ShuffleFetchException reason) {
    RootInput input = inputs.get(stage);
    if (input != null) {
      lost.add(new Lost(input, location, reason));
      reportNext();
    }
  }

  /** Each report ends the attempt; what is left waits for the next one. */
  private void reportNext() {
    TaskId running = attempt;
    if (running == null || lost.isEmpty()) {
      return;
    }
    attempt = null;
    Lost first = lost.removeFirst();
    scheduler.taskEnded(
        running,
        new TaskOutcome.FetchFailed(
            first.location().output().id(),
            first.location().service(),
            first.reason().kind(),
            String.valueOf(first.reason().getMessage())));
  }

  /**
   * The execution has ended well.
   *
   * @return whether the scheduler was told; if not, nothing of its input was needed
   */
  boolean succeeded(TaskMetrics metrics) {
    TaskId running = attempt;
    attempt = null;
    if (running != null) {
      scheduler.rootSucceeded(running, metrics);
    }
    return running != null;
  }

  /** Stored bytes that all inputs have read so far. */
  long fetchedBytes() {
    return inputs.values().stream().mapToLong(RootInput::fetchedBytes).sum();
  }

  /** Requests for inputs that had to be sent again so far. */
  int fetchRetries() {
    long retries = inputs.values().stream().mapToLong(RootInput::fetchRetries).sum();
    return (int) Math.min(retries, Integer.MAX_VALUE);
  }

  /** Readers fail with this from here on. */
  void failInputs(ScheeliteException failure) {
    inputs.values().forEach(input -> input.fail(failure));
  }
}
