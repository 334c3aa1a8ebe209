package io.scheelite.scheduler.simulation;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.client.FetchTarget;
import io.scheelite.shuffle.client.ShuffleTransport;
import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.TransportException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Brings stored bytes from simulated services to the real shuffle client of one process. */
record SimulatedTransport(SimulatedWire wire) implements ShuffleTransport {
  @Override
  public CompletableFuture<Void> fetch(
      ServiceAddress service, FetchRequest request, FetchTarget target) {
    CompletableFuture<Void> fetched = new CompletableFuture<>();
    wire.ask(
        service,
        new SimulatedService.Ask(
            0, request.output(), request.firstPartition(), request.offset(), request.length()),
        new SimulatedWire.Receiver() {
          @Override
          public void answered(byte @Nullable [] bytes) {
            if (bytes == null) {
              fetched.completeExceptionally(
                  new ShuffleException(ShuffleException.Kind.NO_SUCH_OUTPUT, "simulated: gone"));
              return;
            }
            int half = bytes.length / 2;
            target.write(0, ByteBuffer.wrap(bytes, 0, half));
            target.write(half, ByteBuffer.wrap(bytes, half, bytes.length - half));
            fetched.complete(null);
          }

          @Override
          public void broken(String reason) {
            fetched.completeExceptionally(
                new TransportException(TransportException.Kind.LOST, reason));
          }
        });
    return fetched;
  }

  @Override
  public void abandon(ServiceAddress service, String reason) {
    wire.abandon(service, reason);
  }
}
