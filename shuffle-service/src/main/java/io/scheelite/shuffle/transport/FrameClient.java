package io.scheelite.shuffle.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;

/** Opens connections to servers of the same secret, on this machine. Thread-safe. */
public final class FrameClient {
  private final TransportLoops loops;
  private final FrameConfig config;
  private final SharedSecret secret;

  public FrameClient(TransportLoops loops, FrameConfig config, SharedSecret secret) {
    this.loops = loops;
    this.config = config;
    this.secret = secret;
  }

  /**
   * Opens a connection.
   *
   * @return completed on the connection's loop, after {@link FrameHandler#opened}; or with a {@link
   *     TransportException}, and then the handler is never called
   */
  public CompletableFuture<FrameConnection> connect(
      ServiceAddress address, Lane lane, FrameHandler handler) {
    CompletableFuture<FrameConnection> result = new CompletableFuture<>();
    try {
      connect(resolve(address), address, lane, handler, result);
    } catch (TransportException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private void connect(
      InetSocketAddress resolved,
      ServiceAddress address,
      Lane lane,
      FrameHandler handler,
      CompletableFuture<FrameConnection> result) {
    new Bootstrap()
        .group(loops.group(lane))
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.ALLOCATOR, loops.allocator())
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            (int) Math.min(Integer.MAX_VALUE, config.handshakeTimeout().toMillis()))
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new NettyConnection(
                            channel,
                            config,
                            Handshake.client(secret, lane, address),
                            new Opening(handler, result),
                            address.toString()));
              }
            })
        .connect(resolved)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                Throwable cause = connected.cause();
                result.completeExceptionally(
                    new TransportException(
                        Kind.UNREACHABLE,
                        "nobody listens there: address=" + address + " reason=" + cause,
                        cause));
              }
            });
  }

  /** A connection on its way out. */
  private record Opening(FrameHandler handler, CompletableFuture<FrameConnection> result)
      implements NettyConnection.Owner {
    @Override
    public void proved(NettyConnection connection, Lane lane) {
      if (connection.open(handler)) {
        result.complete(connection);
      }
    }

    @Override
    public void refused(NettyConnection connection, TransportException reason) {
      result.completeExceptionally(reason);
    }
  }

  private static InetSocketAddress resolve(ServiceAddress address) {
    try {
      InetAddress host = InetAddress.getByName(address.host());
      if (!host.isLoopbackAddress()) {
        throw new TransportException(
            Kind.CLOSED,
            "connections leave this machine only encrypted, which is not supported: address="
                + address);
      }
      return new InetSocketAddress(host, address.port());
    } catch (UnknownHostException e) {
      throw new TransportException(Kind.UNREACHABLE, "no such host: address=" + address, e);
    }
  }
}
