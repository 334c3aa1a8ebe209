package io.scheelite.scheduler.application;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.exchange.ExchangeReader;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.client.ShuffleReader;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads outputs of a {@link RootInput} one after another. */
final class RootReader implements ExchangeReader {
  private final RootInput input;
  private final MemoryConsumer memory;
  private RootInput.@Nullable Taken taken;
  private @Nullable ShuffleReader reader;
  private @Nullable CompletableFuture<Void> change;
  private boolean handedOn;

  RootReader(RootInput input, MemoryConsumer memory) {
    this.input = input;
    this.memory = memory;
  }

  @Override
  public @Nullable Block poll() {
    while (true) {
      ShuffleReader current = reader == null ? openNext() : reader;
      if (current == null || taken == null) {
        return null;
      }
      try {
        ShuffleReader.Block block = current.poll();
        if (block != null) {
          if (handOn(taken)) {
            return new Block(block.address(), block.sizeBytes(), block.numRows());
          }
          closeReader(); // its rows have changed: it is taken again
          continue;
        }
      } catch (ShuffleFetchException e) {
        RootInput.Taken failed = taken;
        closeReader();
        input.failed(failed, e);
        continue;
      }
      if (!current.finished()) {
        return null;
      }
      RootInput.Taken ended = taken;
      closeReader();
      input.done(ended);
    }
  }

  private @Nullable ShuffleReader openNext() {
    RootInput.Taken next = taken;
    if (next == null) {
      change = input.changed(); // asked for first: what comes after it is not missed
      next = input.take();
      if (next == null) {
        return null;
      }
      taken = next;
      handedOn = false;
    }
    // more than the floor if the output has a larger block than usual
    CompletableFuture<Void> wait = memory.reserve(next.fetch().readerFloorBytes());
    if (wait != null) {
      change = wait;
      return null;
    }
    ShuffleReader opened = next.fetch().open(memory);
    reader = opened;
    return opened;
  }

  private boolean handOn(RootInput.Taken from) {
    handedOn = handedOn || input.handOn(from);
    return handedOn;
  }

  private void closeReader() {
    if (reader != null) {
      reader.close();
    }
    reader = null;
    taken = null;
  }

  @Override
  public boolean finished() {
    return taken == null && input.allTaken();
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return reader != null ? reader.blocked() : change;
  }

  @Override
  public void close() {
    closeReader();
  }
}
