package io.scheelite.scheduler.job;

import io.scheelite.scheduler.message.TaskId;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that somebody may still be working on, whether or not its result will count.
 *
 * @param stageAttempt the attempt of its stage in which it began
 * @param slot its executor, or null for the root stage
 * @param read services that have answered if it ends well
 */
record Attempt(
    TaskId id,
    Job job,
    TaskSet set,
    Task task,
    int stageAttempt,
    @Nullable ExecutorSlot slot,
    Set<ServiceAddress> read) {
  /** Whether its result counts. */
  boolean isCurrent() {
    return task.current() == this;
  }

  String executor() {
    return slot == null ? JobScheduler.DRIVER : slot.id();
  }

  TaskLauncher launcher() {
    return slot == null ? job.root() : slot.handle();
  }

  /**
   * Services that surely answer whoever reads these inputs to their end: an output of theirs has
   * bytes in each partition. A reader of an empty partition asks nobody.
   */
  static Set<ServiceAddress> servicesToRead(Iterable<List<MapOutputLocation>> inputs) {
    Set<ServiceAddress> services = new LinkedHashSet<>();
    for (List<MapOutputLocation> outputs : inputs) {
      for (MapOutputLocation location : outputs) {
        if (Arrays.stream(location.output().partitionBytes()).allMatch(bytes -> bytes > 0)) {
          services.add(location.service());
        }
      }
    }
    return services;
  }

  // identity: an attempt is told from others by being itself
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
