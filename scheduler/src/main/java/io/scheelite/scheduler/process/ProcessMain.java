package io.scheelite.scheduler.process;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.launch.ParentPipe;
import io.scheelite.scheduler.launch.ReadyLine;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class from its options to its exit status, whether it ends by itself, by a signal or
 * with its parent.
 */
final class ProcessMain {
  /** Exit status after a wrong option. */
  static final int USAGE_STATUS = 2;

  /** Exit status of a process that could not start. */
  static final int FAILURE_STATUS = 1;

  private static final System.Logger LOG = System.getLogger(ProcessMain.class.getName());
  private static final long END_SECONDS = 6;

  private final boolean hasParent;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean exiting;

  private ProcessMain(boolean hasParent) {
    this.hasParent = hasParent;
  }

  /** Runs {@code main}; turns wrong options into a line and a status. */
  static void usage(String name, String usage, Runnable main) {
    try {
      main.run();
    } catch (Arguments.UsageException | IllegalArgumentException | ScheeliteException e) {
      System.err.println(name + ": " + e.getMessage());
      if (!(e instanceof ScheeliteException)) {
        System.err.println("usage: " + name + " " + usage);
      }
      System.exit(USAGE_STATUS);
    }
  }

  /**
   * Runs a process to its end and exits.
   *
   * @param hasParent whether it ends with whoever holds the other end of standard input
   */
  static void run(
      ProcessRole role,
      String id,
      ClusterFolder folder,
      boolean hasParent,
      ProcessShell.Body body) {
    int status = 0;
    try (ProcessShell shell = new ProcessShell(role, id, folder, ReadyLine::print)) {
      ProcessMain main = new ProcessMain(hasParent);
      status = main.run(shell, body);
    } catch (IOException | ScheeliteException | IllegalArgumentException e) {
      LOG.log(Level.ERROR, role.label() + " cannot start: " + e.getMessage());
      status = FAILURE_STATUS;
    }
    System.exit(status);
  }

  private int run(ProcessShell shell, ProcessShell.Body body) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> endBySignal(shell), "scheelite-shutdown"));
    try {
      body.start(shell);
      if (hasParent) {
        ParentPipe.watch(System.in, new Parent(shell));
      }
      shell.ended().join();
      return 0;
    } catch (ScheeliteException e) {
      LOG.log(Level.ERROR, "process cannot start: " + e.getMessage(), e);
      return FAILURE_STATUS;
    } finally {
      exiting = true;
      shell.close();
      closed.countDown();
    }
  }

  /** SIGTERM and the like: the JVM ends when this returns. */
  private void endBySignal(ProcessShell shell) {
    if (!exiting) {
      shell.stop();
    }
    try {
      if (!closed.await(END_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "process does not end in order and is ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Parent implements ParentPipe.Listener {
    private final ProcessShell shell;

    Parent(ProcessShell shell) {
      this.shell = shell;
    }

    @Override
    public void drain() {
      shell.drain();
    }

    @Override
    public void ended() {
      if (shell.endsWithParent()) {
        haltLater();
      }
      shell.orphaned();
    }
  }

  /** Whatever hangs: nothing outlives the parent for long. */
  private static void haltLater() {
    Thread.ofPlatform()
        .daemon()
        .name("scheelite-halt")
        .start(
            () -> {
              CompletableFuture<Void> late = new CompletableFuture<>();
              late.completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS).join();
              Runtime.getRuntime().halt(FAILURE_STATUS);
            });
  }
}
