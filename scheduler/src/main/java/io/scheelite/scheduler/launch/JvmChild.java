package io.scheelite.scheduler.launch;

import io.scheelite.scheduler.event.EventLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A child process of the operating system. */
final class JvmChild implements ChildProcess {
  private static final System.Logger LOG = System.getLogger(JvmChild.class.getName());

  private final Process process;
  private final String id;
  private volatile boolean draining;

  private JvmChild(Process process, String id) {
    this.process = process;
    this.id = id;
  }

  static JvmChild watch(Process process, ChildSpec spec, EventLoop loop, ChildListener listener) {
    JvmChild child = new JvmChild(process, spec.id());
    Thread.ofPlatform()
        .daemon()
        .name("scheelite-child-" + spec.id())
        .start(() -> child.follow(loop, listener));
    return child;
  }

  /** Reads the output to its end, then waits for the exit: a thread of the child's own. */
  private void follow(EventLoop loop, ChildListener listener) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      boolean ready = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!ready && line.startsWith(ReadyLine.WORD)) {
          ready = true;
          String address = line.substring(ReadyLine.WORD.length()).strip();
          loop.execute(() -> listener.ready(address));
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "output of a child broke: id=" + id, e);
    }
    int status = process.onExit().join().exitValue();
    loop.execute(() -> listener.exited(status));
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void drain() {
    draining = true;
    OutputStream pipe = process.getOutputStream();
    try {
      pipe.write((ParentPipe.DRAIN + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "child has ended before it was told to: id=" + id, e);
    }
  }

  @Override
  public void stop() {
    if (draining) {
      process.destroy(); // it does not mind the pipe any more
    }
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "child has ended before it was told to: id=" + id, e);
    }
  }

  @Override
  public void kill() {
    process.destroyForcibly();
  }
}
