package io.scheelite.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import picocli.CommandLine;

/**
 * Does what commands do at their start, so that the JVM can note which classes they need: the
 * launcher runs it once per build. It writes nothing and reads nothing of the user's.
 */
public final class StartTraining {
  private static final String STATEMENTS = "start-training.sql";

  private StartTraining() {}

  /** Runs the statements; the exit code tells whether all succeeded. */
  public static void main(String[] arguments) throws IOException {
    QuietLogging.install();
    Path statements = Files.createTempFile("scheelite-training-", ".sql");
    int exitCode;
    try {
      try (InputStream text =
          Objects.requireNonNull(StartTraining.class.getResourceAsStream(STATEMENTS))) {
        Files.copy(text, statements, StandardCopyOption.REPLACE_EXISTING);
      }
      exitCode = run("sql", "--memory", "64m", "-f", statements.toString());
      exitCode |= run("sql", "--memory", "64m", "--format", "csv", "-c", "select 42");
      exitCode |= run("tpch", "--help");
    } finally {
      Files.delete(statements);
    }
    System.exit(exitCode);
  }

  private static int run(String... arguments) {
    SqlCommand _ = PlainArguments.ofSql(arguments); // as Main does, and then in the long way
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    CommandLine command = Main.commandLine(arguments).setOut(nowhere).setErr(nowhere);
    return command.execute(arguments);
  }
}
