package io.scheelite.scheduler.event;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The thread of an {@link EventLoop} in a real process. An action that fails is logged; the next
 * one runs all the same. After {@link #close} actions are dropped.
 */
public final class LoopThread implements Executor, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LoopThread.class.getName());
  private static final long CLOSE_SECONDS = 5;

  private final ExecutorService thread;

  /** Starts nothing yet: the daemon thread starts with the first action. */
  public LoopThread(String name) {
    this.thread =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  @Override
  public void execute(Runnable action) {
    try {
      thread.execute(() -> run(action));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "loop is closed, an action is dropped");
    }
  }

  @SuppressWarnings("IllegalCatch") // a thread root
  private static void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      LOG.log(Level.ERROR, "an action of the event loop failed", thrown);
    }
  }

  /** Ends the thread after the actions queued so far. Not to be called on it. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
