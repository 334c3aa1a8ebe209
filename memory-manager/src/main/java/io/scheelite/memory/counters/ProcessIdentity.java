package io.scheelite.memory.counters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Which process is meant: the system uses process ids again, so the start time belongs to it.
 *
 * @param startMillis milliseconds since 1970; 0 where the system does not say
 */
record ProcessIdentity(long pid, long startMillis) {
  /** Start times are derived from the boot time, which the system rounds anew each time. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private static final Path PROC = Path.of("/proc");

  static ProcessIdentity current() {
    ProcessHandle self = ProcessHandle.current();
    return new ProcessIdentity(self.pid(), startMillis(self));
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Whether both mean the same process. */
  boolean matches(ProcessIdentity other) {
    return pid == other.pid
        && (startMillis == 0
            || other.startMillis == 0
            || Math.abs(startMillis - other.startMillis) <= START_TOLERANCE.toMillis());
  }

  /** Whether it runs; one that has ended and only waits for its parent does not. */
  boolean alive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> matches(new ProcessIdentity(pid, startMillis(process))))
        .filter(_ -> !zombie())
        .isPresent();
  }

  private boolean zombie() {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      return stat.substring(stat.lastIndexOf(')') + 1).stripLeading().startsWith("Z");
    } catch (IOException e) {
      return Files.isDirectory(PROC.resolve("self")); // gone in the meantime
    }
  }
}
