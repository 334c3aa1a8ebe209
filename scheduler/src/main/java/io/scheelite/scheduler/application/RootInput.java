package io.scheelite.scheduler.application;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.exchange.ExchangeInput;
import io.scheelite.operators.exchange.ExchangeReader;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.client.ShuffleFetch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the last stage of a query reads of one exchange. It is opened before there is anything to
 * read: readers wait until the map outputs are there.
 *
 * <p>Outputs are read one by one, so that it is known of each whether rows of it have been handed
 * on. One that cannot be read, or whose rows have changed, and of which no row was handed on waits
 * for another location; of any other the query fails. Thread-safe: readers run on the engine's
 * threads, everything else on the application's loop.
 */
final class RootInput implements ExchangeInput {
  /** Opens the fetch of one map output. */
  @FunctionalInterface
  interface Opener {
    ShuffleFetch open(MapOutputLocation location, List<Integer> partitions);
  }

  /**
   * What does not change.
   *
   * @param numOutputs map outputs, at least 1
   * @param partitions which are read of each
   * @param ordered whether outputs are read in their order, by one reader
   * @param readerFloorBytes what a reader holds while it reads blocks of the usual size
   */
  record Shape(int numOutputs, List<Integer> partitions, boolean ordered, long readerFloorBytes) {}

  private enum State {
    /** Nobody has read it. */
    WAITING,
    /** A reader has it. */
    TAKEN,
    /** It was read, or is being read and rows were handed on. */
    HANDED_ON
  }

  private final Shape shape;
  private final Opener opener;
  private final BiConsumer<MapOutputLocation, ShuffleFetchException> lost;

  // Guarded by this.
  private final State[] states;
  private final @Nullable MapOutputLocation[] locations;
  private final int[] staleGenerations; // the last one of each output that is not to be read
  private final List<ShuffleFetch> open = new ArrayList<>();
  private long endedBytes;
  private long endedRetries;
  private CompletableFuture<Void> changed = new CompletableFuture<>();
  private @Nullable ScheeliteException failure;

  /**
   * @param lost told, on any thread, of outputs that wait for another location
   */
  RootInput(Shape shape, Opener opener, BiConsumer<MapOutputLocation, ShuffleFetchException> lost) {
    this.shape = shape;
    this.opener = opener;
    this.lost = lost;
    this.states = new State[shape.numOutputs()];
    Arrays.fill(states, State.WAITING);
    this.locations = new MapOutputLocation[shape.numOutputs()];
    this.staleGenerations = new int[shape.numOutputs()];
    Arrays.fill(staleGenerations, -1);
  }

  /** All outputs are there, for the first time or again. */
  void locate(List<MapOutputLocation> outputs) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      for (int i = 0; i < states.length; i++) {
        locations[i] = outputs.get(i);
      }
      waiting = nextChange();
    }
    waiting.complete(null);
  }

  /** There will be nothing to read: readers fail with this. */
  void fail(ScheeliteException cause) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = cause;
      waiting = nextChange();
    }
    waiting.complete(null);
  }

  private CompletableFuture<Void> nextChange() {
    CompletableFuture<Void> waiting = changed;
    changed = new CompletableFuture<>();
    return waiting;
  }

  @Override
  public ExchangeReader open(MemoryConsumer memory) {
    return new RootReader(this, memory);
  }

  @Override
  public long readerFloorBytes() {
    return shape.readerFloorBytes();
  }

  @Override
  public int maxReaders() {
    return shape.ordered() ? 1 : shape.numOutputs();
  }

  /**
   * One output while a reader has it.
   *
   * @param index among the outputs
   */
  record Taken(int index, MapOutputLocation location, ShuffleFetch fetch) {}

  /** The next output to read; null if there is none now. */
  @Nullable Taken take() {
    synchronized (this) {
      if (failure != null) {
        throw failure;
      }
      for (int i = 0; i < states.length; i++) {
        if (states[i] != State.WAITING) {
          continue;
        }
        MapOutputLocation location = locations[i];
        boolean readable =
            location != null && location.output().id().generation() > staleGenerations[i];
        if (readable) {
          return take(i, location);
        }
        if (shape.ordered()) {
          return null;
        }
      }
      return null;
    }
  }

  private Taken take(int index, MapOutputLocation location) {
    ShuffleFetch fetch = opener.open(location, shape.partitions());
    states[index] = State.TAKEN;
    open.add(fetch);
    return new Taken(index, location, fetch);
  }

  /**
   * Rows of an output are about to be handed on.
   *
   * @return false if they are of no use any more: they are to be dropped, and the fetch is closed
   */
  boolean handOn(Taken taken) {
    synchronized (this) {
      if (!isStale(taken)) {
        states[taken.index()] = State.HANDED_ON;
        return true;
      }
      withdraw(taken);
    }
    taken.fetch().close();
    return false;
  }

  /** An output was read to its end; one without rows counts as handed on as well. */
  void done(Taken taken) {
    synchronized (this) {
      if (states[taken.index()] != State.HANDED_ON && isStale(taken)) {
        withdraw(taken);
      } else {
        states[taken.index()] = State.HANDED_ON;
        ended(taken.fetch());
      }
    }
    taken.fetch().close();
  }

  private boolean isStale(Taken taken) {
    return taken.location().output().id().generation() <= staleGenerations[taken.index()];
  }

  private void withdraw(Taken taken) {
    states[taken.index()] = State.WAITING;
    ended(taken.fetch());
  }

  /**
   * Rows of an output have changed: this generation and those before it are of no use.
   *
   * @return whether no row of them was handed on; then none will be
   */
  synchronized boolean rollBack(int map, int generation) {
    if (states[map] == State.HANDED_ON) {
      return false;
    }
    staleGenerations[map] = Math.max(staleGenerations[map], generation);
    return true;
  }

  /**
   * An output could not be read.
   *
   * @throws ShuffleFetchException the same one, if rows of it were handed on
   */
  void failed(Taken taken, ShuffleFetchException reason) {
    boolean known;
    synchronized (this) {
      if (states[taken.index()] == State.HANDED_ON) {
        ended(taken.fetch());
        throw reason;
      }
      known = isStale(taken);
      withdraw(taken);
      if (!known) {
        staleGenerations[taken.index()] = taken.location().output().id().generation();
      }
    }
    taken.fetch().close();
    if (!known) {
      lost.accept(taken.location(), reason);
    }
  }

  /** Keeps what a fetch has counted. */
  private void ended(ShuffleFetch fetch) {
    if (open.remove(fetch)) {
      ShuffleFetch.Progress progress = fetch.progress();
      endedBytes += progress.fetchedBytes();
      endedRetries += progress.retries();
    }
  }

  /** Stored bytes that came so far. */
  synchronized long fetchedBytes() {
    return endedBytes + open.stream().mapToLong(each -> each.progress().fetchedBytes()).sum();
  }

  /** Requests that were sent again so far. */
  synchronized long fetchRetries() {
    return endedRetries + open.stream().mapToLong(each -> each.progress().retries()).sum();
  }

  /** Outputs that were reported lost and have no other location yet. */
  synchronized boolean isMissing(MapOutputLocation location) {
    int map = location.output().id().map();
    MapOutputLocation known = locations[map];
    return states[map] == State.WAITING
        && known != null
        && known.output().id().generation() <= staleGenerations[map];
  }

  /** Whether no output is left that somebody has yet to take. */
  synchronized boolean allTaken() {
    return Arrays.stream(states).noneMatch(state -> state == State.WAITING);
  }

  /** Completes when there may be something to take, or a failure. */
  synchronized CompletableFuture<Void> changed() {
    return failure != null ? CompletableFuture.completedFuture(null) : changed;
  }

  @Override
  public void close() {
    List<ShuffleFetch> left;
    synchronized (this) {
      left = List.copyOf(open);
      left.forEach(this::ended);
    }
    left.forEach(ShuffleFetch::close);
  }
}
