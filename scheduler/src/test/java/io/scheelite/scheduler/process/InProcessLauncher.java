package io.scheelite.scheduler.process;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.launch.ChildListener;
import io.scheelite.scheduler.launch.ChildProcess;
import io.scheelite.scheduler.launch.ChildSpec;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.launch.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Starts "processes" as threads and objects of this JVM. Killing one closes all that it has without
 * asking; its children, as those of a real process would, then end by themselves.
 */
final class InProcessLauncher implements ProcessLauncher {
  private final EventLoop loop;
  private final Map<String, Child> all;
  private final Queue<Child> own = new ConcurrentLinkedQueue<>();

  /**
   * @param all every child of the cluster, by id, for whoever wants to kill one
   */
  InProcessLauncher(EventLoop loop, Map<String, Child> all) {
    this.loop = loop;
    this.all = all;
  }

  static Map<String, Child> registry() {
    return new ConcurrentHashMap<>();
  }

  @Override
  public ChildProcess launch(ChildSpec spec, ChildListener listener) {
    Child child = new Child(listener);
    all.put(spec.id(), child);
    own.add(child);
    Thread.ofPlatform().daemon().name("test-main-" + spec.id()).start(() -> child.main(spec));
    return child;
  }

  /** One "process". */
  final class Child implements ChildProcess {
    private final ChildListener listener;
    private final CompletableFuture<ProcessShell> started = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    Child(ChildListener listener) {
      this.listener = listener;
    }

    private void main(ChildSpec spec) {
      int status = ProcessMain.FAILURE_STATUS;
      ClusterFolder folder = ClusterFolder.at(Path.of(spec.arguments().get(1)));
      try (ProcessShell shell =
          new ProcessShell(
              spec.role(),
              spec.id(),
              folder,
              address -> loop.execute(() -> listener.ready(address)))) {
        body(spec, shell);
        started.complete(shell);
        var _ = shell.ended().thenRun(() -> exit.complete(0));
        status = exit.join();
      } catch (IOException e) {
        throw new ClusterException(ErrorCode.IO_ERROR, "process cannot start", e);
      } finally {
        int told = status;
        loop.execute(() -> listener.exited(told));
      }
    }

    private void body(ChildSpec spec, ProcessShell shell) {
      String[] args = spec.arguments().toArray(new String[0]);
      switch (spec.role()) {
        case MASTER -> throw new IllegalArgumentException("a master is nobody's child");
        case WORKER -> {
          InProcessLauncher launcher = new InProcessLauncher(shell.loop(), all);
          shell.closeAtEnd(() -> launcher.own.forEach(Child::stop)); // the pipes break
          Worker.start(shell, Worker.config(args), launcher);
        }
        case SHUFFLE -> ShuffleService.start(shell, ShuffleService.Options.parse(args));
        case EXECUTOR -> Executor.start(shell, Executor.Options.parse(args));
      }
    }

    @Override
    public long pid() {
      return ProcessHandle.current().pid();
    }

    @Override
    public void drain() {
      started.thenAccept(ProcessShell::drain);
    }

    @Override
    public void stop() {
      started.thenAccept(ProcessShell::stop);
    }

    @Override
    public void kill() {
      final int killed = 137;
      exit.complete(killed);
    }
  }
}
