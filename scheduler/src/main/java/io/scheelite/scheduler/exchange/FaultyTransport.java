package io.scheelite.scheduler.exchange;

import io.scheelite.memory.WaitClock;
import io.scheelite.scheduler.fault.FaultPoint;
import io.scheelite.scheduler.fault.FaultSite;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.job.JobScheduler;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.client.FetchTarget;
import io.scheelite.shuffle.client.ShuffleTransport;
import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A transport at which faults on demand fire before something is fetched. */
public record FaultyTransport(ShuffleTransport transport, Faults faults, WaitClock clock)
    implements ShuffleTransport {

  /** Where a process is that fetches or serves part of an output. */
  public static FaultSite site(MapOutputId output) {
    return FaultSite.of(
        FaultPoint.FETCH,
        JobScheduler.jobOf(output.shuffle()),
        JobScheduler.stageOf(output.shuffle()),
        output.map(),
        output.generation());
  }

  @Override
  public CompletableFuture<Void> fetch(
      ServiceAddress service, FetchRequest request, FetchTarget target) {
    Duration delay = faults.fire(site(request.output()));
    if (delay.isZero()) {
      return transport.fetch(service, request, target);
    }
    CompletableFuture<Void> due = new CompletableFuture<>();
    var _ = clock.after(delay.toNanos(), () -> due.complete(null));
    return due.thenCompose(done -> transport.fetch(service, request, target));
  }

  @Override
  public void abandon(ServiceAddress service, String reason) {
    transport.abandon(service, reason);
  }
}
