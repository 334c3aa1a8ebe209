package io.scheelite.bench.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds command lines for JVMs like this one. */
public final class JavaProcess {
  private JavaProcess() {}

  /**
   * Command that runs {@code mainClass} on this JVM's binary with this JVM's module and access
   * flags.
   *
   * @param options further JVM options, such as {@code -Xmx256m}
   * @param classPath class path of the child
   */
  public static List<String> command(
      Class<?> mainClass, List<String> options, String classPath, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--"))
            .toList());
    command.add("-XX:+UseSerialGC");
    command.addAll(options);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass.getName());
    command.addAll(arguments);
    return command;
  }

  /** Class path of this JVM. */
  public static String ownClassPath() {
    return System.getProperty("java.class.path");
  }
}
