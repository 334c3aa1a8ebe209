package io.scheelite.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** A running {@link RangeServer}. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final PrintStream commands;
  private final int port;

  ServerProcess(Path folder) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RangeServer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    port = Integer.parseInt(Objects.requireNonNull(answers.readLine(), "server did not start"));
  }

  String url(String name) {
    return "http://127.0.0.1:" + port + "/" + name;
  }

  String command(String line) throws IOException {
    commands.println(line);
    return Objects.requireNonNull(answers.readLine(), "server is gone");
  }

  /** Requests since it was asked last. */
  int numRequests() throws IOException {
    return Integer.parseInt(command("count").split(" ")[0]);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
