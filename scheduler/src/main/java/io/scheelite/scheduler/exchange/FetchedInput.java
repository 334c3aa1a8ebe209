package io.scheelite.scheduler.exchange;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.exchange.ExchangeInput;
import io.scheelite.operators.exchange.ExchangeReader;
import io.scheelite.shuffle.client.ShuffleFetch;

/** What a task reads of an exchange, fetched from shuffle services. */
public record FetchedInput(ShuffleFetch fetch) implements ExchangeInput {
  @Override
  public ExchangeReader open(MemoryConsumer memory) {
    return new FetchedReader(fetch.open(memory));
  }

  @Override
  public long readerFloorBytes() {
    return fetch.readerFloorBytes();
  }

  @Override
  public int maxReaders() {
    return fetch.maxReaders();
  }

  @Override
  public void close() {
    fetch.close();
  }
}
