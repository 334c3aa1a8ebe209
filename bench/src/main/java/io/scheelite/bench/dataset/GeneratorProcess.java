package io.scheelite.bench.dataset;

import io.scheelite.bench.process.JavaProcess;
import io.scheelite.memory.ScheeliteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Generates data in a process of its own, whose memory does not count against the process that runs
 * queries afterwards. Progress goes to standard error, the reason of a failure to standard output.
 */
public final class GeneratorProcess {
  private GeneratorProcess() {}

  /** What the child does. */
  @FunctionalInterface
  public interface Generation {
    void run() throws IOException;
  }

  /**
   * Parent: runs a child and waits; its progress shows on this process's standard error.
   *
   * @throws IOException with the child's reason if it fails
   */
  public static void run(Class<?> mainClass, List<String> jvmOptions, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        JavaProcess.command(mainClass, jvmOptions, JavaProcess.ownClassPath(), arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String reason =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new IOException(
            "data could not be generated: " + (reason.isEmpty() ? "exitCode=" + exitCode : reason));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** Child: generates; ends the process with the reason if that fails. */
  public static void generate(Generation generation) {
    try {
      generation.run();
    } catch (IOException | ScheeliteException failure) {
      System.out.println(failure.getMessage());
      System.exit(1);
    }
  }
}
