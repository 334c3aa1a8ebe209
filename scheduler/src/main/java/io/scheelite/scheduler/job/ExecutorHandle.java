package io.scheelite.scheduler.job;

import io.scheelite.shuffle.transport.ServiceAddress;

/** An executor to which the application is connected. */
public interface ExecutorHandle extends TaskLauncher {
  /** Unique among all executors that the cluster ever had: a restarted one has a new id. */
  String id();

  /** Cores for tasks, at least 1. */
  int cores();

  /** The shuffle service that serves what its tasks write. */
  ServiceAddress shuffleService();
}
