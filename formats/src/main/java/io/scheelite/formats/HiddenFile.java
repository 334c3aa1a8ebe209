package io.scheelite.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A file that is filled under a hidden name in its folder, and gets its own when all of it is
 * written: it appears whole or not at all.
 *
 * @param target its own name
 * @param path the hidden one, which nobody else has
 */
public record HiddenFile(Path target, Path path) {
  /** For a file of that name; nothing is on disk yet. */
  public static HiddenFile of(Path target) {
    return new HiddenFile(
        target, target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID()));
  }

  /** Gives it its name, replacing a file of that name. */
  public void publish() throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes it, if it is there; what fails is logged, as the failure before it says more. */
  public void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      System.getLogger(HiddenFile.class.getName())
          .log(System.Logger.Level.WARNING, "temporary file remains: file=" + path, e);
    }
  }
}
