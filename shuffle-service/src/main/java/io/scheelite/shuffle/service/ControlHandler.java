package io.scheelite.shuffle.service;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.protocol.MessageLayout;
import io.scheelite.shuffle.protocol.Reply;
import io.scheelite.shuffle.protocol.Request;
import io.scheelite.shuffle.store.ShuffleStore;
import io.scheelite.shuffle.transport.FrameConnection;
import io.scheelite.shuffle.transport.FrameHandler;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Answers the control requests of one connection; what waits for the disk does so elsewhere. */
final class ControlHandler implements FrameHandler {
  private static final System.Logger LOG = System.getLogger(ControlHandler.class.getName());

  private final ShuffleStore store;
  private final Executor storeExecutor;

  ControlHandler(ShuffleStore store, Executor storeExecutor) {
    this.store = store;
    this.storeExecutor = storeExecutor;
  }

  @Override
  public void frame(FrameConnection connection, ByteBuffer head, int bodyBytes) {
    long number = MessageLayout.number(head);
    if (bodyBytes > 0) {
      throw new TransportException(Kind.PROTOCOL, "control requests have no bodies");
    }
    switch (MessageLayout.request(head)) {
      case Request.Fetch _ ->
          throw new TransportException(Kind.PROTOCOL, "control connections take no fetches");
      case Request.Ping _ -> connection.send(MessageLayout.encode(number, new Reply.Done()));
      case Request.Status _ ->
          later(connection, number, () -> new Reply.Counters(store.counters()));
      case Request.Remove remove ->
          later(
              connection,
              number,
              () -> {
                store.remove(remove.application());
                return new Reply.Done();
              });
      case Request.RemoveShuffles remove ->
          later(
              connection,
              number,
              () -> {
                store.removeShuffles(
                    remove.application(), remove.firstShuffle(), remove.numShuffles());
                return new Reply.Done();
              });
      case Request.Register register -> later(connection, number, () -> register(register));
    }
  }

  private Reply register(Request.Register register) {
    store.register(register.application(), register.executor(), Path.of(register.folder()));
    return new Reply.Done();
  }

  private void later(FrameConnection connection, long number, Supplier<Reply> work) {
    storeExecutor.execute(() -> connection.send(MessageLayout.encode(number, replyOf(work))));
  }

  @SuppressWarnings("IllegalCatch")
  private static Reply replyOf(Supplier<Reply> work) {
    try {
      return work.get();
    } catch (ShuffleException e) {
      return new Reply.Refused(e.kind(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) { // not the name of an application, not a path
      return new Reply.Refused(ShuffleException.Kind.UNUSABLE, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) { // who asked is not to wait for an answer that does not come
      LOG.log(System.Logger.Level.ERROR, "request of control failed", e);
      return new Reply.Refused(ShuffleException.Kind.UNUSABLE, e.toString());
    }
  }

  @Override
  public void closed(FrameConnection connection, TransportException reason) {
    // what it asked for is done all the same
  }
}
