package io.scheelite.scheduler.message;

/**
 * How far a running attempt is.
 *
 * @param nanos since it started
 * @param memoryBytes held now
 */
public record TaskProgress(TaskId id, long nanos, long memoryBytes, long rowsWritten) {}
