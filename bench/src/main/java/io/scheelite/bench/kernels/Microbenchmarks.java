package io.scheelite.bench.kernels;

import io.scheelite.bench.peer.PeerClassPath;
import java.io.IOException;
import java.util.Arrays;
import org.openjdk.jmh.Main;

/** Runs the microbenchmarks of this module. */
public final class Microbenchmarks {
  private Microbenchmarks() {}

  /**
   * Runs JMH with its own options; {@code -l} lists the benchmarks. Where Arrow's own allocators
   * are named, Maven resolves them first.
   */
  public static void run(String... arguments) throws IOException, InterruptedException {
    if (Arrays.stream(arguments).anyMatch(argument -> argument.contains("Arrow"))) {
      // JMH starts its forks with this class path; they load Arrow's allocators before ours.
      System.setProperty("java.class.path", PeerClassPath.arrowMemory());
    }
    Main.main(arguments);
  }
}
