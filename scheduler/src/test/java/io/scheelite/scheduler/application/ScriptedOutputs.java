package io.scheelite.scheduler.application;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.client.ShuffleFetch;
import io.scheelite.shuffle.client.ShuffleReader;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Map outputs as a test writes them down: blocks told apart by their number of rows. */
final class ScriptedOutputs implements RootInput.Opener {
  /** In place of a block: the output is lost here. */
  static final int BROKEN = -1;

  /** In place of a block: it has not come yet when it is asked for the first time. */
  static final int LATE = -2;

  private final Map<MapOutputId, List<Integer>> blocks = new HashMap<>();
  private final List<MapOutputId> opened = new ArrayList<>();
  private int unclosed;

  static MapOutputId output(int map, int generation) {
    return new MapOutputId("app", 0, map, generation);
  }

  static MapOutputLocation location(int map, int generation) {
    return new MapOutputLocation(
        ServiceAddress.local(1),
        new MapOutput(output(map, generation), new long[] {1}, new long[] {1}, 0, 0));
  }

  void put(MapOutputId id, Integer... rows) {
    blocks.put(id, List.of(rows));
  }

  /** Fetches and readers that were opened and not closed. */
  int unclosed() {
    return unclosed;
  }

  /** Outputs that were asked for, in order. */
  List<MapOutputId> opened() {
    return opened;
  }

  @Override
  public ShuffleFetch open(MapOutputLocation location, List<Integer> partitions) {
    opened.add(location.output().id());
    return new ScriptedFetch(location.output().id());
  }

  private final class ScriptedFetch implements ShuffleFetch, ShuffleReader {
    private final MapOutputId id;
    private final Deque<Integer> left;

    ScriptedFetch(MapOutputId id) {
      this.id = id;
      this.left = new ArrayDeque<>(blocks.getOrDefault(id, List.of()));
      unclosed += 2; // as fetch and as reader
    }

    @Override
    public ShuffleReader open(MemoryConsumer memory) {
      return this;
    }

    @Override
    public @Nullable Block poll() {
      Integer next = left.poll();
      if (next != null && next == BROKEN) {
        throw new ShuffleFetchException(id, ShuffleFetchException.Kind.LOST, "lost", null);
      }
      return next == null || next == LATE ? null : new Block(1, 1, next);
    }

    @Override
    public boolean finished() {
      return left.isEmpty();
    }

    @Override
    public @Nullable CompletableFuture<Void> blocked() {
      return null;
    }

    @Override
    public long readerFloorBytes() {
      return 0;
    }

    @Override
    public int maxReaders() {
      return 1;
    }

    /** Each has sent one request again. */
    @Override
    public Progress progress() {
      return new Progress(100, 1, 2, 1, 0);
    }

    @Override
    public void close() {
      unclosed--;
    }
  }
}
