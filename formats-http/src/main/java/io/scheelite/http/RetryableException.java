package io.scheelite.http;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An attempt failed, and another one may not. */
final class RetryableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Duration after;

  /**
   * Why it failed.
   *
   * @param after how long the server wants to be left alone; null if it does not say
   */
  RetryableException(String message, @Nullable Duration after, @Nullable Throwable cause) {
    super(message, cause);
    this.after = after;
  }

  /** How long to wait, if it is {@code usual} otherwise. */
  Duration wait(Duration usual) {
    return after == null || after.compareTo(usual) < 0 ? usual : after;
  }
}
