package io.scheelite.shuffle.service;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.protocol.MessageLayout;
import io.scheelite.shuffle.protocol.Reply;
import io.scheelite.shuffle.protocol.Request;
import io.scheelite.shuffle.store.ShuffleRegion;
import io.scheelite.shuffle.store.ShuffleStore;
import io.scheelite.shuffle.transport.FileBody;
import io.scheelite.shuffle.transport.FrameConnection;
import io.scheelite.shuffle.transport.FrameHandler;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Answers the fetches of one connection, one after the other, as fast as its peer reads. Files are
 * opened only when their turn has come.
 */
final class DataHandler implements FrameHandler {
  /** With more than this waiting, nothing is read from the peer. */
  private static final int MANY_WAITING = 1024;

  private record Waiting(long number, FetchRequest piece) {}

  private final ShuffleStore store;
  private final Consumer<FetchRequest> beforeFetch;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean paused;

  DataHandler(ShuffleStore store, Consumer<FetchRequest> beforeFetch) {
    this.store = store;
    this.beforeFetch = beforeFetch;
  }

  @Override
  public void frame(FrameConnection connection, ByteBuffer head, int bodyBytes) {
    if (!(MessageLayout.request(head) instanceof Request.Fetch fetch) || bodyBytes > 0) {
      throw new TransportException(Kind.PROTOCOL, "data connections take fetches alone");
    }
    waiting.add(new Waiting(MessageLayout.number(head), fetch.piece()));
    serve(connection);
  }

  @Override
  public void writable(FrameConnection connection) {
    serve(connection);
  }

  private void serve(FrameConnection connection) {
    while (!waiting.isEmpty() && connection.isOpen() && connection.writable()) {
      answer(connection, waiting.remove());
    }
    boolean pause = waiting.size() > MANY_WAITING;
    if (pause != paused) {
      paused = pause;
      connection.reading(!pause);
    }
  }

  private void answer(FrameConnection connection, Waiting next) {
    FetchRequest piece = next.piece();
    ShuffleRegion region;
    beforeFetch.accept(piece);
    try {
      region =
          store.open(
              piece.output(),
              piece.firstPartition(),
              piece.numPartitions(),
              piece.offset(),
              piece.length());
    } catch (ShuffleException e) {
      Reply refused = new Reply.Refused(e.kind(), String.valueOf(e.getMessage()));
      connection.send(MessageLayout.encode(next.number(), refused));
      return;
    }
    connection.send(
        MessageLayout.encode(next.number(), new Reply.Data()),
        new FileBody(region.channel(), region.position(), region.sizeBytes(), region::release));
  }

  @Override
  public void closed(FrameConnection connection, TransportException reason) {
    waiting.clear();
  }
}
