package io.scheelite.formats.input;

import java.io.IOException;

/** An input is not the one that it was when it was looked at before. */
public final class ChangedInputException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * What tells it.
   *
   * @param found the version or size that is there now
   */
  public ChangedInputException(String expected, String found) {
    super(
        "file has changed since the table was opened, open it again: expected="
            + expected
            + " found="
            + found);
  }
}
