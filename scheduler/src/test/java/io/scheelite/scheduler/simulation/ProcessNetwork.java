package io.scheelite.scheduler.simulation;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.MessageCodec;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.IdentityHashMap;

/** The simulated network as the messages of one process see it. */
final class ProcessNetwork implements Network {
  private final SimulatedProcess process;
  private final SimulatedNetwork network;

  ProcessNetwork(SimulatedProcess process, SimulatedNetwork network) {
    this.process = process;
    this.network = network;
  }

  @Override
  public Listener listen(ConnectionHandler handler) {
    int port = network.freePort();
    network.listen(process, port, new Adapter(handler));
    return new Listener() {
      @Override
      public String host() {
        return ServiceAddress.local(port).host();
      }

      @Override
      public int port() {
        return port;
      }

      @Override
      public void close() {
        throw new AssertionError("ports are closed by the end of their process");
      }
    };
  }

  @Override
  public void connect(String host, int port, ConnectionHandler handler) {
    network.connect(process, port, new Adapter(handler));
  }

  @Override
  public void close() {
    throw new AssertionError("connections are closed by the end of their process");
  }

  private record Line(SimulatedNetwork.Side side) implements Connection {
    @Override
    public void send(Message message) {
      // as bytes: what is sent is what a codec makes of it
      side.send(MessageCodec.encode(message));
    }

    @Override
    public void close(String reason) {
      side.close(reason);
    }

    @Override
    public String remote() {
      return side.remoteProcess().name();
    }
  }

  private static final class Adapter implements SimulatedNetwork.Handler {
    private final ConnectionHandler handler;
    private final IdentityHashMap<SimulatedNetwork.Side, Line> lines = new IdentityHashMap<>();

    Adapter(ConnectionHandler handler) {
      this.handler = handler;
    }

    @Override
    public void opened(SimulatedNetwork.Side side) {
      Line line = new Line(side);
      lines.put(side, line);
      handler.opened(line);
    }

    @Override
    public void received(SimulatedNetwork.Side side, Object message) {
      handler.received(line(side), MessageCodec.decode((byte[]) message));
    }

    @Override
    public void closed(SimulatedNetwork.Side side, String reason) {
      Line line = line(side);
      lines.remove(side);
      handler.closed(line, reason);
    }

    @Override
    public void failed(String reason) {
      handler.failed(new ClusterException(ErrorCode.IO_ERROR, reason));
    }

    private Line line(SimulatedNetwork.Side side) {
      Line line = lines.get(side);
      if (line == null) {
        throw new AssertionError("connection was never opened: " + side.remoteProcess());
      }
      return line;
    }
  }
}
