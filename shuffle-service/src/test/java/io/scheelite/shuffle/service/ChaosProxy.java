package io.scheelite.shuffle.service;

import io.scheelite.shuffle.transport.ServiceAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Stands between client and server, and cuts connections, flips bits, holds bytes back. Seeded: the
 * n-th connection suffers the same in every run.
 */
final class ChaosProxy implements AutoCloseable {
  private static final int QUIET_AFTER = 25;

  private final ServiceAddress server;
  private final RandomGenerator random;
  private final ServerSocket listener;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private int connections;

  ChaosProxy(ServiceAddress server, RandomGenerator random) throws IOException {
    this.server = server;
    this.random = random;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("proxy-accept", this::accept);
  }

  ServiceAddress address() {
    return ServiceAddress.local(listener.getLocalPort());
  }

  synchronized int connections() {
    return connections;
  }

  private synchronized void start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    threads.add(thread);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket in = listener.accept();
        Socket out = new Socket(server.host(), server.port());
        synchronized (this) {
          sockets.add(in);
          sockets.add(out);
          boolean quiet = ++connections > QUIET_AFTER;
          long cutAfter = quiet ? Long.MAX_VALUE : random.nextLong(1 << 20);
          // one bit is flipped in all: no block is hit twice
          long flipAt = connections <= 1 ? random.nextLong(200_000) : Long.MAX_VALUE;
          start("proxy-up", () -> pump(in, out, cutAfter, Long.MAX_VALUE));
          start("proxy-down", () -> pump(out, in, cutAfter, flipAt));
        }
      }
    } catch (IOException expected) {
      // closed
    }
  }

  private void pump(Socket from, Socket to, long cutAfter, long flipAt) {
    byte[] buffer = new byte[8 << 10];
    long moved = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        if (flipAt >= moved && flipAt < moved + count) {
          buffer[(int) (flipAt - moved)] ^= 4;
        }
        moved += count;
        if (moved > cutAfter) {
          out.write(buffer, 0, count / 2);
          return;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException expected) {
      // the other side was cut
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    List<Thread> running;
    synchronized (this) {
      for (Socket socket : sockets) {
        socket.close();
      }
      running = List.copyOf(threads);
    }
    for (Thread thread : running) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
