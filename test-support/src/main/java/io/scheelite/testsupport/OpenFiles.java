package io.scheelite.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Lists the files this process holds open, on systems with {@code /proc}; elsewhere none. */
final class OpenFiles {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private OpenFiles() {}

  /** Paths of open regular files, deleted ones included; libraries and class path are left out. */
  static Set<String> paths() {
    Set<String> paths = new TreeSet<>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return paths;
    }
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        addTarget(descriptor, paths);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths;
  }

  private static void addTarget(Path descriptor, Set<String> paths) {
    String target;
    try {
      target = Files.readSymbolicLink(descriptor).toString();
    } catch (IOException ignored) {
      return; // closed between listing and reading
    }
    if (target.startsWith("/") && !isForeign(target)) {
      paths.add(target);
    }
  }

  private static boolean isForeign(String target) {
    return target.endsWith(".jar")
        || target.endsWith(".so")
        || target.endsWith("/modules")
        || target.endsWith("/classes.jsa")
        || target.contains("surefire")
        || target.endsWith(".jfr")
        || target.startsWith("/dev/")
        || target.startsWith("/proc/")
        || target.startsWith("/sys/");
  }
}
