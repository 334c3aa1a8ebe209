package io.scheelite.scheduler.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The child's side of the pipe that its parent holds: a line {@link #DRAIN} asks it to end when
 * nobody uses it, the end of the pipe to end now, unless it was asked to drain before.
 */
public final class ParentPipe {
  /** The word that asks a child to end when it is idle. */
  public static final String DRAIN = "drain";

  private ParentPipe() {}

  /** What a child does when its parent says so. Called on a thread of the pipe's own. */
  public interface Listener {
    /** End when idle. */
    void drain();

    /** The parent is gone, or wants the end. */
    void ended();
  }

  /** Reads the pipe on a daemon thread until it ends. */
  public static void watch(InputStream pipe, Listener listener) {
    Thread.ofPlatform().daemon().name("scheelite-parent-pipe").start(() -> read(pipe, listener));
  }

  private static void read(InputStream pipe, Listener listener) {
    boolean draining = false;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(DRAIN) && !draining) {
          draining = true;
          listener.drain();
        }
      }
    } catch (IOException e) {
      System.getLogger(ParentPipe.class.getName())
          .log(System.Logger.Level.WARNING, "pipe of the parent broke", e);
    }
    if (!draining) {
      listener.ended();
    }
  }
}
