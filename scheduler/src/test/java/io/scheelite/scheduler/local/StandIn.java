package io.scheelite.scheduler.local;

import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessRole;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Processes that enter themselves as those of a cluster do and then just run: a master with one
 * executor, which outlives it. What is wrong with them stands in the variable {@code STAND_IN}.
 */
final class StandIn {
  private StandIn() {}

  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    ClusterFolder folder = ClusterFolder.at(Path.of(options.get(options.indexOf("--folder") + 1)));
    String wrong = System.getenv().getOrDefault("STAND_IN", "");
    if (wrong.equals("refuses")) {
      System.err.println("something is wrong with the memory");
      System.exit(1);
    }
    if (options.contains("--executor")) {
      folder.ready(ProcessRole.EXECUTOR, "executor-1", "127.0.0.1:2");
    } else {
      folder.enter(ProcessRole.MASTER, "master");
      if (!wrong.equals("alone")) {
        launchExecutor(folder);
      }
      folder.ready(ProcessRole.MASTER, "master", "127.0.0.1:1");
    }
    if (wrong.equals("deaf")) {
      // the hook never ends, so that only a kill does
      Runtime.getRuntime().addShutdownHook(new Thread(StandIn::hang));
    }
    hang();
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void launchExecutor(ClusterFolder folder) throws IOException {
    File log = folder.logFile("executor-1").toFile();
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            StandIn.class.getName(),
            "--executor",
            "--folder",
            folder.root().toString())
        .redirectInput(new File("/dev/null"))
        .redirectOutput(log)
        .redirectError(log)
        .start();
  }
}
