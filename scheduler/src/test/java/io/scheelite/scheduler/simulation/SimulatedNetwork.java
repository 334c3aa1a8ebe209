package io.scheelite.scheduler.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Connections with delays. Each direction of a connection keeps its order, connections overtake
 * each other; what is under way when a connection is cut is lost.
 */
final class SimulatedNetwork {
  private static final long MICROS = 1_000;
  private static final long MILLIS = 1_000_000;

  /** What one side of a connection does. Runs while its process lives. */
  interface Handler {
    void opened(Side side);

    void received(Side side, Object message);

    void closed(Side side, String reason);

    void failed(String reason);
  }

  private record Port(SimulatedProcess owner, Handler handler) {}

  /** One end of a connection. */
  final class Side {
    private final SimulatedProcess owner;
    private final Handler handler;
    private Side peer;
    private boolean open = true;
    private boolean cut;
    private boolean announced;
    private long lastArrival;

    @SuppressWarnings("NullAway.Init") // the peer follows at once
    Side(SimulatedProcess owner, Handler handler) {
      this.owner = owner;
      this.handler = handler;
    }

    SimulatedProcess remoteProcess() {
      return peer.owner;
    }

    boolean connects(SimulatedProcess one, SimulatedProcess other) {
      return owner == one && peer.owner == other || owner == other && peer.owner == one;
    }

    void send(Object message) {
      if (open) {
        arrive(() -> peer.deliver(message));
      }
    }

    /** Closes after what was sent has arrived. */
    void close(String reason) {
      if (open) {
        Side other = peer;
        arrive(() -> other.end(reason));
        var _ = owner.after(0, () -> end(reason));
      }
    }

    private void arrive(Runnable action) {
      lastArrival = Math.max(lastArrival, queue.nanoTime() + latency());
      var _ = queue.after(lastArrival - queue.nanoTime(), action);
    }

    private void announce() {
      if (open && !cut) {
        announced = true;
        handler.opened(this);
      }
    }

    private void deliver(Object message) {
      if (!cut) {
        owner.whenAwake(
            () -> {
              if (open && announced) {
                handler.received(this, message);
              }
            });
      }
    }

    private void end(String reason) {
      owner.whenAwake(
          () -> {
            if (open) {
              open = false;
              sides.remove(this);
              if (announced) {
                handler.closed(this, reason);
              } else {
                handler.failed(reason);
              }
            }
          });
    }
  }

  private final EventQueue queue;
  private final RandomGenerator random;
  private final Map<Integer, Port> ports = new TreeMap<>();
  private final List<Side> sides = new ArrayList<>();
  private int nextPort = 10_000;

  SimulatedNetwork(EventQueue queue) {
    this.queue = queue;
    this.random = queue.random();
  }

  /** A port that nobody has had. */
  int freePort() {
    return nextPort++;
  }

  /** Lets a process take part; its connections break when it dies. */
  void register(SimulatedProcess process) {
    process.atDeath(() -> died(process));
  }

  /** Lets a registered process be reached. */
  void listen(SimulatedProcess owner, int port, Handler handler) {
    ports.put(port, new Port(owner, handler));
  }

  void connect(SimulatedProcess from, int port, Handler handler) {
    var _ = from.after(latency(), () -> accept(from, port, handler));
  }

  private void accept(SimulatedProcess from, int port, Handler handler) {
    Port target = ports.get(port);
    if (target == null) {
      var _ = from.after(latency(), () -> handler.failed("connection refused: port=" + port));
      return;
    }
    Side near = new Side(from, handler);
    Side far = new Side(target.owner(), target.handler());
    near.peer = far;
    far.peer = near;
    sides.add(near);
    sides.add(far);
    far.arrive(() -> from.whenAwake(near::announce));
    far.owner.whenAwake(far::announce);
  }

  /** Breaks a connection: what is under way is lost, and each side learns it in its time. */
  void cut(Side side) {
    Side peer = side.peer;
    queue.trace("cut " + side.owner + " - " + peer.owner);
    cutSide(side);
    cutSide(peer);
  }

  /** Ends of all connections that stand. */
  List<Side> sides() {
    return List.copyOf(sides);
  }

  private void cutSide(Side side) {
    side.cut = true;
    var _ = queue.after(latency() * 3, () -> side.end("connection reset"));
  }

  private void died(SimulatedProcess owner) {
    ports.values().removeIf(port -> port.owner() == owner);
    for (Side side : List.copyOf(sides)) {
      if (side.owner == owner) {
        side.open = false;
        sides.remove(side);
        Side peer = side.peer;
        // what had left before the death may still arrive
        side.arrive(() -> peer.end("peer is gone"));
      }
    }
  }

  /** Mostly below two milliseconds, now and then a third of a second. */
  long latency() {
    return random.nextInt(50) == 0
        ? 20 * MILLIS + random.nextLong(300 * MILLIS)
        : 50 * MICROS + random.nextLong(2 * MILLIS);
  }
}
