package io.scheelite.bench.kernels;

import java.io.IOException;
import org.openjdk.jmh.Main;

/** Runs the benchmarks of this package. */
public final class Microbenchmarks {
  private Microbenchmarks() {}

  /** Runs JMH with its own options; {@code -l} lists the benchmarks. */
  public static void run(String... arguments) throws IOException {
    Main.main(arguments);
  }
}
