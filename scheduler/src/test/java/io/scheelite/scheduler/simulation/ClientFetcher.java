package io.scheelite.scheduler.simulation;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.client.ShuffleClient;
import io.scheelite.shuffle.client.ShuffleClientConfig;
import io.scheelite.shuffle.client.ShuffleFetch;
import io.scheelite.shuffle.client.ShuffleReader;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads rows of map outputs with the real shuffle client, as one driver of a task would. */
final class ClientFetcher implements RowFetcher {
  private static final ShuffleClientConfig CONFIG =
      ShuffleClientConfig.defaults().withSizes(MemoryConsumer.CHUNK_BYTES, 4 << 10, 4);

  private final EventLoop loop;
  private final ShuffleClient client;
  private final TestMemory memory;
  private final Set<Fetch> running = new LinkedHashSet<>();

  ClientFetcher(SimulatedProcess process, SimulatedWire wire, TestMemory memory) {
    this.loop = process.loop();
    this.memory = memory;
    this.client =
        new ShuffleClient(
            new SimulatedTransport(wire), loop.executor(), process, loop.random(), CONFIG);
    // the memory of a dead process goes back to the system
    process.atDeath(() -> List.copyOf(running).forEach(Fetch::stop));
  }

  @Override
  public Runnable fetch(List<Wanted> wanted, Consumer<List<Long>> done, Consumer<Failure> failed) {
    Fetch fetch = new Fetch(wanted, done, failed);
    running.add(fetch);
    loop.execute(fetch::advance);
    return fetch::stop;
  }

  private final class Fetch {
    final List<Wanted> wanted;
    final Consumer<List<Long>> done;
    final Consumer<Failure> failed;
    final List<Long> rows = new ArrayList<>();
    int position;
    boolean stopped;
    @Nullable ShuffleFetch fetch;
    @Nullable ShuffleReader reader;
    @Nullable MemoryConsumer consumer;

    Fetch(List<Wanted> wanted, Consumer<List<Long>> done, Consumer<Failure> failed) {
      this.wanted = wanted;
      this.done = done;
      this.failed = failed;
    }

    void advance() {
      if (stopped) {
        return;
      }
      try {
        if (readAll()) {
          stop();
          done.accept(rows);
        }
      } catch (ShuffleFetchException e) {
        stop();
        failed.accept(
            new Failure(e.output(), serviceOf(e), e.kind(), String.valueOf(e.getMessage())));
      }
    }

    /** Reads what there is; false if it is called again later. */
    boolean readAll() {
      while (position < wanted.size()) {
        ShuffleReader current = reader == null ? open() : reader;
        ShuffleReader.Block block = current.poll();
        if (block != null) {
          StoredRows.decode(block, rows);
          if (loop.random().nextInt(4) == 0) {
            var _ = loop.schedule(Duration.ofMillis(loop.random().nextInt(20)), this::advance);
            return false;
          }
        } else if (current.finished()) {
          close();
          position++;
        } else {
          CompletableFuture<Void> blocked = current.blocked();
          if (blocked != null) {
            var _ = blocked.thenRun(() -> loop.execute(this::advance));
            return false;
          }
        }
      }
      return true;
    }

    ShuffleReader open() {
      Wanted next = wanted.get(position);
      ShuffleFetch opened =
          client.open(next.locations(), next.partitions(), loop.random().nextBoolean());
      fetch = opened;
      consumer = memory.consumer("fetch", opened.readerFloorBytes(), Reclaimable.NONE);
      ShuffleReader newReader = opened.open(consumer);
      reader = newReader;
      return newReader;
    }

    void stop() {
      stopped = true;
      running.remove(this);
      close();
    }

    void close() {
      if (reader != null) {
        reader.close();
        reader = null;
      }
      if (fetch != null) {
        fetch.close();
        fetch = null;
      }
      if (consumer != null) {
        consumer.close();
        consumer = null;
      }
    }

    ServiceAddress serviceOf(ShuffleFetchException failure) {
      for (MapOutputLocation location : wanted.get(position).locations()) {
        if (location.output().id().equals(failure.output())) {
          return location.service();
        }
      }
      throw new AssertionError("failure names an output that was not wanted: " + failure.output());
    }
  }
}
