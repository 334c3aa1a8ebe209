package io.scheelite.scheduler.executor;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskOutcome;

/**
 * Counts the attempts that failed; those that run and have ended are counted with their memory.
 *
 * @param runner runs them
 */
public record CountedTaskRunner(TaskRunner runner, CounterSink counters) implements TaskRunner {
  @Override
  public RunningTask start(TaskDescription task) {
    RunningTask running = runner.start(task);
    var _ = running.ended().thenAccept(this::count);
    return running;
  }

  private void count(TaskOutcome outcome) {
    switch (outcome) {
      case TaskOutcome.Failed _, TaskOutcome.FetchFailed _ ->
          counters.add(EngineCounter.TASKS_FAILED, 1);
      case TaskOutcome.Succeeded _, TaskOutcome.Cancelled _ -> {}
    }
  }
}
