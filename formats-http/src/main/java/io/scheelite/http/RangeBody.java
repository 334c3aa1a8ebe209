package io.scheelite.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Copies a body into a buffer as it arrives, as long as its owner waits for it, and lets no more of
 * it come than fits.
 */
final class RangeBody implements BodySubscriber<@Nullable Void> {
  private final ByteBuffer into;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private boolean detached;
  private int numBytes;

  /** Into the rest of a buffer; one without any takes nothing of the body. */
  RangeBody(ByteBuffer into) {
    this.into = into;
  }

  @Override
  public CompletionStage<@Nullable Void> getBody() {
    return done;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription subscribed) {
    subscription = subscribed;
    if (detached || !into.hasRemaining()) {
      subscribed.cancel();
      done.complete(null);
    } else {
      subscribed.request(1);
    }
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> buffers) {
    Flow.Subscription source = subscription;
    if (detached || source == null) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      int size = Math.min(buffer.remaining(), into.remaining());
      into.put(buffer.slice(buffer.position(), size));
      numBytes += size;
    }
    source.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    done.complete(null);
  }

  /** From now on nothing is copied any more; how many bytes were. */
  synchronized int detach() {
    detached = true;
    if (subscription != null && !done.isDone()) {
      subscription.cancel();
    }
    return numBytes;
  }
}
