package io.scheelite.scheduler.launch;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessRole;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts children as JVMs like this one: the same Java, class path and module flags, a heap of
 * their own.
 *
 * <p>A child writes {@code ready HOST:PORT} as the first line of its standard output; its standard
 * error is its log.
 */
public final class JvmLauncher implements ProcessLauncher {
  private static final System.Logger LOG = System.getLogger(JvmLauncher.class.getName());

  /** A larger one would be touched whole before its first collection. */
  private static final long INITIAL_HEAP_BYTES = 32L << 20;

  private static final String LOG_FORMAT =
      "-Djava.util.logging.SimpleFormatter.format="
          + "%1$tY-%1$tm-%1$td %1$tH:%1$tM:%1$tS.%1$tL %4$s %3$s %5$s%6$s%n";

  private final EventLoop loop;
  private final ClusterFolder folder;
  private final List<String> inherited;

  /**
   * @param loop on which is told what becomes of children
   * @param folder out of which children are taken that have ended
   */
  public JvmLauncher(EventLoop loop, ClusterFolder folder) {
    this.loop = loop;
    this.folder = folder;
    this.inherited =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(JvmLauncher::isInherited)
            .toList();
  }

  private static boolean isInherited(String flag) {
    return flag.startsWith("--")
        || flag.startsWith("-Dscheelite.")
        || flag.startsWith("-Djdk.nio.maxCachedBufferSize=");
  }

  @Override
  public ChildProcess launch(ChildSpec spec, ChildListener listener) {
    try {
      Files.createDirectories(spec.log().toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(command(spec));
      builder.redirectError(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
      // few arenas: glibc would otherwise keep freed native memory per thread
      builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
      Process process = builder.start();
      return JvmChild.watch(process, spec, loop, leaving(spec.id(), process.pid(), listener));
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.IO_ERROR, "process could not be started: id=" + spec.id(), e);
    }
  }

  private ChildListener leaving(String id, long pid, ChildListener listener) {
    return new ChildListener() {
      @Override
      public void ready(String address) {
        listener.ready(address);
      }

      @Override
      public void exited(int status) {
        try {
          folder.leave(id, pid);
          folder.dropOldLogs();
        } catch (IOException e) {
          LOG.log(Level.WARNING, "entry or logs of a process stay in the folder: id=" + id, e);
        }
        listener.exited(status);
      }
    };
  }

  private static String mainClass(ProcessRole role) {
    return "io.scheelite.scheduler.process."
        + switch (role) {
          case MASTER -> "Master";
          case WORKER -> "Worker";
          case SHUFFLE -> "ShuffleService";
          case EXECUTOR -> "Executor";
        };
  }

  private List<String> command(ChildSpec spec) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(inherited);
    Stream.of(
            "-Xms" + Math.min(INITIAL_HEAP_BYTES, spec.heapBytes()),
            "-Xmx" + spec.heapBytes(),
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            LOG_FORMAT,
            mainClass(spec.role()))
        .forEach(command::add);
    command.addAll(spec.arguments());
    return command;
  }
}
