package io.scheelite.scheduler.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What faults do to processes and files.
 *
 * @param killer ends processes
 */
record FaultEffects(Killer killer) {
  /** As a shell reports a process that was killed by signal 9. */
  private static final int KILLED = 137;

  static FaultEffects real() {
    return new FaultEffects(FaultEffects::end);
  }

  private static void end(boolean parent) {
    boolean hit =
        parent
            && ProcessHandle.current().parent().map(ProcessHandle::destroyForcibly).orElse(false);
    if (!hit) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  void kill(boolean parent) {
    killer.kill(parent);
  }

  void lose(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  void corrupt(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long middle = channel.size() / 2;
      ByteBuffer one = ByteBuffer.allocate(1);
      if (channel.read(one, middle) == 1) {
        one.put(0, (byte) (one.get(0) ^ 0x55));
        channel.write(one.flip(), middle);
      }
    }
  }

  /** Ends a process. */
  @FunctionalInterface
  interface Killer {
    /** Ends this process, or the one that launched it. */
    void kill(boolean parent);
  }
}
