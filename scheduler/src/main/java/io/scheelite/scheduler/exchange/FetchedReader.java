package io.scheelite.scheduler.exchange;

import io.scheelite.operators.exchange.ExchangeReader;
import io.scheelite.shuffle.client.ShuffleReader;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A shuffle reader as operators see it. */
record FetchedReader(ShuffleReader reader) implements ExchangeReader {
  @Override
  public @Nullable Block poll() {
    ShuffleReader.Block block = reader.poll();
    return block == null ? null : new Block(block.address(), block.sizeBytes(), block.numRows());
  }

  @Override
  public boolean finished() {
    return reader.finished();
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return reader.blocked();
  }

  @Override
  public void close() {
    reader.close();
  }
}
