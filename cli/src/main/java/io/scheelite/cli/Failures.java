package io.scheelite.cli;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
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

  /** Prints one sentence; a stack trace only where it helps: for bugs of ours. */
  static void report(Throwable failure, PrintWriter err) {
    err.println(sentence(failure));
    if (isBug(failure)) {
      failure.printStackTrace(err);
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
      default ->
          failure.getMessage() == null
              ? failure.getClass().getSimpleName().toLowerCase(Locale.ROOT)
              : failure.getMessage().strip().lines().findFirst().orElse("");
    };
  }
}
