package io.scheelite.shuffle.client;

import io.scheelite.shuffle.transport.ServiceAddress;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * A shuffle service did not answer as it should, or what it sent was damaged: it is asked again.
 */
@Name("io.scheelite.ShuffleRetry")
@Label("Shuffle Retry")
@Category({"Scheelite", "Shuffle"})
@Description("A fetch from a shuffle service is repeated")
@StackTrace(false)
final class RetryEvent extends Event {
  @Label("Service")
  @Nullable String service;

  @Label("Reason")
  @Nullable String reason;

  @Label("Failures")
  @Description("How often in a row the service has failed")
  int failures;

  @Label("Delay")
  @Timespan(Timespan.NANOSECONDS)
  long delay;

  static void commit(ServiceAddress address, String why, int failuresSoFar, Duration wait) {
    RetryEvent event = new RetryEvent();
    if (event.shouldCommit()) {
      event.service = address.toString();
      event.reason = why;
      event.failures = failuresSoFar;
      event.delay = wait.toNanos();
      event.commit();
    }
  }
}
