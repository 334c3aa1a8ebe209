package io.scheelite.shuffle.client;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.WaitClock;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.ShuffleFetchException.Kind;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.TransportException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The state machine behind a fetch. Its monitor guards everything that readers and the executor
 * share; requests are sent, and waiting drivers woken, outside of it.
 */
final class SharedFetch implements ShuffleFetch {
  private final FetchPlan plan;
  private final ShuffleClientConfig config;
  private final ShuffleTransport transport;
  private final Executor executor;
  private final WaitClock clock;
  private final RandomGenerator random;
  private final Map<ServiceAddress, ServiceHealth> services = new HashMap<>();
  private final List<WindowReader> readers = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private @Nullable RuntimeException failure;
  private boolean watching;
  private long fetchedBytes;
  private long blocks;
  private long requests;
  private long retries;
  private long corruptBlocks;

  SharedFetch(
      FetchPlan plan,
      ShuffleClientConfig config,
      ShuffleTransport transport,
      Executor executor,
      WaitClock clock,
      RandomGenerator random) {
    this.plan = plan;
    this.config = config;
    this.transport = transport;
    this.executor = executor;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public ShuffleReader open(MemoryConsumer memory) {
    WindowReader reader = new WindowReader(this, memory, plan, config);
    synchronized (this) {
      readers.add(reader);
    }
    pumpLater(reader);
    return reader;
  }

  @Override
  public long readerFloorBytes() {
    return WindowReader.floorBytes(plan);
  }

  @Override
  public int maxReaders() {
    return plan.maxReaders();
  }

  @Override
  public synchronized Progress progress() {
    return new Progress(fetchedBytes, blocks, requests, retries, corruptBlocks);
  }

  synchronized void throwIfFailed() {
    if (failure != null) {
      throw failure;
    }
  }

  boolean failed() {
    return failure != null;
  }

  synchronized void delivered(int numBlocks, long bytes) {
    blocks += numBlocks;
    fetchedBytes += bytes;
  }

  // ---- sending

  /** Has requests sent for what the reader's window has room for. */
  void pumpLater(WindowReader reader) {
    executor.execute(() -> pump(reader));
  }

  private void pump(WindowReader reader) {
    List<Attempt> attempts = new ArrayList<>();
    List<CompletableFuture<Void>> done = List.of();
    synchronized (this) {
      if (failure != null || reader.closed()) {
        return;
      }
      for (Piece piece = reader.nextPiece(); piece != null; piece = reader.nextPiece()) {
        start(piece, attempts);
      }
      if (plan.isEmpty()) {
        // whoever waits for a run to be left over, waits in vain
        done = readers.stream().filter(WindowReader::idle).map(WindowReader::wakeUp).toList();
      }
    }
    send(attempts);
    done.forEach(wake -> wake.complete(null));
  }

  /** Has a piece requested now, or when its service is tried again. */
  private void start(Piece piece, List<Attempt> attempts) {
    ServiceHealth health = health(piece.service());
    if (health.resting()) {
      health.await(piece);
    } else {
      Attempt attempt = new Attempt(piece, clock);
      piece.attempt = attempt;
      requests++;
      attempts.add(attempt);
      watch();
    }
  }

  private ServiceHealth health(ServiceAddress service) {
    return services.computeIfAbsent(service, address -> new ServiceHealth(config, random));
  }

  private void send(List<Attempt> attempts) {
    for (Attempt attempt : attempts) {
      Piece piece = attempt.piece;
      transport
          .fetch(piece.service(), piece.request(), attempt)
          .whenComplete((done, error) -> executor.execute(() -> ended(attempt, error)));
    }
  }

  // ---- answers

  private void ended(Attempt attempt, @Nullable Throwable error) {
    CompletableFuture<Void> wake;
    synchronized (this) {
      Piece piece = attempt.piece;
      if (failure != null || piece.attempt != attempt) {
        return;
      }
      piece.attempt = null;
      if (error == null && attempt.complete()) {
        health(piece.service()).succeeded();
        piece.ready = true;
        wake = piece.active.reader.arrived(piece);
      } else {
        attempt.detach();
        wake = failedAttempt(attempt, cause(piece, error));
      }
    }
    wake.complete(null);
  }

  private static Throwable cause(Piece piece, @Nullable Throwable error) {
    if (error == null) {
      return new TransportException(
          TransportException.Kind.PROTOCOL,
          "service sent less than was asked for: service=" + piece.service());
    }
    return ServiceConnection.unwrap(error);
  }

  /** Decides what a failure means; returns what to complete. */
  private CompletableFuture<Void> failedAttempt(Attempt attempt, Throwable cause) {
    Piece piece = attempt.piece;
    if (cause instanceof ShuffleException refusal) {
      Kind kind = kindOf(refusal.kind());
      if (kind != null) {
        return fail(
            new ShuffleFetchException(
                piece.output(),
                kind,
                "shuffle service refuses a map output: output="
                    + piece.output()
                    + " service="
                    + piece.service()
                    + " reason="
                    + refusal.getMessage(),
                refusal));
      }
    }
    long now = clock.nanoTime();
    ServiceHealth health = health(piece.service());
    health.failed(cause, attempt.sentNanos, now);
    if (health.givenUp(now)) {
      return fail(unreachable(piece, health, now, cause));
    }
    if (health.await(piece)) {
      RetryEvent.commit(
          piece.service(),
          String.valueOf(cause.getMessage()),
          health.failures(),
          Duration.ofNanos(health.nanosToRetry(now)));
      after(health.nanosToRetry(now), () -> retry(piece.service()));
    }
    return new CompletableFuture<>();
  }

  /** What a refusal means for the output; null = it may pass. */
  private static @Nullable Kind kindOf(ShuffleException.Kind refusal) {
    return switch (refusal) {
      case NOT_REGISTERED, NO_SUCH_OUTPUT -> Kind.LOST;
      case BAD_RANGE, DAMAGED -> Kind.CORRUPT;
      case QUOTA_EXCEEDED, DISK_FULL, IO_FAILED, UNUSABLE, TOO_MANY_OPEN -> null;
    };
  }

  private ShuffleFetchException unreachable(
      Piece piece, ServiceHealth health, long now, Throwable cause) {
    return new ShuffleFetchException(
        piece.output(),
        Kind.UNREACHABLE,
        "shuffle service does not answer: service="
            + piece.service()
            + " output="
            + piece.output()
            + " attempts="
            + health.failures()
            + " triedFor="
            + Duration.ofNanos(health.failingNanos(now)).truncatedTo(ChronoUnit.MILLIS)
            + " reason="
            + cause.getMessage(),
        cause);
  }

  private void retry(ServiceAddress service) {
    List<Attempt> attempts = new ArrayList<>();
    synchronized (this) {
      if (failure != null) {
        return;
      }
      for (Piece piece : health(service).wake()) {
        if (!piece.dropped) {
          retries++;
          start(piece, attempts);
        }
      }
    }
    send(attempts);
  }

  /** Runs an action on the executor after a delay, unless the fetch ends before. */
  private void after(long delayNanos, Runnable action) {
    Runnable[] cancel = new Runnable[1];
    cancel[0] =
        clock.after(
            delayNanos,
            () ->
                executor.execute(
                    () -> {
                      synchronized (this) {
                        timers.remove(cancel[0]);
                      }
                      action.run();
                    }));
    timers.add(cancel[0]);
  }

  // ---- silence

  /** Has somebody look for requests without an answer. */
  private void watch() {
    if (!watching) {
      watching = true;
      after(config.requestTimeout().toNanos() / 4, this::lookForSilence);
    }
  }

  private void lookForSilence() {
    Set<ServiceAddress> silent = new LinkedHashSet<>();
    List<Attempt> overdue = new ArrayList<>();
    synchronized (this) {
      watching = false;
      if (failure != null) {
        return;
      }
      long now = clock.nanoTime();
      for (WindowReader reader : readers) {
        for (Attempt attempt : reader.attempts()) {
          watch();
          if (now - attempt.movedNanos() >= config.requestTimeout().toNanos()) {
            overdue.add(attempt);
            silent.add(attempt.piece.service());
          }
        }
      }
    }
    for (Attempt attempt : overdue) {
      ended(
          attempt,
          new TransportException(
              TransportException.Kind.TIMEOUT,
              "no answer for " + config.requestTimeout() + ": service=" + attempt.piece.service()));
    }
    for (ServiceAddress service : silent) {
      transport.abandon(service, "requests were not answered");
    }
  }

  // ---- damage

  /** A reader has met a damaged block: it is fetched again, once. */
  void damaged(WindowReader reader, ActiveRun active, CorruptBlock block) {
    List<Attempt> attempts = new ArrayList<>();
    CompletableFuture<Void> wake = new CompletableFuture<>();
    synchronized (this) {
      throwIfFailed();
      corruptBlocks++;
      MapOutputId output = active.run.location().output().id();
      ServiceAddress service = active.run.location().service();
      CorruptBlock before = active.suspect();
      if (block.offset() == CorruptBlock.EVERYWHERE) {
        wake = fail(block.diagnose(output, service));
      } else if (before != null) {
        wake = fail(block.diagnose(before, output, service));
      } else {
        active.suspect(block);
        retries++;
        String reason = String.valueOf(block.reason().getMessage());
        RetryEvent.commit(service, reason, 1, Duration.ZERO);
        start(reader.refetch(active), attempts);
      }
    }
    wake.complete(null);
    executor.execute(() -> send(attempts));
    throwIfFailed();
  }

  // ---- the end

  /** The first failure is everybody's. Returns what to complete to wake the readers. */
  private CompletableFuture<Void> fail(RuntimeException reason) {
    if (failure != null) {
      return new CompletableFuture<>();
    }
    failure = reason;
    timers.forEach(Runnable::run);
    timers.clear();
    CompletableFuture<Void> wake = new CompletableFuture<>();
    for (WindowReader reader : readers) {
      reader.detachAll();
      CompletableFuture<Void> waiting = reader.wakeUp();
      wake.thenRun(() -> waiting.complete(null));
    }
    return wake;
  }

  /** A reader is closed: nothing is written to its memory from here on. */
  synchronized void left(WindowReader reader) {
    reader.detachAll();
    readers.remove(reader);
  }

  @Override
  public void close() {
    CompletableFuture<Void> wake;
    synchronized (this) {
      wake = fail(new CancellationException("fetch of map outputs was closed"));
    }
    wake.complete(null);
  }
}
