package io.scheelite.scheduler.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * A process of a cluster, as it entered itself. Process ids are used again by the system: the start
 * time tells whether the process of that id is still the one meant.
 *
 * @param id unique in the cluster, such as {@code executor-1}
 * @param startMillis when it started, in milliseconds since 1970; 0 where the system does not say
 * @param address {@code HOST:PORT} once it listens and is registered with the master; else empty
 */
public record ProcessEntry(
    ProcessRole role, String id, long pid, long startMillis, String address) {
  /** Start times are derived from the boot time, which the system rounds anew each time. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private static final Path PROC = Path.of("/proc");

  /** The process that runs this. */
  static ProcessEntry current(ProcessRole role, String id, String address) {
    ProcessHandle self = ProcessHandle.current();
    return new ProcessEntry(role, id, self.pid(), startMillis(self), address);
  }

  /** Whether it listens and is registered. */
  public boolean ready() {
    return !address.isEmpty();
  }

  /** Whether the process runs. */
  public boolean alive() {
    return handle().isPresent();
  }

  /** The process, if it runs. */
  public Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> started(startMillis(process)))
        .filter(process -> !zombie(pid));
  }

  private boolean started(long millis) {
    return startMillis == 0
        || millis == 0
        || Math.abs(millis - startMillis) <= START_TOLERANCE.toMillis();
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Whether it has ended and only waits for its parent to ask for the exit code (Linux). */
  private static boolean zombie(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      return stat.substring(stat.lastIndexOf(')') + 1).stripLeading().startsWith("Z");
    } catch (IOException e) {
      return Files.isDirectory(PROC.resolve("self"));
    }
  }

  Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("role", role.label());
    properties.setProperty("id", id);
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("start_millis", Long.toString(startMillis));
    properties.setProperty("address", address);
    return properties;
  }

  /**
   * Reads what {@link #toProperties} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static ProcessEntry of(Properties properties) {
    return new ProcessEntry(
        ProcessRole.valueOf(properties.getProperty("role", "").toUpperCase(Locale.ROOT)),
        properties.getProperty("id", ""),
        Long.parseLong(properties.getProperty("pid", "")),
        Long.parseLong(properties.getProperty("start_millis", "")),
        properties.getProperty("address", ""));
  }
}
