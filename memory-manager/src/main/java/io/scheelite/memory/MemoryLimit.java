package io.scheelite.memory;

import java.util.Locale;

/**
 * How much memory an engine may have, as people say it: an amount ({@code 512m}), a share of the
 * container's or machine's memory ({@code 50%}), or a total for the whole process ({@code
 * process:1g}, {@code process:75%}).
 */
public sealed interface MemoryLimit {
  /** Prefix of a limit that counts the whole process. */
  String PROCESS_PREFIX = "process:";

  /** An absolute amount of off-heap memory. */
  record Bytes(long bytes) implements MemoryLimit {
    public Bytes {
      if (bytes <= 0) {
        throw new IllegalArgumentException("memory limit must be positive: bytes=" + bytes);
      }
    }

    @Override
    public long bytes(MachineMemory machine) {
      return bytes;
    }

    @Override
    public String toString() {
      return Long.toString(bytes);
    }
  }

  /** A share, above 0 and at most 1, of the container's memory, or of the machine's without one. */
  record Share(double fraction) implements MemoryLimit {
    public Share {
      if (!(fraction > 0 && fraction <= 1)) {
        throw new IllegalArgumentException(
            "share of memory must be above 0% and at most 100%: share=" + 100 * fraction + "%");
      }
    }

    @Override
    public long bytes(MachineMemory machine) {
      return (long) (machine.totalBytes() * fraction);
    }

    @Override
    public String toString() {
      String percent = String.format(Locale.ROOT, "%.4f", 100 * fraction);
      return percent.replaceAll("\\.?0+$", "") + "%";
    }
  }

  /**
   * A total for everything the process holds: heap, code, class data, libraries and off-heap
   * memory. A {@link ProcessLimit} measures what the rest takes and leaves the remainder to the
   * engine.
   *
   * @param total an amount or a share
   */
  record WholeProcess(MemoryLimit total) implements MemoryLimit {
    public WholeProcess {
      if (total instanceof WholeProcess) {
        throw new IllegalArgumentException("process limit inside a process limit: " + total);
      }
    }

    @Override
    public long bytes(MachineMemory machine) {
      return total.bytes(machine);
    }

    @Override
    public String toString() {
      return PROCESS_PREFIX + total;
    }
  }

  /** The limit in bytes: of off-heap memory, or of the whole process. */
  long bytes(MachineMemory machine);

  /**
   * Reads a limit such as {@code 512m}, {@code 50%}, {@code process:1g} or {@code process:75%};
   * amounts as in {@link ByteSize#parse}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static MemoryLimit parse(String text) {
    String stripped = text.strip().toLowerCase(Locale.ROOT);
    boolean process = stripped.startsWith(PROCESS_PREFIX);
    String amount = process ? stripped.substring(PROCESS_PREFIX.length()).strip() : stripped;
    MemoryLimit limit =
        amount.endsWith("%")
            ? new Share(percent(amount, text) / 100)
            : new Bytes(bytes(amount, text));
    return process ? new WholeProcess(limit) : limit;
  }

  private static double percent(String amount, String text) {
    try {
      return Double.parseDouble(amount.substring(0, amount.length() - 1));
    } catch (NumberFormatException e) {
      throw noLimit(text, e);
    }
  }

  private static long bytes(String amount, String text) {
    try {
      return ByteSize.parse(amount);
    } catch (IllegalArgumentException e) {
      throw noLimit(text, e);
    }
  }

  private static IllegalArgumentException noLimit(String text, Throwable cause) {
    return new IllegalArgumentException(
        "not a memory limit, write an amount such as 512m, a share such as 50%, or process:1g for"
            + " the whole process: "
            + text,
        cause);
  }
}
