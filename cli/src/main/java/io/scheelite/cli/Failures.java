package io.scheelite.cli;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.StatementExcerpt;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one sentence on standard error and an exit code. */
final class Failures {
  private static final String DEBUG = "SCHEELITE_DEBUG";

  private Failures() {}

  /** The command line is wrong. */
  static int onBadArguments(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    command
        .getErr()
        .println(
            sentence(failure)
                + " ("
                + command.getCommandSpec().qualifiedName()
                + " --help lists the options)");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** A command threw. */
  static int onFailedCommand(Exception failure, CommandLine command, ParseResult parsed) {
    report(failure, command.getErr());
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** A statement failed: prints one sentence, and the place in the statement. */
  static void report(Throwable failure, String statement, PrintWriter err) {
    report(failure, err);
    String excerpt =
        failure instanceof SqlException error
            ? StatementExcerpt.of(statement, error.line(), error.column())
            : "";
    if (!excerpt.isEmpty()) {
      err.println(excerpt);
      err.flush();
    }
  }

  /** Prints one sentence; a stack trace only of bugs of ours, for those who ask for it. */
  static void report(Throwable failure, PrintWriter err) {
    err.println(sentence(failure));
    if (isBug(failure)) {
      if (System.getenv(DEBUG) == null) {
        err.println("a bug of Scheelite: " + DEBUG + "=1 shows where it happened");
      } else {
        failure.printStackTrace(err);
      }
    }
    err.flush();
  }

  private static boolean isBug(Throwable failure) {
    return switch (failure) {
      case ScheeliteException typed -> typed.code() == ErrorCode.INTERNAL;
      case UncheckedIOException io -> false;
      case IllegalArgumentException argument -> false;
      case RuntimeException bug -> true;
      case Error bug -> true;
      default -> false;
    };
  }

  private static String sentence(Throwable failure) {
    return "scheelite: " + reason(failure);
  }

  /** Details in further lines, such as the tree of memory pools, are for logs. */
  private static String reason(Throwable failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "file does not exist: " + missing.getFile();
      case AccessDeniedException denied -> "access denied: " + denied.getFile();
      case UncheckedIOException io when io.getCause() != null -> reason(io.getCause());
      // with the end of the log of the process that could not start
      case ClusterException cluster when cluster.getMessage() != null ->
          cluster.getMessage().strip();
      default ->
          failure.getMessage() == null
              ? failure.getClass().getSimpleName().toLowerCase(Locale.ROOT)
              : failure.getMessage().strip().lines().findFirst().orElse("");
    };
  }
}
