package io.scheelite.formats;

import io.scheelite.memory.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/** Turns a path into the files it stands for. */
public final class FileGlob {
  private FileGlob() {}

  /** The file itself, all files of that ending below a directory, or those that a glob matches. */
  public static List<Path> expand(Path path, String ending) {
    FileSite site = FileSite.of(path);
    try {
      if (Files.isRegularFile(path)) {
        return List.of(path);
      }
      List<Path> found;
      if (Files.isDirectory(path)) {
        found = walk(path, file -> file.getFileName().toString().endsWith(ending));
      } else if (isGlob(path)) {
        found = matches(path);
      } else {
        throw new NoSuchFileException(path.toString());
      }
      if (found.isEmpty()) {
        throw site.error(ErrorCode.FILE_NOT_FOUND, "no file found, check the path");
      }
      return found;
    } catch (IOException e) {
      throw site.failed("listing", e);
    }
  }

  /** The files of several paths, one after the other. */
  public static List<Path> expand(List<Path> paths, String ending) {
    return paths.stream().flatMap(path -> expand(path, ending).stream()).toList();
  }

  /** Relative paths if the glob is one, as files without a glob are called what they are named. */
  private static List<Path> matches(Path glob) throws IOException {
    Path absolute = glob.toAbsolutePath();
    Path root = rootOf(absolute);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    String pattern = absolute.toString();
    if (pattern.indexOf('{') < 0) { // two asterisks stand for no folder, too; Java's for one
      pattern = pattern.replace("/**/", "/{**/,}");
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    List<Path> found = walk(root, matcher);
    Path here = Path.of("").toAbsolutePath();
    return glob.isAbsolute() ? found : found.stream().map(here::relativize).toList();
  }

  private static List<Path> walk(Path root, PathMatcher matcher) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !isHidden(root.relativize(file)))
          .filter(matcher::matches)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Files under way and bookkeeping of other engines begin with a dot or an underscore. */
  private static boolean isHidden(Path relative) {
    String name = relative.getFileName().toString();
    return name.startsWith(".") || name.startsWith("_");
  }

  private static boolean isGlob(Path path) {
    return path.toString().chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /** The deepest folder that the glob names without a wildcard. */
  private static Path rootOf(Path glob) {
    Path parent = glob.getParent();
    if (parent == null || !isGlob(glob)) {
      return glob;
    }
    return rootOf(parent);
  }
}
