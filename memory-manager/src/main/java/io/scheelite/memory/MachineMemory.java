package io.scheelite.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of the machine, of the container this process runs in, and of the process itself, as Linux
 * tells it in files.
 *
 * <p>The container's limit is the smallest of its control group and all groups around it that are
 * visible: version 2 ({@code memory.max}) and version 1 ({@code memory.limit_in_bytes}), also both
 * at once. What is missing or unreadable limits nothing. Reads files at every call; thread-safe.
 */
public final class MachineMemory {
  private static final Pattern KIBIBYTES = Pattern.compile("(\\w+):\\s+(\\d+) kB");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
  private static final String VERSION_2_FILE = "memory.max";
  private static final String VERSION_1_FILE = "memory.limit_in_bytes";

  private final Path root;

  /**
   * Reads the files below a folder.
   *
   * @param root {@code /}, or a made-up tree with {@code proc} and {@code sys} in it
   */
  public MachineMemory(Path root) {
    this.root = root;
  }

  /** Of this machine and process. */
  public static MachineMemory ofSystem() {
    return new MachineMemory(Path.of("/"));
  }

  /** The container's limit where there is one below the machine's memory, else the latter. */
  public long totalBytes() {
    long total = machineBytes();
    for (Hierarchy hierarchy : hierarchies()) {
      total = Math.min(total, hierarchy.limitBytes());
    }
    return total;
  }

  /** All memory of the machine; what the JVM may use at most where the system does not say. */
  public long machineBytes() {
    return kibibytes("proc/meminfo", "MemTotal").orElseGet(() -> Runtime.getRuntime().maxMemory());
  }

  /**
   * Resident memory of this process now.
   *
   * @throws UnsupportedOperationException if the system does not say
   */
  public long residentBytes() {
    return kibibytes("proc/self/status", "VmRSS")
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "this system does not tell the resident memory of a process, give the memory"
                        + " limit as an amount: missing="
                        + root.resolve("proc/self/status")));
  }

  private Optional<Long> kibibytes(String file, String key) {
    for (String line : lines(root.resolve(file))) {
      Matcher matcher = KIBIBYTES.matcher(line);
      if (matcher.matches() && matcher.group(1).equals(key)) {
        return Optional.of(Long.parseLong(matcher.group(2)) << 10);
      }
    }
    return Optional.empty();
  }

  /** A tree of control groups that limits memory: where it is mounted, and this process's group. */
  private record Hierarchy(Path mountPoint, Path group, String limitFile) {
    /** The smallest limit from the process's group up to the mount point. */
    long limitBytes() {
      long smallest = Long.MAX_VALUE;
      for (Path folder = group;
          folder != null && folder.startsWith(mountPoint);
          folder = folder.getParent()) {
        for (String line : lines(folder.resolve(limitFile))) {
          smallest = Math.min(smallest, limit(line.strip()));
        }
      }
      return smallest;
    }

    private static long limit(String text) {
      try {
        return text.isEmpty() || text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
      } catch (NumberFormatException e) {
        return Long.MAX_VALUE; // longer than a long: no limit
      }
    }
  }

  private List<Hierarchy> hierarchies() {
    List<String> groups = lines(root.resolve("proc/self/cgroup"));
    List<Hierarchy> found = new ArrayList<>();
    for (String line : lines(root.resolve("proc/self/mountinfo"))) {
      Mount.parse(line)
          .flatMap(mount -> groupOf(groups, mount).map(group -> hierarchy(mount, group)))
          .ifPresent(found::add);
    }
    return found;
  }

  /**
   * One line of {@code /proc/self/mountinfo}.
   *
   * <pre>
   *   id parent major:minor ROOT MOUNT-POINT options [optional]… - TYPE source SUPER-OPTIONS
   * </pre>
   */
  private record Mount(String root, String point, boolean version2) {
    static Optional<Mount> parse(String line) {
      int dash = line.indexOf(" - ");
      if (dash < 0) {
        return Optional.empty();
      }
      String[] front = line.substring(0, dash).split(" ");
      String[] back = line.substring(dash + 3).split(" ");
      boolean version2 = back[0].equals("cgroup2");
      boolean version1 =
          back[0].equals("cgroup") && List.of(back[back.length - 1].split(",")).contains("memory");
      return front.length < 5 || !(version1 || version2)
          ? Optional.empty()
          : Optional.of(new Mount(unescape(front[3]), unescape(front[4]), version2));
    }

    private static String unescape(String path) {
      return OCTAL
          .matcher(path)
          .replaceAll(
              found ->
                  Matcher.quoteReplacement(
                      String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
  }

  /** The path of this process's group in the hierarchy, from lines {@code id:controllers:path}. */
  private static Optional<String> groupOf(List<String> groups, Mount mount) {
    for (String line : groups) {
      String[] fields = line.split(":", 3);
      boolean matches =
          fields.length == 3
              && (mount.version2
                  ? fields[0].equals("0") && fields[1].isEmpty()
                  : List.of(fields[1].split(",")).contains("memory"));
      if (matches) {
        return Optional.of(fields[2]);
      }
    }
    return Optional.empty();
  }

  /** Inside a container the mount shows a part of the tree: the group's path is cut to it. */
  private Hierarchy hierarchy(Mount mount, String group) {
    Path mountPoint = root.resolve(mount.point.substring(1));
    Path from = Path.of(mount.root);
    Path path = Path.of(group).normalize();
    Path inside = path.startsWith(from) ? from.relativize(path) : Path.of("");
    return new Hierarchy(
        mountPoint,
        mountPoint.resolve(inside).normalize(),
        mount.version2 ? VERSION_2_FILE : VERSION_1_FILE);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
