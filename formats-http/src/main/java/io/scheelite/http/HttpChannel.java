package io.scheelite.http;

import io.scheelite.formats.FileStamp;
import io.scheelite.formats.input.InputChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Asks for ranges of a file, and again where the server or the network fails for a moment: at
 * growing intervals, or when the server says. Thread-safe.
 */
final class HttpChannel implements InputChannel {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int MOST_DOUBLINGS = 6;

  private final HttpInput input;
  private final @Nullable FileStamp expected;
  private final HttpClient client;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** For the file as it was, or is if that is null. */
  HttpChannel(HttpInput input, @Nullable FileStamp expected) {
    this.input = input;
    this.expected = expected;
    this.client = input.client().acquire();
  }

  /** What the server says of the file. */
  FileStamp stamp() throws IOException {
    // not HEAD, which the signature of a presigned URL does not cover
    return ask(ByteBuffer.allocate(1), 0).stamp();
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    if (expected != null && position >= expected.sizeBytes()) {
      return -1;
    }
    return ask(into, position).numBytes();
  }

  private RangeRequest.Answer ask(ByteBuffer into, long position) throws IOException {
    long start = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        return new RangeRequest(input, expected, into, position).send(client);
      } catch (RetryableException e) {
        Duration wait = e.wait(FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, MOST_DOUBLINGS)));
        Duration spent = Duration.ofNanos(System.nanoTime() - start);
        boolean late = spent.plus(wait).compareTo(input.options().retryTimeout()) > 0;
        if (closed.get() || attempt == input.options().maxAttempts() || late) {
          throw new IOException(e.getMessage() + ", attempts=" + attempt, e);
        }
        pause(wait);
      }
    }
  }

  private void pause(Duration wait) throws IOException {
    try {
      input.pause().pause(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      input.client().release();
    }
  }
}
