package io.scheelite.scheduler.executor;

import io.scheelite.memory.WaitClock;
import io.scheelite.operators.execution.LocalRuntime;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.plan.PlanCodec;
import io.scheelite.shuffle.client.ShuffleClient;
import io.scheelite.shuffle.file.ShuffleFolder;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.concurrent.Executor;

/**
 * Runs attempts on a {@link LocalRuntime}. Immutable; what it holds belongs to the process.
 *
 * @param executor opens the tables of a plan, which may read files
 * @param folder where outputs are written
 * @param service serves them
 */
public record LocalTaskRunner(
    LocalRuntime runtime,
    Executor executor,
    WaitClock clock,
    PlanCodec codec,
    ShuffleClient client,
    ShuffleFolder folder,
    ServiceAddress service,
    Faults faults)
    implements TaskRunner {
  @Override
  public RunningTask start(TaskDescription task) {
    TaskAttempt attempt = new TaskAttempt(this, task);
    attempt.start();
    return attempt;
  }
}
