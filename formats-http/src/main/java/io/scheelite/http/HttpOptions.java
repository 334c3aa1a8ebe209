package io.scheelite.http;

import io.scheelite.formats.input.ReadCost;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How servers are asked.
 *
 * @param headers of every request, such as {@code Authorization}; with any, redirects are not
 *     followed, so that no other server gets to see them
 * @param connectTimeout until a connection stands
 * @param requestTimeout until an answer has arrived with its body
 * @param retryTimeout how long a read is tried again that makes no progress
 * @param maxAttempts how often it is tried
 * @param readCost by which readers choose what to read at once
 */
public record HttpOptions(
    Map<String, String> headers,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration retryTimeout,
    int maxAttempts,
    ReadCost readCost) {
  /** Copies the headers. */
  public HttpOptions {
    headers = Map.copyOf(headers);
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be positive: value=" + maxAttempts);
    }
  }

  /** No headers, up to five attempts within a minute. */
  public static HttpOptions defaults() {
    return new HttpOptions(
        Map.of(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        5,
        ReadCost.REMOTE);
  }

  /** One more header. */
  public HttpOptions withHeader(String name, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(name, value);
    return new HttpOptions(
        all, connectTimeout, requestTimeout, retryTimeout, maxAttempts, readCost);
  }

  /** Another time for an answer with its body. */
  public HttpOptions withRequestTimeout(Duration timeout) {
    return new HttpOptions(headers, connectTimeout, timeout, retryTimeout, maxAttempts, readCost);
  }

  /** Another number of attempts within another time. */
  public HttpOptions withAttempts(int attempts, Duration timeout) {
    return new HttpOptions(headers, connectTimeout, requestTimeout, timeout, attempts, readCost);
  }

  /** Another cost of reads. */
  public HttpOptions withReadCost(ReadCost cost) {
    return new HttpOptions(
        headers, connectTimeout, requestTimeout, retryTimeout, maxAttempts, cost);
  }

  /** Names the headers without their values, which may be secret. */
  @Override
  public String toString() {
    return "HttpOptions[headers="
        + new TreeSet<>(headers.keySet())
        + ", connectTimeout="
        + connectTimeout
        + ", requestTimeout="
        + requestTimeout
        + ", retryTimeout="
        + retryTimeout
        + ", maxAttempts="
        + maxAttempts
        + ", readCost="
        + readCost
        + "]";
  }
}
