package io.scheelite.scheduler.application;

import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.job.JobScheduler;
import io.scheelite.scheduler.job.TaskLaunch;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.Network;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The real connections of an application to its executors, for the simulator's application. */
public final class LinkedExecutors {
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final ExecutorLinks links;

  /**
   * @param told whether the scheduler is to be told of an outcome
   */
  public LinkedExecutors(
      String application,
      EventLoop loop,
      Network network,
      JobScheduler scheduler,
      Function<TaskLaunch, TaskDescription> describe,
      Predicate<TaskOutcome> told,
      boolean forgetsLost) {
    this.links =
        new ExecutorLinks(
            application,
            loop,
            network,
            SILENCE,
            new ExecutorLinks.Listener() {
              @Override
              public void ready(ExecutorInfo executor, Connection connection) {
                RemoteExecutor.Tasks tasks =
                    new RemoteExecutor.Tasks(
                        describe,
                        (task, reason) -> {
                          throw reason;
                        });
                scheduler.executorAdded(new RemoteExecutor(executor, connection, tasks));
              }

              @Override
              public void lost(String executor, String reason) {
                if (!forgetsLost) {
                  scheduler.executorLost(executor, reason);
                }
              }

              @Override
              public void taskEnded(TaskId task, TaskOutcome outcome) {
                if (told.test(outcome)) {
                  scheduler.taskEnded(task, outcome);
                }
              }
            });
  }

  /** The master has named an executor. */
  public void add(ExecutorInfo executor) {
    links.add(executor);
  }

  /** The master says that an executor is gone. */
  public void remove(String executor, String reason) {
    links.remove(executor, reason);
  }

  /** The application is registered again. */
  public void returned(List<ExecutorInfo> executors, boolean known) {
    links.returned(executors, known);
  }

  /** Closes all connections. */
  public void close() {
    links.close();
  }
}
