package io.scheelite.shuffle.journal;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.openhft.chronicle.bytes.MappedBytes;

/** Settles Chronicle's habits before the first of its classes is loaded. */
final class ChronicleSetup {
  /** Set unless the user has set them. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          // reports nothing to anybody, and says nothing on standard output
          "chronicle.analytics.disable", "true",
          "chronicle.announcer.disable", "true",
          // unmaps where it is told to, not on a thread of its own
          "background.releaser", "false");

  /**
   * Levels of its log, where that goes to the JDK's. Kept, since the JDK forgets them otherwise.
   */
  private static final Map<Logger, Level> LOG_LEVELS =
      Map.of(
          Logger.getLogger("net.openhft"),
          Level.WARNING,
          // asks for flags that we do not need
          Logger.getLogger(
              "net.openhft.chronicle.core.internal.cleaner.ReflectionBasedByteBufferCleanerService"),
          Level.SEVERE);

  private ChronicleSetup() {}

  /**
   * Maps a file for reading and writing.
   *
   * @throws ShuffleException UNUSABLE if the JVM's flags do not let Chronicle do so
   */
  static MappedBytes map(File file, int sizeBytes) throws IOException {
    PROPERTIES.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
    LOG_LEVELS.forEach(Logger::setLevel);
    try {
      MappedBytes bytes = MappedBytes.singleMappedBytes(file, sizeBytes);
      bytes.singleThreadedCheckDisabled(true); // the journal locks
      return bytes;
    } catch (AssertionError | LinkageError | RuntimeException e) {
      throw new ShuffleException(
          Kind.UNUSABLE,
          "journal of the shuffle service cannot be mapped, start the JVM with --add-opens"
              + " java.base/java.lang.reflect=ALL-UNNAMED and --add-opens"
              + " java.base/sun.nio.ch=ALL-UNNAMED: file="
              + file
              + " reason="
              + e,
          e);
    }
  }
}
