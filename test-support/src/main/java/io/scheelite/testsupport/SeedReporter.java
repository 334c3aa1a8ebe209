package io.scheelite.testsupport;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Prints the command that reproduces a failed test with the same seed and world. Active in every
 * module by auto-detection.
 */
public final class SeedReporter implements TestWatcher {

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    String method = context.getTestMethod().map(m -> "#" + m.getName()).orElse("");
    System.err.println(
        reproduceLine(
            Path.of("").toAbsolutePath().getFileName().toString(),
            context.getRequiredTestClass().getSimpleName() + method));
  }

  static String reproduceLine(String module, String test) {
    return "reproduce with: mvn -Pfast -pl "
        + module
        + " -am test -Dtest='"
        + test
        + "' -Dsurefire.failIfNoSpecifiedTests=false -Dtests.seed="
        + Seeds.runSeed()
        + " -Dtests.world="
        + World.current().label();
  }
}
