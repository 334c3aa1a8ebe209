package io.scheelite.shuffle.client;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.shuffle.protocol.FetchRequest;
import java.time.Duration;

/**
 * How a {@link ShuffleClient} fetches.
 *
 * @param readerWindowBytes bytes that one reader has in flight or waiting to be read, at most
 * @param requestBytes size of one request, at most; smaller where less is free or left
 * @param maxRequests requests that one reader has in flight, at most
 * @param requestTimeout a request none of whose bytes arrive for so long has failed
 * @param retryBudget how long a service may fail, without one success, until it is given up
 * @param firstRetry delay before the first retry; doubles with each further one
 * @param longestRetry longest delay between two retries
 */
public record ShuffleClientConfig(
    int readerWindowBytes,
    int requestBytes,
    int maxRequests,
    Duration requestTimeout,
    Duration retryBudget,
    Duration firstRetry,
    Duration longestRetry) {
  /** What a request takes at least: window and requests are measured in it. */
  static final int UNIT_BYTES = 4 << 10;

  public ShuffleClientConfig {
    if (requestBytes < UNIT_BYTES
        || requestBytes > FetchRequest.MAX_BYTES
        || readerWindowBytes < requestBytes
        || readerWindowBytes % MemoryConsumer.CHUNK_BYTES != 0
        || maxRequests < 1) {
      throw new IllegalArgumentException(
          "sizes of fetches are out of range: readerWindowBytes="
              + readerWindowBytes
              + " requestBytes="
              + requestBytes
              + " maxRequests="
              + maxRequests);
    }
    if (!requestTimeout.isPositive()
        || retryBudget.isNegative()
        || !firstRetry.isPositive()
        || longestRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException(
          "times of fetches are out of range: requestTimeout="
              + requestTimeout
              + " retryBudget="
              + retryBudget
              + " firstRetry="
              + firstRetry
              + " longestRetry="
              + longestRetry);
    }
  }

  /**
   * Windows of 768 KiB, requests of 256 KiB, 64 at a time; a service that fails is tried for 15
   * seconds, which is longer than its restart takes.
   */
  public static ShuffleClientConfig defaults() {
    return new ShuffleClientConfig(
        768 << 10,
        256 << 10,
        64,
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMillis(50),
        Duration.ofSeconds(2));
  }

  /** The same with other sizes. */
  public ShuffleClientConfig withSizes(int windowBytes, int newRequestBytes, int newMaxRequests) {
    return new ShuffleClientConfig(
        windowBytes,
        newRequestBytes,
        newMaxRequests,
        requestTimeout,
        retryBudget,
        firstRetry,
        longestRetry);
  }

  /** The same with other patience. */
  public ShuffleClientConfig withTimeouts(Duration newRequestTimeout, Duration newRetryBudget) {
    return new ShuffleClientConfig(
        readerWindowBytes,
        requestBytes,
        maxRequests,
        newRequestTimeout,
        newRetryBudget,
        firstRetry,
        longestRetry);
  }

  /** The same with other delays between retries. */
  public ShuffleClientConfig withRetries(Duration first, Duration longest) {
    return new ShuffleClientConfig(
        readerWindowBytes, requestBytes, maxRequests, requestTimeout, retryBudget, first, longest);
  }
}
