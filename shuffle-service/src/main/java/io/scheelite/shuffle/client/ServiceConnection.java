package io.scheelite.shuffle.client;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.protocol.MessageLayout;
import io.scheelite.shuffle.protocol.Reply;
import io.scheelite.shuffle.protocol.Request;
import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.FrameConnection;
import io.scheelite.shuffle.transport.FrameHandler;
import io.scheelite.shuffle.transport.Lane;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a shuffle service, with the requests that wait for their replies. Requests may
 * be made before it is open; once it has failed, every request fails. Thread-safe.
 */
final class ServiceConnection implements FrameHandler {
  /** A request without reply so far. The target is there if, and only if, bytes are expected. */
  private record Pending(
      CompletableFuture<Reply> reply, int bodyBytes, @Nullable FetchTarget target) {}

  private static final FetchTarget NOWHERE = (offset, piece) -> {};

  private final ServiceAddress service;
  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final CompletableFuture<FrameConnection> opening;
  private volatile @Nullable TransportException failure;
  // the one whose body arrives; written by the loop alone
  private volatile @Nullable Pending receiving;

  private ServiceConnection(FrameClient client, ServiceAddress service, Lane lane) {
    this.service = service;
    this.opening = client.connect(service, lane, this);
  }

  /** Begins to connect. */
  static ServiceConnection open(FrameClient client, ServiceAddress service, Lane lane) {
    ServiceConnection connection = new ServiceConnection(client, service, lane);
    connection.opening.whenComplete(
        (opened, failed) -> {
          if (failed != null) {
            connection.fail(asTransportException(failed));
          }
        });
    return connection;
  }

  /** What a dependent future wraps. */
  static Throwable unwrap(Throwable failed) {
    return failed instanceof CompletionException && failed.getCause() != null
        ? failed.getCause()
        : failed;
  }

  private static TransportException asTransportException(Throwable failed) {
    return unwrap(failed) instanceof TransportException e
        ? e
        : new TransportException(Kind.UNREACHABLE, "connection failed: " + failed, failed);
  }

  /** Whether new requests make no sense. */
  boolean failed() {
    return failure != null;
  }

  /** Sends a request that is answered without bytes. */
  CompletableFuture<Reply> request(Request request) {
    return request(request, new Pending(new CompletableFuture<>(), 0, null));
  }

  /** Sends a request that is answered with so many bytes. */
  CompletableFuture<Reply> request(Request request, int bodyBytes, FetchTarget target) {
    return request(request, new Pending(new CompletableFuture<>(), bodyBytes, target));
  }

  private CompletableFuture<Reply> request(Request request, Pending wanted) {
    long number = numbers.incrementAndGet();
    pending.put(number, wanted);
    opening.thenAccept(connection -> connection.send(MessageLayout.encode(number, request)));
    TransportException failed = failure;
    if (failed != null && pending.remove(number) != null) {
      wanted.reply().completeExceptionally(failed);
    }
    return wanted.reply();
  }

  @Override
  public void frame(FrameConnection connection, ByteBuffer head, int bodyBytes) {
    Pending answered = pending.remove(MessageLayout.number(head));
    Reply reply = MessageLayout.reply(head);
    if (answered == null) {
      throw new TransportException(Kind.PROTOCOL, "service answers what nobody asked: " + reply);
    }
    if (reply instanceof Reply.Data) {
      if (bodyBytes != answered.bodyBytes() || answered.target() == null) {
        answered.reply().completeExceptionally(wrongSize(answered, bodyBytes));
        throw wrongSize(answered, bodyBytes);
      }
      receiving = answered;
    } else if (bodyBytes > 0) {
      answered.reply().completeExceptionally(wrongSize(answered, bodyBytes));
      throw wrongSize(answered, bodyBytes);
    } else if (reply instanceof Reply.Refused refused) {
      answered
          .reply()
          .completeExceptionally(new ShuffleException(refused.reason(), refused.message()));
    } else {
      answered.reply().complete(reply);
    }
  }

  private TransportException wrongSize(Pending answered, int bodyBytes) {
    return new TransportException(
        Kind.PROTOCOL,
        "service sends another number of bytes than asked for: service="
            + service
            + " askedBytes="
            + answered.bodyBytes()
            + " sentBytes="
            + bodyBytes);
  }

  @Override
  public void body(FrameConnection connection, ByteBuffer piece, int remainingBytes) {
    Pending to = receiving;
    if (to == null) {
      return;
    }
    int offset = to.bodyBytes() - remainingBytes - piece.remaining();
    FetchTarget target = to.target() == null ? NOWHERE : to.target();
    target.write(offset, piece);
    if (remainingBytes == 0) {
      receiving = null;
      to.reply().complete(new Reply.Data());
    }
  }

  @Override
  public void closed(FrameConnection connection, TransportException reason) {
    fail(reason);
  }

  /** Closes it; requests without reply fail with this reason. */
  void close(TransportException reason) {
    fail(reason);
    opening.thenAccept(connection -> connection.close(String.valueOf(reason.getMessage())));
  }

  private void fail(TransportException reason) {
    if (failure == null) {
      failure = reason;
    }
    Pending interrupted = receiving;
    if (interrupted != null) {
      interrupted.reply().completeExceptionally(reason);
    }
    for (Long number : List.copyOf(pending.keySet())) {
      Pending lost = pending.remove(number);
      if (lost != null) {
        lost.reply().completeExceptionally(reason);
      }
    }
  }
}
