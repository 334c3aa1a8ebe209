package io.scheelite.scheduler.application;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.job.ExecutorHandle;
import io.scheelite.scheduler.job.TaskLaunch;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * An executor to which the application is connected and which takes its tasks.
 *
 * @param tasks what becomes of launches
 */
record RemoteExecutor(ExecutorInfo info, Connection connection, Tasks tasks)
    implements ExecutorHandle {
  /**
   * How tasks are sent.
   *
   * @param describe makes of a launch all that the executor has to know
   * @param notSent told of those that cannot be sent, such as for their size
   */
  record Tasks(
      Function<TaskLaunch, TaskDescription> describe,
      BiConsumer<TaskId, RuntimeException> notSent) {}

  @Override
  public String id() {
    return info.id();
  }

  @Override
  public int cores() {
    return info.cores();
  }

  @Override
  public ServiceAddress shuffleService() {
    return info.shuffleService();
  }

  @Override
  public void launch(TaskLaunch launch) {
    try {
      connection.send(new Message.LaunchTask(tasks.describe().apply(launch)));
    } catch (ScheeliteException | IllegalArgumentException e) {
      tasks.notSent().accept(launch.id(), e);
    }
  }

  @Override
  public void cancel(TaskId attempt) {
    connection.send(new Message.CancelTask(attempt));
  }
}
