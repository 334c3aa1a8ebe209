package io.scheelite.scheduler.message;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/**
 * A failure that happened in another process. Its cause stands for the stack trace there, so that
 * printing the exception shows both sides.
 */
public final class RemoteException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  private final transient WireFailure failure;

  RemoteException(WireFailure failure) {
    super(failure.code(), message(failure), new RemoteStack(failure));
    this.failure = failure;
  }

  private static String message(WireFailure failure) {
    ErrorCode.Source source = failure.code().source();
    boolean anywhere = source == ErrorCode.Source.USER || source == ErrorCode.Source.RESOURCE;
    return anywhere || failure.origin().isEmpty()
        ? failure.message()
        : failure.message() + " process=" + failure.origin();
  }

  /** As it came. */
  public WireFailure failure() {
    return failure;
  }

  /** The process where it happened; empty if it is not known. */
  public String origin() {
    return failure.origin();
  }

  /** The stack trace in the process where it happened. */
  public String remoteStack() {
    return failure.stack();
  }

  /** The other process's stack trace as text. It has none of its own. */
  private static final class RemoteStack extends Exception {
    private static final long serialVersionUID = 1L;

    RemoteStack(WireFailure failure) {
      super(
          "in another process"
              + (failure.origin().isEmpty() ? "" : ", " + failure.origin())
              + ":\n"
              + failure.stack(),
          null,
          false,
          false);
    }
  }
}
