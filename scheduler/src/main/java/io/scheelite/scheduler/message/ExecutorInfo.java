package io.scheelite.scheduler.message;

import io.scheelite.shuffle.transport.ServiceAddress;

/**
 * What applications must know of an executor.
 *
 * @param id unique among all executors that the cluster ever had
 * @param worker the one that started it
 * @param host where it listens
 * @param pid of its process
 * @param cores for tasks
 * @param memoryBytes off-heap memory for tasks
 * @param shuffleService serves what its tasks write
 */
public record ExecutorInfo(
    String id,
    String worker,
    String host,
    int port,
    long pid,
    int cores,
    long memoryBytes,
    ServiceAddress shuffleService) {}
