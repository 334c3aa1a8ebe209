package io.scheelite.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Keeps the log to what is severe: what fails comes as an exception and is told in one sentence, a
 * log line would say it twice. The JDK makes one when it first logs, which few commands ever do.
 */
@SuppressWarnings("checkstyle:HideUtilityClassConstructor") // the JDK makes an instance
public final class QuietLogging {
  private static final String CLASS_PROPERTY = "java.util.logging.config.class";
  private static final String PROVIDER_PROPERTY = "slf4j.provider";
  private static final String CONFIGURATION =
      """
      handlers=java.util.logging.ConsoleHandler
      .level=SEVERE
      """;

  /** Called by the JDK, see {@link LogManager}. */
  public QuietLogging() throws IOException {
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Chooses it for this process, unless the user has chosen how to log. */
  static void install() {
    if (System.getProperty(CLASS_PROPERTY) == null
        && System.getProperty("java.util.logging.config.file") == null) {
      System.setProperty(CLASS_PROPERTY, QuietLogging.class.getName());
    }
    if (System.getProperty(PROVIDER_PROPERTY) == null) { // then all JAR files would be searched
      System.setProperty(PROVIDER_PROPERTY, "org.slf4j.jul.JULServiceProvider");
      System.setProperty("slf4j.internal.verbosity", "WARN"); // it tells of such a choice
    }
  }
}
