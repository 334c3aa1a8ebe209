package io.scheelite.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the operating system's account of the resident memory of processes (Linux). */
public final class ResidentMemory {
  private ResidentMemory() {}

  /**
   * Most of this process since it started, or since {@link #forgetPeak}, in bytes, or -1 where the
   * system does not say.
   */
  public static long peakBytes() {
    return peakBytes("self");
  }

  /** Most of another process in bytes, or -1 where the system does not say. */
  public static long peakBytes(long pid) {
    return peakBytes(Long.toString(pid));
  }

  /** Makes the peak of this process count from here, where the system can (Linux). */
  public static void forgetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      return; // then the peak is that of the process since it started
    }
  }

  private static long peakBytes(String process) {
    try {
      return Files.readAllLines(Path.of("/proc", process, "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }
}
