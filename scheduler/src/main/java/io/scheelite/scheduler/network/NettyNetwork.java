package io.scheelite.scheduler.network;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.MessageCodec;
import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.FrameConfig;
import io.scheelite.shuffle.transport.FrameConnection;
import io.scheelite.shuffle.transport.FrameHandler;
import io.scheelite.shuffle.transport.FrameServer;
import io.scheelite.shuffle.transport.Lane;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.shuffle.transport.TransportLoops;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Messages as frames over loopback TCP, between processes that know one secret.
 *
 * <p>Frames are decoded on the connection's thread and handed to the event loop; a frame that is no
 * message ends its connection. The loops belong to whoever made them.
 */
public final class NettyNetwork implements Network {
  private final EventLoop loop;
  private final TransportLoops loops;
  private final FrameConfig config;
  private final SharedSecret secret;
  private final FrameClient client;
  private final List<FrameServer> servers = new ArrayList<>();
  private final Set<Link> links = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;

  /** A network for the owner of {@code loop}. */
  public NettyNetwork(EventLoop loop, TransportLoops loops, SharedSecret secret) {
    this.loop = loop;
    this.loops = loops;
    this.config = FrameConfig.messages();
    this.secret = secret;
    this.client = new FrameClient(loops, config, secret);
  }

  @Override
  public Listener listen(ConnectionHandler handler) {
    FrameServer server =
        FrameServer.bind(loops, config, secret, 0, (lane, remote) -> new Link(handler));
    servers.add(server);
    return new Door(server);
  }

  private record Door(FrameServer server) implements Listener {
    @Override
    public String host() {
      return server.address().host();
    }

    @Override
    public int port() {
      return server.address().port();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  @Override
  public void connect(String host, int port, ConnectionHandler handler) {
    var _ =
        client
            .connect(new ServiceAddress(host, port), Lane.CONTROL, new Link(handler))
            .whenComplete(
                (connection, failure) -> {
                  if (failure != null) {
                    loop.execute(() -> failed(handler, failure));
                  }
                });
  }

  private void failed(ConnectionHandler handler, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!closed) {
      handler.failed(
          cause instanceof ScheeliteException known
              ? known
              : new TransportException(
                  TransportException.Kind.UNREACHABLE, "connection failed", cause));
    }
  }

  /** One connection: frames on its own thread, everything else on the event loop. */
  private final class Link implements FrameHandler, Connection {
    private final ConnectionHandler handler;
    private volatile @Nullable FrameConnection frames;

    Link(ConnectionHandler handler) {
      this.handler = handler;
    }

    @Override
    public void opened(FrameConnection connection) {
      frames = connection;
      loop.execute(
          () -> {
            if (closed) {
              connection.close("network is closed");
            } else {
              links.add(this);
              handler.opened(this);
            }
          });
    }

    @Override
    public void frame(FrameConnection connection, ByteBuffer head, int bodyBytes) {
      byte[] bytes = new byte[head.remaining()];
      head.get(bytes);
      Message message = MessageCodec.decode(bytes);
      loop.execute(
          () -> {
            if (links.contains(this)) {
              handler.received(this, message);
            }
          });
    }

    @Override
    public void closed(FrameConnection connection, TransportException reason) {
      loop.execute(
          () -> {
            if (links.remove(this)) {
              handler.closed(this, String.valueOf(reason.getMessage()));
            }
          });
    }

    @Override
    public void send(Message message) {
      frames().send(MessageCodec.encode(message));
    }

    @Override
    public void close(String reason) {
      frames().closeAfterSending(reason);
    }

    @Override
    public String remote() {
      return frames().remote();
    }

    /** Nobody has this link before it is open. */
    private FrameConnection frames() {
      return Objects.requireNonNull(frames);
    }
  }

  @Override
  public void close() {
    closed = true;
    servers.forEach(FrameServer::close);
    links.forEach(link -> link.frames().close("network is closed"));
    links.clear();
  }
}
