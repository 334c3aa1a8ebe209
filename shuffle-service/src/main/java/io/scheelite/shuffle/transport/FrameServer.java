package io.scheelite.shuffle.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens on a loopback port and opens a {@link FrameConnection} with every peer that proves to
 * know the secret. Peers that do not, or send garbage, or nothing, are closed and disturb nobody.
 */
public final class FrameServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FrameServer.class.getName());

  /** Below the range from which systems take ports for outgoing connections. */
  private static final int FIRST_FREE_PORT = 20_000;

  private static final int LAST_FREE_PORT = 32_000;
  private static final int PORT_ATTEMPTS = 100;

  // two seconds in all: a predecessor that dies may keep its port for a moment
  private static final int GIVEN_PORT_ATTEMPTS = 20;
  private static final long GIVEN_PORT_PAUSE_MILLIS = 100;
  private static final long ROUND_CHECK_MILLIS = 100;
  // strangers at the door; who knows the secret passes in milliseconds
  private static final int MAX_UNPROVED = 256;

  /** Makes the handlers of a server's connections. */
  public interface Acceptor {
    /** For a peer that has proved to know the secret; called on the connection's loop. */
    FrameHandler accept(Lane lane, String remote);
  }

  private final TransportLoops loops;
  private final FrameConfig config;
  private final SharedSecret secret;
  private final Acceptor acceptor;
  private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
  private final AtomicInteger unproved = new AtomicInteger();
  private final TransportLog log = new TransportLog();
  private final Channel listener;

  private FrameServer(
      TransportLoops loops, FrameConfig config, SharedSecret secret, int port, Acceptor acceptor) {
    this.loops = loops;
    this.config = config;
    this.secret = secret;
    this.acceptor = acceptor;
    this.listener = port == 0 ? bindFree() : bound(port);
  }

  /**
   * Starts to listen. Waits for the system, so it is called while a process starts, not on a loop:
   * for a given port that is taken up to two seconds, since the process that had it before may just
   * be ending.
   *
   * @param port 0 = a free one, outside of the range from which the system takes ports for
   *     connections, so that the port is still free when its owner starts again
   * @throws TransportException if the port is taken
   */
  public static FrameServer bind(
      TransportLoops loops, FrameConfig config, SharedSecret secret, int port, Acceptor acceptor) {
    return new FrameServer(loops, config, secret, port, acceptor);
  }

  private Channel bindFree() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < PORT_ATTEMPTS; i++) {
      ChannelFuture attempt = attempt(random.nextInt(FIRST_FREE_PORT, LAST_FREE_PORT));
      if (attempt.isSuccess()) {
        return attempt.channel();
      }
    }
    return bound(0);
  }

  private Channel bound(int port) {
    ChannelFuture attempt = attempt(port);
    for (int i = 1; attempt.cause() instanceof BindException && i < GIVEN_PORT_ATTEMPTS; i++) {
      loops
          .group(Lane.CONTROL)
          .schedule(() -> {}, GIVEN_PORT_PAUSE_MILLIS, TimeUnit.MILLISECONDS)
          .awaitUninterruptibly();
      attempt = attempt(port);
    }
    if (!attempt.isSuccess()) {
      throw new TransportException(
          Kind.UNREACHABLE,
          "port cannot be listened on, another process has it: port="
              + port
              + " reason="
              + attempt.cause(),
          attempt.cause());
    }
    return attempt.channel();
  }

  private ChannelFuture attempt(int port) {
    return new ServerBootstrap()
        .group(loops.group(Lane.CONTROL))
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, 256)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.ALLOCATOR, loops.allocator())
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                admit(channel);
              }
            })
        .bind(new InetSocketAddress(InetAddress.ofLiteral(ServiceAddress.LOOPBACK), port))
        .awaitUninterruptibly();
  }

  private void admit(Channel channel) {
    String remote = String.valueOf(channel.remoteAddress());
    if (connections.size() >= config.maxConnections() || unproved.get() >= MAX_UNPROVED) {
      log.refused(() -> "too many connections, one was closed: connections=" + connections.size());
      channel.close();
      return;
    }
    connections.add(channel);
    unproved.incrementAndGet();
    Admission admission = new Admission();
    channel
        .pipeline()
        .addLast(new NettyConnection(channel, config, Handshake.server(secret), admission, remote));
  }

  /** One peer on its way in. */
  private final class Admission implements NettyConnection.Owner {
    private boolean counted = true;

    @Override
    public void proved(NettyConnection connection, Lane lane) {
      if (loops.serves(lane, connection.eventLoop())) {
        open(connection, lane);
        return;
      }
      // The peer sends nothing before it hears "ready", so no byte can come in between.
      Channel channel = connection.channel();
      channel
          .deregister()
          .addListener(
              gone ->
                  loops
                      .group(lane)
                      .register(channel)
                      .addListener(
                          there -> {
                            if (there.isSuccess()) {
                              open(connection, lane);
                            } else {
                              connection.close("its loop is gone");
                            }
                          }));
    }

    private void open(NettyConnection connection, Lane lane) {
      passed();
      FrameHandler handler = acceptor.accept(lane, connection.remote());
      connection.send(Handshake.ready());
      connection.open(handler);
    }

    private void passed() {
      if (counted) {
        counted = false;
        unproved.decrementAndGet();
      }
    }

    @Override
    public void refused(NettyConnection connection, TransportException reason) {
      passed();
      log.refused(() -> "connection was refused: " + reason.getMessage());
    }
  }

  /** Where it listens. */
  public ServiceAddress address() {
    return ServiceAddress.local(((InetSocketAddress) listener.localAddress()).getPort());
  }

  /** How many connections there are, strangers included. */
  public int numConnections() {
    return connections.size();
  }

  /** Stops to listen and closes all connections. Waits until the port is free. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    for (Channel channel : connections) {
      NettyConnection connection = channel.pipeline().get(NettyConnection.class);
      if (connection != null) {
        connection.close("the server is closed");
      }
    }
    connections.close().awaitUninterruptibly();
    awaitNextRound((SingleThreadEventLoop) listener.eventLoop());
  }

  /**
   * A closed channel keeps its socket, which goes on listening, until the selector it was
   * registered with looks at it again: at the beginning of each round of its loop, before the tasks
   * of that round.
   */
  private static void awaitNextRound(SingleThreadEventLoop loop) {
    Promise<Void> round = ImmediateEventExecutor.INSTANCE.newPromise();
    try {
      loop.executeAfterEventLoopIteration(() -> loop.execute(() -> round.setSuccess(null)));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "loop ends, and its selector with it", e);
    }
    while (!round.awaitUninterruptibly(ROUND_CHECK_MILLIS) && !loop.isTerminated()) {
      // a loop that ends may run no further round, but closes its selector
    }
  }
}
