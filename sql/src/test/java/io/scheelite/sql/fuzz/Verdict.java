package io.scheelite.sql.fuzz;

import org.jspecify.annotations.Nullable;

/**
 * What two answers to one statement mean.
 *
 * @param kind what came out
 * @param signature the same for what probably has one reason; empty if nothing is wrong
 */
public record Verdict(Kind kind, String signature, String detail) {
  /** What comes out. */
  public enum Kind {
    /** Both gave the same rows, or both failed. */
    SAME,
    /** We do not do that yet, and say so. */
    NOT_SUPPORTED,
    /** DuckDB does not do that, or not in time. */
    NOT_COMPARED,
    /** A difference nobody has explained. */
    DIFFERENT
  }

  boolean isDifferent() {
    return kind == Kind.DIFFERENT;
  }

  /** Judges two answers. */
  static Verdict of(FuzzQuery query, Answer ours, Answer theirs) {
    if (ours instanceof Answer.Failure failure && failure.internal()) {
      return new Verdict(Kind.DIFFERENT, "internal " + failure.place(), failure.message());
    }
    if (ours instanceof Answer.Failure failure && failure.state().equals("0A000")) {
      return new Verdict(Kind.NOT_SUPPORTED, "", firstLine(failure.message()));
    }
    return switch (ours) {
      case Answer.Rows rows ->
          switch (theirs) {
            case Answer.Rows others -> compared(query, rows, others);
            case Answer.Failure failure -> theyFail(failure);
          };
      case Answer.Failure failure ->
          switch (theirs) {
            case Answer.Rows _ ->
                new Verdict(
                    Kind.DIFFERENT,
                    "we fail " + failure.state() + " " + words(failure.message()),
                    failure.state() + " " + failure.message());
            case Answer.Failure other -> bothFail(failure, other);
          };
    };
  }

  private static Verdict compared(FuzzQuery query, Answer.Rows ours, Answer.Rows theirs) {
    @Nullable String difference = AnswerComparison.difference(query, ours.rows(), theirs.rows());
    return difference == null
        ? new Verdict(Kind.SAME, "", "")
        : new Verdict(Kind.DIFFERENT, difference.substring(0, 4), difference);
  }

  private static Verdict theyFail(Answer.Failure theirs) {
    return isRefusal(theirs)
        ? new Verdict(Kind.NOT_COMPARED, "", firstLine(theirs.message()))
        : new Verdict(Kind.DIFFERENT, "they fail " + words(theirs.message()), theirs.message());
  }

  private static Verdict bothFail(Answer.Failure ours, Answer.Failure theirs) {
    boolean data = ours.state().startsWith("22");
    return data || isRefusal(theirs)
        ? new Verdict(Kind.SAME, "", "")
        : new Verdict(
            Kind.DIFFERENT, "states " + ours.state(), ours.message() + " / " + theirs.message());
  }

  /** DuckDB's families of errors that are about the statement, not about values. */
  private static boolean isRefusal(Answer.Failure theirs) {
    return switch (theirs.state()) {
      case "Binder", "Parser", "Catalog", "Not implemented", "INTERNAL", "INTERRUPT" -> true;
      default -> false;
    };
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /** A message without what differs from case to case. */
  private static String words(String message) {
    String line = firstLine(message).replaceAll("[0-9'\"].*", "");
    return line.substring(0, Math.min(60, line.length()));
  }
}
