package io.scheelite.scheduler.message;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * A failure of another process, with what a caller branches on.
 *
 * @param stack stack trace there, as text; cut where it is very long
 * @param origin names the process; empty if it is not known
 */
public record WireFailure(ErrorCode code, String message, String stack, String origin) {
  private static final int MAX_MESSAGE_CHARS = 64 << 10;
  private static final int MAX_STACK_CHARS = 16 << 10;

  /** Cuts what is too long to be read by anybody. */
  public WireFailure {
    message = cut(message, MAX_MESSAGE_CHARS);
    stack = cut(stack, MAX_STACK_CHARS);
  }

  /** A failure of a process that is not named. */
  public WireFailure(ErrorCode code, String message, String stack) {
    this(code, message, stack, "");
  }

  /** Describes a failure; one that is none of ours is a bug. */
  public static WireFailure of(Throwable failure) {
    return of(failure, "");
  }

  /**
   * As {@link #of(Throwable)}.
   *
   * @param origin names the process where it happened, such as {@code executor-1}
   */
  public static WireFailure of(Throwable failure, String origin) {
    Throwable reason = failure;
    while ((reason instanceof CompletionException || reason instanceof ExecutionException)
        && reason.getCause() != null) {
      reason = reason.getCause();
    }
    StringWriter stack = new StringWriter();
    reason.printStackTrace(new PrintWriter(stack, true));
    return switch (reason) {
      // told on: where it happened is known already
      case RemoteException remote -> remote.failure();
      case ScheeliteException known ->
          new WireFailure(
              known.code(), String.valueOf(known.getMessage()), stack.toString(), origin);
      default -> new WireFailure(ErrorCode.INTERNAL, reason.toString(), stack.toString(), origin);
    };
  }

  /** The same, of that process, unless it is known already where it happened. */
  public WireFailure from(String process) {
    return origin.isEmpty() ? new WireFailure(code, message, stack, process) : this;
  }

  /**
   * The failure as an exception of this process: same code, and the same message where the user or
   * a limit is to blame. Otherwise the message names the process too, since that is where to look.
   */
  public ScheeliteException toException() {
    return new RemoteException(this);
  }

  private static String cut(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars) + " …";
  }
}
