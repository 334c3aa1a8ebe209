package io.scheelite.scheduler.master;

import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.network.Connection;
import org.jspecify.annotations.Nullable;

/** An executor that a worker was asked to start and that has not ended as far as is known. */
final class ExecutorState {
  final String id;
  final String worker;
  final int cores;
  final long memoryBytes;

  /** 0 until the worker has told. */
  long pid;

  @Nullable Connection connection;

  /** What applications are told of it; null while they must not use it. */
  @Nullable ExecutorInfo info;

  /** When it last gave a sign of life; until the first one, when it should be there. */
  long lastHeard;

  ExecutorState(String id, String worker, int cores, long memoryBytes, long ready) {
    this.id = id;
    this.worker = worker;
    this.cores = cores;
    this.memoryBytes = memoryBytes;
    this.lastHeard = ready;
  }
}
