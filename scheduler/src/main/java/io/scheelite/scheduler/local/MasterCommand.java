package io.scheelite.scheduler.local;

import io.scheelite.scheduler.folder.ClusterFolder;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds the command that starts a master on this JVM's binary, away from the terminal.
 *
 * @param mainClass of the master
 */
record MasterCommand(String mainClass) {
  private static final List<String> HEAP =
      List.of("-Xms32m", "-Xmx96m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  List<String> of(ClusterFolder folder, LocalClusterConfig config) {
    List<String> command = new ArrayList<>(detacher());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ownFlags());
    command.addAll(HEAP);
    command.add(mainClass);
    command.addAll(List.of("--folder", folder.root().toString()));
    command.addAll(List.of("--executors", Integer.toString(config.executors())));
    command.addAll(List.of("--executor-memory", Long.toString(config.executorMemoryBytes())));
    command.addAll(List.of("--executor-cores", Integer.toString(config.executorCores())));
    command.addAll(List.of("--workers", Integer.toString(config.workers())));
    if (config.shuffleQuotaBytes() != Long.MAX_VALUE) {
      command.addAll(List.of("--shuffle-quota", Long.toString(config.shuffleQuotaBytes())));
    }
    return command;
  }

  /** A session of its own outlives the terminal; both programs keep the process id. */
  private static List<String> detacher() {
    return Stream.of("/usr/bin/setsid", "/bin/setsid", "/usr/bin/nohup", "/bin/nohup")
        .filter(program -> Files.isExecutable(Path.of(program)))
        .findFirst()
        .map(List::of)
        .orElse(List.of());
  }

  /** Module and access flags of this JVM; the class path travels in the environment. */
  private static List<String> ownFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .toList();
  }
}
