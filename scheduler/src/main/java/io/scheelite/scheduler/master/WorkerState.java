package io.scheelite.scheduler.master;

import io.scheelite.scheduler.launch.ChildProcess;
import io.scheelite.scheduler.launch.RestartBudget;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.network.Connection;
import org.jspecify.annotations.Nullable;

/** A worker as the master knows it. It is registered while it has a connection. */
final class WorkerState {
  final String id;
  final RestartBudget budget = RestartBudget.defaults();

  /** The process, if this master started it and it runs. */
  @Nullable ChildProcess child;

  @Nullable Connection connection;
  Message.@Nullable RegisterWorker registration;
  long shufflePid;

  /** When it last gave a sign of life; until the first one, when it should be there. */
  long lastHeard;

  WorkerState(String id) {
    this.id = id;
  }
}
