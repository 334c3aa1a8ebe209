package io.scheelite.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Entry point of the {@code scheelite} command.
 *
 * <p>Results go to standard output, everything else to standard error. Exit codes: 0 all succeeded,
 * 1 a command failed, 2 the command line is wrong.
 */
@Command(
    name = "scheelite",
    description = "A vectorized query engine for the JVM that obeys its memory budget.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {SqlCommand.class, TpchCommand.class, BenchCommand.class})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // what fails comes as an exception and is told in one sentence: a log line would say it twice
    Logger.getLogger("").setLevel(Level.SEVERE);
    System.exit(commandLine().execute(arguments));
  }

  /** The command line with its error handling, as {@link #main} runs it. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::onBadArguments)
        .setExecutionExceptionHandler(Failures::onFailedCommand);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command; --help lists them");
  }

  /** Tells the version of the project and of the JVM it runs on. */
  static final class Version implements CommandLine.IVersionProvider {
    private static final String RESOURCE = "version.properties";

    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream stream = Main.class.getResourceAsStream(RESOURCE)) {
        if (stream == null) {
          throw new FileNotFoundException(RESOURCE);
        }
        properties.load(stream);
      }
      return new String[] {
        "scheelite " + properties.getProperty("version"), "JVM " + Runtime.version()
      };
    }
  }
}
