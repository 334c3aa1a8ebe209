package io.scheelite.shuffle.client;

import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.TransportException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Shuffle services that answer from memory, in virtual time, with faults on demand. */
final class SimulatedServices implements ShuffleTransport {
  private record Open(ServiceAddress service, CompletableFuture<Void> result) {}

  private final SampleOutputs outputs;
  private final VirtualTime time;
  private final RandomGenerator random;
  private final List<Open> open = new ArrayList<>();
  private final Map<ServiceAddress, double[]> down = new HashMap<>();
  private final Set<ServiceAddress> mute = new HashSet<>();
  final Set<MapOutputId> lost = new HashSet<>();
  final List<ServiceAddress> abandoned = new ArrayList<>();

  /** Chance that a request fails halfway. */
  double failures;

  private final Set<MapOutputId> flipped = new HashSet<>();

  /** Chance that an answer has a wrong bit. */
  double flips;

  /** A byte of an output that is always wrong; null = none. */
  Long alwaysWrongAt;

  /** Whether the wrong byte is wrong in another way each time. */
  boolean wrongDiffers;

  private int wrongAnswers;

  long mostOpenBytes;
  int requests;
  private long openBytes;

  SimulatedServices(SampleOutputs outputs, VirtualTime time, RandomGenerator random) {
    this.outputs = outputs;
    this.time = time;
    this.random = random;
  }

  void downBetween(ServiceAddress service, double fromSeconds, double toSeconds) {
    down.put(service, new double[] {fromSeconds, toSeconds});
  }

  /** Takes requests, and answers none until it is abandoned. */
  void muteUntilAbandoned(ServiceAddress service) {
    mute.add(service);
  }

  @Override
  public CompletableFuture<Void> fetch(
      ServiceAddress service, FetchRequest request, FetchTarget target) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    requests++;
    openBytes += request.length();
    mostOpenBytes = Math.max(mostOpenBytes, openBytes);
    result.whenComplete((done, error) -> openBytes -= request.length());
    Open entry = new Open(service, result);
    open.add(entry);
    if (!mute.contains(service)) {
      time.after(random.nextLong(2_000_000), () -> answer(entry, request, target));
    }
    return result;
  }

  private void answer(Open entry, FetchRequest request, FetchTarget target) {
    CompletableFuture<Void> result = entry.result();
    open.remove(entry);
    double[] gap = down.get(entry.service());
    if (gap != null && time.seconds() >= gap[0] && time.seconds() < gap[1]) {
      result.completeExceptionally(
          new TransportException(TransportException.Kind.UNREACHABLE, "simulated: down"));
      return;
    }
    if (lost.contains(request.output())) {
      result.completeExceptionally(
          new ShuffleException(ShuffleException.Kind.NO_SUCH_OUTPUT, "simulated: deleted"));
      return;
    }
    byte[] bytes = bytes(request);
    boolean fails = random.nextDouble() < failures;
    int sent = fails ? random.nextInt(bytes.length) : bytes.length;
    int at = 0;
    while (at < sent) {
      int count = Math.min(sent - at, 1 + random.nextInt(sent));
      target.write(at, ByteBuffer.wrap(bytes, at, count));
      at += count;
    }
    if (fails) {
      result.completeExceptionally(
          new TransportException(TransportException.Kind.LOST, "simulated: cut"));
    } else {
      result.complete(null);
    }
  }

  private byte[] bytes(FetchRequest request) {
    MapOutput output =
        outputs.outputs.stream()
            .filter(candidate -> candidate.id().equals(request.output()))
            .findFirst()
            .orElseThrow();
    long from = request.offset();
    for (int i = 0; i < request.firstPartition(); i++) {
      from += output.partitionBytes()[i];
    }
    byte[] bytes = new byte[request.length()];
    System.arraycopy(outputs.stored(request.output()), (int) from, bytes, 0, bytes.length);
    // once per output, so that no block can be hit twice
    if (random.nextDouble() < flips && flipped.add(request.output())) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    if (alwaysWrongAt != null && alwaysWrongAt >= from && alwaysWrongAt < from + bytes.length) {
      bytes[(int) (alwaysWrongAt - from)] ^= (byte) (wrongDiffers ? 1 + wrongAnswers++ % 255 : 1);
    }
    return bytes;
  }

  @Override
  public void abandon(ServiceAddress service, String reason) {
    abandoned.add(service);
    mute.remove(service);
    for (Open entry : List.copyOf(open)) {
      if (entry.service().equals(service)) {
        open.remove(entry);
        entry
            .result()
            .completeExceptionally(
                new TransportException(TransportException.Kind.TIMEOUT, "simulated: abandoned"));
      }
    }
  }
}
