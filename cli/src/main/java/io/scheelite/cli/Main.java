package io.scheelite.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  private static final List<Subcommand> SUBCOMMANDS =
      List.of(
          new Subcommand("sql", SqlCommand::new),
          new Subcommand("tpch", TpchCommand::new),
          new Subcommand("cluster", ClusterCommand::new),
          new Subcommand("stat", StatCommand::new),
          new Subcommand("bench", BenchCommand::new));

  /** A command by its name; it is made when it is asked for, since describing all takes long. */
  private record Subcommand(String name, Supplier<Object> maker) {}

  @Spec private CommandSpec spec;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    QuietLogging.install();
    SqlCommand sql = PlainArguments.ofSql(arguments);
    System.exit(sql == null ? parsed(arguments) : run(sql));
  }

  private static int parsed(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = commandLine(arguments).setOut(out).setErr(err).execute(arguments);
    out.flush();
    err.flush();
    return exitCode;
  }

  /** As picocli would, without its 200 ms. */
  private static int run(SqlCommand sql) {
    try {
      return sql.call();
    } catch (IOException | RuntimeException failure) {
      Failures.report(failure, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** The command line for these arguments with its error handling, as {@link #main} runs it. */
  static CommandLine commandLine(String... arguments) {
    CommandLine main = new CommandLine(new Main());
    Predicate<Subcommand> named =
        command -> arguments.length > 0 && command.name().equals(arguments[0]);
    boolean one = SUBCOMMANDS.stream().anyMatch(named);
    SUBCOMMANDS.stream()
        .filter(command -> !one || named.test(command))
        .forEach(command -> main.addSubcommand(command.name(), command.maker().get()));
    return main.setCaseInsensitiveEnumValuesAllowed(true)
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
