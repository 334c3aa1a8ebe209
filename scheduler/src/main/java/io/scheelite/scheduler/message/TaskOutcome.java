package io.scheelite.scheduler.message;

import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.transport.ServiceAddress;
import org.jspecify.annotations.Nullable;

/** What an attempt came to. */
public sealed interface TaskOutcome {
  /**
   * Its output is committed.
   *
   * @param service serves the output
   * @param sample encoded sample of the keys, where one was asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Succeeded(
      MapOutput output, ServiceAddress service, TaskMetrics metrics, byte @Nullable [] sample)
      implements TaskOutcome {}

  /** It failed by itself. */
  record Failed(WireFailure failure) implements TaskOutcome {}

  /** It could not read an input. */
  record FetchFailed(
      MapOutputId output, ServiceAddress service, ShuffleFetchException.Kind kind, String reason)
      implements TaskOutcome {}

  /** It was stopped before it was done. */
  record Cancelled() implements TaskOutcome {}

  /** The same; a failure says that it happened in that process. */
  default TaskOutcome from(String process) {
    return this instanceof Failed failed ? new Failed(failed.failure().from(process)) : this;
  }
}
